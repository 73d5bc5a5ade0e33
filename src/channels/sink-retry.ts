import type { Random } from '../domain/clock.js';

const FIRST_CEILING_MS = 500;
const HIGHEST_CEILING_MS = 60_000;

/**
 * How long to wait after the failure of an attempt (from 1), in milliseconds: exponential backoff with full jitter,
 * anything from 0 up to a ceiling of 0.5 s that doubles with each attempt up to 60 s.
 *
 * @example retryDelayMs(3, () => 0.5) // 1000
 */
export function retryDelayMs(attempt: number, random: Random): number {
  return Math.round(random() * Math.min(HIGHEST_CEILING_MS, FIRST_CEILING_MS * 2 ** (attempt - 1)));
}
