import type { Alert } from '../../src/domain/alert.js';
import type { Incident } from '../../src/domain/incident.js';
import type { ServiceState } from '../../src/domain/service.js';
import type { AlertView, Overview, SilenceView } from '../../src/http/api/views.js';

/** A service that is healthy, unless something else is said of it. */
export function serviceState(name: string, changes: Partial<ServiceState> = {}): ServiceState {
  return {
    name,
    status: 'healthy',
    since: 1_000,
    consecutiveFailures: 0,
    consecutiveSuccesses: 2,
    totalChecks: 2,
    totalFailures: 0,
    uptimePercent: 100,
    flapping: false,
    paused: false,
    labels: {},
    ...changes,
  };
}

export function alertOf(id: string, changes: Partial<Alert> = {}): Alert {
  return {
    id,
    at: 1_000,
    key: 'system:Disk full',
    kind: 'event',
    status: 'firing',
    title: 'Disk full',
    message: '',
    severity: 'warning',
    category: 'system',
    data: {},
    labels: {},
    ...changes,
  };
}

export function alertView(id: string, at: number, changes: Partial<Alert> = {}): AlertView {
  return { alert: alertOf(id, { at, ...changes }), outcome: 'notified' };
}

export function incidentOf(key: string, changes: Partial<Incident> = {}): Incident {
  return {
    key,
    status: 'firing',
    openedAt: 1_000,
    told: true,
    groupKey: key,
    count: 1,
    alert: alertOf('a', { key, kind: 'condition' }),
    ...changes,
  };
}

export function silenceOf(id: string, changes: Partial<SilenceView> = {}): SilenceView {
  return {
    id,
    match: { key: 'disk' },
    from: 1_000,
    until: 2_000,
    by: 'ann',
    createdAt: 1_000,
    status: 'active',
    ...changes,
  };
}

export function overviewOf(changes: Partial<Overview> = {}): Overview {
  return {
    position: 10,
    at: 5_000,
    version: '1.2.3',
    phase: 'running',
    summary: { status: 'unknown', counts: { unknown: 0, healthy: 0, degraded: 0, unhealthy: 0 }, total: 0 },
    services: [],
    incidents: [],
    silences: [],
    channels: [],
    alerts: [],
    notifications: [],
    stats: {
      raised: 0,
      suppressed: { severity: 0, silenced: 0, inhibited: 0, flapping: 0, throttled: 0, untold: 0 },
      notifications: { first: 0, repeated: 0, digest: 0, escalated: 0, reminder: 0, resolved: 0 },
    },
    journal: { position: 10, failing: false, waiting: 0, writes: 0, writeMs: 0 },
    ...changes,
  };
}
