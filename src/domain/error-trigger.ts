import type { Observable } from 'rxjs';
import type { CapturedError } from './captured-error.js';
import type { Awaitable } from './check.js';
import type { Duration } from './duration.js';
import type { Severity } from './severity.js';

/**
 * When captured errors are worth an alert. The names `error_spike`, `critical_error` and `service_degraded` stand for the
 * triggers that every monitor has; any other is one of your own: with `when` it counts errors, of whatever kinds, without it
 * is fired by hand.
 */
export interface TriggerConfig {
  /** Default true. */
  readonly enabled?: boolean | undefined;
  /** So many within the window fire it. Default 1, of `error_spike` 10. At most 10 000. */
  readonly threshold?: number | undefined;
  /** A sliding window. Default 60 s. */
  readonly window?: Duration | undefined;
  /**
   * After it fired it is quiet for so long; one that Tocsin brings, for each kind of error (`aggregateKey`) or each service
   * by itself. Default 5 min, of `critical_error` 1 min; 0 for none.
   */
  readonly cooldown?: Duration | undefined;
  /** Of its alert. Default `error`, of `critical_error` `critical`, of `service_degraded` `warning`. */
  readonly severity?: Severity | undefined;
  /** Which errors it counts. A trigger that Tocsin brings counts fewer then. One that throws counts nothing. */
  readonly when?: ((error: CapturedError) => boolean) | undefined;
  /** Called at once when it fires, as to open a circuit breaker or to halt; what it throws is logged. */
  readonly onFire?: ((firing: TriggerFiring) => Awaitable<unknown>) | undefined;
}

/** A trigger that fired. */
export interface TriggerFiring {
  readonly trigger: string;
  /** Epoch milliseconds. */
  readonly at: number;
  /** What it fired for: an `aggregateKey`, a service, or what `fire` was told; empty for one with a `when` of its own. */
  readonly subject: string;
  readonly severity: Severity;
  /** How many were counted within the window. */
  readonly count: number;
  /** How often the cooldown held it back for this subject since it fired before. */
  readonly suppressed: number;
  /** A few of the errors, the latest last; none if it was fired by hand. */
  readonly errors: readonly CapturedError[];
  readonly title: string;
  readonly message: string;
}

/** A trigger and what it did. */
export interface TriggerState {
  readonly name: string;
  /** `spike`, `critical` and `degraded` are those that Tocsin brings. */
  readonly kind: 'spike' | 'critical' | 'degraded' | 'custom' | 'manual';
  readonly enabled: boolean;
  readonly threshold: number;
  readonly windowMs: number;
  readonly cooldownMs: number;
  readonly severity: Severity;
  readonly fired: number;
  /** How often the cooldown held it back. */
  readonly suppressed: number;
  /** Epoch milliseconds. */
  readonly lastFiredAt?: number;
}

/** What `fire` may say. */
export interface FireAbout {
  /** What makes firings the same, for window, cooldown and key. Default: the trigger itself. */
  readonly subject?: string | undefined;
  readonly title?: string | undefined;
  readonly message?: string | undefined;
  readonly data?: object | undefined;
}

/** The triggers of a monitor. Changes hold for the very next error. */
export interface ErrorTriggers {
  list(): TriggerState[];
  get(name: string): TriggerState | undefined;
  /** Throws `ERR_TRIGGER_EXISTS`, or a `ConfigError`. */
  add(name: string, config?: TriggerConfig): TriggerState;
  /** Changes what is given; a changed threshold or window begins to count anew. Throws `ERR_UNKNOWN_TRIGGER`, or a `ConfigError`. */
  update(name: string, config: TriggerConfig): TriggerState;
  /** Throws `ERR_UNKNOWN_TRIGGER`, as do the next two. */
  remove(name: string): void;
  enable(name: string): void;
  disable(name: string): void;
  /**
   * Counts one for a trigger that is fired by hand; gives what came of it: whether it fired. Throws `ERR_UNKNOWN_TRIGGER`,
   * or `ERR_TRIGGER_NOT_MANUAL` for one that errors fire.
   */
  fire(name: string, about?: FireAbout): boolean;
}

/** The streams of what was captured and what it set off. */
export interface ErrorStreams {
  /** Each error as it is captured. */
  readonly errors$: Observable<CapturedError>;
  /** Each trigger as it fires. */
  readonly triggers$: Observable<TriggerFiring>;
}
