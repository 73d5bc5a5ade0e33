import type { Delivery } from '../../src/domain/delivery.js';
import type { EventData, EventType } from '../../src/domain/events.js';
import type { MaintenanceRecord } from '../../src/domain/maintenance.js';
import { sampleAlert, sampleNotification } from '../../src/testing/sample-notification.js';

const window: MaintenanceRecord = {
  days: ['mon', 'sun'],
  start: '02:30',
  durationMs: 3_600_000,
  timeZone: 'UTC',
  reason: 'backup',
};

const delivery: Delivery = {
  notificationId: 'n1',
  channel: 'ops',
  at: 1_000,
  outcome: 'failed',
  attempt: 2,
  idempotencyKey: 'k1',
  latencyMs: 12.5,
  error: { message: 'refused', code: 'ECONNREFUSED', retryable: true },
  problems: ['one recipient refused'],
  retryAt: 2_000,
  handedTo: ['console'],
};

const alert = sampleAlert({ labels: { team: 'core' }, source: 'cron', service: 'api' });

/** Data of every type of event with every field that it can have. */
export const FULL_DATA: EventData = {
  'runtime.started': {
    run: 'r1',
    rules: {
      minSeverity: 'warning',
      throttle: { limit: 10, window: 60_000, exempt: ['critical'] },
      group: { by: ['category', 'labels.team'], wait: 0, window: 60_000, summarizeAfter: 3 },
      remindEvery: false,
      flapping: true,
    },
  },
  'runtime.reconfigured': {
    rules: { minSeverity: 'error', throttle: false, group: false, remindEvery: 60_000, flapping: false },
  },
  'runtime.stopped': {},
  'service.registered': {
    failureThreshold: 3,
    recoveryThreshold: 2,
    dependsOn: ['database'],
    labels: { team: 'core' },
    maintenance: [window],
  },
  'service.unregistered': {},
  'service.paused': {},
  'service.resumed': {},
  'check.completed': { outcome: 'warn', latencyMs: 12.5, message: 'slow', data: { rows: 3 } },
  'status.changed': { from: 'unknown', to: 'degraded', message: 'slow' },
  'flapping.started': { sharePercent: 31.5 },
  'flapping.stopped': { sharePercent: 24.5 },
  'alert.raised': { alert, origin: 'program' },
  'alert.suppressed': { alertId: 'a1', key: 'disk', reason: 'throttled' },
  'notification.requested': {
    notification: sampleNotification({ alerts: [alert, alert] }),
    channels: ['ops'],
    tells: ['disk'],
    merges: ['n0'],
  },
  'delivery.failed': delivery,
  'delivery.succeeded': { ...delivery, outcome: 'succeeded' },
  'delivery.abandoned': { ...delivery, outcome: 'abandoned' },
  'delivery.diverted': { ...delivery, outcome: 'diverted' },
  'incident.opened': { alertId: 'a1' },
  'incident.acknowledged': { by: 'me', note: 'on it' },
  'incident.resolved': { alertId: 'a2' },
  'silence.created': {
    id: 's1',
    match: {
      service: 'api',
      category: { regex: '^disk', flags: 'i' },
      title: 'Disk full',
      key: { regex: '.*', flags: '' },
      severity: 'error',
      labels: {
        team: 'core',
        host: { regex: '^db', flags: '' },
        zone: { not: { regex: '^eu', flags: 'i' } },
      },
    },
    from: 1_000,
    until: 2_000,
    by: 'me',
    reason: 'moving house',
    maintenance: { service: 'api', window },
  },
  'silence.ended': { removed: true },
  'throttle.reset': {},
};

const DELIVERY_OPTIONS = ['latencyMs', 'error', 'error.code', 'problems', 'retryAt', 'handedTo'];

/** The fields that may be missing, as paths; `*` stands for any place in a list. */
export const OPTIONAL_FIELDS: Readonly<Partial<Record<EventType, readonly string[]>>> = {
  'runtime.started': ['rules'],
  'service.registered': ['maintenance', 'maintenance.*.reason'],
  'check.completed': ['message', 'data'],
  'status.changed': ['message'],
  'alert.raised': ['alert.source', 'alert.service'],
  'notification.requested': ['merges', 'notification.alerts.*.source', 'notification.alerts.*.service'],
  'delivery.failed': DELIVERY_OPTIONS,
  'delivery.succeeded': DELIVERY_OPTIONS,
  'delivery.abandoned': DELIVERY_OPTIONS,
  'delivery.diverted': DELIVERY_OPTIONS,
  'incident.acknowledged': ['note'],
  'silence.created': [
    'reason',
    'maintenance',
    'maintenance.window.reason',
    'match.service',
    'match.category',
    'match.title',
    'match.key',
    'match.severity',
    'match.labels',
  ],
};
