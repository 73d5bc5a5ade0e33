import type { Check, CheckContext } from '../domain/check.js';
import type { Clock, TimerHandle } from '../domain/clock.js';
import type { CheckCompleted } from '../domain/events.js';
import { TocsinError } from '../domain/tocsin-error.js';
import { readAnswer } from './check-answer.js';
import { exactDuration } from './exact-duration.js';
import { failureMessage } from './failure-message.js';

/** What to run and within which limits. */
export interface CheckJob {
  /** The name of the service under test. */
  readonly name: string;
  readonly check: Check;
  /** After how many milliseconds the check has failed. */
  readonly timeoutMs: number;
  /** A pass slower than this many milliseconds is a `warn`. Default: no limit. */
  readonly slowAfterMs?: number | undefined;
}

/** Who is told how a run ends. None of its methods may throw. */
export interface CheckRunObserver<Job extends CheckJob> {
  /** The result; told at most once, never synchronously and never after {@link CheckRun.cancel}. */
  completed(run: CheckRun<Job>, result: CheckCompleted): void;
  /** The run is given up, by its timeout or by a cancel, while the check itself has not answered. */
  abandoned(run: CheckRun<Job>): void;
  /** The check of a run that was given up has answered after all; the answer is discarded. */
  settled(run: CheckRun<Job>): void;
}

/** One check under way. */
export interface CheckRun<Job extends CheckJob> {
  readonly job: Job;
  /** When it began, epoch milliseconds. */
  readonly since: number;
  /** Aborts the check's signal with `reason` and discards its answer. Does nothing once the run has ended. */
  cancel(reason: TocsinError): void;
}

/**
 * Runs a check once: tells `observer` what came of it, at the latest when the timeout is over. A check that throws,
 * at once or later, or answers what no check may answer, has failed with a message that says so. Nothing is thrown.
 */
export function runCheck<Job extends CheckJob>(
  job: Job,
  clock: Clock,
  observer: CheckRunObserver<Job>,
): CheckRun<Job> {
  return new Run(job, clock, observer);
}

class Run<Job extends CheckJob> implements CheckRun<Job> {
  readonly job: Job;
  readonly since: number;
  readonly #clock: Clock;
  readonly #observer: CheckRunObserver<Job>;
  readonly #begun: number;
  readonly #timer: TimerHandle;
  #ended = false;
  #controller: AbortController | undefined;
  #abortReason: TocsinError | undefined;

  constructor(job: Job, clock: Clock, observer: CheckRunObserver<Job>) {
    this.job = job;
    this.#clock = clock;
    this.#observer = observer;
    this.since = clock.now();
    this.#begun = clock.monotonic?.() ?? this.since;
    this.#timer = clock.setTimeout(() => this.#timeOut(), job.timeoutMs);
    void this.#ask();
  }

  cancel(reason: TocsinError): void {
    if (this.#ended) return;
    this.#clock.clearTimeout(this.#timer);
    this.#giveUp(reason);
  }

  async #ask(): Promise<void> {
    // Nothing happens to a run before its caller holds it.
    await undefined;
    let result: CheckCompleted | undefined;
    if (!this.#ended) {
      try {
        result = this.#judge(await this.job.check(this.#context()));
      } catch (error) {
        result = { outcome: 'fail', latencyMs: this.#latency(), message: failureMessage(error) };
      }
    }
    if (this.#ended || result === undefined) {
      this.#observer.settled(this);
      return;
    }
    this.#clock.clearTimeout(this.#timer);
    this.#ended = true;
    this.#observer.completed(this, result);
  }

  /** The signal is made when it is first asked for: most checks that answer at once never do, and it is costly. */
  #context(): CheckContext {
    const run = this;
    return {
      service: this.job.name,
      clock: this.#clock,
      get signal() {
        return run.#signal();
      },
    };
  }

  #signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#abortReason !== undefined) this.#controller.abort(this.#abortReason);
    }
    return this.#controller.signal;
  }

  #timeOut(): void {
    const message = timeoutMessage(this.job.timeoutMs);
    this.#giveUp(new TocsinError('ERR_CHECK_TIMEOUT', message));
    this.#observer.completed(this, { outcome: 'fail', latencyMs: this.#latency(), message });
  }

  #giveUp(reason: TocsinError): void {
    this.#ended = true;
    this.#abortReason = reason;
    this.#observer.abandoned(this);
    this.#controller?.abort(reason);
  }

  #judge(answer: unknown): CheckCompleted {
    const latencyMs = this.#latency();
    const { timeoutMs, slowAfterMs } = this.job;
    // A check that kept the event loop busy kept the timeout from firing, too.
    if (latencyMs >= timeoutMs) return { outcome: 'fail', latencyMs, message: timeoutMessage(timeoutMs) };
    const result: CheckCompleted = { ...readAnswer(answer), latencyMs };
    if (result.outcome !== 'pass' || slowAfterMs === undefined || latencyMs <= slowAfterMs) return result;
    const slow = `slow: took ${Math.ceil(latencyMs)}ms, more than ${exactDuration(slowAfterMs)}`;
    const message = result.message === undefined ? slow : `${result.message}; ${slow}`;
    return { ...result, outcome: 'warn', message };
  }

  /** To the microsecond: more digits only take room in the journal. */
  #latency(): number {
    const spent = (this.#clock.monotonic?.() ?? this.#clock.now()) - this.#begun;
    return spent > 0 ? Math.round(spent * 1_000) / 1_000 : 0;
  }
}

function timeoutMessage(timeoutMs: number): string {
  return `timed out after ${exactDuration(timeoutMs)}`;
}
