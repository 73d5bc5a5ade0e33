import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { ByteReader } from '../../../src/journal/rollup/byte-reader.js';
import { ByteWriter } from '../../../src/journal/rollup/byte-writer.js';
import { LatencySketch } from '../../../src/journal/rollup/latency-sketch.js';
import { anyLatency, exactQuantile, isNear } from './latencies.js';

const anyLatencies = fc.array(anyLatency, { minLength: 1, maxLength: 200 });

function sketchOf(latencies: readonly number[]): LatencySketch {
  const sketch = new LatencySketch();
  for (const latency of latencies) sketch.add(latency);
  return sketch;
}

function bytesOf(sketch: LatencySketch): Uint8Array {
  const writer = new ByteWriter();
  sketch.encode(writer);
  return writer.toBytes();
}

describe('a latency sketch', () => {
  test('knows nothing without values', () => {
    const sketch = new LatencySketch();
    expect(sketch.count).toBe(0);
    expect(sketch.quantile(0.5)).toBeUndefined();
    expect([...bytesOf(sketch)]).toEqual([0]);
  });

  test('takes 4 bytes for one value', () => {
    expect(bytesOf(sketchOf([20]))).toHaveLength(4);
    expect(bytesOf(sketchOf([3_600_000]))).toHaveLength(4);
    expect(bytesOf(sketchOf([0]))).toHaveLength(3);
  });

  test('stays small however many values there are', () => {
    const sketch = new LatencySketch();
    for (let i = 0; i < 100_000; i++) sketch.add(20 + (i % 1_000) / 10);
    expect(sketch.count).toBe(100_000);
    // 90 buckets: ln(6) / ln(1.01 / 0.99).
    expect(bytesOf(sketch).length).toBeLessThan(90 * 3 + 10);
  });

  test('goes by nearest rank', () => {
    const sketch = sketchOf([1, 10, 100, 1_000]);
    expect(isNear(sketch.quantile(0), 1)).toBe(true);
    expect(isNear(sketch.quantile(0.25), 1)).toBe(true);
    expect(isNear(sketch.quantile(0.26), 10)).toBe(true);
    expect(isNear(sketch.quantile(0.5), 10)).toBe(true);
    expect(isNear(sketch.quantile(1), 1_000)).toBe(true);
  });

  test('counts what is next to nothing as 0', () => {
    expect(sketchOf([0.001, 0, 0.0005]).quantile(1)).toBe(0);
    expect(sketchOf([0.0011]).quantile(1)).toBeCloseTo(0.0011, 4);
  });

  property.prop([anyLatencies, fc.double({ min: 0, max: 1, noNaN: true })], { numRuns: 300 })(
    'tells any quantile within 1 %',
    (latencies, q) => {
      const sketch = sketchOf(latencies);
      expect(sketch.count).toBe(latencies.length);
      for (const share of [q, 0.5, 0.9, 0.95, 0.99]) {
        const exact = exactQuantile(latencies, share);
        const found = sketch.quantile(share);
        expect(isNear(found, exact), `q ${share}: ${found} for ${exact}`).toBe(true);
      }
    },
  );

  property.prop([fc.double({ min: 0.0011, max: 1e9, noNaN: true })], { numRuns: 500 })(
    'tells any single value within 1 %',
    (latency) => {
      expect(isNear(sketchOf([latency]).quantile(0.5), latency)).toBe(true);
    },
  );

  property.prop([fc.array(anyLatencies, { maxLength: 5 })], { numRuns: 200 })(
    'merged is the same as all values in one, in any order',
    (parts) => {
      const merged = new LatencySketch();
      for (const part of parts) merged.merge(sketchOf(part));
      const all = sketchOf(parts.flat().reverse());
      expect(merged.count).toBe(all.count);
      expect(bytesOf(merged)).toEqual(bytesOf(all));
      const sum = LatencySketch.sum(parts.map(sketchOf));
      expect(sum.count).toBe(all.count);
      expect(bytesOf(sum)).toEqual(bytesOf(all));
      // It goes on as if nothing had happened.
      merged.add(7);
      all.add(7);
      expect(bytesOf(merged)).toEqual(bytesOf(all));
    },
  );

  property.prop([anyLatencies], { numRuns: 200 })('comes back from its bytes', (latencies) => {
    const sketch = sketchOf(latencies);
    const bytes = bytesOf(sketch);
    const reader = new ByteReader(bytes);
    const decoded = LatencySketch.decode(reader);
    expect(reader.done).toBe(true);
    expect(decoded.count).toBe(sketch.count);
    expect(bytesOf(decoded)).toEqual(bytes);
    decoded.add(5);
    expect(bytesOf(decoded)).toEqual(bytesOf(sketchOf([...latencies, 5])));
  });

  test('copies apart', () => {
    const sketch = sketchOf([1, 2]);
    const copy = sketch.copy();
    sketch.add(3);
    expect(bytesOf(copy)).toEqual(bytesOf(sketchOf([1, 2])));
  });

  test.each([
    ['nothing', []],
    ['too few bytes', [3, 200, 1]],
    ['half a bucket', [1, 5]],
    ['an unfinished number', [2, 200, 200]],
    ['a bucket twice', [4, 5, 1, 0, 1]],
    ['an empty bucket', [2, 5, 0]],
  ])('refuses %s', (_, bytes) => {
    expect(() => LatencySketch.decode(new ByteReader(Uint8Array.from(bytes)))).toThrow(
      expect.objectContaining({ code: 'ERR_JOURNAL_CORRUPT' }),
    );
  });
});
