import type { Severity } from './severity.js';

/**
 * What kind of trouble an error is; docs/program-errors.md says which errors are taken for what.
 *
 * - `transient`: it may work when it is tried again: a timeout, a refused or broken connection, a network, a limit.
 * - `data`: what came in cannot be used: it does not parse, or is not valid.
 * - `execution`: whoever was asked said no: an answer such as 403 or 404, a program that ended with a failure.
 * - `system`: this machine lacks something: memory, disk, files, descriptors, permissions.
 * - `permanent`: trying again does not help before the program or its configuration is changed.
 * - `cancelled`: somebody no longer wanted the answer.
 * - `unknown`: nothing is known of it.
 */
export const ERROR_CATEGORIES = [
  'transient',
  'data',
  'execution',
  'system',
  'permanent',
  'cancelled',
  'unknown',
] as const;

export type ErrorCategory = (typeof ERROR_CATEGORIES)[number];

export function isErrorCategory(value: unknown): value is ErrorCategory {
  return ERROR_CATEGORIES.some((category) => category === value);
}

/** What a program says of an error that it hands in. What it leaves out is found out. */
export interface ErrorAbout {
  readonly category?: ErrorCategory | undefined;
  /** Default: by category: `cancelled` is `info`, `transient` and `data` are `warning`, the others `error`. */
  readonly severity?: Severity | undefined;
  /** The part of the program that it comes from, such as a service's name. Only few, for errors are counted by it. */
  readonly component?: string | undefined;
  /** What was being done, such as `charge`. Only few, too. */
  readonly operation?: string | undefined;
  /** Figures that help to understand it. Copied as plain data and bounded; what looks like a credential is masked. */
  readonly context?: object | undefined;
}

/** What led to an error. */
export interface ErrorCause {
  readonly name: string;
  readonly message: string;
  readonly code?: string;
}

/** One error, as it was understood. Texts are redacted and bounded. */
export interface CapturedError extends ErrorCause {
  readonly id: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly category: ErrorCategory;
  readonly severity: Severity;
  readonly component?: string;
  readonly operation?: string;
  readonly context: object;
  /** What makes errors similar: `category:component:operation`, with `-` for what was not said. */
  readonly aggregateKey: string;
  /** Its causes and, of an `AggregateError`, its errors, nearest first; at most five. */
  readonly causes: readonly ErrorCause[];
  /** Where it was made, innermost first; only of samples and of critical errors, for it costs something to find out. */
  readonly stack?: readonly string[];
}

/** Similar errors of the latest window. */
export interface ErrorAggregate {
  /** The `aggregateKey` of its errors. */
  readonly key: string;
  readonly category: ErrorCategory;
  readonly component?: string;
  readonly operation?: string;
  /** How many came within the window; very many are counted as 10 000. */
  readonly count: number;
  /** When the first and the last of them came, epoch milliseconds. */
  readonly firstAt: number;
  readonly lastAt: number;
  /** Up to five of them, oldest first. */
  readonly samples: readonly CapturedError[];
}

/** How many errors were captured in one minute. */
export interface ErrorsInMinute {
  /** When the minute began, epoch milliseconds. */
  readonly from: number;
  readonly count: number;
}
