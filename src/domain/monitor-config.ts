import type { Alert } from './alert.js';
import type { Channel } from './channel.js';
import type { Check } from './check.js';
import type { Duration } from './duration.js';
import type { ErrorRule } from './error-settings.js';
import type { TriggerConfig } from './error-trigger.js';
import type { AlertMatch } from './matcher.js';
import type { Notification } from './notification.js';
import type { Secret } from './secret.js';
import type { ServiceConfig } from './service.js';
import type { Severity } from './severity.js';

/** A field that alerts can be grouped by; `labels.x` is the label `x`. */
export type GroupField =
  | 'key'
  | 'category'
  | 'severity'
  | 'service'
  | 'source'
  | 'title'
  | `labels.${string}`;

/** A channel with what it accepts and how patient its sink is. */
export interface ChannelConfig {
  readonly channel: Channel;
  /** Default true. A disabled channel gets nothing. */
  readonly enabled?: boolean | undefined;
  /** Only notifications at least this severe. Default: all. */
  readonly minSeverity?: Severity | undefined;
  /** Only notifications of these categories. Default: all. */
  readonly categories?: readonly string[] | undefined;
  /** Only notifications with an alert that matches, or for which the function says true. Default: all. */
  readonly match?: AlertMatch | ((notification: Notification) => boolean) | undefined;
  /** How long one attempt may take. Default 10 s. */
  readonly timeout?: Duration | undefined;
  /** How many attempts before it is given up. Default 8. */
  readonly maxAttempts?: number | undefined;
  /** How long after its request a notification is given up. Default 24 h. */
  readonly maxAge?: Duration | undefined;
}

/** How alerts become notifications. */
export interface AlertsConfig {
  /** Default `warning`. */
  readonly minSeverity?: Severity | undefined;
  /** The cap per key. Default 10 per minute, `critical` exempt. */
  readonly throttle?: ThrottleConfig | false | undefined;
  readonly group?: GroupConfig | false | undefined;
  /** How often a condition that still fires is told again, until it is acknowledged. Default: never. */
  readonly remindEvery?: Duration | false | undefined;
  /** Whether services that change their mind too often are told as such. Default false. */
  readonly flapping?: boolean | undefined;
  /** Channels that take what another one gave up. Default: the console. */
  readonly fallback?: readonly string[] | undefined;
}

export interface ThrottleConfig {
  /** How many alerts of one key pass within the window. Default 10. */
  readonly limit?: number | undefined;
  /** Default 1 min. */
  readonly window?: Duration | undefined;
  /** Severities that always pass and do not use up the limit. Default `['critical']`. */
  readonly exempt?: readonly Severity[] | undefined;
}

export interface GroupConfig {
  /** What makes alerts one group. Default `['key']`. */
  readonly by?: readonly GroupField[] | ((alert: Alert) => string) | undefined;
  /** How long the first alert waits for company. Default 0. */
  readonly wait?: Duration | undefined;
  /** How often a group tells what it counted. Default 1 min. */
  readonly window?: Duration | undefined;
  /** At how many alerts a group says that it repeats. Default 3. */
  readonly summarizeAfter?: number | undefined;
}

/** What a service falls back to. */
export interface ServiceDefaults {
  readonly every?: Duration | undefined;
  readonly timeout?: Duration | undefined;
  readonly failureThreshold?: number | undefined;
  readonly recoveryThreshold?: number | undefined;
  readonly slowAfter?: Duration | undefined;
  /** How many checks may run at once. Default 100. */
  readonly concurrency?: number | undefined;
}

/** How the errors of the program are captured, and when they are worth an alert. */
export interface ErrorsConfig {
  /** How many errors are kept. Default 1 000, at most 10 000. */
  readonly history?: number | undefined;
  /** How far back the rate and similar errors are looked at. Default 60 s. */
  readonly window?: Duration | undefined;
  /** Asked in order before Tocsin classifies an error by itself. */
  readonly rules?: readonly ErrorRule[] | undefined;
  /** Settings of the triggers that every monitor has, and triggers of your own. `false`: not enabled. */
  readonly triggers?: Readonly<Record<string, TriggerConfig | false>> | undefined;
  /**
   * Captures what nobody catches in this process, from `start()` to `stop()`, without changing how it ends. Default false.
   */
  readonly hooks?: boolean | undefined;
}

/** How `tocsin run` shows its page and its API; a program calls `serve` or `createHandler` of `tocsin/http` instead. */
export interface HttpConfig {
  /** Default 8627. 0: any that is free. */
  readonly port?: number | undefined;
  /** Where to listen. Default `127.0.0.1`: this machine alone. Elsewhere a token is needed. */
  readonly host?: string | undefined;
  /** A path below which everything is, such as `/tocsin`. Default: the root. */
  readonly prefix?: string | undefined;
  /** Who knows it may see and do everything. `TOCSIN_TOKEN` in the environment goes before it. */
  readonly token?: string | Secret | undefined;
  /** The names under which it may be asked for, beside the loopback ones. Default: with a token any, else none. */
  readonly allowedHosts?: readonly string[] | undefined;
  /** Origins of other pages that may use it. Default: none. */
  readonly allowedOrigins?: readonly string[] | undefined;
  /** Nothing can be changed through it. Default false. */
  readonly readOnly?: boolean | undefined;
  /** After how long without another word an alert of Prometheus that names no end is over. Default 5 min. */
  readonly resolveTimeout?: Duration | undefined;
}

/** The part of the configuration that says what is watched and told; `MonitorConfig` adds the journal. */
export interface WatchConfig {
  readonly services?: Readonly<Record<string, ServiceConfig | Check>> | undefined;
  /** Default `{ console: consoleChannel() }`. */
  readonly channels?: Readonly<Record<string, Channel | ChannelConfig>> | undefined;
  readonly alerts?: AlertsConfig | undefined;
  readonly defaults?: ServiceDefaults | undefined;
  readonly errors?: ErrorsConfig | undefined;
  /** For `tocsin run`; `createMonitor` does nothing with it. `false`: no page. */
  readonly http?: HttpConfig | false | undefined;
}
