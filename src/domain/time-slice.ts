import type { Clock } from './clock.js';

/** How long the host may be kept from other things at a time, in milliseconds. */
const SLICE = 1;

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

  /** Lets others have their turn, then begins another slice. */
  async pause(): Promise<void> {
    await this.#clock.turn?.();
    this.begin();
  }

  #now(): number {
    return this.#clock.monotonic?.() ?? this.#clock.now();
  }
}
