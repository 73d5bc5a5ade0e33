import type { HistoryPoint } from '../../../src/domain/history.js';

/** What the latency chart shows, each array as long as the first. Where there were no checks there are gaps. */
export interface LatencySeries {
  /** The middle of each step, in epoch seconds. */
  readonly times: number[];
  readonly p50: (number | null)[];
  readonly p95: (number | null)[];
  readonly max: (number | null)[];
}

export function latencySeries(points: readonly HistoryPoint[]): LatencySeries {
  return {
    times: points.map(({ from, to }) => (from + to) / 2_000),
    p50: points.map(({ latency }) => latency?.p50 ?? null),
    p95: points.map(({ latency }) => latency?.p95 ?? null),
    max: points.map(({ latency }) => latency?.max ?? null),
  };
}
