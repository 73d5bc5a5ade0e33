/** What {@link Clock.setTimeout} returns; give it back to {@link Clock.clearTimeout} unread. */
export type TimerHandle = unknown;

/**
 * The only source of time in Tocsin. Production uses `systemClock`, tests use `VirtualClock`.
 *
 * XState's own `Clock` has the same two timer methods, so a `Clock` can be handed to an actor as it is.
 */
export interface Clock {
  /** The current time in epoch milliseconds. */
  now(): number;
  /** Runs `task` once after `delay` milliseconds; any delay up to 2^53 works. Returns a handle for {@link Clock.clearTimeout}. */
  setTimeout(task: () => void, delay: number): TimerHandle;
  /** Forgets a timer. A handle that already ran is ignored. */
  clearTimeout(handle: TimerHandle): void;
  /**
   * Milliseconds since some fixed moment, unmoved by corrections of the wall clock; used to measure latency.
   * Left out, {@link Clock.now} is used.
   */
  monotonic?(): number;
  /**
   * Resolves when the host's event loop has had a turn, so that long work leaves room for others. Left out, there is
   * nobody to leave room for.
   */
  turn?(): Promise<void>;
}

/** A source of chance: a number from 0 (inclusive) to 1 (exclusive), like `Math.random`. */
export type Random = () => number;
