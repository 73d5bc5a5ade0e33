import type { HungCheck } from '../domain/check.js';
import type { Clock, Random } from '../domain/clock.js';
import type { CheckCompleted } from '../domain/events.js';
import { TocsinError } from '../domain/tocsin-error.js';
import { closeCheck } from './closable-check.js';
import { type CheckRun, type CheckRunObserver, runCheck } from './run-check.js';
import { type CheckPlan, ScheduledService } from './scheduled-service.js';

export interface CheckSchedulerOptions {
  readonly clock: Clock;
  /** Spreads the ticks by up to 5 % of their period; `() => 0` gives exact times. */
  readonly random: Random;
  /** How many checks may run at once. Those in excess wait in the order in which they became due. */
  readonly concurrency: number;
  /**
   * Takes each result, in order for each service. {@link CheckScheduler.run} waits for it and passes on what it
   * throws; nobody hears what it throws over a scheduled check, so it had better see to its own failures. The service
   * does not wait for it: its next check may begin meanwhile.
   */
  readonly onCompleted: (service: string, result: CheckCompleted) => Promise<void> | void;
}

/** Decides when each service is checked. */
export interface CheckScheduler {
  /** @throws {@link TocsinError} `ERR_SERVICE_EXISTS` if the name is taken. */
  add(name: string, plan: CheckPlan): void;
  /** From now on so many checks may run at once. */
  setConcurrency(concurrency: number): void;
  /**
   * Forgets a service; a check under way is aborted and its {@link CheckScheduler.run} rejects.
   *
   * @param closes `false` leaves its check open, for a service to go on with. Default true.
   */
  remove(name: string, closes?: boolean): void;
  /** Checks a service no more until `resume`; a check under way is aborted and its `run` resolves. */
  pause(name: string): void;
  /** Checks a paused service again, at once. */
  resume(name: string): void;
  /** Begins to check every service that is not paused. */
  start(): void;
  /** Ends all checks, leaving no timer; every `run` rejects from now on, until the next `start`. */
  stop(): void;
  /**
   * Checks a service now, started or not, ahead of scheduled checks that wait for their turn; joins a check that is
   * under way or waiting. Does not move the schedule. Resolves once the result was taken, and at once for a paused
   * service.
   *
   * @throws (rejects with) {@link TocsinError} `ERR_UNKNOWN_SERVICE`, or `ERR_CHECK_CANCELLED` if the service is
   * removed or the scheduler stopped meanwhile.
   */
  run(name: string): Promise<void>;
  /** The checks that were given up, by timeout or otherwise, and still ignore their signal. */
  hung(): HungCheck[];
}

/** Services start at most this far apart, in milliseconds, however few they are. */
const LONGEST_STAGGER = 100;
/** The share of its period by which a tick may come late. */
const JITTER = 0.05;

/**
 * Runs the checks of many services: staggered at first, then each on a fixed grid of its own, jittered, never two of
 * one service at a time and never more than `concurrency` in all. A tick that comes while the service is still being
 * checked, or waits for its turn, is skipped.
 */
export function createCheckScheduler(options: CheckSchedulerOptions): CheckScheduler {
  return new Scheduler(options);
}

class Scheduler implements CheckScheduler, CheckRunObserver<ScheduledService> {
  readonly #options: CheckSchedulerOptions;
  readonly #services = new Map<string, ScheduledService>();
  readonly #hung = new Set<CheckRun<ScheduledService>>();
  /** Those waiting for a slot, in order; a `Set` lets one leave from the middle. */
  readonly #waiting = { byHand: new Set<ScheduledService>(), scheduled: new Set<ScheduledService>() };
  readonly #onTick = (service: ScheduledService): void => this.#tick(service);
  #running = 0;
  #concurrency: number;
  #phase: 'idle' | 'started' | 'stopped' = 'idle';
  /** How far the stagger of services that were added after the start has got. */
  #staggeredTo = 0;

  constructor(options: CheckSchedulerOptions) {
    this.#options = options;
    this.#concurrency = options.concurrency;
  }

  add(name: string, plan: CheckPlan): void {
    if (this.#services.has(name)) {
      throw new TocsinError(
        'ERR_SERVICE_EXISTS',
        `the service '${name}' exists already; unregister it first or choose another name`,
      );
    }
    const service = new ScheduledService(name, plan, this.#onTick);
    this.#services.set(name, service);
    if (this.#phase !== 'started') return;
    const now = this.#time();
    const ahead = Math.max(0, this.#staggeredTo - now) % service.everyMs;
    this.#staggeredTo = now + ahead + stagger(service.everyMs, this.#services.size);
    this.#schedule(service, Math.floor(ahead));
  }

  setConcurrency(concurrency: number): void {
    this.#concurrency = concurrency;
    this.#fill();
  }

  remove(name: string, closes = true): void {
    const service = this.#services.get(name);
    if (service === undefined) return;
    this.#services.delete(name);
    this.#cancel(service, cancelled(`the service '${name}' was removed`));
    if (closes) closeCheck(service.check);
    this.#fill();
  }

  pause(name: string): void {
    const service = this.#services.get(name);
    if (service === undefined || service.paused) return;
    service.paused = true;
    const joined = service.takeJoined();
    this.#cancel(service, cancelled(`the service '${name}' was paused`));
    joined?.resolve();
    this.#fill();
  }

  resume(name: string): void {
    const service = this.#services.get(name);
    if (service === undefined || !service.paused) return;
    service.paused = false;
    if (this.#phase === 'started') this.#schedule(service, 0);
  }

  start(): void {
    if (this.#phase === 'started') return;
    this.#phase = 'started';
    const active = [...this.#services.values()].filter((service) => !service.paused);
    active.forEach((service, i) => {
      this.#schedule(service, Math.floor(i * stagger(service.everyMs, active.length)));
    });
  }

  stop(): void {
    this.#phase = 'stopped';
    for (const service of this.#services.values())
      this.#cancel(service, cancelled('the monitor was stopped'));
    for (const service of this.#services.values()) closeCheck(service.check);
  }

  run(name: string): Promise<void> {
    const service = this.#services.get(name);
    if (service === undefined) {
      return Promise.reject(new TocsinError('ERR_UNKNOWN_SERVICE', `there is no service '${name}'`));
    }
    if (this.#phase === 'stopped') return Promise.reject(cancelled('the monitor was stopped'));
    if (service.paused) return Promise.resolve();
    const joined = service.join();
    if (service.run === undefined) {
      this.#waiting.scheduled.delete(service);
      this.#waiting.byHand.add(service);
      this.#fill();
    }
    return joined;
  }

  hung(): HungCheck[] {
    return Array.from(this.#hung, ({ job, since }) => ({ service: job.name, since }));
  }

  completed(run: CheckRun<ScheduledService>, result: CheckCompleted): void {
    const service = run.job;
    service.run = undefined;
    this.#running--;
    const earlier = service.hanging - (this.#hung.has(run) ? 1 : 0);
    const taken = this.#hand(service.name, earlier > 0 ? withHanging(result, earlier) : result);
    const joined = service.takeJoined();
    if (joined === undefined) taken.catch(() => {});
    else taken.then(joined.resolve, joined.reject);
    this.#fill();
  }

  abandoned(run: CheckRun<ScheduledService>): void {
    run.job.hanging++;
    this.#hung.add(run);
  }

  settled(run: CheckRun<ScheduledService>): void {
    run.job.hanging--;
    this.#hung.delete(run);
  }

  /** Lays a service's grid, beginning in `delay` milliseconds. */
  #schedule(service: ScheduledService, delay: number): void {
    service.due = this.#time() + delay;
    service.timer = this.#options.clock.setTimeout(service.tick, delay);
  }

  #tick(service: ScheduledService): void {
    const now = this.#time();
    // A timer may come a little early and, when the process stood still, much too late.
    const missed = Math.max(0, Math.floor((now - service.due) / service.everyMs));
    service.due += (missed + 1) * service.everyMs;
    // Whole milliseconds, as all times are.
    const jitter = Math.round(this.#options.random() * JITTER * service.everyMs);
    service.timer = this.#options.clock.setTimeout(service.tick, service.due + jitter - now);
    if (service.run !== undefined || this.#waiting.byHand.has(service)) return;
    this.#waiting.scheduled.add(service);
    this.#fill();
  }

  /** Starts as many of those who wait as there are free slots. */
  #fill(): void {
    while (this.#running < this.#concurrency) {
      const next = takeFirst(this.#waiting.byHand) ?? takeFirst(this.#waiting.scheduled);
      if (next === undefined) return;
      this.#running++;
      next.run = runCheck(next, this.#options.clock, this);
    }
  }

  #cancel(service: ScheduledService, reason: TocsinError): void {
    this.#options.clock.clearTimeout(service.timer);
    service.timer = undefined;
    this.#waiting.byHand.delete(service);
    this.#waiting.scheduled.delete(service);
    const { run } = service;
    if (run !== undefined) {
      service.run = undefined;
      this.#running--;
      run.cancel(reason);
    }
    service.takeJoined()?.reject(reason);
  }

  /** Turns a throw into a rejection, so that there is one way to fail. */
  async #hand(service: string, result: CheckCompleted): Promise<void> {
    await this.#options.onCompleted(service, result);
  }

  /** The time that the grid is laid on: corrections of the wall clock neither stall nor bunch the checks. */
  #time(): number {
    return this.#options.clock.monotonic?.() ?? this.#options.clock.now();
  }
}

/** How far apart `count` services start that are checked every so often. */
function stagger(everyMs: number, count: number): number {
  return Math.min(everyMs / count, LONGEST_STAGGER);
}

function withHanging(result: CheckCompleted, earlier: number): CheckCompleted {
  if (result.outcome !== 'fail') return result;
  const hanging = earlier === 1 ? '1 earlier check still hangs' : `${earlier} earlier checks still hang`;
  return { ...result, message: result.message === undefined ? hanging : `${result.message}; ${hanging}` };
}

function takeFirst(waiting: Set<ScheduledService>): ScheduledService | undefined {
  for (const first of waiting) {
    waiting.delete(first);
    return first;
  }
  return undefined;
}

function cancelled(message: string): TocsinError {
  return new TocsinError('ERR_CHECK_CANCELLED', message);
}
