import type { Status } from '../../machines/service.js';
import type { Check } from './check.js';
import type { Duration } from './duration.js';
import type { HeartbeatState } from './heartbeat.js';
import type { MaintenanceWindow } from './maintenance.js';

export type { Status };

/** A service under watch. Only the check is needed; the rest falls back to `defaults`. */
export interface ServiceConfig {
  readonly check: Check;
  /** How often to check. Default 60 s. */
  readonly every?: Duration | undefined;
  /** How long a check may take before it counts as failed. Default 10 s. */
  readonly timeout?: Duration | undefined;
  /** Consecutive fails that make it unhealthy. Default 3. */
  readonly failureThreshold?: number | undefined;
  /** Consecutive passes that make it healthy again. Default 2. */
  readonly recoveryThreshold?: number | undefined;
  /** A pass slower than this counts as `warn`. Default: no limit. */
  readonly slowAfter?: Duration | undefined;
  /** Services without which this one cannot work: while one of them is unhealthy, this one's alerts are held back. */
  readonly dependsOn?: readonly string[] | undefined;
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /** Recurring times in which its alerts are silenced. What outlasts a window is told at its end. */
  readonly maintenance?: MaintenanceWindow | readonly MaintenanceWindow[] | undefined;
}

/** All that is known of a service. Times are epoch milliseconds. */
export interface ServiceState {
  readonly name: string;
  readonly status: Status;
  /** When it took this status. */
  readonly since: number;
  readonly lastCheckAt?: number;
  readonly lastSuccessAt?: number;
  readonly lastFailureAt?: number;
  readonly consecutiveFailures: number;
  readonly consecutiveSuccesses: number;
  readonly totalChecks: number;
  readonly totalFailures: number;
  /** The share of checks that did not fail, in percent; 100 before the first. */
  readonly uptimePercent: number;
  /** How long the last check took. */
  readonly latencyMs?: number;
  /** What the last check said, or how it failed. */
  readonly message?: string;
  /** For a `heartbeat`: what was heard of the job. */
  readonly heartbeat?: HeartbeatState;
  /** Whether it changes its mind too often (needs `alerts.flapping`). */
  readonly flapping: boolean;
  readonly paused: boolean;
  readonly labels: Readonly<Record<string, string>>;
}

/** All services at a glance. */
export interface StatusSummary {
  /** The worst of all: `unhealthy`, else `degraded`, else `healthy`, else `unknown`. */
  readonly status: Status;
  readonly counts: Readonly<Record<Status, number>>;
  readonly total: number;
  readonly services: Readonly<Record<string, ServiceState>>;
}

/** A service took another status. */
export interface StatusChange {
  readonly service: string;
  readonly from: Status;
  readonly to: Status;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly message?: string;
}

/** The worst status that occurs. */
export function overallStatus(counts: Readonly<Record<Status, number>>): Status {
  if (counts.unhealthy > 0) return 'unhealthy';
  if (counts.degraded > 0) return 'degraded';
  return counts.healthy > 0 ? 'healthy' : 'unknown';
}

/** Sums up services. */
export function summarize(services: Iterable<ServiceState>): StatusSummary {
  const counts = { unknown: 0, healthy: 0, degraded: 0, unhealthy: 0 };
  const byName: Record<string, ServiceState> = Object.create(null);
  let total = 0;
  for (const service of services) {
    counts[service.status]++;
    total++;
    byName[service.name] = service;
  }
  return { status: overallStatus(counts), counts, total, services: { ...byName } };
}
