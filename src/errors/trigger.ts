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

type Kind = TriggerState['kind'];

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
  #fired = 0;
  #suppressed = 0;
  #lastFiredAt: number | undefined;
  /** While what it set off is at work, it sets off nothing more: that may fail and be captured, too. */
  #busy = false;

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
    if (!counts) this.#windows = windowsOf(settings);
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
    if (this.#busy || (rest !== undefined && time - rest.firedAt < cooldownMs)) {
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

  /** Does what it sets off. */
  act(work: () => void): void {
    this.#busy = true;
    try {
      work();
    } finally {
      this.#busy = false;
    }
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
