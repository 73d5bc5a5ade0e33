import { SlidingTimes } from './sliding-times.js';

/** So many keys are counted at once; of more, the one that was quiet for longest is forgotten. */
const MOST_KEYS = 10_000;

/** A sliding window for each key. A key leaves nothing behind once its window is over and another one is counted. */
export class KeyedWindows {
  readonly #windowMs: number;
  readonly #most: number;
  /** The one that was quiet for longest is the first. */
  readonly #keys = new Map<string, SlidingTimes>();

  /** @param most the highest count of one key */
  constructor(windowMs: number, most: number) {
    this.#windowMs = windowMs;
    this.#most = most;
  }

  get size(): number {
    return this.#keys.size;
  }

  /** Counts one more and gives how many there are. */
  add(key: string, now: number): number {
    const times = this.#keys.get(key) ?? new SlidingTimes(this.#windowMs, this.#most);
    times.add(now);
    this.#keys.delete(key);
    this.#keys.set(key, times);
    this.#forget(now);
    return times.count(now);
  }

  count(key: string, now: number): number {
    return this.#keys.get(key)?.count(now) ?? 0;
  }

  #forget(now: number): void {
    for (const [key, { newest }] of this.#keys) {
      const over = newest === undefined || now - newest >= this.#windowMs;
      if (!over && this.#keys.size <= MOST_KEYS) return;
      this.#keys.delete(key);
    }
  }
}
