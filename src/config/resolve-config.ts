import type { Alert } from '../domain/alert.js';
import type { Channel } from '../domain/channel.js';
import type { Check } from '../domain/check.js';
import { ConfigError } from '../domain/config-error.js';
import type { ErrorSettings } from '../domain/error-settings.js';
import { isHeartbeat } from '../domain/heartbeat.js';
import { type MaintenanceRecord, WEEKDAYS } from '../domain/maintenance.js';
import type { AlertMatch } from '../domain/matcher.js';
import type { GroupField } from '../domain/monitor-config.js';
import type { Notification } from '../domain/notification.js';
import type { ChannelSettings, ServiceSettings } from '../domain/settings.js';
import type { Severity } from '../domain/severity.js';
import { crossIssues, type Dependencies } from './cross-issues.js';
import { resolveErrors } from './errors-schema.js';
import { issuesOf } from './schema-parts.js';
import {
  type ParsedConfig,
  type ParsedService,
  serviceSchema,
  watchConfigSchema,
} from './watch-config-schema.js';

/** A configuration with nothing left open: defaults filled in, durations in milliseconds. */
export interface ResolvedConfig {
  readonly services: ReadonlyMap<string, ResolvedService>;
  /** Empty if none are configured; the runtime then takes the console. */
  readonly channels: ReadonlyMap<string, ResolvedChannel>;
  readonly alerts: ResolvedAlerts;
  readonly defaults: ResolvedDefaults;
  readonly errors: ErrorSettings;
  /** How `tocsin run` shows its page; `false` if it does not. */
  readonly http: ResolvedHttp | false;
}

/** What a configuration says of the page; what it leaves out has defaults where it is served. */
export type ResolvedHttp = Exclude<NonNullable<ParsedConfig['http']>, false>;

export interface ResolvedService extends ServiceSettings {
  readonly check: Check;
}

export interface ResolvedChannel extends Omit<ChannelSettings, 'kind'> {
  readonly channel: Channel;
  readonly match?: AlertMatch | ((notification: Notification) => boolean);
  readonly maxAgeMs: number;
}

export interface ResolvedAlerts {
  readonly minSeverity: Severity;
  readonly throttle: ResolvedThrottle | false;
  readonly group: ResolvedGroup | false;
  readonly remindEveryMs: number | undefined;
  readonly flapping: boolean;
  /** The channels that take what another one gave up; `undefined`: the console. */
  readonly fallback: readonly string[] | undefined;
}

export interface ResolvedThrottle {
  readonly limit: number;
  readonly windowMs: number;
  readonly exempt: readonly Severity[];
}

export interface ResolvedGroup {
  readonly by: readonly GroupField[] | ((alert: Alert) => string);
  readonly waitMs: number;
  readonly windowMs: number;
  readonly summarizeAfter: number;
}

/** What services that say nothing themselves get, and how many checks may run at once. */
export interface ResolvedDefaults {
  readonly everyMs: number;
  readonly timeoutMs: number;
  readonly failureThreshold: number;
  readonly recoveryThreshold: number;
  readonly slowAfterMs?: number;
  readonly concurrency: number;
}

/**
 * Checks a configuration as a program gives it and fills in what it leaves out. The given object is not changed and
 * not kept.
 *
 * @param others services that are there beside those of the configuration, and may depend on those and be depended on
 * @throws {@link ConfigError} with everything that is wrong.
 */
export function resolveConfig(config: unknown = {}, others?: Dependencies): ResolvedConfig {
  const parsed = watchConfigSchema.safeParse(config);
  const issues = [...(parsed.success ? [] : issuesOf(parsed.error)), ...crossIssues(config, others)];
  if (!parsed.success || issues.length > 0) throw new ConfigError(issues);
  const { services, channels, alerts, defaults, errors, http = {} } = parsed.data;
  const resolvedDefaults = resolveDefaults(defaults ?? {});
  return {
    services: mapValues(services, (service) => withDefaults(service, resolvedDefaults)),
    channels: mapValues(channels, resolveChannel),
    alerts: resolveAlerts(alerts ?? {}),
    defaults: resolvedDefaults,
    errors: resolveErrors(errors ?? {}),
    http,
  };
}

/**
 * Does for one service what {@link resolveConfig} does for all; for services that are added at run time. Whether the
 * names in `dependsOn` mean anything is left to the caller, who knows what is registered (see `dependencyIssues`).
 *
 * @throws {@link ConfigError} with paths that begin with `services.<name>`.
 */
export function resolveService(name: string, service: unknown, defaults: ResolvedDefaults): ResolvedService {
  if (typeof name !== 'string' || name.trim() === '') {
    throw new ConfigError([
      { path: 'services', message: 'the name of a service cannot be empty; give it one' },
    ]);
  }
  const parsed = serviceSchema.safeParse(service);
  if (!parsed.success) throw new ConfigError(issuesOf(parsed.error, ['services', name]));
  return withDefaults(parsed.data, defaults);
}

function withDefaults(service: ParsedService, defaults: ResolvedDefaults): ResolvedService {
  const slowAfterMs = service.slowAfter ?? defaults.slowAfterMs;
  // What a job says of itself, or that it is late, needs no confirmation.
  const enough = isHeartbeat(service.check) ? 1 : undefined;
  return {
    check: service.check,
    everyMs: service.every ?? defaults.everyMs,
    timeoutMs: service.timeout ?? defaults.timeoutMs,
    failureThreshold: service.failureThreshold ?? enough ?? defaults.failureThreshold,
    recoveryThreshold: service.recoveryThreshold ?? enough ?? defaults.recoveryThreshold,
    ...(slowAfterMs === undefined ? {} : { slowAfterMs }),
    dependsOn: service.dependsOn ?? NONE,
    labels: service.labels ?? NO_LABELS,
    maintenance:
      service.maintenance === undefined ? NO_MAINTENANCE : [service.maintenance].flat().map(windowOf),
  };
}

// Shared, since ten thousand services without either need no copies.
const NONE: readonly string[] = Object.freeze([]);
const NO_MAINTENANCE: readonly MaintenanceRecord[] = Object.freeze([]);
const NO_LABELS: Readonly<Record<string, string>> = Object.freeze({});

function windowOf(window: ParsedMaintenance): MaintenanceRecord {
  const { days = WEEKDAYS, start, duration: durationMs, timeZone = 'UTC', reason } = window;
  return { days, start, durationMs, timeZone, ...(reason === undefined ? {} : { reason }) };
}

type ParsedMaintenance = Exclude<NonNullable<ParsedService['maintenance']>, readonly unknown[]>;

function resolveDefaults(defaults: NonNullable<ParsedConfig['defaults']>): ResolvedDefaults {
  return {
    everyMs: defaults.every ?? 60_000,
    timeoutMs: defaults.timeout ?? 10_000,
    failureThreshold: defaults.failureThreshold ?? 3,
    recoveryThreshold: defaults.recoveryThreshold ?? 2,
    ...(defaults.slowAfter === undefined ? {} : { slowAfterMs: defaults.slowAfter }),
    concurrency: defaults.concurrency ?? 100,
  };
}

function resolveChannel(config: NonNullable<ParsedConfig['channels']>[string]): ResolvedChannel {
  const { channel, enabled, minSeverity, categories, match, timeout, maxAttempts, maxAge } = config;
  return {
    channel,
    enabled: enabled ?? true,
    ...(minSeverity === undefined ? {} : { minSeverity }),
    ...(categories === undefined ? {} : { categories }),
    ...(match === undefined ? {} : { match }),
    timeoutMs: timeout ?? 10_000,
    maxAttempts: maxAttempts ?? 8,
    maxAgeMs: maxAge ?? 86_400_000,
  };
}

function resolveAlerts(alerts: NonNullable<ParsedConfig['alerts']>): ResolvedAlerts {
  const { minSeverity, throttle = {}, group = {}, remindEvery, flapping, fallback } = alerts;
  return {
    minSeverity: minSeverity ?? 'warning',
    throttle: throttle && {
      limit: throttle.limit ?? 10,
      windowMs: throttle.window ?? 60_000,
      exempt: throttle.exempt ?? ['critical'],
    },
    group: group && {
      by: group.by ?? ['key'],
      waitMs: group.wait ?? 0,
      windowMs: group.window ?? 60_000,
      summarizeAfter: group.summarizeAfter ?? 3,
    },
    remindEveryMs: remindEvery === false ? undefined : remindEvery,
    flapping: flapping ?? false,
    fallback,
  };
}

function mapValues<From, To>(
  values: Readonly<Record<string, From>> | undefined,
  map: (value: From) => To,
): Map<string, To> {
  return new Map(Object.entries(values ?? {}).map(([name, value]) => [name, map(value)]));
}
