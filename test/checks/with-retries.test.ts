import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { heartbeat } from '../../src/checks/heartbeat.js';
import { type RetryOptions, withRetries } from '../../src/checks/with-retries.js';
import type { Check, CheckResult, Outcome } from '../../src/domain/check.js';
import { VirtualClock } from '../../src/testing/virtual-clock.js';
import { configIssues } from '../support/config-issues.js';
import { asGiven } from './support/as-given.js';
import { runOnce } from './support/run-once.js';

/** Finds one thing after the other, the last for ever; notes when it was asked. */
function finding(clock: VirtualClock, results: readonly CheckResult[], times: number[] = []): Check {
  return () => {
    times.push(clock.now());
    return results[Math.min(times.length, results.length) - 1];
  };
}

async function over(
  results: readonly CheckResult[],
  options: RetryOptions = {},
): Promise<{ result: CheckResult; times: number[] }> {
  const clock = new VirtualClock();
  const times: number[] = [];
  const running = runOnce(withRetries(finding(clock, results, times), options), { clock });
  await clock.advance('1d');
  expect(clock.pendingTasks).toBe(0);
  return { result: await running, times };
}

const fail = (message?: string): CheckResult =>
  message === undefined ? { outcome: 'fail' } : { outcome: 'fail', message };

describe('the tries', () => {
  it('are one if it is enough, and it is told as it is', async () => {
    const first = { outcome: 'pass', message: '3 rows', data: { rows: 3 } } as const;
    expect(await over([first])).toEqual({ result: first, times: [0] });
  });

  it('go on until one is no failure', async () => {
    expect(await over([fail('reset'), fail('refused'), { outcome: 'pass', data: { status: 200 } }])).toEqual({
      result: {
        outcome: 'pass',
        message: 'passed at try 3, after: refused',
        data: { status: 200, tries: 3 },
      },
      times: [0, 1_000, 2_000],
    });
    expect((await over([fail(), { outcome: 'warn', message: 'slow' }])).result).toEqual({
      outcome: 'warn',
      message: 'slow; answered at try 2',
      data: { tries: 2 },
    });
  });

  it('end after the last retry', async () => {
    expect((await over([fail('refused')], { retries: 1 })).result).toEqual({
      outcome: 'fail',
      message: 'refused (2 tries)',
      data: { tries: 2 },
    });
    expect((await over([fail()])).result).toMatchObject({ message: 'failed 3 times' });
  });

  it('have a time of their own', async () => {
    const clock = new VirtualClock();
    let tries = 0;
    const slowAtFirst: Check = ({ signal }) =>
      ++tries > 1
        ? true
        : new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    const running = runOnce(withRetries(slowAtFirst, { timeout: 1_500, delay: 100 }), { clock });
    await clock.advance(1_600);
    expect(await running).toMatchObject({
      outcome: 'pass',
      message: 'passed at try 2, after: timed out after 1500ms',
    });
    expect(clock.pendingTasks).toBe(0);
  });

  const options = fc.record({
    retries: fc.integer({ min: 1, max: 6 }),
    delay: fc.integer({ min: 0, max: 5_000 }),
    factor: fc.constantFrom(1, 1.5, 2, 10),
    maxDelay: fc.integer({ min: 1, max: 20_000 }),
  });
  const found = fc.array(fc.constantFrom<Outcome>('pass', 'warn', 'fail', 'fail', 'fail'), {
    minLength: 1,
    maxLength: 8,
  });
  test.prop([found, options])('come when the plain model says so', async (outcomes, given) => {
    const { result, times } = await over(
      outcomes.map((outcome) => ({ outcome })),
      given,
    );
    const expected: number[] = [];
    let at = 0;
    let wait = given.delay;
    let last: Outcome = 'fail';
    for (let i = 0; i <= given.retries; i++) {
      expected.push(at);
      last = outcomes[Math.min(i, outcomes.length - 1)] ?? 'fail';
      if (last !== 'fail') break;
      at += Math.min(wait, given.maxDelay);
      wait *= given.factor;
    }
    expect(times.length).toBe(expected.length);
    for (const [i, time] of times.entries()) expect(time).toBeCloseTo(expected[i] ?? -1, 3);
    expect(result.outcome).toBe(last);
  });
});

describe('giving up', () => {
  it('ends a try that is under way', async () => {
    const clock = new VirtualClock();
    const controller = new AbortController();
    let aborted: unknown;
    const check: Check = ({ signal }) =>
      new Promise(() => {
        signal.addEventListener('abort', () => {
          aborted = signal.reason;
        });
      });
    const running = runOnce(withRetries(check), { clock, signal: controller.signal });
    await clock.advance(10);
    controller.abort('enough');
    await expect(running).rejects.toBe('enough');
    expect(aborted).toBe('enough');
  });

  it('ends a wait, without another try', async () => {
    const clock = new VirtualClock();
    const controller = new AbortController();
    const times: number[] = [];
    const running = runOnce(withRetries(finding(clock, [fail()], times), { delay: '1h' }), {
      clock,
      signal: controller.signal,
    });
    await clock.advance('1m');
    controller.abort('enough');
    await expect(running).rejects.toBe('enough');
    expect(times).toEqual([0]);
    expect(clock.pendingTasks).toBe(0);
  });
});

it('closes its check', () => {
  let closed = 0;
  withRetries(Object.assign(() => true, { close: () => closed++ })).close();
  withRetries(() => true).close();
  expect(closed).toBe(1);
});

it('refuses what makes no sense, all at once', () => {
  const wrong = '{"retries":0,"delay":"x","factor":0.5,"maxDelay":0,"timeout":-1,"tries":3}';
  const issues = configIssues(() => withRetries(heartbeat({ period: '1h' }), asGiven(wrong)));
  expect(issues.map(({ path }) => path)).toEqual([
    'withRetries.tries',
    'withRetries.check',
    'withRetries.delay',
    'withRetries.retries',
    'withRetries.factor',
    'withRetries.maxDelay',
    'withRetries.timeout',
  ]);
});
