import { AsyncLocalStorage } from 'node:async_hooks';
import type { CapturedError } from '../domain/captured-error.js';
import { KNOWN_TRIGGERS, type TriggerSettings } from '../domain/error-settings.js';
import type { TriggerState } from '../domain/error-trigger.js';
import type { Logger } from '../domain/logger.js';
import { compareSeverity } from '../domain/severity.js';
import { KeyedWindows } from './keyed-windows.js';

/** Windows count at least so far, so that an alert can say more than that its threshold was reached. */
const COUNTED = 1_000;
/** For so many subjects it is remembered when it fired. */
const MOST_SUBJECTS = 10_000;
/** An alert shows so many errors. */
export const MOST_SAMPLES = 5;

type Kind = TriggerState['kind'];

/** What triggers have set off that is still at work, as seen from within it: innermost first. */
interface SetOff {
  readonly trigger: Trigger;
  readonly within: SetOff | undefined;
  /** How much is under way of it, and of what other triggers set off in its course. */
  underWay: number;
}

/**
 * As long as somebody is in it, and no longer: in Node up to 22 every promise of the process costs more while it is in use.
 */
const setOff = new AsyncLocalStorage<SetOff>();
let within = 0;

/** When it last fired for a subject, and how often it was held back since. */
interface Rest {
  readonly firedAt: number;
  suppressed: number;
}

/** One trigger: what it counts, when it fires, and what it did. */
export class Trigger {
  readonly name: string;
  readonly #logger: Logger;
  #settings: TriggerSettings;
  #windows: KeyedWindows;
  /** By subject; the one that fired longest ago is the first. */
  readonly #rests = new Map<string, Rest>();
  /** The latest that it counted, if it is asked to keep them. */
  #samples: CapturedError[] = [];
  #fired = 0;
  #suppressed = 0;
  #lastFiredAt: number | undefined;
  #telling = false;

  constructor(name: string, settings: TriggerSettings, logger: Logger) {
    this.name = name;
    this.#settings = settings;
    this.#logger = logger;
    this.#windows = windowsOf(settings);
  }

  get settings(): TriggerSettings {
    return this.#settings;
  }

  get kind(): Kind {
    return kindOf(this.name, this.#settings);
  }

  /** Goes on under other settings; where they change what is counted, it begins to count anew. */
  change(settings: TriggerSettings): void {
    const { threshold, windowMs, when } = this.#settings;
    const counts =
      settings.threshold === threshold && settings.windowMs === windowMs && settings.when === when;
    this.#settings = settings;
    if (counts) return;
    this.#windows = windowsOf(settings);
    this.#samples = [];
  }

  state(): TriggerState {
    const { enabled, threshold, windowMs, cooldownMs, severity } = this.#settings;
    return {
      name: this.name,
      kind: this.kind,
      enabled,
      threshold,
      windowMs,
      cooldownMs,
      severity,
      fired: this.#fired,
      suppressed: this.#suppressed,
      ...(this.#lastFiredAt === undefined ? {} : { lastFiredAt: this.#lastFiredAt }),
    };
  }

  /** Whether an error is of those that it counts. */
  counts(error: CapturedError): boolean {
    const { enabled, when } = this.#settings;
    if (!enabled || !isOfKind(this.kind, error)) return false;
    return when === undefined || this.#says(when, error);
  }

  /** Counts one for a subject; gives how many there are in the window. */
  count(subject: string, time: number): number {
    return this.#windows.add(subject, time);
  }

  /** Keeps one that was counted, to show it. */
  keep(error: CapturedError): void {
    this.#samples = [...this.#samples.slice(1 - MOST_SAMPLES), error];
  }

  /** A few of those that it kept, of the last so many, oldest first. */
  latest(count: number): CapturedError[] {
    return this.#samples.slice(-count);
  }

  /** How many there are in the window. */
  counted(subject: string, time: number): number {
    return this.#windows.count(subject, time);
  }

  /**
   * Whether it fires for a subject of which so many were counted. Gives how often it was held back since it fired before,
   * or `undefined` if it does not fire.
   */
  fires(subject: string, count: number, time: number, at: number): number | undefined {
    const { enabled, threshold, cooldownMs } = this.#settings;
    if (!enabled || count < threshold) return undefined;
    const rest = this.#rests.get(subject);
    if (this.#isAtWork() || (rest !== undefined && time - rest.firedAt < cooldownMs)) {
      if (rest !== undefined) rest.suppressed++;
      this.#suppressed++;
      return undefined;
    }
    this.#rests.delete(subject);
    this.#rests.set(subject, { firedAt: time, suppressed: 0 });
    if (this.#rests.size > MOST_SUBJECTS) {
      for (const [oldest] of this.#rests) {
        this.#rests.delete(oldest);
        break;
      }
    }
    this.#fired++;
    this.#lastFiredAt = at;
    return rest?.suppressed ?? 0;
  }

  /**
   * Does what it sets off. Until that is over, also later, nothing that happens in its course sets the trigger off again: it
   * may fail and be captured, and would go round in circles. What happens elsewhere meanwhile does.
   */
  act<T>(work: () => T): T {
    const mark: SetOff = { trigger: this, within: setOff.getStore(), underWay: 0 };
    begin(mark);
    let result: T;
    try {
      result = setOff.run(mark, work);
    } catch (error) {
      end(mark);
      throw error;
    }
    if (isPromiseLike(result)) result.then(ends(mark), ends(mark));
    else end(mark);
    return result;
  }

  /** Tells of it. What happens before that has returned does not set it off again. */
  tell(work: () => void): void {
    this.#telling = true;
    try {
      work();
    } finally {
      this.#telling = false;
    }
  }

  #isAtWork(): boolean {
    if (this.#telling) return true;
    for (let mark = setOff.getStore(); mark !== undefined; mark = mark.within) {
      if (mark.trigger === this && mark.underWay > 0) return true;
    }
    return false;
  }

  #says(when: (error: CapturedError) => unknown, error: CapturedError): boolean {
    try {
      const answer = when(error);
      // Only `true` will do: a promise is not an answer, and must not end the process when it fails.
      if (answer instanceof Promise) answer.catch(() => {});
      return answer === true;
    } catch (trouble) {
      this.#logger.warn(
        { err: trouble, trigger: this.name },
        "a trigger's `when` threw; the error was not counted",
      );
      return false;
    }
  }
}

function begin(mark: SetOff): void {
  within++;
  count(mark, 1);
}

function end(mark: SetOff): void {
  count(mark, -1);
  within--;
  if (within === 0) setOff.disable();
}

function ends(mark: SetOff): () => void {
  return () => end(mark);
}

function isPromiseLike(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

/** Counts for a mark and for all that it lies within. */
function count(innermost: SetOff, by: number): void {
  for (let mark: SetOff | undefined = innermost; mark !== undefined; mark = mark.within) mark.underWay += by;
}

function windowsOf({ windowMs, threshold }: TriggerSettings): KeyedWindows {
  return new KeyedWindows(windowMs, Math.max(threshold, COUNTED));
}

function kindOf(name: string, { when }: TriggerSettings): Kind {
  if (KNOWN_TRIGGERS.has(name)) {
    return name === 'error_spike' ? 'spike' : name === 'critical_error' ? 'critical' : 'degraded';
  }
  return when === undefined ? 'manual' : 'custom';
}

function isOfKind(kind: Kind, { severity, component }: CapturedError): boolean {
  switch (kind) {
    case 'spike':
      return compareSeverity(severity, 'warning') >= 0;
    case 'critical':
      return severity === 'critical';
    case 'degraded':
      return component !== undefined;
    case 'custom':
      return true;
    case 'manual':
      return false;
  }
}
