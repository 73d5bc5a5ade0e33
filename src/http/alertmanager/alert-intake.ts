import type { Subscription } from 'rxjs';
import type { Clock, TimerHandle } from '../../domain/clock.js';
import type { Incident } from '../../domain/incident.js';
import type { Logger } from '../../domain/logger.js';
import type { Monitor } from '../../domain/monitor.js';
import { TimerQueue } from '../../domain/timer-queue.js';
import { inputOf, isPosted, type Saying, sayingOf } from './condition-input.js';
import type { PostedAlert } from './posted-alert.js';

/** Only that, and not all else that was posted. */
function sayingIn({ annotations, startsAt, generatorURL }: Saying): Saying {
  return { annotations, startsAt, generatorURL };
}

function isSame(a: Saying, b: Saying): boolean {
  if (a.startsAt !== b.startsAt || a.generatorURL !== b.generatorURL) return false;
  const names = Object.keys(b.annotations);
  if (names.length !== Object.keys(a.annotations).length) return false;
  for (const name of names) if (a.annotations[name] !== b.annotations[name]) return false;
  return true;
}

/** Whoever waits for it is told of its failure. */
const ignore = (): void => {};

/** So many conditions end in one go before the host gets a turn. */
const MOST_ENDED_AT_ONCE = 500;

export interface AlertIntakeOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Milliseconds after its last post that an alert ends which names no end. */
  readonly resolveTimeoutMs: number;
}

/** How long a condition lasts if nothing more is heard of it, and what was last said of it. */
export interface Standing {
  readonly endsAt: number;
  readonly updatedAt: number;
  readonly saying: Saying;
}

/** The same, as it is kept. */
interface Entry extends Standing {
  readonly key: string;
  endsAt: number;
  /** Whether a client named that end; else it follows from the timeout. */
  named: boolean;
  updatedAt: number;
  saying: Saying;
  /** Settles when it is durable that the condition fires; `undefined` once it is. */
  raising: Promise<unknown> | undefined;
  /** When it is looked at: at its end, or before if the end was put off since. */
  due: number;
  timer: TimerHandle;
}

/**
 * Turns the alerts that Prometheus posts over and over into conditions of a monitor: raises what begins, resolves what
 * ended or was not heard of again in time, and keeps still about what goes on.
 */
export class AlertIntake {
  readonly #monitor: Monitor;
  readonly #options: AlertIntakeOptions;
  readonly #entries = new Map<string, Entry>();
  /** Conditions whose end is on its way into the journal: they still look as if they fired. */
  readonly #resolving = new Map<string, Promise<unknown>>();
  readonly #ends = new TimerQueue();
  readonly #subscription: Subscription | undefined;
  #timer: { readonly due: number; readonly handle: TimerHandle } | undefined;
  #opening: Promise<void> | undefined;
  #isReady = false;
  #isOver = false;

  constructor(monitor: Monitor, options: AlertIntakeOptions) {
    this.#monitor = monitor;
    this.#options = options;
    this.#subscription = monitor.events$.subscribe({
      next: ({ type }) => {
        if (type === 'runtime.started') this.#takeOver();
      },
      complete: () => this.end(),
    });
    // Some monitors are open already.
    this.#takeOver();
  }

  /** Whether {@link ready} has nothing to wait for. */
  get isReady(): boolean {
    return this.#isReady;
  }

  /** Whether the monitor or the handler is being stopped. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Opens the monitor's journal if need be, and takes over the conditions that still fire in it. */
  ready(): Promise<void> {
    this.#opening ??= this.#open().catch((error: unknown) => {
      this.#opening = undefined;
      throw error;
    });
    return this.#opening;
  }

  /**
   * Takes in alerts. What follows from them is submitted in their order.
   *
   * @returns what is to be waited for before the client may be told that they are safe
   */
  take(alerts: readonly PostedAlert[]): Promise<unknown>[] {
    const now = this.#options.clock.now();
    const pending: Promise<unknown>[] = [];
    for (const alert of alerts) {
      const waiting = this.#take(alert, now);
      if (waiting !== undefined) pending.push(waiting);
    }
    this.#arm();
    return pending;
  }

  /** What is known of a condition that came in this way. */
  standing({ key, alert }: Incident): Standing | undefined {
    const entry = this.#entries.get(key);
    if (entry !== undefined || !isPosted(alert)) return entry;
    const now = this.#options.clock.now();
    return { endsAt: now + this.#options.resolveTimeoutMs, updatedAt: alert.at, saying: sayingOf(alert) };
  }

  /** Cancels its timer and lets go of the monitor. Conditions that fire stay as they are. */
  end(): void {
    this.#isOver = true;
    this.#subscription?.unsubscribe();
    this.#options.clock.clearTimeout(this.#timer?.handle);
    this.#timer = undefined;
  }

  #take(posted: PostedAlert, now: number): Promise<unknown> | undefined {
    const { key, endsAt } = posted;
    const entry = this.#entries.get(key);
    if (endsAt !== undefined && endsAt <= now) return this.#ended(key, entry);
    if (entry === undefined) {
      const goesOn = this.#isFiring(key) && !this.#resolving.has(key);
      const begun = this.#keep(key, posted, now, endsAt);
      return goesOn ? undefined : this.#raise(begun, posted);
    }
    this.#refresh(entry, posted, now);
    if (entry.raising !== undefined) return entry.raising;
    // If it does not fire, somebody resolved it by hand; but it goes on.
    return this.#isFiring(key) ? undefined : this.#raise(entry, posted);
  }

  async #open(): Promise<void> {
    // There are no such events; but to look for them it opens the journal, and waits for what is on its way.
    for await (const _ of this.#monitor.events({ after: Number.MAX_SAFE_INTEGER })) break;
    this.#takeOver();
    this.#isReady = true;
  }

  /** What came in this way before this began, and still fires, ends in time like all others. */
  #takeOver(): void {
    const now = this.#options.clock.now();
    for (const { key, status, alert } of this.#monitor.incidents.list()) {
      if (status === 'resolved' || this.#entries.has(key) || this.#resolving.has(key)) continue;
      if (isPosted(alert)) this.#keep(key, sayingOf(alert), now);
    }
    this.#arm();
  }

  #isFiring(key: string): boolean {
    const incident = this.#monitor.incidents.get(key);
    return incident !== undefined && incident.status !== 'resolved';
  }

  #raise(entry: Entry, posted: PostedAlert): Promise<unknown> {
    const raising = this.#monitor.alert(inputOf(posted)).then(
      () => {
        if (entry.raising === raising) entry.raising = undefined;
      },
      (error: unknown) => {
        if (entry.raising === raising) this.#forget(entry);
        throw error;
      },
    );
    raising.catch(ignore);
    entry.raising = raising;
    return raising;
  }

  #ended(key: string, entry: Entry | undefined): Promise<unknown> | undefined {
    if (entry !== undefined) this.#forget(entry);
    const resolving = this.#resolving.get(key);
    if (entry === undefined && resolving !== undefined) return resolving;
    return entry?.raising !== undefined || this.#isFiring(key) ? this.#resolve(key) : undefined;
  }

  #resolve(key: string): Promise<unknown> {
    const resolving = this.#monitor.resolve(key).finally(() => {
      if (this.#resolving.get(key) === resolving) this.#resolving.delete(key);
    });
    resolving.catch(ignore);
    this.#resolving.set(key, resolving);
    return resolving;
  }

  #keep(key: string, saying: Saying, now: number, named?: number): Entry {
    const endsAt = named ?? now + this.#options.resolveTimeoutMs;
    const entry: Entry = {
      key,
      endsAt,
      named: named !== undefined,
      updatedAt: now,
      saying: sayingIn(saying),
      raising: undefined,
      due: endsAt,
      timer: undefined,
    };
    this.#entries.set(key, entry);
    this.#watch(entry);
    return entry;
  }

  #forget(entry: Entry): void {
    this.#entries.delete(entry.key);
    this.#ends.cancel(entry.timer);
  }

  /** Puts its end off, and remembers what is said of it now. */
  #refresh(entry: Entry, posted: PostedAlert, now: number): void {
    const endsAt = posted.endsAt ?? now + this.#options.resolveTimeoutMs;
    // Of several that post the same alert, the one that vouches for it longest counts.
    if (!entry.named || endsAt > entry.endsAt) {
      entry.endsAt = endsAt;
      entry.named = posted.endsAt !== undefined;
    }
    entry.updatedAt = now;
    // What is said again is not kept again: most of it would grow old before it is thrown away, which costs the most.
    if (!isSame(entry.saying, posted)) entry.saying = sayingIn(posted);
    if (entry.endsAt < entry.due) {
      this.#ends.cancel(entry.timer);
      this.#watch(entry);
    }
  }

  #watch(entry: Entry): void {
    entry.due = entry.endsAt;
    entry.timer = this.#ends.add(entry.due, () => this.#due(entry));
  }

  #due(entry: Entry): void {
    // A timer may fire a little early by the wall clock; the end has come all the same.
    if (entry.endsAt > Math.max(entry.due, this.#options.clock.now())) return this.#watch(entry);
    this.#ended(entry.key, entry)?.catch((error: unknown) => {
      this.#options.logger.error(
        { err: error, key: entry.key },
        'an alert that is over could not be resolved',
      );
    });
  }

  /** One timer for the end that comes first. */
  #arm(): void {
    const due = this.#isOver ? undefined : this.#ends.nextDue();
    if (due === this.#timer?.due) return;
    const { clock } = this.#options;
    clock.clearTimeout(this.#timer?.handle);
    this.#timer =
      due === undefined
        ? undefined
        : { due, handle: clock.setTimeout(() => this.#elapse(due), due - clock.now()) };
  }

  #elapse(due: number): void {
    this.#timer = undefined;
    const now = Math.max(due, this.#options.clock.now());
    for (let count = 0; count < MOST_ENDED_AT_ONCE; count++) {
      const task = this.#ends.takeDue(now);
      if (task === undefined) break;
      task.run();
    }
    this.#arm();
  }
}
