/** The upper bounds of the buckets for durations, in seconds: from a local answer to the default timeout of a check. */
export const DURATION_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] as const;

/** Milliseconds as seconds; never what would let a sum go down or make it no number. */
export function secondsOf(ms: number): number {
  return Number.isFinite(ms) && ms > 0 ? ms / 1_000 : 0;
}
