import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { type HistorySpan, resolveSpan } from '../../src/domain/history.js';
import { TocsinError } from '../../src/domain/tocsin-error.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NOW = Date.UTC(2026, 0, 15, 12, 30, 20);

describe('resolveSpan', () => {
  test('ends now, with the running minute in it', () => {
    expect(resolveSpan({ from: NOW - HOUR }, NOW)).toEqual({
      from: Date.UTC(2026, 0, 15, 11, 30),
      to: Date.UTC(2026, 0, 15, 12, 31),
      step: MINUTE,
    });
  });

  test.each([
    [1, MINUTE],
    [100 * MINUTE, MINUTE],
    [2 * HOUR, 5 * MINUTE],
    [DAY, 15 * MINUTE],
    [2 * DAY, HOUR],
    [7 * DAY, 6 * HOUR],
    [30 * DAY, DAY],
    [90 * DAY, DAY],
    [10_000 * DAY, DAY],
    [10_001 * DAY, 2 * DAY],
    [NOW, 3 * DAY],
  ])('chooses a step for %d ms', (length, step) => {
    const to = Math.ceil(NOW / DAY) * DAY;
    expect(resolveSpan({ from: to - length, to }, NOW).step).toBe(step);
  });

  test('takes a step as it is given', () => {
    expect(resolveSpan({ from: NOW - DAY, step: '7m' }, NOW).step).toBe(7 * MINUTE);
    expect(resolveSpan({ from: NOW - HOUR, step: DAY }, NOW).step).toBe(DAY);
  });

  test('allows 10 000 points and no more', () => {
    const to = Math.floor(NOW / MINUTE) * MINUTE;
    const from = to - 10_000 * MINUTE;
    expect(resolveSpan({ from, to, step: '1m' }, NOW)).toEqual({ from, to, step: MINUTE });
    expect(messageOf({ from: from - 1, to, step: '1m' })).toBe(
      `span.step: expected '2m' or more, since there may be 10000 points; or ask for a shorter span, found "1m"`,
    );
  });

  test.each<[HistorySpan, string]>([
    [{ from: Number.NaN }, 'span.from: expected epoch milliseconds, found NaN'],
    [{ from: -1 }, 'span.from: expected epoch milliseconds, found -1'],
    [
      { from: 0, to: 1e16 },
      'span.to: expected epoch milliseconds, or nothing for now, found 10000000000000000',
    ],
    [
      { from: NOW },
      `span.from: expected a time before now (${NOW}, 2026-01-15T12:30:20.000Z), found ${NOW}, 2026-01-15T12:30:20.000Z`,
    ],
    [
      { from: 2_000, to: 1_000 },
      'span.from: expected a time before to (1000, 1970-01-01T00:00:01.000Z), found 2000, 1970-01-01T00:00:02.000Z',
    ],
    [
      { from: 0, step: '30s' },
      `span.step: expected a whole number of minutes such as '5m' or '1h', found "30s"`,
    ],
    [
      { from: 0, step: 90_000 },
      `span.step: expected a whole number of minutes such as '5m' or '1h', found 90000`,
    ],
    [{ from: 0, step: 0 }, `span.step: expected a whole number of minutes such as '5m' or '1h', found 0`],
    [
      { from: 0, step: Number.NaN },
      `span.step: expected a whole number of minutes such as '5m' or '1h', found NaN`,
    ],
  ])('refuses %j', (span, message) => {
    expect(messageOf(span)).toBe(message);
  });

  property.prop([fc.nat(NOW), fc.integer({ min: 1, max: NOW })], { numRuns: 300 })(
    'covers the span in whole minutes and a fair number of points',
    (from, length) => {
      const span = resolveSpan({ from, to: from + length }, NOW);
      expect(span.from % MINUTE).toBe(0);
      expect(span.to % MINUTE).toBe(0);
      expect(span.from).toBeLessThanOrEqual(from);
      expect(from - span.from).toBeLessThan(MINUTE);
      expect(span.to).toBeGreaterThanOrEqual(from + length);
      expect(span.to - from - length).toBeLessThan(MINUTE);
      expect((span.to - span.from) / span.step).toBeLessThanOrEqual(length < 100 * DAY ? 101 : 10_000);
    },
  );
});

function messageOf(span: HistorySpan): string {
  try {
    resolveSpan(span, NOW);
  } catch (error) {
    expect(error).toBeInstanceOf(TocsinError);
    if (error instanceof TocsinError && error.code === 'ERR_HISTORY_SPAN') return error.message;
  }
  return 'no error';
}
