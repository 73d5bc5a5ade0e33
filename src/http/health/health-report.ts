import type { Clock } from '../../domain/clock.js';
import type { Monitor } from '../../domain/monitor.js';
import { overallStatus, type ServiceState, type Status } from '../../domain/service.js';
import { checkOf, type HealthCheck, keyOf } from './health-check.js';
import { compareHealth, type HealthStatus, healthOf, worstHealth } from './health-status.js';
import { journalCheck, monitorCheck } from './own-checks.js';

/** A health response, as draft-inadarei-api-health-check-06 has it. */
export interface HealthReport {
  readonly status: HealthStatus;
  readonly version?: string;
  readonly notes?: readonly string[];
  /** What is wrong; only when it does not pass. */
  readonly output?: string;
  readonly checks?: Readonly<Record<string, readonly HealthCheck[]>>;
}

/** More services than this are never listed; those that do not pass come first then. */
const MOST_LISTED = 1_000;

/** Whether requests should be sent here: only while the monitor runs. */
export function readiness({ phase }: Pick<Monitor, 'phase'>): HealthReport {
  return phase === 'running' ? { status: 'pass' } : { status: 'fail', output: `the monitor is ${phase}` };
}

/** How everything is that the monitor watches, and how its journal fares; with a list of it all if it is to be detailed. */
export function overallHealth(monitor: Monitor, clock: Clock, detailed: boolean): HealthReport {
  return report(monitor.services(), [monitorCheck(monitor, clock), journalCheck(monitor, clock)], detailed);
}

/** How the services are that have this label; `undefined` if there are none. */
export function groupHealth(
  monitor: Monitor,
  clock: Clock,
  { label, value }: { readonly label: string; readonly value: string },
  detailed: boolean,
): HealthReport | undefined {
  const members = monitor
    .services()
    .filter(({ labels }) => Object.hasOwn(labels, label) && labels[label] === value);
  return members.length === 0 ? undefined : report(members, [monitorCheck(monitor, clock)], detailed);
}

function report(
  services: readonly ServiceState[],
  own: readonly HealthCheck[],
  detailed: boolean,
): HealthReport {
  const status = worstHealth([serviceHealth(services), ...own.map(({ status }) => status)]);
  return detailed ? { status, ...detailsOf(services, own) } : { status };
}

function detailsOf(
  services: readonly ServiceState[],
  own: readonly HealthCheck[],
): Pick<HealthReport, 'notes' | 'checks'> {
  const checks: Record<string, HealthCheck[]> = {};
  for (const check of own) checks[check.componentId] = [check];
  const listed = services.length <= MOST_LISTED ? services : worstFirst(services).slice(0, MOST_LISTED);
  for (const service of listed) {
    // Names that look the same share a key.
    const key = keyOf(service);
    const sharing = checks[key] ?? [];
    sharing.push(checkOf(service));
    checks[key] = sharing;
  }
  const left = services.length - listed.length;
  return { ...(left === 0 ? {} : { notes: [`${left} more services are not listed`] }), checks };
}

/** How services are together, as `monitor.summary()` has it, but for those that are paused: they do not count. */
function serviceHealth(services: readonly ServiceState[]): HealthStatus {
  const counts: Record<Status, number> = { unknown: 0, healthy: 0, degraded: 0, unhealthy: 0 };
  let counted = 0;
  for (const { status, paused } of services) {
    if (paused) continue;
    counts[status]++;
    counted++;
  }
  return counted === 0 ? 'pass' : healthOf(overallStatus(counts));
}

function worstFirst(services: readonly ServiceState[]): ServiceState[] {
  return [...services].sort((a, b) => compareHealth(healthOf(b.status), healthOf(a.status)));
}
