import type { ErrorsInMinute } from '../domain/captured-error.js';

const MINUTE = 60_000;
const MINUTES = 60;

/** Counts by the minute, for the last hour, with no timer. */
export class MinuteCounts {
  /** Each minute of the hour has its place; what is there may be of an hour before. */
  readonly #places: { minute: number; count: number }[] = Array.from({ length: MINUTES }, () => ({
    minute: Number.NEGATIVE_INFINITY,
    count: 0,
  }));

  add(at: number): void {
    const minute = Math.floor(at / MINUTE);
    const place = this.#places[placeOf(minute)];
    if (place === undefined) return;
    if (place.minute !== minute) {
      place.minute = minute;
      place.count = 0;
    }
    place.count++;
  }

  /** The last 60 minutes, oldest first, that of `now` last. */
  list(now: number): ErrorsInMinute[] {
    const last = Math.floor(now / MINUTE);
    return Array.from({ length: MINUTES }, (_, i) => {
      const minute = last - (MINUTES - 1) + i;
      const place = this.#places[placeOf(minute)];
      return { from: minute * MINUTE, count: place?.minute === minute ? place.count : 0 };
    });
  }
}

/** Minutes before 1970 have their places, too. */
function placeOf(minute: number): number {
  return ((minute % MINUTES) + MINUTES) % MINUTES;
}
