import type { Check } from '../domain/check.js';
import type { TimerHandle } from '../domain/clock.js';
import type { CheckJob, CheckRun } from './run-check.js';

/** What is checked, how often and within which limits; all in milliseconds. */
export interface CheckPlan {
  readonly check: Check;
  readonly everyMs: number;
  readonly timeoutMs: number;
  /** A pass slower than this is a `warn`. Default: no limit. */
  readonly slowAfterMs?: number | undefined;
}

/** What the scheduler keeps of one service: there may be many thousands, so it is one small object. */
export class ScheduledService implements CheckJob {
  readonly name: string;
  readonly check: Check;
  readonly everyMs: number;
  readonly timeoutMs: number;
  readonly slowAfterMs: number | undefined;
  /** One closure for all ticks. */
  readonly tick: () => void;
  timer: TimerHandle | undefined;
  /** When the next tick is due but for its jitter, in the scheduler's time. */
  due = 0;
  paused = false;
  /** The check under way. */
  run: CheckRun<ScheduledService> | undefined;
  /** How many of its checks were given up and have not answered yet. */
  hanging = 0;
  #joined: Joined | undefined;

  constructor(name: string, plan: CheckPlan, onTick: (service: ScheduledService) => void) {
    this.name = name;
    this.check = plan.check;
    this.everyMs = plan.everyMs;
    this.timeoutMs = plan.timeoutMs;
    this.slowAfterMs = plan.slowAfterMs;
    this.tick = () => onTick(this);
  }

  /** A promise of the result of the check that is under way or about to be; the same for all who ask. */
  join(): Promise<void> {
    this.#joined ??= new Joined();
    return this.#joined.promise;
  }

  /** Hands over the promise to settle; who joins from now on waits for the next check. */
  takeJoined(): Joined | undefined {
    const joined = this.#joined;
    this.#joined = undefined;
    return joined;
  }
}

/** A promise that callers share. */
class Joined {
  readonly promise: Promise<void>;
  resolve: () => void = () => {};
  reject: (reason: unknown) => void = () => {};

  constructor() {
    this.promise = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    // A caller who does not look at it must not bring the process down.
    this.promise.catch(() => {});
  }
}
