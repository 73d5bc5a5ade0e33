import { type SchedulerAction, type SchedulerLike, Subscription } from 'rxjs';
import type { Clock, TimerHandle } from '../domain/clock.js';

/**
 * An RxJS scheduler that takes its time from a {@link Clock}, so that any RxJS operator can run under it.
 *
 * @example ticks$.pipe(debounceTime(100, clockScheduler(clock)))
 */
export function clockScheduler(clock: Clock): SchedulerLike {
  return {
    now: () => clock.now(),
    schedule<T>(work: (this: SchedulerAction<T>, state?: T) => void, delay = 0, state?: T): Subscription {
      return new ClockAction(clock, work).schedule(state, delay);
    },
  };
}

/** One piece of scheduled work; like RxJS's own it ends itself unless the work schedules it again. */
class ClockAction<T> extends Subscription implements SchedulerAction<T> {
  readonly #clock: Clock;
  readonly #work: (this: SchedulerAction<T>, state?: T) => void;
  #timer: TimerHandle | undefined;
  #pending = false;

  constructor(clock: Clock, work: (this: SchedulerAction<T>, state?: T) => void) {
    super();
    this.#clock = clock;
    this.#work = work;
  }

  schedule(state?: T, delay = 0): Subscription {
    if (this.closed) return this;
    this.#cancel();
    this.#pending = true;
    this.#timer = this.#clock.setTimeout(() => this.#run(state), Math.max(0, delay));
    return this;
  }

  override unsubscribe(): void {
    this.#cancel();
    super.unsubscribe();
  }

  #run(state: T | undefined): void {
    this.#pending = false;
    this.#timer = undefined;
    try {
      this.#work.call(this, state);
    } finally {
      if (!this.#pending) this.unsubscribe();
    }
  }

  #cancel(): void {
    if (!this.#pending) return;
    this.#clock.clearTimeout(this.#timer);
    this.#pending = false;
    this.#timer = undefined;
  }
}
