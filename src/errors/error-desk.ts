import { isDeepStrictEqual } from 'node:util';
import { type Observable, Subject, type Subscription } from 'rxjs';
import type { AlertInput } from '../domain/alert.js';
import type {
  CapturedError,
  ErrorAbout,
  ErrorAggregate,
  ErrorCategory,
  ErrorsInMinute,
} from '../domain/captured-error.js';
import type { Clock } from '../domain/clock.js';
import type { ErrorRule, ErrorSettings, ReadTrigger } from '../domain/error-settings.js';
import type { TriggerFiring } from '../domain/error-trigger.js';
import type { Logger } from '../domain/logger.js';
import type { MonitorErrors, RecentErrorsFilter } from '../domain/monitor-errors.js';
import type { NamesChanged } from '../domain/reconfigured.js';
import type { Status, StatusChange } from '../domain/service.js';
import { ErrorAggregates } from './error-aggregates.js';
import { MinuteCounts } from './minute-counts.js';
import { hookProcess, type LastMoment } from './process-hooks.js';
import { quietLogger } from './quiet-logger.js';
import { readStack } from './read-stack.js';
import { SlidingTimes } from './sliding-times.js';
import { TriggerBook } from './trigger-book.js';
import { type UnderstoodError, understandError } from './understand-error.js';

export interface ErrorDeskOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Makes ids that no other process makes. */
  readonly newId: () => string;
  /** To begin with; see {@link ErrorDesk.configure}. */
  readonly settings: ErrorSettings;
  readonly readTrigger: ReadTrigger;
  readonly raise: (alert: AlertInput) => Promise<unknown>;
  readonly statusOf: (service: string) => Status | undefined;
  readonly changes$: Observable<StatusChange>;
  /** Makes durable what was accepted, and sends what is critical, before it returns. */
  readonly lastWords: (moment: LastMoment) => void;
}

const MINUTE = 60_000;

/** The rate is exact up to so many errors within the window; beyond that it is that of the latest so many. */
const MOST_TIMES = 10_000;
/** Errors captured by those who are told of errors, and so on, are told only so far. */
const DEEPEST = 8;

const UNREADABLE: UnderstoodError = Object.freeze({
  name: 'Error',
  message: 'the error cannot be read',
  category: 'unknown',
  severity: 'error',
  context: Object.freeze({}),
  aggregateKey: 'unknown:-:-',
  causes: Object.freeze([]),
});

/** Where a program's errors are handed in: they are understood, kept, counted, and shown to the triggers. */
export class ErrorDesk implements MonitorErrors {
  readonly #options: ErrorDeskOptions;
  readonly #logger: Logger;
  #settings: ErrorSettings;
  readonly #captured = new Subject<CapturedError>();
  readonly #counts: Record<ErrorCategory, number>;
  readonly #minutes = new MinuteCounts();
  readonly #times: SlidingTimes;
  readonly #aggregates: ErrorAggregates;
  readonly #book: TriggerBook;
  /** Twice as long at most as what is kept. */
  #history: CapturedError[] = [];
  #ids: { readonly prefix: string; next: number } | undefined;
  #depth = 0;
  #changes: Subscription | undefined;
  #hooking = false;
  #unhook: (() => void) | undefined;
  #ended = false;

  readonly errors$ = this.#captured.asObservable();
  readonly triggers$: Observable<TriggerFiring>;

  constructor(options: ErrorDeskOptions) {
    const { clock, settings, readTrigger, raise, statusOf } = options;
    const logger = quietLogger(options.logger);
    this.#options = options;
    this.#logger = logger;
    this.#settings = settings;
    this.#counts = { transient: 0, data: 0, execution: 0, system: 0, permanent: 0, cancelled: 0, unknown: 0 };
    this.#times = new SlidingTimes(settings.windowMs, MOST_TIMES);
    this.#aggregates = new ErrorAggregates(settings.windowMs);
    this.#book = new TriggerBook({
      clock,
      logger,
      triggers: settings.triggers,
      read: readTrigger,
      raise,
      statusOf,
      like: ({ aggregateKey }) => this.#aggregates.samples(aggregateKey, this.#time()),
      of: (component) => this.recent({ component }),
      time: () => this.#time(),
    });
    this.triggers$ = this.#book.firings$;
  }

  get triggers(): TriggerBook {
    return this.#book;
  }

  capture(thrown: unknown, about?: ErrorAbout): CapturedError {
    const error = this.#understand(thrown, about);
    try {
      this.#keep(error);
    } catch (trouble) {
      this.#log(trouble, 'a captured error was not dealt with');
    }
    return error;
  }

  recent({ limit, category, severity, component }: RecentErrorsFilter = {}): CapturedError[] {
    const { history } = this.#settings;
    const wanted = this.#history
      .slice(-history)
      .filter((error) => category === undefined || error.category === category)
      .filter((error) => severity === undefined || error.severity === severity)
      .filter((error) => component === undefined || error.component === component);
    if (limit === undefined) return wanted;
    return limit > 0 ? wanted.slice(-limit) : [];
  }

  counts(): Readonly<Record<ErrorCategory, number>> {
    return { ...this.#counts };
  }

  ratePerMinute(): number {
    const time = this.#time();
    const count = this.#times.count(time);
    const { oldest = time, full } = this.#times;
    // Of more than can be kept, the latest tell how many come a minute.
    const span = full ? Math.max(1, time - oldest) : this.#settings.windowMs;
    return (count * MINUTE) / span;
  }

  perMinute(): readonly ErrorsInMinute[] {
    return this.#minutes.list(this.#options.clock.now());
  }

  aggregates(): ErrorAggregate[] {
    return this.#aggregates.list(this.#time());
  }

  /** Goes on under other settings; what was counted and kept stays. */
  configure(settings: ErrorSettings): { readonly triggers: NamesChanged; readonly errors: boolean } {
    const { triggers: before, ...rest } = this.#settings;
    const { triggers: after, ...others } = settings;
    this.#settings = settings;
    this.#times.setWindow(settings.windowMs);
    this.#aggregates.setWindow(settings.windowMs);
    if (this.#hooking) this.hook();
    return { triggers: this.#book.configure(before, after), errors: !isDeepStrictEqual(rest, others) };
  }

  /** From now on takes hold of what the process would end with, as long as the settings say so. */
  hook(): void {
    this.#hooking = true;
    if (!this.#settings.hooks || this.#ended) {
      this.#unhook?.();
      this.#unhook = undefined;
      return;
    }
    this.#unhook ??= hookProcess(process, {
      capture: (error, { severity, origin }) => {
        const about = { severity, component: 'process', operation: origin };
        return this.capture(error, about);
      },
      lastWords: (moment) => this.#options.lastWords(moment),
      logger: this.#logger,
    });
  }

  /** Lets go of the process; both streams end and nothing fires any more. What comes later is still understood and kept. */
  end(): void {
    this.#ended = true;
    this.#unhook?.();
    this.#unhook = undefined;
    this.#changes?.unsubscribe();
    this.#book.end();
    this.#captured.complete();
  }

  #understand(thrown: unknown, about: ErrorAbout | undefined): CapturedError {
    const { clock } = this.#options;
    let understood = UNREADABLE;
    let stack: readonly string[] | undefined;
    try {
      understood = understandError(thrown, about, this.#settings.rules, (rule, trouble) =>
        this.#ruleFailed(rule, trouble),
      );
      const { severity, aggregateKey } = understood;
      const wanted = severity === 'critical' || this.#aggregates.wantsSample(aggregateKey, this.#time());
      if (wanted) stack = readStack(thrown);
    } catch (trouble) {
      this.#log(trouble, 'an error could not be read');
    }
    return Object.freeze({
      id: this.#nextId(),
      at: clock.now(),
      ...understood,
      ...(stack === undefined ? {} : { stack }),
    });
  }

  #keep(error: CapturedError): void {
    const { changes$ } = this.#options;
    const { history } = this.#settings;
    this.#history.push(error);
    if (this.#history.length >= 2 * history) this.#history = this.#history.slice(-history);
    this.#counts[error.category]++;
    this.#minutes.add(error.at);
    this.#times.add(this.#time());
    this.#aggregates.add(error, this.#time());
    if (this.#ended || this.#depth >= DEEPEST) return;
    // Looked at only from now on: most monitors are told of no errors.
    if (error.component !== undefined) {
      this.#changes ??= changes$.subscribe(({ service }) => this.#book.serviceChanged(service));
    }
    this.#depth++;
    try {
      this.#book.observe(error);
      this.#captured.next(error);
    } finally {
      this.#depth--;
    }
  }

  /** What windows and cooldowns go by: unmoved by corrections of the wall clock, if the clock can. */
  #time(): number {
    const { clock } = this.#options;
    return clock.monotonic?.() ?? clock.now();
  }

  #nextId(): string {
    this.#ids ??= { prefix: this.#options.newId().replaceAll('-', '').slice(0, 12), next: 1 };
    return `${this.#ids.prefix}-e${(this.#ids.next++).toString(36)}`;
  }

  #ruleFailed({ name }: ErrorRule, trouble: unknown): void {
    this.#log(
      trouble,
      `the rule ${name === '' ? 'without a name' : name} for errors failed; it was passed over`,
    );
  }

  #log(trouble: unknown, message: string): void {
    this.#logger.warn({ err: trouble }, message);
  }
}
