import type { Clock, TimerHandle } from '../domain/clock.js';

/** A value that waits for its time. */
export interface Delayed<T> {
  readonly due: number;
  readonly value: T;
}

/**
 * Hands each value on a fixed delay after it was added. Since the delay is the same for all, the order is that of
 * adding, and one timer serves any number of values at constant cost. Only where values are left from a longer delay
 * does a new one have to look for its place among them.
 */
export class DelayLine<T> {
  readonly #clock: Clock;
  readonly #delay: number;
  readonly #handle: (value: T) => void;
  readonly #last: boolean;
  #entries: Delayed<T>[] = [];
  #head = 0;
  #timer: TimerHandle | undefined;

  /** @param turn `last`: at one instant it lets everything else that is due go first */
  constructor(clock: Clock, delay: number, handle: (value: T) => void, turn: 'any' | 'last' = 'any') {
    this.#clock = clock;
    this.#delay = delay;
    this.#handle = handle;
    this.#last = turn === 'last';
  }

  get size(): number {
    return this.#entries.length - this.#head;
  }

  /** @param due when its time has come; left out, one delay from now */
  add(value: T, due = this.#clock.now() + this.#delay): void {
    const last = this.#entries[this.#entries.length - 1];
    // Also if the last one was handed on already: then its time was no later.
    if (last === undefined || last.due <= due) this.#entries.push({ due, value });
    else this.#insert({ due, value });
    if (this.#timer === undefined) this.#arm();
  }

  /** What waits, in the order in which it will be handed on. */
  waiting(): Delayed<T>[] {
    return this.#entries.slice(this.#head);
  }

  /** Hands on what is due by now without waiting for the timer. */
  handDue(): void {
    const first = this.#entries[this.#head];
    if (first !== undefined && first.due <= this.#clock.now()) this.#run();
  }

  clear(): void {
    this.#clock.clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#entries = [];
    this.#head = 0;
  }

  /** Behind all that are due no later. */
  #insert(entry: Delayed<T>): void {
    let low = this.#head;
    let high = this.#entries.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const { due } = this.#entries[middle] ?? entry;
      if (due <= entry.due) low = middle + 1;
      else high = middle;
    }
    this.#entries.splice(low, 0, entry);
    if (low > this.#head) return;
    // The timer waits for a later one.
    this.#clock.clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #arm(): void {
    const first = this.#entries[this.#head];
    if (first === undefined) return;
    const run = (): void => this.#run();
    const task = this.#last
      ? () => {
          this.#timer = this.#clock.setTimeout(run, 0);
        }
      : run;
    this.#timer = this.#clock.setTimeout(task, first.due - this.#clock.now());
  }

  #run(): void {
    const now = this.#clock.now();
    for (let entry = this.#entries[this.#head]; entry !== undefined && entry.due <= now; ) {
      this.#head++;
      this.#handle(entry.value);
      entry = this.#entries[this.#head];
    }
    // One set meanwhile, or not yet run out.
    this.#clock.clearTimeout(this.#timer);
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
