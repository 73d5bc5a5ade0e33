import type {
  CapturedError,
  ErrorAbout,
  ErrorAggregate,
  ErrorCategory,
  ErrorsInMinute,
} from './captured-error.js';
import type { ErrorStreams, ErrorTriggers } from './error-trigger.js';
import type { Severity } from './severity.js';

/** Which of the captured errors to list. */
export interface RecentErrorsFilter {
  /** The most to return, newest kept. Default: all that are kept. */
  readonly limit?: number | undefined;
  readonly category?: ErrorCategory | undefined;
  readonly severity?: Severity | undefined;
  readonly component?: string | undefined;
}

/**
 * The errors of the program that a monitor is embedded in. They are kept in memory; what they set off is an alert like any
 * other, in the journal.
 */
export interface MonitorErrors extends ErrorStreams {
  /**
   * Takes in anything that was thrown, understands it and sees whether it sets off a trigger. Never throws and never waits.
   *
   * @example
   * try { await charge(order) } catch (error) {
   *   monitor.errors.capture(error, { component: 'payments', operation: 'charge', context: { order: order.id } });
   * }
   */
  capture(error: unknown, about?: ErrorAbout): CapturedError;
  /** The last errors captured, oldest first; at most `errors.history` are kept. */
  recent(filter?: RecentErrorsFilter): CapturedError[];
  /** How many were captured of each category, since the monitor was made. */
  counts(): Readonly<Record<ErrorCategory, number>>;
  /** How many came a minute, over the latest `errors.window`. */
  ratePerMinute(): number;
  /** How many came in each of the last 60 minutes, oldest first, the present one last. */
  perMinute(): readonly ErrorsInMinute[];
  /** Similar errors of the latest `errors.window`, most first. */
  aggregates(): ErrorAggregate[];
  readonly triggers: ErrorTriggers;
}
