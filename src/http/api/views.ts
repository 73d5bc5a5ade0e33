import type { Alert, SuppressionReason } from '../../domain/alert.js';
import type { AlertStats } from '../../domain/alert-stats.js';
import type { CapturedError, ErrorAggregate, ErrorCategory } from '../../domain/captured-error.js';
import type { ChannelStats } from '../../domain/channel.js';
import type { Delivery } from '../../domain/delivery.js';
import type { TriggerState } from '../../domain/error-trigger.js';
import type { Incident } from '../../domain/incident.js';
import type { JournalStats } from '../../domain/journal-stats.js';
import type { AlertMatchJson } from '../../domain/matcher.js';
import type { MonitorPhase } from '../../domain/monitor.js';
import type { Notification } from '../../domain/notification.js';
import type { ServiceState, Status } from '../../domain/service.js';
import type { ChannelSettings, ServiceSettings } from '../../domain/settings.js';
import type { Silence } from '../../domain/silence.js';

/*
 * What the API answers with. Times are epoch milliseconds, durations milliseconds.
 */

/** All services at a glance. */
export interface Summary {
  /** The worst of all. */
  readonly status: Status;
  readonly counts: Readonly<Record<Status, number>>;
  readonly total: number;
}

/** A service with all that is known of how it is watched. */
export interface ServiceDetail {
  readonly state: ServiceState;
  /** Left out for one that only an earlier run watched. */
  readonly settings?: ServiceSettings;
  /** When a check began that was given up and has not answered yet. */
  readonly hungSince?: number;
  /** The condition of its status that fires. */
  readonly incident?: Incident;
}

/** An alert and what became of it. */
export interface AlertView {
  readonly alert: Alert;
  /** `grouped`: counted, and told of in a notification that is yet to come or has come without naming it. */
  readonly outcome: 'notified' | 'grouped' | 'suppressed';
  /** Why it was held back. */
  readonly reason?: SuppressionReason;
}

/** A notification, whom it is for and how far it came. */
export interface NotificationView extends Omit<Notification, 'alerts'> {
  /** The alerts it tells of, as far as it names them. */
  readonly alertIds: readonly string[];
  /** The latest step on each channel; one that has none yet waits for its first attempt. */
  readonly deliveries: readonly DeliveryView[];
}

/** How far a notification came on one channel. */
export interface DeliveryView {
  readonly channel: string;
  /**
   * `waiting`: nothing was tried yet; `merged`: a later notification stands for it there. The others as
   * {@link Delivery.outcome} has them.
   */
  readonly outcome: Delivery['outcome'] | 'waiting' | 'merged';
  /** When that was; for `waiting` when the channel was asked. */
  readonly at: number;
  /** Attempts so far. */
  readonly attempt: number;
  readonly error?: string;
  readonly retryAt?: number;
}

/** A silence, its matcher as JSON. */
export interface SilenceView extends Omit<Silence, 'match' | 'maintenance'> {
  readonly match: AlertMatchJson;
  /** The service whose maintenance it stands for. */
  readonly maintenanceOf?: string;
}

/** A channel, its settings and its figures. */
export interface ChannelView extends ChannelSettings, Omit<ChannelStats, 'enabled'> {
  readonly name: string;
}

/** Everything that the page shows, at one position of the journal. */
export interface Overview {
  readonly position: number;
  /** The server's time. */
  readonly at: number;
  readonly version: string;
  readonly phase: MonitorPhase;
  readonly summary: Summary;
  readonly services: readonly ServiceState[];
  /** Those that fire, then those lately resolved; each newest first. */
  readonly incidents: readonly Incident[];
  /** Newest first. */
  readonly silences: readonly SilenceView[];
  readonly channels: readonly ChannelView[];
  /** The latest, oldest first. */
  readonly alerts: readonly AlertView[];
  /** The latest, oldest first. */
  readonly notifications: readonly NotificationView[];
  readonly stats: AlertStats;
  readonly journal: JournalStats;
}

/**
 * What changed since the last message of the stream: of each thing that changed, how it is now. To be put in place of
 * what is known under the same name, key or id, or added. What is left out did not change.
 */
export interface Change {
  readonly position: number;
  readonly at: number;
  readonly phase?: MonitorPhase;
  readonly summary?: Summary;
  readonly services?: readonly ServiceState[];
  /** Names of services that are no longer watched. */
  readonly gone?: readonly string[];
  readonly incidents?: readonly Incident[];
  /** Keys of incidents that are over and forgotten. */
  readonly incidentsGone?: readonly string[];
  readonly silences?: readonly SilenceView[];
  /** Ids of silences that are over and forgotten. */
  readonly silencesGone?: readonly string[];
  readonly channels?: readonly ChannelView[];
  readonly alerts?: readonly AlertView[];
  readonly notifications?: readonly NotificationView[];
  readonly stats?: AlertStats;
  readonly journal?: JournalStats;
}

/** The time over which a strip looks back. */
export const STRIP_SPANS = ['24h', '7d', '30d', '90d'] as const;
export type StripSpan = (typeof STRIP_SPANS)[number];

/** How services did over a span, coarsely: for a row of small bars each. */
export interface Strips {
  readonly span: StripSpan;
  /** Where the first bar begins; a whole multiple of `step`. */
  readonly from: number;
  readonly step: number;
  /** For each service that is known, one `[checks, failures, warns]` a bar, oldest first. */
  readonly services: Readonly<Record<string, readonly StripBar[]>>;
}

export type StripBar = readonly [checks: number, failures: number, warns: number];

/** Whether whoever asks may see and do things. */
export interface Session {
  /** Whether a token is needed. */
  readonly tokenNeeded: boolean;
  readonly authorized: boolean;
  /** Whether nothing may be changed, whoever asks. */
  readonly readOnly: boolean;
}

/** Why a request failed, as RFC 9457 has it. */
export interface Problem {
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  /** Stable, such as `ERR_UNKNOWN_SERVICE`; docs/errors.md lists them all. */
  readonly code: string;
  /** Each thing that is wrong with what was sent. */
  readonly issues?: readonly { readonly path: string; readonly message: string }[];
}

/** The errors of the program, as the API tells of them. */
export interface ProgramErrors {
  readonly ratePerMinute: number;
  /** Since the process began. */
  readonly counts: Readonly<Record<ErrorCategory, number>>;
  /** Of the latest window, most first. */
  readonly aggregates: readonly ErrorAggregate[];
  readonly triggers: readonly TriggerState[];
  /** Oldest first. */
  readonly recent: readonly CapturedError[];
}
