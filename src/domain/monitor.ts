import type { Observable } from 'rxjs';
import type { Alert, AlertInput, AlertReceipt } from './alert.js';
import type { AlertKeyStats, AlertStats } from './alert-stats.js';
import type { ChannelStats } from './channel.js';
import type { ChannelTest } from './channel-test.js';
import type { Check, HungCheck } from './check.js';
import type { Delivery } from './delivery.js';
import type { RecordedEvent } from './events.js';
import type { Explanation } from './explanation.js';
import type { BeatInput } from './heartbeat.js';
import type { HistoryPoint, HistorySpan, Uptime } from './history.js';
import type { Incident } from './incident.js';
import type { JournalStats } from './journal-stats.js';
import type { MeasureOptions, MeasureState } from './measure.js';
import type { WatchConfig } from './monitor-config.js';
import type { MonitorErrors } from './monitor-errors.js';
import type { Notification } from './notification.js';
import type { ReadOptions } from './read-options.js';
import type { Reconfigured } from './reconfigured.js';
import type { ServiceConfig, ServiceState, Status, StatusChange, StatusSummary } from './service.js';
import type { ChannelSettings, ServiceSettings } from './settings.js';
import type { Severity } from './severity.js';
import type { Silence, SilenceInput } from './silence.js';
import type { SystemPoint } from './system-history.js';

/** Where a monitor is in its life; it goes through these once, in this order. */
export type MonitorPhase = 'idle' | 'starting' | 'running' | 'stopping' | 'stopped';

/** Which of the recent alerts to list. */
export interface RecentAlertsFilter {
  /** The most to return, newest kept. Default: all that are kept. */
  readonly limit?: number;
  readonly severity?: Severity;
  readonly category?: string;
}

/** The conditions that fire and those that are over. */
export interface Incidents {
  /** Those that fire, then those lately resolved; each newest first. */
  list(): Incident[];
  get(key: string): Incident | undefined;
  /**
   * Says that somebody took it on; its reminders stop.
   *
   * @throws `ERR_UNKNOWN_INCIDENT` if no condition of that key is firing
   */
  acknowledge(key: string, who: { readonly by: string; readonly note?: string | undefined }): Incident;
}

/** Mutes made at run time. */
export interface Silences {
  /** Begins to hold for the very next alert. Throws a `ConfigError` for a silence that cannot be. */
  add(silence: SilenceInput): Silence;
  /**
   * Puts another in the place of one that is pending or active, under the same id; for the very next alert it holds as
   * changed, and what it holds back no more is raised. Throws `ERR_UNKNOWN_SILENCE`, or a `ConfigError` for a silence
   * that cannot be or that stands for a maintenance window.
   */
  update(id: string, silence: SilenceInput): Silence;
  /** Ends one early; for the very next alert it no longer holds. Throws `ERR_UNKNOWN_SILENCE`. */
  remove(id: string): void;
  /** Pending, active and lately ended ones, newest first. */
  list(): Silence[];
}

/** How a monitor stops. */
export interface StopOptions {
  /**
   * What is to be over first, such as a server that drains: the phase is `stopping` at once and nothing is checked any more,
   * but alerts are taken and told until this is settled, or until `stop()` is called without it. Bound it: nothing else does.
   */
  readonly after?: PromiseLike<unknown> | undefined;
}

/** A running Tocsin: services watched, alerts taken in, notifications sent. Made by `createMonitor`. */
export interface Monitor extends AsyncDisposable {
  /**
   * Opens the journal, recovers what it knows and begins to check. Resolves when the first checks are scheduled. Rejects
   * if the journal cannot be opened; it may be called again then.
   */
  start(): Promise<Monitor>;
  /** Ends checks, lets deliveries under way finish within a bound, saves a snapshot, closes the journal. Idempotent. */
  stop(options?: StopOptions): Promise<void>;
  readonly phase: MonitorPhase;

  /**
   * Adds a service. One that an earlier run knew goes on from there if it is added before `start()`; at a start the others
   * are taken to be gone. Throws `ERR_SERVICE_EXISTS`, or a `ConfigError` for bad settings.
   */
  register(name: string, service: ServiceConfig | Check): void;
  /** Takes a service out; a condition of it that was told is resolved. Throws `ERR_UNKNOWN_SERVICE`. */
  unregister(name: string): void;
  /**
   * Goes on under another configuration, whole as `createMonitor` takes it, without its journal. What did not change
   * notices nothing: services keep their history and schedule, groups their windows, channels what they owe and how they
   * fare. A check or a channel is the same if it is the very same value. Services that the program registered stay.
   *
   * @throws (rejects with) `ConfigError` for a configuration that cannot be; then nothing has changed. Or `ERR_STOPPED`
   * @example
   * const { services } = await monitor.reconfigure({ ...config, defaults: { every: '10s' } });
   */
  reconfigure(config: WatchConfig): Promise<Reconfigured>;
  /** Stops its checks and its alerts; its status stays as it is. Throws `ERR_UNKNOWN_SERVICE`. */
  pause(name: string): void;
  /** Takes its checks up again, from status `unknown`. Throws `ERR_UNKNOWN_SERVICE`. */
  resume(name: string): void;
  /** Checks a service now, or joins the check that is under way. Rejects with `ERR_UNKNOWN_SERVICE`. */
  check(name: string): Promise<ServiceState>;
  /** Checks all services; paused ones are given as they are. */
  checkAll(): Promise<Record<string, ServiceState>>;
  /**
   * Takes in word from a job whose service has a `heartbeat` as its check; resolves once it is durable. While the service
   * is paused it is not taken in. Rejects with `ERR_UNKNOWN_SERVICE`, `ERR_UNKNOWN_HEARTBEAT` for a service that does not
   * wait for a job, or `ERR_INVALID_BEAT`.
   *
   * @example await monitor.beat('backup', { outcome: 'fail', message: 'disk full' });
   */
  beat(name: string, beat?: BeatInput): Promise<ServiceState>;
  /** Checks that were given up, by timeout or otherwise, and still ignore their signal. */
  hungChecks(): HungCheck[];

  service(name: string): ServiceState | undefined;
  services(): ServiceState[];
  /** How a service is watched; `undefined` if this run watches no such service. */
  serviceSettings(name: string): ServiceSettings | undefined;
  summary(): StatusSummary;
  /** The service's state now and after each change of anything in it; silent until a service of that name is registered. */
  service$(name: string): Observable<ServiceState>;
  /** The service's status now and after each change; silent until a service of that name is registered. */
  status$(name: string): Observable<Status>;
  readonly changes$: Observable<StatusChange>;
  /** All services now and after each change of a status or of what is watched. */
  readonly summary$: Observable<StatusSummary>;

  /**
   * Takes an alert in; resolves once it is durable or, while the journal cannot be written, once it waits in memory for
   * that. Rejects with `ERR_INVALID_ALERT` or `ERR_STOPPED`, or with what is wrong with a journal that cannot be opened.
   */
  alert(input: AlertInput): Promise<AlertReceipt>;
  /** Says that the condition of that key is over. */
  resolve(key: string): Promise<AlertReceipt>;
  /** Every alert raised, suppressed and resolved ones included. */
  readonly alerts$: Observable<Alert>;
  readonly notifications$: Observable<Notification>;
  readonly deliveries$: Observable<Delivery>;
  /** Everything that enters the journal, as it becomes durable; while the journal cannot be written, as it is decided. */
  readonly events$: Observable<RecordedEvent>;
  /**
   * Reads recorded events from the journal in order of position, all that came in before this call among them. While
   * the journal cannot be written, what waits for it is not there yet.
   *
   * @example
   * for await (const event of monitor.events({ types: ['alert.raised'] })) console.log(event.data.alert.title);
   */
  events(options?: ReadOptions): AsyncIterable<RecordedEvent>;
  /** The last alerts raised, oldest first; at most 100 are kept. */
  recentAlerts(filter?: RecentAlertsFilter): Alert[];

  /**
   * What a service's checks found over time, for charts: one point per step, answered from the journal's rollups. With
   * a journal that keeps none, such as `memoryJournal`, as far back as it still has the checks.
   *
   * @throws `ERR_UNKNOWN_SERVICE`, or `ERR_HISTORY_SPAN` for a span that cannot be
   * @example await monitor.history('api', { from: Date.now() - 86_400_000, step: '1h' })
   */
  history(service: string, span: HistorySpan): Promise<readonly HistoryPoint[]>;
  /** How much of the last day, week, 30 and 90 days a service was up. Rejects with `ERR_UNKNOWN_SERVICE`. */
  uptime(service: string): Promise<Uptime>;

  /** How everything was in each minute of the last hour, oldest first. Begins anew with each run. */
  systemHistory(): SystemPoint[];

  /**
   * Runs an operation of the host's, measures how long it takes, and gives or throws what that does. With limits, an alert
   * of category `performance` and key `performance:<name>` is raised while a percentile of the latest runs is above them;
   * that is looked at within a second of each run.
   *
   * @throws `ConfigError` for limits that cannot be
   * @example
   * const order = await monitor.measure('checkout', () => checkout(cart), { warnAfter: '500ms', failAfter: '2s' });
   */
  measure<T>(name: string, operation: () => PromiseLike<T>, options?: MeasureOptions): Promise<T>;
  measure<T>(name: string, operation: () => T, options?: MeasureOptions): T;
  /** How the measured operations did lately, the one that ran last at the end. */
  measures(): MeasureState[];

  /**
   * What happened to an alert or a notification, and why, in order, from the journal; `undefined` if the journal does
   * not hold it, or holds it no more.
   *
   * @param id of an alert, as in its receipt, or of a notification
   * @param options.signal aborted when nobody waits for it any more: then it reads no further, and rejects with the reason
   */
  explain(
    id: string,
    options?: { readonly signal?: AbortSignal | undefined },
  ): Promise<Explanation | undefined>;

  /** The errors of the program, and when they are worth an alert. */
  readonly errors: MonitorErrors;
  readonly incidents: Incidents;
  readonly silences: Silences;
  /** How many alerts came in and what became of them. */
  alertStats(): AlertStats;
  /**
   * The keys under which most alerts came in, most first: where to look when there are too many. Of the 500 keys that were
   * raised last, as far back as the journal reaches.
   *
   * @param options.limit how many to give; default all
   */
  alertKeys(options?: { readonly limit?: number }): AlertKeyStats[];
  /**
   * Lets alerts of a key through as if none had come before. What was held back stays so, and is counted in a digest.
   *
   * @param key that of the alerts, or `{ all: true }` for those of every key
   * @throws `ERR_INVALID_ALERT` for a key that is none, `ERR_STOPPED` once the monitor is stopping
   */
  resetThrottle(key: string | { readonly all: true }): void;
  channelStats(): Record<string, ChannelStats>;
  channelSettings(): Record<string, ChannelSettings>;
  /**
   * Sends a test message through a channel at once, past its filters and its queue; a disabled one, too. Nothing of it is
   * recorded or counted. Rejects with `ERR_UNKNOWN_CHANNEL`, or with a `DeliveryError` that says why it was not taken.
   */
  testChannel(name: string): Promise<ChannelTest>;
  journalStats(): JournalStats;
  /** Resolves when all that was accepted so far is durable, or waits for the journal, and settled or waiting for a retry. */
  flush(): Promise<void>;
}
