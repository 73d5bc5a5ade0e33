import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { allOf } from '../../src/checks/all-of.js';
import { anyOf } from '../../src/checks/any-of.js';
import type { CheckParts } from '../../src/checks/check-parts.js';
import type { ClosableCheck } from '../../src/checks/closable-check.js';
import { heartbeat } from '../../src/checks/heartbeat.js';
import type { Check, CheckResult, Outcome } from '../../src/domain/check.js';
import { VirtualClock } from '../../src/testing/virtual-clock.js';
import { configIssues } from '../support/config-issues.js';
import { asGiven } from './support/as-given.js';
import { runOnce } from './support/run-once.js';

const answering =
  (outcome: Outcome, message?: string): Check =>
  () =>
    message === undefined ? { outcome } : { outcome, message };

/** Answers after so long, unless it is told to end before; counts who is under way. */
function taking(clock: VirtualClock, ms: number, result: CheckResult, underWay = { count: 0 }): Check {
  return ({ signal }) =>
    new Promise((resolve, reject) => {
      underWay.count++;
      const timer = clock.setTimeout(() => {
        underWay.count--;
        resolve(result);
      }, ms);
      signal.addEventListener('abort', () => {
        underWay.count--;
        clock.clearTimeout(timer);
        reject(signal.reason);
      });
    });
}

const outcomes = fc.constantFrom<Outcome>('pass', 'warn', 'fail');
/** Of each part: what it finds, after how long, and what it says. */
const parts = fc.array(
  fc.record({
    outcome: outcomes,
    ms: fc.integer({ min: 0, max: 100 }),
    message: fc.option(fc.constantFrom('refused', 'slow', '3 rows'), { nil: undefined }),
  }),
  { minLength: 1, maxLength: 6 },
);

interface Modelled {
  readonly name: string;
  readonly ms: number;
  readonly result: CheckResult;
}

const modelled = (
  list: readonly { outcome: Outcome; ms: number; message: string | undefined }[],
): Modelled[] =>
  list.map(({ outcome, ms, message }, i) => ({
    name: `part${i}`,
    // No two end at the same instant.
    ms: ms * 10 + i,
    result: message === undefined ? { outcome } : { outcome, message },
  }));

async function runCombination(
  combine: (checks: CheckParts, options?: { timeout?: number }) => ClosableCheck,
  model: readonly Modelled[],
  timeout?: number,
): Promise<{ result: CheckResult; took: number; left: number }> {
  const clock = new VirtualClock();
  const underWay = { count: 0 };
  const checks = Object.fromEntries(
    model.map(({ name, ms, result }) => [name, taking(clock, ms, result, underWay)]),
  );
  let took = -1;
  const running = runOnce(combine(checks, timeout === undefined ? {} : { timeout }), { clock });
  void running.then(() => {
    took = clock.now();
  });
  await clock.advance('10s');
  expect(clock.pendingTasks).toBe(0);
  return { result: await running, took, left: underWay.count };
}

/** What is said of the parts that are not well, the worst first. */
function toldOf(results: readonly Modelled[]): string | undefined {
  const say = (wanted: Outcome, word: string): string[] =>
    results
      .filter(({ result }) => result.outcome === wanted)
      .map(({ name, result }) => `${name}: ${result.message ?? word}`);
  return [...say('fail', 'failed'), ...say('warn', 'impaired')].join('; ') || undefined;
}

describe('allOf', () => {
  test.prop([parts])('is as bad as its worst part, and waits for all', async (list) => {
    const model = modelled(list);
    const { result, took, left } = await runCombination(allOf, model);
    const found = model.map(({ result }) => result.outcome);
    const worst = found.includes('fail') ? 'fail' : found.includes('warn') ? 'warn' : 'pass';
    const message = toldOf(model);
    expect(result).toEqual({
      outcome: worst,
      ...(message === undefined ? {} : { message }),
      data: { parts: Object.fromEntries(model.map(({ name, result }) => [name, result])) },
    });
    expect(took).toBe(Math.max(...model.map(({ ms }) => ms)));
    expect(left).toBe(0);
  });

  test.prop([parts, fc.integer({ min: 1, max: 100 }).map((n) => n * 10 + 7)])(
    'gives each part its own time',
    async (list, timeout) => {
      const model = modelled(list).map((part) =>
        part.ms <= timeout
          ? part
          : {
              ...part,
              ms: timeout,
              result: { outcome: 'fail', message: `timed out after ${timeout}ms` } as const,
            },
      );
      const { result, took, left } = await runCombination(allOf, modelled(list), timeout);
      expect(result.message).toBe(toldOf(model));
      expect(took).toBe(Math.max(...model.map(({ ms }) => ms)));
      expect(left).toBe(0);
    },
  );

  it('names parts of a list by their functions, and by their places where that is not enough', async () => {
    const named: Check = function lag() {
      return false;
    };
    const { message } = await runOnce(allOf([named, named, () => false, answering('pass')]));
    expect(message).toBe('lag: failed; lag 2: failed; 3: failed');
  });

  it('takes what a part throws as its failure', async () => {
    const broken: Check = () => {
      throw new Error('no route to postgres://app:hunter2@db/x');
    };
    expect(await runOnce(allOf({ broken, fine: () => true }))).toEqual({
      outcome: 'fail',
      message: 'broken: no route to postgres://db/[redacted]',
      data: {
        parts: {
          broken: { outcome: 'fail', message: 'no route to postgres://db/[redacted]' },
          fine: { outcome: 'pass' },
        },
      },
    });
  });

  it('can be part of another', async () => {
    const inner = allOf({ a: answering('warn', 'slow'), b: answering('pass') });
    const outer = allOf({ inner, c: answering('pass') });
    expect(await runOnce(outer)).toMatchObject({ outcome: 'warn', message: 'inner: a: slow' });
  });
});

describe('anyOf', () => {
  test.prop([parts])('is as good as its best part, and ends with the first that passes', async (list) => {
    const model = modelled(list);
    const { result, took, left } = await runCombination(anyOf, model);
    const first = model.filter(({ result }) => result.outcome === 'pass').sort((a, b) => a.ms - b.ms)[0];
    const ended = first === undefined ? model : model.filter(({ ms }) => ms <= first.ms);
    const found = ended.map(({ result }) => result.outcome);
    const best = found.includes('pass') ? 'pass' : found.includes('warn') ? 'warn' : 'fail';
    const message = toldOf(ended);
    expect(result).toEqual({
      outcome: best,
      ...(message === undefined ? {} : { message }),
      data: { parts: Object.fromEntries(ended.map(({ name, result }) => [name, result])) },
    });
    expect(took).toBe(Math.max(...ended.map(({ ms }) => ms)));
    expect(left).toBe(0);
  });

  it('passes although another part hangs', async () => {
    const clock = new VirtualClock();
    const hanging: Check = () => new Promise(() => {});
    const running = runOnce(anyOf({ hanging, fine: taking(clock, 30, { outcome: 'pass' }) }), { clock });
    await clock.advance(30);
    expect(await running).toEqual({ outcome: 'pass', data: { parts: { fine: { outcome: 'pass' } } } });
  });

  it('names a part that hangs, given a time for each', async () => {
    const clock = new VirtualClock();
    const hanging: Check = () => new Promise(() => {});
    const running = runOnce(anyOf({ hanging, bad: answering('fail', 'no') }, { timeout: '2s' }), { clock });
    await clock.advance('2s');
    expect(await running).toMatchObject({
      outcome: 'fail',
      message: 'hanging: timed out after 2s; bad: no',
    });
    expect(clock.pendingTasks).toBe(0);
  });
});

describe.each([
  ['allOf', allOf],
  ['anyOf', anyOf],
] as const)('%s', (name, combine) => {
  it('gives up all parts at once when it is given up, and throws the reason', async () => {
    const clock = new VirtualClock();
    const underWay = { count: 0 };
    const controller = new AbortController();
    const slow = taking(clock, 10_000, { outcome: 'pass' }, underWay);
    const deaf: Check = () => new Promise(() => {});
    const running = runOnce(combine({ a: slow, b: slow, deaf }, { timeout: '1m' }), {
      clock,
      signal: controller.signal,
    });
    await clock.advance(5);
    expect(underWay.count).toBe(2);
    const reason = new Error('enough');
    controller.abort(reason);
    await expect(running).rejects.toBe(reason);
    expect(underWay.count).toBe(0);
    expect(clock.pendingTasks).toBe(0);
  });

  it('does not begin when it is too late already', async () => {
    let begun = 0;
    const part: Check = () => {
      begun++;
    };
    await expect(runOnce(combine([part]), { signal: AbortSignal.abort('late') })).rejects.toBe('late');
    expect(begun).toBe(0);
  });

  it('leaves nothing on the signal', async () => {
    const { signal } = new AbortController();
    let listeners = 0;
    const add = signal.addEventListener.bind(signal);
    const remove = signal.removeEventListener.bind(signal);
    signal.addEventListener = (type: string, listener: () => void) => {
      listeners++;
      add(type, listener);
    };
    signal.removeEventListener = (type: string, listener: () => void) => {
      listeners--;
      remove(type, listener);
    };
    await runOnce(combine({ a: answering('pass'), b: answering('fail') }), { signal });
    expect(listeners).toBe(0);
  });

  it('closes what can be closed', () => {
    const closed: string[] = [];
    const closable = (which: string): ClosableCheck =>
      Object.assign(() => true, { close: () => void closed.push(which) });
    combine({ a: closable('a'), b: () => true, c: combine([closable('c')]) }).close();
    expect(closed).toEqual(['a', 'c']);
  });

  it('hands each part the context but for its signal', async () => {
    const clock = new VirtualClock();
    const seen: unknown[] = [];
    const { signal } = new AbortController();
    await runOnce(
      combine([
        (context) => {
          seen.push(context.service, context.clock === clock, context.signal === signal);
        },
      ]),
      { service: 'db', clock, signal },
    );
    expect(seen).toEqual(['db', true, false]);
  });

  it('refuses what cannot be a part', () => {
    const parts: CheckParts = { beat: heartbeat({ period: '1h' }), ...asGiven<CheckParts>('{"url":"x"}') };
    expect(configIssues(() => combine(parts, asGiven('{"timeout":"soon","retries":1}')))).toEqual([
      { path: `${name}.retries`, message: 'there is no such option; the options are timeout' },
      {
        path: `${name}.timeout`,
        message: `"soon" is not a duration above 0 and up to a year; write milliseconds or a text such as '100ms' or '2s'`,
      },
      {
        path: `${name}.checks.beat`,
        message: 'a heartbeat cannot be part of another check; give it a service of its own',
      },
      {
        path: `${name}.checks.url`,
        message: '"x" is not a check; use one such as tcpCheck({ … }) or a function of your own',
      },
    ]);
    expect(configIssues(() => combine([]))).toEqual([
      { path: `${name}.checks`, message: 'is empty; name one check at least' },
    ]);
    expect(configIssues(() => combine(asGiven('7')))).toEqual([
      { path: `${name}.checks`, message: '7 is neither checks by name nor a list of checks' },
    ]);
  });
});
