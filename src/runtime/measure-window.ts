import type { MeasureState } from '../domain/measure.js';
import { LatencySketch } from '../journal/rollup/latency-sketch.js';

/** A window moves on by a tenth of itself at a time. */
const PARTS = 10;

/** What ended in one part of a window. */
interface Part {
  readonly index: number;
  readonly sketch: LatencySketch;
  failures: number;
  sum: number;
  min: number;
  max: number;
}

/** The latencies of the last while, to a tenth of its length. */
export class MeasureWindow {
  readonly #partMs: number;
  #parts: Part[] = [];

  /** @param windowMs its length in milliseconds */
  constructor(windowMs: number) {
    this.#partMs = windowMs / PARTS;
  }

  add(now: number, latencyMs: number, failed: boolean): void {
    const part = this.#partAt(now);
    part.sketch.add(latencyMs);
    part.sum += latencyMs;
    part.min = Math.min(part.min, latencyMs);
    part.max = Math.max(part.max, latencyMs);
    if (failed) part.failures++;
  }

  runs(now: number): number {
    this.#forget(now);
    return this.#parts.reduce((runs, { sketch }) => runs + sketch.count, 0);
  }

  /** In milliseconds; `undefined` if nothing ended in it. */
  quantile(now: number, q: number): number | undefined {
    this.#forget(now);
    return LatencySketch.sum(this.#parts.map(({ sketch }) => sketch)).quantile(q);
  }

  state(now: number): Omit<MeasureState, 'name' | 'slow'> {
    this.#forget(now);
    const sum = LatencySketch.sum(this.#parts.map(({ sketch }) => sketch));
    const failures = this.#parts.reduce((count, part) => count + part.failures, 0);
    if (sum.count === 0) return { runs: 0, failures: 0 };
    const max = Math.max(...this.#parts.map((part) => part.max));
    const min = Math.min(...this.#parts.map((part) => part.min));
    // A sketch may say a little more than the longest there was, or less than the shortest.
    const at = (q: number): number => Math.max(min, Math.min(max, sum.quantile(q) ?? 0));
    return {
      runs: sum.count,
      failures,
      latency: {
        min,
        mean: this.#parts.reduce((total, part) => total + part.sum, 0) / sum.count,
        max,
        p50: at(0.5),
        p90: at(0.9),
        p95: at(0.95),
        p99: at(0.99),
      },
    };
  }

  #partAt(now: number): Part {
    this.#forget(now);
    const index = Math.floor(now / this.#partMs);
    const last = this.#parts.at(-1);
    // A clock that was put back goes on where it was.
    if (last !== undefined && last.index >= index) return last;
    const part: Part = {
      index,
      sketch: new LatencySketch(),
      failures: 0,
      sum: 0,
      min: Number.POSITIVE_INFINITY,
      max: 0,
    };
    this.#parts.push(part);
    return part;
  }

  #forget(now: number): void {
    const first = Math.floor(now / this.#partMs) - PARTS + 1;
    const [oldest] = this.#parts;
    if (oldest !== undefined && oldest.index < first)
      this.#parts = this.#parts.filter(({ index }) => index >= first);
  }
}
