import type { Severity } from './severity.js';

/** `event`: happened once. `condition`: fires and is later resolved. */
export type AlertKind = 'event' | 'condition';

/** Why an alert was held back. */
export type SuppressionReason =
  /** Below `minSeverity`. */
  | 'severity'
  /** A silence or a maintenance window matched. */
  | 'silenced'
  /** A service that this one depends on is unhealthy. */
  | 'inhibited'
  /** The service changes its mind too often. */
  | 'flapping'
  /** More than the limit of its key within the window. Still counted in the group's digest. */
  | 'throttled'
  /** A condition that was over before anybody had been told of it. */
  | 'untold';

/**
 * What a caller of `monitor.alert` says. Only the title is needed. What is too long is cut, never refused, and alerts that
 * were different stay different.
 */
export interface AlertInput {
  /** The first 1 000 characters of it are kept. */
  readonly title: string;
  /** The first 10 000 characters of it are kept. */
  readonly message?: string | undefined;
  /** Default `info`; note that the pipeline's default `minSeverity` is `warning`. */
  readonly severity?: Severity | undefined;
  /** Default `system`. Any string; known ones are listed in docs/concepts.md. */
  readonly category?: string | undefined;
  /** What raised it, such as a module or host name. */
  readonly source?: string | undefined;
  /** Anything JSON can hold, up to 65 536 characters in all; channels show the first fields. */
  readonly data?: object | undefined;
  /** Up to 16 384 characters in all are kept as they are. */
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /** What makes alerts the same. Default `category:title`. Up to 16 384 characters are kept as they are. */
  readonly key?: string | undefined;
  /** Default `event`. */
  readonly kind?: AlertKind | undefined;
}

/** One thing worth telling, as it was accepted. Never changed afterwards. */
export interface Alert {
  readonly id: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly key: string;
  readonly kind: AlertKind;
  /** Always `firing` for an event; a condition's last alert is `resolved`. */
  readonly status: 'firing' | 'resolved';
  readonly title: string;
  readonly message: string;
  readonly severity: Severity;
  readonly category: string;
  readonly source?: string;
  readonly data: object;
  readonly labels: Readonly<Record<string, string>>;
  /** The service it is about, if it is about one. */
  readonly service?: string;
}

/** What became of an alert at once. `grouped` ones are counted in a notification that is yet to come. */
export interface AlertReceipt {
  readonly id: string;
  readonly outcome: 'notified' | 'grouped' | 'suppressed';
  /** Set if and only if suppressed. */
  readonly reason?: SuppressionReason;
}
