import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import type { HistoryPoint, LatencyStats } from '../../../src/domain/history.js';
import type { TimeSpan } from '../../../src/journal/journal.js';
import { historyFromChecks } from '../../../src/journal/rollup/history-from-checks.js';
import { historyOf } from '../../../src/journal/rollup/history-of.js';
import { exactQuantile, isNear } from './latencies.js';
import {
  anySpan,
  anySteps,
  BEGIN,
  DAY,
  HOUR,
  MINUTE,
  RollupStore,
  type StoredCheck,
  writeAll,
} from './rollup-store.js';

type Place = (check: StoredCheck) => number;

const inItsMinute: Place = ({ at }) => Math.floor(at / MINUTE) * MINUTE;

/** Holds the points against the bare checks, by the letter; `placeOf` says as of when a check counts. */
function expectModel(
  points: readonly HistoryPoint[],
  checks: readonly StoredCheck[],
  { from, to, step }: TimeSpan,
  placeOf = inItsMinute,
): void {
  const ends = Array.from({ length: Math.ceil((to - from) / step) }, (_, i) =>
    Math.min(from + (i + 1) * step, to),
  );
  const expected = ends.map((end, i) => {
    const begin = from + i * step;
    const inside = checks.filter((check) => placeOf(check) >= begin && placeOf(check) < end);
    const failures = inside.filter(({ outcome }) => outcome === 'fail').length;
    const warns = inside.filter(({ outcome }) => outcome === 'warn').length;
    const { uptimePercent, latency } = points[i] ?? {};
    if (inside.length === 0) return { from: begin, to: end, checks: 0, failures, warns };
    const latencies = inside.map(({ latencyMs }) => latencyMs);
    expect(uptimePercent).toBeCloseTo(100 - (100 * failures) / inside.length, 9);
    expect(latency).toMatchObject({ min: Math.min(...latencies), max: Math.max(...latencies) });
    expect(latency === undefined || isRight(latency, latencies)).toBe(true);
    return { from: begin, to: end, checks: inside.length, failures, warns, uptimePercent, latency };
  });
  expect(points).toEqual(expected);
}

/** The mean but for rounding, the percentiles as near as the sketch promises. */
function isRight({ mean, p50, p90, p95, p99 }: LatencyStats, latencies: readonly number[]): boolean {
  const exact = latencies.reduce((sum, ms) => sum + ms, 0) / latencies.length;
  return (
    Math.abs(mean - exact) <= exact * 1e-9 &&
    isNear(p50, exactQuantile(latencies, 0.5)) &&
    isNear(p90, exactQuantile(latencies, 0.9)) &&
    isNear(p95, exactQuantile(latencies, 0.95)) &&
    isNear(p99, exactQuantile(latencies, 0.99))
  );
}

function storeOf(checks: readonly (readonly [at: number, outcome: 'pass' | 'fail'])[]): RollupStore {
  const store = new RollupStore();
  let before = BEGIN;
  for (const [at, outcome] of checks) {
    store.step({ type: 'check', service: 1, gap: at - before, outcome, latencyMs: 20 });
    before = at;
  }
  return store;
}

function counts(points: readonly HistoryPoint[]): number[] {
  return points.map(({ checks }) => checks);
}

describe('history', () => {
  test('has a point for every step, the last one maybe shorter', () => {
    const from = BEGIN - 30_000;
    const store = storeOf([
      [BEGIN, 'pass'],
      [BEGIN + MINUTE, 'fail'],
      [BEGIN + 7 * MINUTE, 'pass'],
    ]);
    const span = { from, to: from + 12 * MINUTE, step: 5 * MINUTE };
    const latency = { min: 20, mean: 20, max: 20, p50: 20, p90: 20, p95: 20, p99: 20 };
    expect(historyOf(store.book.open(1), span)).toEqual([
      { from, to: from + 5 * MINUTE, checks: 2, failures: 1, warns: 0, uptimePercent: 50, latency },
      {
        from: from + 5 * MINUTE,
        to: from + 10 * MINUTE,
        checks: 1,
        failures: 0,
        warns: 0,
        uptimePercent: 100,
        latency,
      },
      { from: from + 10 * MINUTE, to: from + 12 * MINUTE, checks: 0, failures: 0, warns: 0 },
    ]);
  });

  test('takes of a written and an open row the one that reaches further', () => {
    const store = storeOf([[BEGIN, 'pass']]);
    store.step({ type: 'write', limit: 9, fails: false });
    store.step({ type: 'check', service: 1, gap: 1_000, outcome: 'fail', latencyMs: 5 });
    for (const step of [MINUTE, HOUR, DAY]) {
      const from = Math.floor(BEGIN / DAY) * DAY;
      const span = { from, to: from + DAY, step };
      const rows = store.rows(1, span);
      expect(rows.hours.length + rows.days.length).toBe(step === DAY ? 3 : 4);
      expect(historyOf(rows, span).reduce((sum, { checks }) => sum + checks, 0)).toBe(2);
      const reversed = { hours: rows.hours.toReversed(), days: rows.days.toReversed() };
      expect(historyOf(reversed, span)).toEqual(historyOf(rows, span));
    }
  });

  test('leaves out what comes after the span, however long the step', () => {
    const store = storeOf([
      [BEGIN, 'pass'],
      [BEGIN + HOUR, 'pass'],
    ]);
    const from = Math.floor(BEGIN / DAY) * DAY;
    const span = { from, to: from + 22 * HOUR, step: DAY };
    expect(counts(historyOf(store.rows(1, span), span))).toEqual([1]);
  });

  test('prefers hours to a day that is merely ahead of them', () => {
    const store = storeOf([
      [BEGIN, 'pass'],
      [BEGIN + HOUR, 'pass'],
    ]);
    const behind = store.book.open(1);
    store.step({ type: 'check', service: 1, gap: 0, outcome: 'pass', latencyMs: 5 });
    const rows = { hours: behind.hours, days: store.book.open(1).days };
    const from = Math.floor(BEGIN / DAY) * DAY;
    expect(counts(historyOf(rows, { from: from + 21 * HOUR, to: from + DAY, step: HOUR }))).toEqual([
      1, 1, 0,
    ]);
  });

  property.prop([anySteps, anySpan], { numRuns: 100 })(
    'is the same from rollups and from the checks, whatever was written, failed or crashed',
    async (steps, span) => {
      const store = new RollupStore();
      for (const step of steps) store.step(step);
      for (const service of [1, 2, 3]) {
        const fromChecks = await historyFromChecks(store.events(), `s${service}`, span);
        const own = store.checks.filter((check) => check.service === service);
        expectModel(fromChecks, own, span);
        expect(historyOf(store.rows(service, span), span)).toEqual(fromChecks);
      }
    },
  );

  property.prop([anySteps, anySpan, fc.nat(10 * 24), fc.nat(10 * 24)], { numRuns: 100 })(
    'counts what retention left where it begins',
    (steps, span, oldHours, noMinutes) => {
      const store = new RollupStore();
      for (const step of steps) store.step(step);
      writeAll(store);
      store.book = new RollupStore().book;
      const firstHour = Math.floor(BEGIN / HOUR) + oldHours;
      const firstMinutes = Math.floor(BEGIN / HOUR) + noMinutes;
      for (const [key, row] of store.written) {
        if (!('hour' in row)) continue;
        if (row.hour < firstHour) store.written.delete(key);
        else if (row.hour < firstMinutes) store.written.set(key, { ...row, minutes: new Uint8Array(0) });
      }
      for (const service of [1, 2, 3]) {
        const own = store.checks.filter((check) => check.service === service);
        // The days of which an hour is gone count as a whole, if any check was in that hour.
        const cut = new Set(
          own.filter(({ at }) => at < firstHour * HOUR).map(({ at }) => Math.floor(at / DAY)),
        );
        expectModel(historyOf(store.rows(service, span), span), own, span, ({ at }) => {
          if (cut.has(Math.floor(at / DAY))) return Math.floor(at / DAY) * DAY;
          if (at < firstMinutes * HOUR) return Math.floor(at / HOUR) * HOUR;
          return Math.floor(at / MINUTE) * MINUTE;
        });
      }
    },
  );
});
