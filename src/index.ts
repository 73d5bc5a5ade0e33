// The public API, in the order of the flow.

// Circuit breakers
export type { Breaker, BreakerOperation, TripOptions } from './breakers/breaker.js';
export { BreakerOpenError } from './breakers/breaker-open-error.js';
export type {
  BreakerLike,
  CockatielLike,
  OpossumLike,
  TocsinBreakerLike,
} from './breakers/breaker-source.js';
export { type BreakerWatch, type WatchBreakerOptions, watchBreaker } from './breakers/watch-breaker.js';
export { type ConsoleChannelOptions, consoleChannel } from './channels/console-channel.js';
export { type ChannelDefinition, defineChannel } from './channels/define-channel.js';
export { type DiscordChannelOptions, discordChannel } from './channels/discord-channel.js';
export { emailChannel } from './channels/email-channel.js';
export type { EmailChannelOptions, TlsOptions } from './channels/email-options.js';
export { type SlackChannelOptions, slackChannel } from './channels/slack-channel.js';
export { type WebhookChannelOptions, webhookChannel } from './channels/webhook-channel.js';
export { allOf } from './checks/all-of.js';
export { anyOf } from './checks/any-of.js';
export type { CheckParts } from './checks/check-parts.js';
export type { ClosableCheck } from './checks/closable-check.js';
export type { CombinationOptions } from './checks/combination.js';
export { type CommandCheckOptions, commandCheck } from './checks/command-check.js';
export { cpuCheck } from './checks/cpu-check.js';
export { type DiskCheckOptions, diskCheck } from './checks/disk-check.js';
export { type DnsCheckOptions, dnsCheck } from './checks/dns-check.js';
export { type EventLoopCheckOptions, eventLoopCheck } from './checks/event-loop-check.js';
export { type HeartbeatOptions, heartbeat } from './checks/heartbeat.js';
export { httpCheck } from './checks/http-check.js';
export type { HttpCheckOptions, HttpTlsOptions, StatusRange } from './checks/http-options.js';
export { memoryCheck } from './checks/memory-check.js';
export { type FigureLimits, type ProcessCheckOptions, processCheck } from './checks/process-check.js';
export { type RedisClient, redisCheck } from './checks/redis-check.js';
export {
  type SqlCheckOptions,
  type SqlClient,
  type SqlQuery,
  type SqlRow,
  sqlCheck,
} from './checks/sql-check.js';
export { type TcpCheckOptions, tcpCheck } from './checks/tcp-check.js';
export { type TlsCheckOptions, tlsCheck } from './checks/tls-check.js';
export type { UsedPercentLimits } from './checks/used-percent.js';
export { type RetryOptions, withRetries } from './checks/with-retries.js';
// Alerts
export type { Alert, AlertInput, AlertKind, AlertReceipt, SuppressionReason } from './domain/alert.js';
export type { AlertKeyStats, AlertStats } from './domain/alert-stats.js';
// Errors of the program
export type {
  CapturedError,
  ErrorAbout,
  ErrorAggregate,
  ErrorCategory,
  ErrorCause,
  ErrorsInMinute,
} from './domain/captured-error.js';
export type { Channel, ChannelRecipe, ChannelStats, SendContext } from './domain/channel.js';
export type { ChannelTest } from './domain/channel-test.js';
export type { Awaitable, Check, CheckContext, CheckResult, HungCheck, Outcome } from './domain/check.js';
export type { Clock, Random, TimerHandle } from './domain/clock.js';
export { ConfigError, type ConfigIssue } from './domain/config-error.js';
export type { Delivery, DeliveryFailure } from './domain/delivery.js';
export { DeliveryError, type DeliveryErrorOptions } from './domain/delivery-error.js';
export type { DnsRecordType } from './domain/dns-record-type.js';
export type { Duration } from './domain/duration.js';
export { formatDuration, parseDuration } from './domain/duration.js';
export type { ErrorRule, ErrorVerdict } from './domain/error-settings.js';
export type {
  ErrorTriggers,
  FireAbout,
  TriggerConfig,
  TriggerFiring,
  TriggerState,
} from './domain/error-trigger.js';
// The journal
export type { EventData, EventType, RecordedEvent } from './domain/events.js';
export type { Explanation, ExplanationStep } from './domain/explanation.js';
export { formatConsole, formatMarkdown } from './domain/format-alert.js';
export type {
  BeatInput,
  BeatOutcome,
  HeartbeatCheck,
  HeartbeatPlan,
  HeartbeatState,
  HeartbeatTrouble,
} from './domain/heartbeat.js';
export type { HistoryPoint, HistorySpan, LatencyStats, Uptime } from './domain/history.js';
export type { Acknowledgement, Incident } from './domain/incident.js';
export type { JournalStats } from './domain/journal-stats.js';
export type { Logger } from './domain/logger.js';
export type { MaintenanceWindow, Weekday } from './domain/maintenance.js';
export type { AlertMatch, TextMatch } from './domain/matcher.js';
export type { MeasureOptions, MeasureState } from './domain/measure.js';
export type {
  Incidents,
  Monitor,
  MonitorPhase,
  RecentAlertsFilter,
  Silences,
  StopOptions,
} from './domain/monitor.js';
export type {
  AlertsConfig,
  ChannelConfig,
  ErrorsConfig,
  GroupConfig,
  GroupField,
  HttpConfig,
  ServiceDefaults,
  ThrottleConfig,
} from './domain/monitor-config.js';
export type { MonitorErrors, RecentErrorsFilter } from './domain/monitor-errors.js';
// Notifications and channels
export type { Notification, NotificationReason } from './domain/notification.js';
export type { ReadOptions } from './domain/read-options.js';
export type { NamesChanged, Reconfigured } from './domain/reconfigured.js';
export { Secret } from './domain/secret.js';
// Services and checks
export type { ServiceConfig, ServiceState, Status, StatusChange, StatusSummary } from './domain/service.js';
export type { ChannelSettings, ServiceSettings } from './domain/settings.js';
export { compareSeverity, type Severity } from './domain/severity.js';
export type { Silence, SilenceInput } from './domain/silence.js';
export type { SystemPoint } from './domain/system-history.js';
// Errors
export { TocsinError } from './domain/tocsin-error.js';
export type { Journal, JournalHead, TimeSpan } from './journal/journal.js';
export { type MemoryJournalOptions, memoryJournal } from './journal/memory-journal.js';
export type { RetentionOptions } from './journal/retention.js';
export type { Snapshot, SnapshotStore } from './journal/snapshot.js';
// The monitor
export { type BacktestOptions, type BacktestReport, backtest } from './runtime/backtest.js';
export { type BreakerOptions, createBreaker } from './runtime/create-breaker.js';
export { createMonitor, type MonitorDeps } from './runtime/create-monitor.js';
export { defineConfig, type MonitorConfig } from './runtime/monitor-config.js';
export type { NotificationPair } from './runtime/pair-notifications.js';
export { type SqliteJournalOptions, sqliteJournal } from './runtime/sqlite-journal.js';
export { systemClock } from './runtime/system-clock.js';
