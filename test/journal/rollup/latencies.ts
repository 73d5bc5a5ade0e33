import { fc } from '@fast-check/vitest';

/** Latencies as checks have them: to the microsecond, from 0 to a day, mostly near each other. */
export const anyLatency: fc.Arbitrary<number> = fc
  .oneof(
    { weight: 4, arbitrary: fc.integer({ min: 1_000, max: 900_000 }) },
    { weight: 1, arbitrary: fc.constantFrom(0, 1, 2, 10_000_000, 86_400_000_000) },
    { weight: 1, arbitrary: fc.nat(1_000) },
    { weight: 1, arbitrary: fc.integer({ min: 1_000_000, max: 4_000_000_000 }) },
  )
  .map((microseconds) => microseconds / 1_000);

/** The value at rank ⌈q·n⌉, by the letter of the rule. */
export function exactQuantile(latencies: readonly number[], q: number): number {
  const sorted = [...latencies].sort((a, b) => a - b);
  return sorted[Math.max(1, Math.ceil(q * sorted.length)) - 1] ?? Number.NaN;
}

/** Whether an answer of the sketch is as near as it promises. */
export function isNear(found: number | undefined, exact: number): boolean {
  if (found === undefined) return false;
  return exact <= 0.001 ? found >= 0 && found <= 0.001 : Math.abs(found - exact) <= exact * (0.01 + 1e-9);
}
