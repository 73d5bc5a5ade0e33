import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import type { Outcome } from '../../../src/domain/check.js';
import { RollupCell } from '../../../src/journal/rollup/rollup-cell.js';
import { anyLatency, exactQuantile, isNear } from './latencies.js';

type Check = readonly [Outcome, number];

const anyCheck = fc.tuple(fc.constantFrom<Outcome>('pass', 'warn', 'fail'), anyLatency);
const anyChecks = fc.oneof(fc.array(anyCheck, { maxLength: 4 }), fc.array(anyCheck, { maxLength: 80 }));

function cellOf(checks: readonly Check[]): RollupCell {
  const cell = new RollupCell();
  for (const [outcome, latencyMs] of checks) cell.add(outcome, latencyMs);
  return cell;
}

describe('a rollup cell', () => {
  test('takes few bytes for one check', () => {
    expect(cellOf([]).toBytes()).toHaveLength(1);
    expect(cellOf([['pass', 0.1]]).toBytes()).toHaveLength(2);
    expect(cellOf([['pass', 20]]).toBytes()).toHaveLength(4);
    expect(cellOf([['fail', 10_000]]).toBytes()).toHaveLength(6);
    expect(cellOf([['pass', 3_600_000]]).toBytes()).toHaveLength(6);
  });

  test('is exact about one check', () => {
    expect(cellOf([['pass', 12.345]]).latency()).toEqual({
      min: 12.345,
      mean: 12.345,
      max: 12.345,
      p50: 12.345,
      p90: 12.345,
      p95: 12.345,
      p99: 12.345,
    });
  });

  test('has no latency without checks', () => {
    expect(new RollupCell().latency()).toBeUndefined();
  });

  test('takes a latency that cannot be for 0', () => {
    const latencies = [Number.NaN, -5, Number.POSITIVE_INFINITY];
    expect(cellOf(latencies.map((ms) => ['pass', ms])).latency()).toMatchObject({ min: 0, mean: 0, max: 0 });
  });

  property.prop([anyChecks], { numRuns: 300 })('adds up what a list of checks says', (checks) => {
    const cell = cellOf(checks);
    expect(cell.checks).toBe(checks.length);
    expect(cell.failures).toBe(checks.filter(([outcome]) => outcome === 'fail').length);
    expect(cell.warns).toBe(checks.filter(([outcome]) => outcome === 'warn').length);
    const latencies = checks.map(([, latencyMs]) => latencyMs);
    const latency = cell.latency();
    expect(latency === undefined).toBe(checks.length === 0);
    if (latency === undefined) return;
    expect(latency.min).toBe(Math.min(...latencies));
    expect(latency.max).toBe(Math.max(...latencies));
    const mean = latencies.reduce((sum, ms) => sum + ms, 0) / latencies.length;
    expect(Math.abs(latency.mean - mean)).toBeLessThanOrEqual(mean * 1e-9);
    expect(isNear(latency.p50, exactQuantile(latencies, 0.5))).toBe(true);
    expect(isNear(latency.p90, exactQuantile(latencies, 0.9))).toBe(true);
    expect(isNear(latency.p95, exactQuantile(latencies, 0.95))).toBe(true);
    expect(isNear(latency.p99, exactQuantile(latencies, 0.99))).toBe(true);
  });

  property.prop([fc.array(anyChecks, { maxLength: 6 })], { numRuns: 300 })(
    'merged is the same as all checks in one',
    (parts) => {
      const merged = new RollupCell();
      for (const part of parts) merged.merge(cellOf(part));
      const all = cellOf(parts.flat());
      expect(merged.toBytes()).toEqual(all.toBytes());
      expect(RollupCell.sum(parts.map(cellOf)).toBytes()).toEqual(all.toBytes());
      merged.add('warn', 3);
      all.add('warn', 3);
      expect(merged.toBytes()).toEqual(all.toBytes());
    },
  );

  property.prop([anyChecks, anyCheck], { numRuns: 300 })('comes back from its bytes', (checks, next) => {
    const bytes = cellOf(checks).toBytes();
    const cell = RollupCell.fromBytes(bytes);
    expect(cell.latency()).toEqual(cellOf(checks).latency());
    expect(cell.toBytes()).toEqual(bytes);
    const copy = cell.copy();
    cell.add(...next);
    expect(cell.toBytes()).toEqual(cellOf([...checks, next]).toBytes());
    expect(copy.toBytes()).toEqual(bytes);
  });

  test.each([
    ['nothing', []],
    ['a cell cut short', [4]],
    ['more than a cell', [4, 1, 1]],
    ['more failures than checks', [5, 2, 1]],
    ['a sketch of fewer checks', [12, 1, 0, 0, 2, 1, 2]],
  ])('refuses %s', (_, bytes) => {
    expect(() => RollupCell.fromBytes(Uint8Array.from(bytes))).toThrow(
      expect.objectContaining({ code: 'ERR_JOURNAL_CORRUPT' }),
    );
  });
});
