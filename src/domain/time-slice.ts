import type { Clock } from './clock.js';

/** How long the host may be kept from other things at a time, in milliseconds. */
const SLICE = 1;
/** After how long without work others are taken to have had their turns, in milliseconds. */
const BREAK = 1;

/**
 * Divides long work, so that whatever else runs in the process gets its turns. Under a clock without turns, such as a
 * test's, work is never divided.
 *
 * @example
 * const slice = new TimeSlice(clock);
 * for (const item of items) {
 *   handle(item);
 *   if (slice.isOver) await slice.pause();
 * }
 */
export class TimeSlice {
  readonly #clock: Clock;
  #end = 0;
  #leftAt = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.begin();
  }

  /** Whether it is time for a pause. */
  get isOver(): boolean {
    return this.#clock.turn !== undefined && this.#now() > this.#end;
  }

  /** Begins another slice. */
  begin(): void {
    this.#end = this.#now() + SLICE;
  }

  /** Takes the work up again. After a break a new slice begins; work that goes on at once goes on in the old one. */
  async enter(): Promise<void> {
    if (this.#now() - this.#leftAt > BREAK) this.begin();
    else if (this.isOver) await this.pause();
  }

  /** Says that the work is done for now. */
  leave(): void {
    this.#leftAt = this.#now();
  }

  /** Lets others have their turn, then begins another slice. */
  async pause(): Promise<void> {
    await this.#clock.turn?.();
    this.begin();
  }

  #now(): number {
    return this.#clock.monotonic?.() ?? this.#clock.now();
  }
}
