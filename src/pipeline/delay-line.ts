import type { Clock, TimerHandle } from '../domain/clock.js';

interface Entry<T> {
  readonly due: number;
  readonly value: T;
}

/**
 * Hands each value on a fixed delay after it was added. Since the delay is the same for all, the order is that of
 * adding, and one timer serves any number of values at constant cost.
 */
export class DelayLine<T> {
  readonly #clock: Clock;
  readonly #delay: number;
  readonly #handle: (value: T) => void;
  #entries: Entry<T>[] = [];
  #head = 0;
  #timer: TimerHandle | undefined;

  constructor(clock: Clock, delay: number, handle: (value: T) => void) {
    this.#clock = clock;
    this.#delay = delay;
    this.#handle = handle;
  }

  get size(): number {
    return this.#entries.length - this.#head;
  }

  add(value: T): void {
    this.#entries.push({ due: this.#clock.now() + this.#delay, value });
    if (this.#timer === undefined) this.#arm();
  }

  clear(): void {
    this.#clock.clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#entries = [];
    this.#head = 0;
  }

  #arm(): void {
    const first = this.#entries[this.#head];
    if (first === undefined) return;
    this.#timer = this.#clock.setTimeout(() => this.#run(), first.due - this.#clock.now());
  }

  #run(): void {
    const now = this.#clock.now();
    for (let entry = this.#entries[this.#head]; entry !== undefined && entry.due <= now; ) {
      this.#head++;
      this.#handle(entry.value);
      entry = this.#entries[this.#head];
    }
    this.#timer = undefined;
    this.#compact();
    this.#arm();
  }

  /** Lets go of entries that ran, at a cost that is constant over time. */
  #compact(): void {
    if (this.#head === this.#entries.length) this.#entries = [];
    else if (this.#head * 2 > this.#entries.length) this.#entries = this.#entries.slice(this.#head);
    else return;
    this.#head = 0;
  }
}
