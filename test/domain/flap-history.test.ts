import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { addToFlapHistory, type FlapHistory, flapShare, STEADY } from '../../src/domain/flap-history.js';

function historyOf(checks: readonly boolean[]): FlapHistory {
  return checks.reduce(addToFlapHistory, STEADY);
}

/** Checks that differ from the one before exactly where `changes` has a 1, after a first pass. */
function checksOf(changes: string): boolean[] {
  const checks = [true];
  for (const change of changes) {
    const last = checks[checks.length - 1] === true;
    checks.push(change === '1' ? !last : last);
  }
  return checks;
}

/** Changes of those ages, the newest being 0. */
function changesOf(ages: readonly number[]): string {
  return Array.from({ length: 19 }, (_, i) => (ages.includes(18 - i) ? '1' : '0')).join('');
}

/** The share in percent from the last 20 checks, by the letter of the rule. */
function modelShare(checks: readonly boolean[]): number {
  let sum = 0;
  for (let age = 0; age < 20; age++) {
    const i = checks.length - 1 - age;
    if (i < 1) break;
    if (checks[i] !== checks[i - 1]) sum += 118 - 2 * age;
  }
  return sum / 20;
}

describe('flapping', () => {
  test('weighs the newest change 1.18 and the oldest 0.80', () => {
    expect(flapShare(historyOf(checksOf('1')))).toBeCloseTo(118 / 20);
    expect(flapShare(historyOf(checksOf(`1${'0'.repeat(19)}`)))).toBeCloseTo(80 / 20);
    expect(flapShare(historyOf(checksOf(`1${'0'.repeat(20)}`)))).toBe(0);
  });

  test('does not start at exactly 30 % but above', () => {
    // 1.18 + 1.10 + 1.02 + 0.96 + 0.92 + 0.82 = 6.00 of 20; then 0.84 in place of 0.82.
    const exactly = historyOf(checksOf(changesOf([0, 4, 8, 11, 13, 18])));
    expect(flapShare(exactly)).toBe(30);
    expect(exactly.flapping).toBe(false);
    const above = historyOf(checksOf(changesOf([0, 4, 8, 11, 13, 17])));
    expect(flapShare(above)).toBeCloseTo(30.1);
    expect(above.flapping).toBe(true);
  });

  test('stops at exactly 25 %', () => {
    const flapping = { changes: 0, passed: true, flapping: true };
    // After one more steady check the weights are 1.16 + 1.14 + 1.00 + 0.88 + 0.82 = 5.00 of 20.
    const changes = [1, 2, 9, 15, 18].reduce((bits, age) => bits | (1 << (age - 1)), 0);
    const stopped = addToFlapHistory({ ...flapping, changes }, true);
    expect(flapShare(stopped)).toBe(25);
    expect(stopped.flapping).toBe(false);
    // A hair more: the change of age 18 was one of age 17.
    const more = addToFlapHistory({ ...flapping, changes: changes ^ (0b11 << 16) }, true);
    expect(flapShare(more)).toBeGreaterThan(25);
    expect(more.flapping).toBe(true);
  });

  test('does not start with the first check, whatever it is', () => {
    expect(flapShare(historyOf([false]))).toBe(0);
    expect(flapShare(historyOf([false, false]))).toBe(0);
  });

  property.prop(
    [
      fc.array(fc.tuple(fc.boolean(), fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 25 }))), {
        maxLength: 30,
      }),
    ],
    { numRuns: 300 },
  )('agrees with the rule over any checks', (runs) => {
    const checks = runs.flatMap(([passed, times]) => Array.from({ length: times }, () => passed));
    let flapping = false;
    let history = STEADY;
    checks.forEach((passed, i) => {
      history = addToFlapHistory(history, passed);
      const share = modelShare(checks.slice(0, i + 1));
      flapping = flapping ? share > 25 : share > 30;
      expect(flapShare(history)).toBeCloseTo(share);
      expect(history.flapping).toBe(flapping);
    });
  });
});
