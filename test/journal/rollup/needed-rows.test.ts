import { describe, expect, test } from 'vitest';
import { neededRows } from '../../../src/journal/rollup/needed-rows.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe('neededRows', () => {
  test('takes 91 days and 48 hours for 90 days in one step', () => {
    const to = 20_000 * DAY + 754 * MINUTE;
    const { days, hours } = neededRows({ from: to - 90 * DAY, to, step: 90 * DAY });
    expect(days).toEqual({ from: 19_910, to: 20_001 });
    expect(hours).toEqual([
      { from: 19_910 * 24, to: 19_911 * 24 },
      { from: 20_000 * 24, to: 20_001 * 24 },
    ]);
  });

  test('takes no hours for whole days', () => {
    expect(neededRows({ from: 10 * DAY, to: 17 * DAY, step: DAY })).toEqual({
      days: { from: 10, to: 17 },
      hours: [],
    });
  });

  test('takes all hours of days that steps cut', () => {
    expect(neededRows({ from: 10 * DAY, to: 12 * DAY, step: HOUR })).toEqual({
      days: { from: 10, to: 12 },
      hours: [{ from: 240, to: 288 }],
    });
    expect(neededRows({ from: 10 * DAY, to: 16 * DAY, step: 36 * HOUR }).hours).toEqual([
      { from: 11 * 24, to: 12 * 24 },
      { from: 14 * 24, to: 15 * 24 },
    ]);
  });

  test('takes the hours of a day that goes on after the span', () => {
    expect(neededRows({ from: 10 * DAY, to: 11 * DAY - MINUTE, step: DAY }).hours).toEqual([
      { from: 240, to: 264 },
    ]);
  });

  test('takes the day and the hours around a minute', () => {
    const from = 10 * DAY + 5 * HOUR;
    expect(neededRows({ from, to: from + MINUTE, step: MINUTE })).toEqual({
      days: { from: 10, to: 11 },
      hours: [{ from: 240, to: 264 }],
    });
  });
});
