import type { SchedulerAction, SchedulerLike, Subscription } from 'rxjs';
import type { Clock, TimerHandle } from '../domain/clock.js';
import { type Duration, parseDuration } from '../domain/duration.js';
import { TimerQueue } from '../domain/timer-queue.js';
import { TocsinError } from '../domain/tocsin-error.js';
import { clockScheduler } from '../pipeline/clock-scheduler.js';

// Kept from before any test library replaces it: settling must work under fake timers too.
const nextTurn = setImmediate;

/** More tasks than this at one instant are taken for an endless loop. */
const MOST_TASKS_AT_ONE_INSTANT = 1_000_000;

/**
 * A clock that stands still until a test moves it. It drives Tocsin, XState (`createActor(machine, { clock })`) and
 * RxJS (as the scheduler of any operator) alike.
 *
 * Moving it steps to each due task in order, with the time set to exactly when that task is due, and lets all promises
 * settle before the next step. Work that a task schedules within the span runs within the same move.
 *
 * @example
 * const clock = new VirtualClock();
 * const monitor = createMonitor(config, { clock });
 * await clock.advance('5m');
 */
export class VirtualClock implements Clock, SchedulerLike {
  readonly #tasks = new TimerQueue();
  readonly #scheduler: SchedulerLike = clockScheduler(this);
  #now: number;
  #moving: Promise<void> = Promise.resolve();

  /** @param startAt the first time, epoch milliseconds; default 0. */
  constructor(startAt = 0) {
    this.#now = startAt;
  }

  now(): number {
    return this.#now;
  }

  setTimeout(task: () => void, delay: number): TimerHandle {
    return this.#tasks.add(this.#now + (delay > 0 ? delay : 0), task);
  }

  clearTimeout(handle: TimerHandle): void {
    this.#tasks.cancel(handle);
  }

  schedule<T>(work: (this: SchedulerAction<T>, state?: T) => void, delay?: number, state?: T): Subscription {
    return this.#scheduler.schedule(work, delay, state);
  }

  /** How many tasks wait; 0 shows that nothing was left behind. */
  get pendingTasks(): number {
    return this.#tasks.size;
  }

  /**
   * Moves the time on, running what becomes due. Calls made while one is under way queue up behind it.
   *
   * @throws what a due task throws, with the time left at that task.
   */
  advance(by: Duration): Promise<void> {
    const span = parseDuration(by);
    const moved = this.#moving.then(() => this.#move(span));
    this.#moving = moved.catch(() => {});
    return moved;
  }

  async #move(span: number): Promise<void> {
    await settle();
    const end = this.#now + span;
    let atThisInstant = 0;
    for (;;) {
      const task = this.#tasks.takeDue(end);
      if (task === undefined) break;
      if (task.due > this.#now) {
        this.#now = task.due;
        atThisInstant = 0;
      }
      if (++atThisInstant > MOST_TASKS_AT_ONE_INSTANT) {
        throw new TocsinError(
          'ERR_CLOCK_LOOP',
          `more than ${MOST_TASKS_AT_ONE_INSTANT} tasks at the instant ${this.#now}`,
        );
      }
      task.run();
      await settle();
    }
    this.#now = end;
  }
}

/** Lets every promise that can settle do so: the event loop's next turn comes only after the last microtask. */
function settle(): Promise<void> {
  return new Promise((resolve) => {
    nextTurn(resolve);
  });
}
