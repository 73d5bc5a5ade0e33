import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { runCheck } from '../../src/checks/run-check.js';
import type { CheckResult, Outcome } from '../../src/domain/check.js';
import type { CheckCompleted } from '../../src/domain/events.js';
import { rejudgeCheck } from '../../src/runtime/rejudge-check.js';
import { VirtualClock } from '../../src/testing/virtual-clock.js';

/** What is recorded of a check that takes so long under that limit. */
async function recordOf(
  answer: CheckResult,
  latencyMs: number,
  slowAfterMs: number | undefined,
): Promise<CheckCompleted> {
  const clock = new VirtualClock(0);
  let monotonic = 0;
  const precise = {
    now: () => clock.now(),
    monotonic: () => monotonic,
    setTimeout: clock.setTimeout.bind(clock),
    clearTimeout: clock.clearTimeout.bind(clock),
  };
  return new Promise((resolve) => {
    const check = (): CheckResult => {
      monotonic = latencyMs;
      return answer;
    };
    const ignore = (): void => {};
    runCheck({ name: 'api', check, timeoutMs: 1_000_000, slowAfterMs }, precise, {
      completed: (_, result) => resolve(result),
      abandoned: ignore,
      settled: ignore,
    });
  });
}

const anyLimit = fc.option(fc.constantFrom(0, 0.5, 1, 250, 999.5, 1_000, 1_500, 2_000, 61_000, 95_000), {
  nil: undefined,
});
const anyAnswer = fc.record(
  {
    outcome: fc.constantFrom<Outcome>('pass', 'warn', 'fail'),
    message: fc.constantFrom('fine', 'a; b', 'slow: took a nap', '; slow: took 5ms, more than', 'two\nlines'),
    data: fc.constant({ n: 1 }),
  },
  { requiredKeys: ['outcome'] },
);
const anyLatency = fc.oneof(
  fc.constantFrom(0, 0.5, 1, 250, 1_000, 1_000.001, 2_000, 95_000.5),
  fc.nat(100_000_000).map((micros) => micros / 1_000),
);

describe('a recorded check under another slowAfter', () => {
  test.prop([anyAnswer, anyLatency, anyLimit, anyLimit], { numRuns: 500 })(
    'is what would have been recorded under that one',
    async (answer, latencyMs, before, after) => {
      const recorded = await recordOf(answer, latencyMs, before);
      expect(rejudgeCheck(recorded, after)).toEqual(await recordOf(answer, latencyMs, after));
    },
  );

  it('stays a warn if the check itself said so, also in such words', () => {
    const own = { outcome: 'warn', latencyMs: 12, message: 'slow: took 900ms, more than 500ms' } as const;
    expect(rejudgeCheck(own, undefined)).toEqual(own);
    expect(rejudgeCheck(own, 1)).toEqual(own);
  });

  it('names the new limit', () => {
    const slow = {
      outcome: 'warn',
      latencyMs: 899.2,
      message: 'busy; slow: took 900ms, more than 500ms',
    } as const;
    expect(rejudgeCheck(slow, 600).message).toBe('busy; slow: took 900ms, more than 600ms');
    expect(rejudgeCheck(slow, 900)).toEqual({ outcome: 'pass', latencyMs: 899.2, message: 'busy' });
  });
});
