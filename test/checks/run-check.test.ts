import { describe, expect, it } from 'vitest';
import { type CheckJob, type CheckRun, runCheck } from '../../src/checks/run-check.js';
import type { Check } from '../../src/domain/check.js';
import type { Clock } from '../../src/domain/clock.js';
import type { CheckCompleted } from '../../src/domain/events.js';
import { TocsinError } from '../../src/domain/tocsin-error.js';
import { VirtualClock } from '../../src/testing/virtual-clock.js';

interface Told {
  readonly run: CheckRun<CheckJob>;
  readonly results: CheckCompleted[];
  readonly log: string[];
}

function begin(clock: Clock, check: Check, limits: Partial<CheckJob> = {}): Told {
  const results: CheckCompleted[] = [];
  const log: string[] = [];
  const run = runCheck({ name: 'api', check, timeoutMs: 10_000, ...limits }, clock, {
    completed: (_, result) => {
      results.push(result);
      log.push(`completed at ${clock.now()}`);
    },
    abandoned: () => log.push(`abandoned at ${clock.now()}`),
    settled: () => log.push(`settled at ${clock.now()}`),
  });
  return { run, results, log };
}

async function resultOf(check: Check, limits: Partial<CheckJob> = {}): Promise<CheckCompleted | undefined> {
  const clock = new VirtualClock();
  const { results } = begin(clock, check, limits);
  await clock.advance('10s');
  expect(results).toHaveLength(1);
  expect(clock.pendingTasks).toBe(0);
  return results[0];
}

/** A check that answers whatever it is told to, as JavaScript programs may. */
const answering =
  (answer: unknown): Check =>
  async () =>
    answer as boolean;
const throwing =
  (thrown: unknown): Check =>
  async () => {
    throw thrown;
  };
const sleep = (clock: VirtualClock, ms: number): Promise<void> =>
  new Promise((resolve) => {
    clock.setTimeout(resolve, ms);
  });

describe('what a check answers', () => {
  it('passes with true or nothing and fails with false', async () => {
    expect(await resultOf(() => true)).toEqual({ outcome: 'pass', latencyMs: 0 });
    expect(await resultOf(() => {})).toEqual({ outcome: 'pass', latencyMs: 0 });
    expect(await resultOf(async () => false)).toEqual({ outcome: 'fail', latencyMs: 0 });
  });

  it('takes outcome, message and data', async () => {
    const answer = { outcome: 'warn', message: 'so so', data: { rows: 3n } };
    expect(await resultOf(answering(answer))).toEqual({ ...answer, latencyMs: 0, data: { rows: '3' } });
    expect(await resultOf(answering({ outcome: 'pass', message: '' }))).toEqual({
      outcome: 'pass',
      latencyMs: 0,
    });
  });

  it.each([
    ['ok', 'the check answered "ok" (a string); expected a boolean, nothing or { outcome }'],
    [42, 'the check answered 42 (a number); expected a boolean, nothing or { outcome }'],
    [null, 'the check answered null; expected a boolean, nothing or { outcome }'],
    [[true], 'the check answered an array; expected a boolean, nothing or { outcome }'],
    [
      { ok: true },
      'the check answered an object without an outcome; expected a boolean, nothing or { outcome }',
    ],
    [{ outcome: 'ok' }, `the check answered the outcome "ok" (a string); expected 'pass', 'warn' or 'fail'`],
  ])('fails with a message that says what came back: %j', async (answer, message) => {
    expect(await resultOf(answering(answer))).toEqual({ outcome: 'fail', latencyMs: 0, message });
  });

  it('fails when the answer cannot be read', async () => {
    const answer = {
      get outcome(): never {
        throw new Error('no outcome today');
      },
    };
    expect(await resultOf(answering(answer))).toMatchObject({ outcome: 'fail', message: 'no outcome today' });
  });
});

describe('what a check throws', () => {
  const refused = Object.assign(new Error('connect ECONNREFUSED ::1:9'), { code: 'ECONNREFUSED' });
  const refusedToo = new Error('connect ECONNREFUSED 127.0.0.1:9');
  const everywhere = Object.assign(new AggregateError([refused, refusedToo]), { code: 'ECONNREFUSED' });
  it.each([
    [new Error('no route'), 'no route'],
    ['just text', 'just text'],
    [undefined, 'the check threw undefined'],
    [7, 'the check threw 7 (a number)'],
    [{}, 'the check threw an object'],
    [new RangeError(''), 'RangeError'],
    [Object.assign(new Error(''), { code: 'EPIPE' }), 'EPIPE'],
    [everywhere, 'connect ECONNREFUSED ::1:9; connect ECONNREFUSED 127.0.0.1:9'],
    [new TypeError('fetch failed', { cause: refusedToo }), 'fetch failed: connect ECONNREFUSED 127.0.0.1:9'],
    [new Error('query: no route', { cause: new Error('no route') }), 'query: no route'],
  ])('becomes the message of a failure: %s', async (thrown, message) => {
    expect(await resultOf(throwing(thrown))).toEqual({ outcome: 'fail', latencyMs: 0, message });
  });

  it('is told without the passwords that drivers put into it', async () => {
    const thrown = new Error(
      'cannot reach postgres://app:hunter2@db.internal:5432/orders (password=hunter2)',
    );
    expect(await resultOf(throwing(thrown))).toMatchObject({
      message: 'cannot reach postgres://db.internal:5432/[redacted] (password=[redacted]',
    });
  });

  it('counts alike when it is thrown at once', async () => {
    const result = await resultOf(() => {
      throw new Error('at once');
    });
    expect(result).toEqual({ outcome: 'fail', latencyMs: 0, message: 'at once' });
  });

  it('may be unreadable', async () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expect(await resultOf(throwing(proxy))).toMatchObject({ outcome: 'fail' });
  });
});

describe('time', () => {
  it('warns about a pass that was slower than allowed, and keeps its message', async () => {
    const clock = new VirtualClock();
    const slow = begin(clock, () => sleep(clock, 1_201), { slowAfterMs: 1_200 });
    const fast = begin(clock, () => sleep(clock, 1_200), { slowAfterMs: 1_200 });
    const told = begin(
      clock,
      () => sleep(clock, 1_500).then(() => ({ outcome: 'pass', message: '3 rows' })),
      {
        slowAfterMs: 1_000,
      },
    );
    await clock.advance('2s');
    expect(slow.results).toEqual([
      { outcome: 'warn', latencyMs: 1_201, message: 'slow: took 1201ms, more than 1200ms' },
    ]);
    expect(fast.results).toEqual([{ outcome: 'pass', latencyMs: 1_200 }]);
    expect(told.results[0]?.message).toBe('3 rows; slow: took 1500ms, more than 1s');
  });

  it('fails when the timeout is over, aborts the signal and discards the late answer', async () => {
    const clock = new VirtualClock();
    let signal: AbortSignal | undefined;
    const told = begin(clock, async (context) => {
      signal = context.signal;
      await sleep(clock, 15_000);
      throw new Error('too late to matter');
    });
    await clock.advance('10s');
    expect(told.results).toEqual([{ outcome: 'fail', latencyMs: 10_000, message: 'timed out after 10s' }]);
    expect(signal?.aborted).toBe(true);
    expect(signal?.reason).toBeInstanceOf(TocsinError);
    expect(signal?.reason).toMatchObject({ code: 'ERR_CHECK_TIMEOUT' });
    await clock.advance('10s');
    expect(told.log).toEqual(['abandoned at 10000', 'completed at 10000', 'settled at 15000']);
  });

  it('fails a check that blocked the event loop for longer than the timeout', async () => {
    let now = 0;
    const blocked: Clock = { now: () => now, setTimeout: () => undefined, clearTimeout: () => {} };
    const told = begin(blocked, () => {
      now = 10_000;
      return true;
    });
    await new VirtualClock().advance(0);
    expect(told.results).toEqual([{ outcome: 'fail', latencyMs: 10_000, message: 'timed out after 10s' }]);
  });

  it('hands an aborted signal to a check that asks for it only after the timeout', async () => {
    const clock = new VirtualClock();
    let aborted: boolean | undefined;
    begin(clock, async (context) => {
      await sleep(clock, 11_000);
      aborted = context.signal.aborted;
    });
    await clock.advance('11s');
    expect(aborted).toBe(true);
  });

  it('lets the context be copied', async () => {
    const check: Check = (context) => {
      const copy = { ...context, service: 'other' };
      return copy.signal instanceof AbortSignal && copy.signal === context.signal;
    };
    expect(await resultOf(check)).toMatchObject({ outcome: 'pass' });
  });
});

describe('cancel', () => {
  it('aborts the signal with its reason, leaves no timer and tells no result', async () => {
    const clock = new VirtualClock();
    let signal: AbortSignal | undefined;
    const told = begin(clock, async (context) => {
      signal = context.signal;
      await sleep(clock, 1_000);
    });
    await clock.advance(500);
    const reason = new TocsinError('ERR_CHECK_CANCELLED', 'enough');
    told.run.cancel(reason);
    told.run.cancel(new TocsinError('ERR_CHECK_CANCELLED', 'again'));
    expect(signal?.reason).toBe(reason);
    expect(clock.pendingTasks).toBe(1);
    await clock.advance('1m');
    expect(told.log).toEqual(['abandoned at 500', 'settled at 1000']);
  });

  it('keeps a check that has not begun from beginning', async () => {
    const clock = new VirtualClock();
    let begun = false;
    const told = begin(clock, () => {
      begun = true;
    });
    told.run.cancel(new TocsinError('ERR_CHECK_CANCELLED', 'enough'));
    await clock.advance('1m');
    expect(begun).toBe(false);
    expect(told.log).toEqual(['abandoned at 0', 'settled at 0']);
  });

  it('does nothing once the run has ended', async () => {
    const clock = new VirtualClock();
    const told = begin(clock, () => true);
    await clock.advance(0);
    told.run.cancel(new TocsinError('ERR_CHECK_CANCELLED', 'enough'));
    expect(told.log).toEqual(['completed at 0']);
  });
});
