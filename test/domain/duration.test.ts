import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { type Duration, durationMs, formatDuration, parseDuration } from '../../src/domain/duration.js';

describe('parseDuration', () => {
  test.each([
    ['250ms', 250],
    ['10s', 10_000],
    ['5m', 300_000],
    ['4h', 14_400_000],
    ['7d', 604_800_000],
    ['1w', 604_800_000],
    ['1.5s', 1_500],
    ['0s', 0],
    [0, 0],
    [1234.5, 1234.5],
  ] satisfies [Duration, number][])('reads %j as %d ms', (duration, ms) => {
    expect(parseDuration(duration)).toBe(ms);
  });

  test.each([
    -1,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    '',
    '10',
    's',
    '-5s',
    '5 min',
    '5M',
    '1e3s',
    '5m30s',
    '.5s',
    null,
    true,
    {},
    [5],
  ])('refuses %j', (value) => {
    expect(durationMs(value)).toBeUndefined();
  });

  test('says what is wrong and how to write it', () => {
    expect(() => parseDuration('soon' as Duration)).toThrow(
      expect.objectContaining({ code: 'ERR_DURATION', message: expect.stringMatching(/"soon".*'5m'/) }),
    );
    expect(() => parseDuration(-5)).toThrow(/-5/);
  });
});

describe('formatDuration', () => {
  test.each([
    [0, '0ms'],
    [999, '999ms'],
    [999.6, '1s'],
    [1_000, '1s'],
    [59_999, '1m'],
    [95_000, '1m 35s'],
    [3_600_000, '1h'],
    [3_605_000, '1h'],
    [90_061_000, '1d 1h'],
    [604_800_000, '7d'],
  ])('writes %d ms as %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });

  property.prop([fc.integer({ min: 0, max: 10 * 86_400_000 })])(
    'never strays from the truth by more than its smaller unit',
    (ms) => {
      const parts = formatDuration(ms).split(' ');
      const read = parts.reduce((sum, part) => sum + (durationMs(part) ?? Number.NaN), 0);
      expect(Math.abs(read - ms)).toBeLessThan(ms >= 86_400_000 ? 3_600_000 : ms >= 3_600_000 ? 60_000 : 501);
    },
  );
});
