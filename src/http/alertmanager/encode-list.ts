import type { Clock } from '../../domain/clock.js';
import { TimeSlice } from '../../domain/time-slice.js';

/** Writes a list as JSON a little at a time: there may be tens of thousands of alerts in it. */
export async function encodeList<T>(
  items: readonly T[],
  encode: (item: T) => string | Promise<string>,
  clock: Clock,
): Promise<string> {
  const slice = new TimeSlice(clock);
  const parts: string[] = [];
  for (const item of items) {
    const part = encode(item);
    parts.push(typeof part === 'string' ? part : await part);
    if (parts.length % 16 === 0 && slice.isOver) await slice.pause();
  }
  return `[${parts.join(',')}]`;
}
