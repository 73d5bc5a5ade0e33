import type { Clock, TimerHandle } from '../domain/clock.js';
import { TimerQueue } from '../domain/timer-queue.js';

const FIRST = -1;

/**
 * The time inside the decision graph. It moves only when the graph is told to, and then steps to each due task at
 * exactly its time, however late the machine's own timers are. So decisions depend on the inputs and their times alone,
 * and a replay makes the same ones.
 */
export class LogicalClock implements Clock {
  readonly #tasks = new TimerQueue();
  #now = 0;

  now(): number {
    return this.#now;
  }

  setTimeout(task: () => void, delay: number): TimerHandle {
    return this.#tasks.add(this.#now + Math.max(0, delay), task);
  }

  /**
   * The same for what comes before all else that is due at that time. Else the order would be that in which tasks were set,
   * which is another one after a restart.
   */
  setFirst(task: () => void, delay: number): TimerHandle {
    return this.#tasks.add(this.#now + Math.max(0, delay), task, FIRST);
  }

  clearTimeout(handle: TimerHandle): void {
    this.#tasks.cancel(handle);
  }

  /** When the next task is due. */
  nextDue(): number | undefined {
    return this.#tasks.nextDue();
  }

  /** Runs what is due by `time` and stands there; a time that has passed already changes nothing. */
  advanceTo(time: number): void {
    for (let task = this.#tasks.takeDue(time); task !== undefined; task = this.#tasks.takeDue(time)) {
      if (task.due > this.#now) this.#now = task.due;
      task.run();
    }
    if (time > this.#now) this.#now = time;
  }

  /**
   * Jumps to `time` as after a standstill. What became due meanwhile waits for the next {@link advanceTo} and then runs
   * once, as if due at `time`, instead of as often as it would have been due.
   */
  leapTo(time: number): void {
    if (time > this.#now) this.#now = time;
  }
}
