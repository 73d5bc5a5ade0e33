import type { Delivery } from '../domain/delivery.js';
import { EVENT_TYPES, EVENT_VERSIONS, type EventData, type RecordedEvent } from '../domain/events.js';
import { sampleAlert, sampleNotification } from './sample-notification.js';

const AT = sampleAlert().at;

const DELIVERY: Delivery = {
  notificationId: 'notification-1',
  channel: 'ops',
  at: AT,
  outcome: 'failed',
  attempt: 2,
  idempotencyKey: 'key-1',
  latencyMs: 0.1 + 0.2,
  error: { message: 'refused', code: 'ECONNREFUSED', retryable: true },
  problems: ['one recipient refused'],
  retryAt: AT + 1_000,
  handedTo: ['console'],
};

const DATA: EventData = {
  'runtime.started': { run: 'run-1' },
  'runtime.reconfigured': {
    rules: { minSeverity: 'error', throttle: false, group: false, remindEvery: false, flapping: false },
  },
  'runtime.stopped': {},
  'service.registered': {
    failureThreshold: 3,
    recoveryThreshold: 2,
    dependsOn: ['database'],
    labels: { team: 'core' },
    maintenance: [
      { days: ['mon'], start: '02:30', durationMs: 3_600_000, timeZone: 'UTC', reason: 'backup' },
    ],
  },
  'service.unregistered': {},
  'service.paused': {},
  'service.resumed': {},
  'throttle.reset': {},
  'check.completed': {
    outcome: 'warn',
    latencyMs: 0.1 + 0.2,
    message: 'slow',
    data: { rows: [1, 2.5, null] },
  },
  'status.changed': { from: 'healthy', to: 'degraded', message: 'slow' },
  'flapping.started': { sharePercent: 31.5 },
  'flapping.stopped': { sharePercent: 24.5 },
  'alert.raised': { alert: sampleAlert({ service: 'api', labels: { team: 'core' } }), origin: 'program' },
  'alert.suppressed': { alertId: 'alert-1', key: 'system:Disk full', reason: 'throttled' },
  'notification.requested': {
    notification: sampleNotification(),
    channels: ['ops'],
    tells: ['system:Disk full'],
    merges: ['notification-0'],
  },
  'delivery.failed': DELIVERY,
  'delivery.succeeded': { ...DELIVERY, outcome: 'succeeded' },
  'delivery.abandoned': { ...DELIVERY, outcome: 'abandoned' },
  'delivery.diverted': { ...DELIVERY, outcome: 'diverted' },
  'incident.opened': { alertId: 'alert-1' },
  'incident.acknowledged': { by: 'me', note: 'on it' },
  'incident.resolved': { alertId: 'alert-2' },
  'silence.created': {
    id: 'silence-1',
    match: { service: 'api', key: { regex: '^disk', flags: 'i' }, labels: { team: 'core' } },
    from: AT,
    until: AT + 60_000,
    by: 'me',
    reason: 'moving house',
  },
  'silence.ended': { removed: true },
};

/** One event of every type, from position 1 on, a second apart. */
export const EVERY_TYPE: readonly RecordedEvent[] = EVENT_TYPES.map((type, i) => {
  const place = { position: i + 1, at: AT + i * 1_000, version: EVENT_VERSIONS[type], subject: 'api' };
  // The compiler does not see that type and data belong together.
  return { ...place, type, data: DATA[type] } as RecordedEvent;
});

/** A check of a service. */
export function contractCheck(
  position: number,
  at: number,
  fields: Partial<EventData['check.completed']> = {},
  subject = 'api',
): RecordedEvent<'check.completed'> {
  const data = { outcome: 'pass', latencyMs: 12.5, ...fields } as const;
  return { position, at, type: 'check.completed', version: EVENT_VERSIONS['check.completed'], subject, data };
}

/** Many events, from position `first` on, three of each four a check. Two of each three have the time of one before. */
export function contractEvents(count: number, first = 1): RecordedEvent[] {
  return Array.from({ length: count }, (_, i) => {
    const position = first + i;
    const at = AT + Math.floor(position / 3) * 1_000;
    if (position % 4 !== 0) return contractCheck(position, at, { message: `check ${position}` });
    const data = { from: 'unknown', to: 'healthy', message: `change ${position}` } as const;
    const version = EVENT_VERSIONS['status.changed'];
    return { position, at, type: 'status.changed', version, subject: 'api', data };
  });
}

/** Texts that have broken a store before: well-formed, and nothing else can be said of them. */
export const ODD_TEXTS: readonly string[] = [
  '',
  ' ',
  '\0',
  'before\0after',
  'line\nline\r\nline\u2028line\u2029',
  '"quoted" \'quoted\' `quoted` \\',
  "'); DROP TABLE events; --",
  '{"json":[1,2]}',
  '\ufeffmark',
  '😀 é é ﷽ 漢',
  '\u0001\u001f\u007f\u0080',
  '__proto__',
  'x'.repeat(300_000),
];

/** Numbers that are easily rounded. */
export const EXACT_NUMBERS: readonly number[] = [
  0,
  1,
  0.1 + 0.2,
  1 / 3,
  4.35,
  1e-7,
  5e-324,
  2.2250738585072014e-308,
  123456789.12345679,
  86_400_000.000001,
  2 ** 40 + 1,
];
