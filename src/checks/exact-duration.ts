import { formatDuration } from '../domain/duration.js';

/** A limit as it was set: a rounded one would contradict the figure beside it. */
export function exactDuration(ms: number): string {
  return ms % 1_000 === 0 && ms > 0 ? formatDuration(ms) : `${ms}ms`;
}
