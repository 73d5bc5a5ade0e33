import { isDeepStrictEqual } from 'node:util';
import { Subject } from 'rxjs';
import type { AlertInput } from '../domain/alert.js';
import type { CapturedError } from '../domain/captured-error.js';
import { cleanLine } from '../domain/clean-text.js';
import type { Clock } from '../domain/clock.js';
import { type ReadTrigger, type TriggerSettings, triggerDefaults } from '../domain/error-settings.js';
import type {
  ErrorTriggers,
  FireAbout,
  TriggerConfig,
  TriggerFiring,
  TriggerState,
} from '../domain/error-trigger.js';
import type { Logger } from '../domain/logger.js';
import type { NamesChanged } from '../domain/reconfigured.js';
import type { Status } from '../domain/service.js';
import { TocsinError } from '../domain/tocsin-error.js';
import { MOST_SAMPLES, Trigger } from './trigger.js';
import { composeFiring, type FiringFacts, firingAlert } from './trigger-alert.js';

export interface TriggerBookOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly triggers: ReadonlyMap<string, TriggerSettings>;
  readonly read: ReadTrigger;
  readonly raise: (alert: AlertInput) => Promise<unknown>;
  readonly statusOf: (service: string) => Status | undefined;
  /** A few errors like the given one, or of the given component, oldest first. */
  readonly like: (error: CapturedError) => CapturedError[];
  readonly of: (component: string) => CapturedError[];
  /** The time that windows and cooldowns go by. */
  readonly time: () => number;
}

const LONGEST_SUBJECT = 200;

/** Triggers as a configuration has them. */
type TriggersByName = ReadonlyMap<string, TriggerSettings>;

/** The triggers of a monitor, and what becomes of each error in them. */
export class TriggerBook implements ErrorTriggers {
  readonly #options: TriggerBookOptions;
  readonly #triggers = new Map<string, Trigger>();
  readonly #firings = new Subject<TriggerFiring>();
  #ended = false;

  readonly firings$ = this.#firings.asObservable();

  constructor(options: TriggerBookOptions) {
    this.#options = options;
    for (const [name, settings] of options.triggers) this.#put(name, settings);
  }

  list(): TriggerState[] {
    return [...this.#triggers.values()].map((trigger) => trigger.state());
  }

  get(name: string): TriggerState | undefined {
    return this.#triggers.get(name)?.state();
  }

  add(name: string, config: TriggerConfig = {}): TriggerState {
    const settings = this.#options.read(name, config, triggerDefaults(name));
    if (this.#triggers.has(name)) {
      throw new TocsinError(
        'ERR_TRIGGER_EXISTS',
        `there is a trigger '${name}' already; update it, or choose another name`,
      );
    }
    return this.#put(name, settings).state();
  }

  update(name: string, config: TriggerConfig): TriggerState {
    const trigger = this.#known(name);
    trigger.change(this.#options.read(name, config, trigger.settings));
    return trigger.state();
  }

  remove(name: string): void {
    this.#known(name);
    this.#triggers.delete(name);
  }

  /**
   * Puts what a configuration says of triggers in the place of what it said before. Those that did not change, and those
   * that the program added, notice nothing; one that still counts the same keeps what it counted.
   */
  configure(before: TriggersByName, after: TriggersByName): NamesChanged {
    const removed = [...before.keys()].filter((name) => !after.has(name) && this.#triggers.delete(name));
    const added: string[] = [];
    const changed: string[] = [];
    for (const [name, settings] of after) {
      const was = before.get(name);
      if (was !== undefined && isDeepStrictEqual(was, settings)) continue;
      const trigger = this.#triggers.get(name);
      if (trigger === undefined) this.#put(name, settings);
      else trigger.change(settings);
      (trigger === undefined ? added : changed).push(name);
    }
    return { added, removed, changed };
  }

  enable(name: string): void {
    this.#setEnabled(name, true);
  }

  disable(name: string): void {
    this.#setEnabled(name, false);
  }

  fire(name: string, about: FireAbout = {}): boolean {
    const trigger = this.#known(name);
    if (trigger.kind !== 'manual') {
      throw new TocsinError(
        'ERR_TRIGGER_NOT_MANUAL',
        `the trigger '${name}' is fired by errors; capture one, or add a trigger without \`when\``,
      );
    }
    if (!trigger.settings.enabled || this.#ended) return false;
    const time = this.#options.time();
    const subject = typeof about.subject === 'string' ? cleanLine(about.subject, LONGEST_SUBJECT) : '';
    return this.#try(trigger, subject, trigger.count(subject, time), time, { errors: () => [], about });
  }

  /** Shows an error to all triggers. */
  observe(error: CapturedError): void {
    if (this.#ended) return;
    const time = this.#options.time();
    // Copied: what they set off may add and remove some.
    for (const trigger of [...this.#triggers.values()]) {
      if (!trigger.counts(error)) continue;
      const subject = subjectOf(trigger, error);
      const count = trigger.count(subject, time);
      if (trigger.kind === 'custom') trigger.keep(error);
      if (trigger.kind === 'degraded' && !this.#isUnwell(subject)) continue;
      this.#try(trigger, subject, count, time, {
        errors: () =>
          trigger.kind === 'custom' ? trigger.latest(count) : this.#latest(this.#options.like(error), error),
      });
    }
  }

  /** Tells that a service took another status. */
  serviceChanged(service: string): void {
    if (this.#ended || !this.#isUnwell(service)) return;
    const time = this.#options.time();
    for (const trigger of [...this.#triggers.values()]) {
      if (trigger.kind !== 'degraded') continue;
      const count = trigger.counted(service, time);
      const errors = count === 0 ? [] : this.#options.of(service).slice(-MOST_SAMPLES);
      if (errors.length > 0) this.#try(trigger, service, count, time, { errors: () => errors });
    }
  }

  /** Nothing fires any more. */
  end(): void {
    this.#ended = true;
    this.#firings.complete();
  }

  #put(name: string, settings: TriggerSettings): Trigger {
    const trigger = new Trigger(name, settings, this.#options.logger);
    this.#triggers.set(name, trigger);
    return trigger;
  }

  #known(name: string): Trigger {
    const trigger = this.#triggers.get(name);
    if (trigger !== undefined) return trigger;
    const names = [...this.#triggers.keys()].join(', ');
    throw new TocsinError(
      'ERR_UNKNOWN_TRIGGER',
      `there is no trigger '${name}'; there are ${names || 'none'}`,
    );
  }

  #setEnabled(name: string, enabled: boolean): void {
    const trigger = this.#known(name);
    trigger.change({ ...trigger.settings, enabled });
  }

  #isUnwell(service: string): boolean {
    const status = this.#options.statusOf(service);
    return status === 'degraded' || status === 'unhealthy';
  }

  /** The given error last. */
  #latest(others: readonly CapturedError[], error: CapturedError): CapturedError[] {
    return [...others.filter((other) => other !== error).slice(1 - MOST_SAMPLES), error];
  }

  #try(
    trigger: Trigger,
    subject: string,
    count: number,
    time: number,
    given: { readonly errors: () => CapturedError[]; readonly about?: FireAbout },
  ): boolean {
    const at = this.#options.clock.now();
    const suppressed = trigger.fires(subject, count, time, at);
    if (suppressed === undefined) return false;
    const { about } = given;
    const facts: FiringFacts = {
      trigger: trigger.state(),
      at,
      subject,
      count,
      suppressed,
      errors: given.errors(),
      ...(about === undefined ? {} : { about }),
    };
    this.#tell(trigger, composeFiring(facts), about?.data);
    return true;
  }

  /** The alert first: it is what must not be lost. */
  #tell(trigger: Trigger, firing: TriggerFiring, extra: object | undefined): void {
    const { raise } = this.#options;
    const { windowMs, onFire } = trigger.settings;
    this.#guarded('the alert of a trigger was not taken', trigger, () =>
      raise(firingAlert(firing, windowMs, extra)),
    );
    if (onFire !== undefined) {
      this.#guarded("a trigger's `onFire` failed", trigger, () => trigger.act(() => onFire(firing)));
    }
    trigger.tell(() => this.#firings.next(firing));
  }

  /** Does something that may fail, now or later, and that nobody waits for. */
  #guarded(trouble: string, { name }: Trigger, work: () => unknown): void {
    const failed = (error: unknown): void =>
      this.#options.logger.error({ err: error, trigger: name }, trouble);
    try {
      Promise.resolve(work()).catch(failed);
    } catch (error) {
      failed(error);
    }
  }
}

/** What errors are counted by; what the program's own `when` picks out is one thing, whatever kinds of errors there are. */
function subjectOf({ kind }: Trigger, { component = '', aggregateKey }: CapturedError): string {
  if (kind === 'custom') return '';
  return kind === 'degraded' ? component : aggregateKey;
}
