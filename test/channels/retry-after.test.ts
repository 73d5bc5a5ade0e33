import { describe, expect, test } from 'vitest';
import { retryAfterMs } from '../../src/channels/retry-after.js';

const NOON = 'Sun, 01 Mar 2026 12:00:00 GMT';
const NOW = Date.parse(NOON);

describe('retryAfterMs', () => {
  test.each([
    ['0', 0],
    ['120', 120_000],
    ['1.5', 1_500],
    ['0.0001', 1],
    [' 7 ', 7_000],
  ])('reads %s seconds', (header, expected) => {
    expect(retryAfterMs(header, undefined, undefined)).toBe(expected);
  });

  test.each([undefined, '', '-5', 'soon', '5 apples', '1e9', '2026-03-01', NOON.slice(5)])(
    'makes nothing of %s',
    (header) => {
      expect(retryAfterMs(header, NOON, NOW)).toBeUndefined();
    },
  );

  test('measures a date from the date of the answer, not from the own clock', () => {
    expect(retryAfterMs('Sun, 01 Mar 2026 12:02:00 GMT', NOON, NOW + 3_600_000)).toBe(120_000);
  });

  test('measures a date from the own clock when the answer has none', () => {
    expect(retryAfterMs('Sun, 01 Mar 2026 12:02:00 GMT', undefined, NOW + 60_000)).toBe(60_000);
    expect(retryAfterMs('Sun, 01 Mar 2026 12:02:00 GMT', undefined, undefined)).toBeUndefined();
  });

  test('does not wait for a date that has passed', () => {
    expect(retryAfterMs('Sun, 01 Mar 2026 11:00:00 GMT', NOON, undefined)).toBe(0);
  });

  test('reads the older forms of dates', () => {
    expect(retryAfterMs('Sunday, 01-Mar-26 12:00:30 GMT', NOON, undefined)).toBe(30_000);
  });
});
