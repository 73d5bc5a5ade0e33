import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { awaitedSince, judgeHeartbeat, takeBeat, underNewPlan } from '../../src/checks/heartbeat-rule.js';
import type { BeatOutcome, HeartbeatPlan, HeartbeatState } from '../../src/domain/heartbeat.js';
import { heartbeatOf } from '../../src/domain/heartbeat.js';

const SECOND = 1_000;
const T = Date.UTC(2026, 0, 5);

/** An hour, five minutes of grace, a run of ten. */
const PLAN: HeartbeatPlan = {
  graceMs: 300 * SECOND,
  maxRuntimeMs: 600 * SECOND,
  nextDue: (after) => after + 3_600 * SECOND,
};

type Told = readonly [second: number, outcome: BeatOutcome, message?: string];

/** What is known after some words, each at its second. */
function knownAfter(words: readonly Told[], plan = PLAN): HeartbeatState {
  return words.reduce(
    (state, [second, outcome, message]) =>
      takeBeat(plan, state, {
        outcome,
        at: T + second * SECOND,
        ...(message === undefined ? {} : { message }),
      }),
    awaitedSince(T),
  );
}

const verdictAt = (second: number, words: readonly Told[]): [string | undefined, string] => {
  const { outcome, message } = judgeHeartbeat(PLAN, knownAfter(words), T + second * SECOND);
  return [outcome, message];
};

describe('a job of which nothing was heard', () => {
  it('is not judged until it is late', () => {
    const pending = 'nothing heard yet, awaited since 2026-01-05T00:00:00Z';
    expect(verdictAt(0, [])).toEqual([
      undefined,
      `${pending}; fails unless heard of by 2026-01-05T01:05:00Z`,
    ]);
    expect(verdictAt(3_899, [])[0]).toBeUndefined();
    expect(verdictAt(3_900, [])).toEqual([
      'fail',
      'never heard of, awaited since 2026-01-05T00:00:00Z, due by 2026-01-05T01:05:00Z',
    ]);
  });
});

describe('a job that succeeds', () => {
  it('passes until it is late', () => {
    expect(verdictAt(100, [[100, 'success']])).toEqual([
      'pass',
      'heard of 2026-01-05T00:01:40Z; fails unless heard of by 2026-01-05T01:06:40Z',
    ]);
    expect(verdictAt(3_999, [[100, 'success']])[0]).toBe('pass');
    expect(verdictAt(4_000, [[100, 'success']])).toEqual([
      'fail',
      'nothing heard since 2026-01-05T00:01:40Z, due by 2026-01-05T01:06:40Z',
    ]);
    // It does not move on.
    expect(verdictAt(400_000, [[100, 'success']])[1]).toContain('due by 2026-01-05T01:06:40Z');
  });

  it('is told with the first line of what it says', () => {
    expect(verdictAt(100, [[100, 'success', '  3 GB saved\nin 4 files']])[1]).toBe(
      'heard of 2026-01-05T00:01:40Z: 3 GB saved; fails unless heard of by 2026-01-05T01:06:40Z',
    );
  });

  it('passes again at once after it was late or failed', () => {
    expect(
      verdictAt(9_000, [
        [100, 'success'],
        [9_000, 'success'],
      ])[0],
    ).toBe('pass');
    expect(
      verdictAt(9_000, [
        [9_000, 'fail'],
        [9_000, 'success'],
      ])[0],
    ).toBe('pass');
  });
});

describe('a job that fails', () => {
  it('fails at once and until its next success', () => {
    const failed: Told[] = [
      [50, 'success'],
      [100, 'fail', 'disk full\nno space left'],
    ];
    const told = ['fail', 'the job failed 2026-01-05T00:01:40Z: disk full'];
    expect(verdictAt(100, failed)).toEqual(told);
    expect(verdictAt(100_000, failed)).toEqual(told);
    // That it begins again is no success yet.
    expect(verdictAt(300, [...failed, [200, 'start']])).toEqual(told);
    expect(verdictAt(300, [...failed, [300, 'fail']])).toEqual([
      'fail',
      'the job failed 2026-01-05T00:05:00Z',
    ]);
  });
});

describe('a job that begins', () => {
  it('has as long as a run may take', () => {
    const began: Told[] = [
      [50, 'success'],
      [3_600, 'start'],
    ];
    expect(verdictAt(3_700, began)).toEqual([
      'pass',
      'running since 2026-01-05T01:00:00Z; fails unless heard of by 2026-01-05T01:10:00Z',
    ]);
    // It would have been late without.
    expect(verdictAt(4_199, began)[0]).toBe('pass');
    expect(verdictAt(4_200, began)).toEqual([
      'fail',
      'started 2026-01-05T01:00:00Z and did not end by 2026-01-05T01:10:00Z',
    ]);
    expect(verdictAt(4_300, [...began, [4_300, 'success']])[0]).toBe('pass');
  });

  it('again and again gets no more time by that', () => {
    expect(
      verdictAt(700, [
        [100, 'start'],
        [400, 'start'],
        [690, 'start'],
      ])[0],
    ).toBe('fail');
  });

  it('when it is late stays so until it succeeds', () => {
    const late: Told[] = [[5_000, 'start']];
    expect(verdictAt(5_001, late)[0]).toBe('fail');
    expect(knownAfter([...late, [5_100, 'success']])).toEqual({
      since: T,
      lastBeatAt: T + 5_100 * SECOND,
      lastSuccessAt: T + 5_100 * SECOND,
      durationMs: 100 * SECOND,
    });
  });

  it('and ends has a duration', () => {
    expect(
      knownAfter([
        [100, 'start'],
        [160, 'fail'],
      ]).durationMs,
    ).toBe(60 * SECOND);
    expect(knownAfter([[100, 'success']])).not.toHaveProperty('durationMs');
  });
});

it('takes no notice of word that is older than the last', () => {
  const known = knownAfter([
    [100, 'success'],
    [200, 'fail'],
  ]);
  expect(takeBeat(PLAN, known, { outcome: 'success', at: T + 199 * SECOND })).toBe(known);
});

describe('under another plan', () => {
  const longer: HeartbeatPlan = { ...PLAN, nextDue: (after) => after + 86_400 * SECOND };
  const now = T + 5_000 * SECOND;
  const stateAt = (words: readonly Told[]): HeartbeatState =>
    judgeHeartbeat(PLAN, knownAfter(words), now).state;

  it('a job that was late may not be any more', () => {
    const late = stateAt([[100, 'success']]);
    expect(late.failing).toEqual({ since: T + 4_000 * SECOND, why: 'late' });
    expect(judgeHeartbeat(longer, underNewPlan(longer, late, now), now).outcome).toBe('pass');
    expect(underNewPlan(PLAN, late, now)).toBe(late);
  });

  it('what a job said, and that it ran for too long, stands', () => {
    for (const words of [[[100, 'fail']], [[100, 'start']]] satisfies Told[][]) {
      const state = stateAt(words);
      expect(underNewPlan(longer, state, now)).toBe(state);
      expect(judgeHeartbeat(longer, state, now).outcome).toBe('fail');
    }
  });
});

describe('any job', () => {
  const plans = fc.record({
    period: fc.integer({ min: 1, max: 20 }),
    grace: fc.integer({ min: 0, max: 10 }),
    maxRuntime: fc.integer({ min: 1, max: 15 }),
  });
  const stories = fc.array(
    fc.record({
      wait: fc.integer({ min: 0, max: 25 }),
      what: fc.constantFrom<BeatOutcome | 'look'>('start', 'success', 'success', 'fail', 'look'),
    }),
    { maxLength: 30 },
  );

  test.prop([plans, stories], { numRuns: 300 })(
    'is judged as by one who counts every second, however rarely it is looked at',
    ({ period, grace, maxRuntime }, story) => {
      const plan = { graceMs: grace, maxRuntimeMs: maxRuntime, nextDue: (after: number) => after + period };
      let state = awaitedSince(0);
      let now = 0;
      // Who counts: how much time is left, whether it has run out, whether anything was heard, whether it runs.
      let left = period + grace;
      let bad = false;
      let heard = false;
      let runs = false;
      for (const { wait, what } of story) {
        for (let i = 0; i < wait; i++) {
          now++;
          left--;
          if (left <= 0) bad = true;
        }
        if (left <= 0) bad = true;
        if (what === 'success') [left, bad, heard, runs] = [period + grace, false, true, false];
        if (what === 'fail') [bad, heard, runs] = [true, true, false];
        if (what === 'start') {
          if (!bad && !runs) left = maxRuntime;
          [heard, runs] = [true, true];
        }
        if (what !== 'look') state = takeBeat(plan, state, { outcome: what, at: now });
        if (left <= 0) bad = true;
        const verdict = judgeHeartbeat(plan, state, now);
        expect(verdict.outcome).toBe(bad ? 'fail' : heard ? 'pass' : undefined);
        // To look changes nothing, and what is known survives being written down.
        expect(judgeHeartbeat(plan, verdict.state, now)).toEqual(verdict);
        const written: unknown = JSON.parse(JSON.stringify({ heartbeat: verdict.state }));
        expect(heartbeatOf(Object(written))).toEqual(verdict.state);
        if (!bad) expect(verdict.state.failsAt).toBe(now + left);
        if (what === 'look') state = verdict.state;
      }
    },
  );
});

describe('what the data of a check say of a job', () => {
  it.each([undefined, {}, { heartbeat: 7 }, { heartbeat: { lastBeatAt: 5 } }, { rows: 3 }])(
    'is nothing: %j',
    (data) => {
      expect(heartbeatOf(data)).toBeUndefined();
    },
  );

  it('is what fits', () => {
    const failing = { since: 1, why: 'tired' };
    expect(heartbeatOf({ heartbeat: { since: 1, lastBeatAt: 'x', message: 2, other: 3, failing } })).toEqual({
      since: 1,
    });
  });
});
