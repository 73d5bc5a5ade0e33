import { describe, expect, it } from 'vitest';
import { describeEvent, describeMatch } from '../../src/cli/describe-event.js';
import { eventLine } from '../../src/cli/events-command.js';
import { createPaint } from '../../src/cli/paint.js';
import type { Alert } from '../../src/domain/alert.js';
import type { Delivery } from '../../src/domain/delivery.js';
import { EVENT_TYPES, type EventData, type EventType, type RecordedEvent } from '../../src/domain/events.js';
import type { Notification } from '../../src/domain/notification.js';

const AT = Date.UTC(2026, 0, 5, 12, 30);

const ALERT: Alert = {
  id: 'r-1',
  at: AT,
  key: 'queue',
  kind: 'condition',
  status: 'firing',
  title: 'Queue stuck',
  message: '900 wait',
  severity: 'error',
  category: 'system',
  data: { secret: 'hunter2' },
  labels: {},
};
const NOTIFICATION: Notification = {
  id: 'r-2',
  at: AT,
  reason: 'repeated',
  groupKey: 'queue',
  title: 'Repeated: Queue stuck',
  message: '3 times',
  severity: 'error',
  category: 'system',
  count: 2,
  total: 3,
  alerts: [ALERT],
};
const DELIVERY: Delivery = {
  notificationId: 'r-2',
  channel: 'ops',
  at: AT,
  outcome: 'failed',
  attempt: 2,
  idempotencyKey: 'k',
  latencyMs: 31,
};
const ERROR = { message: 'HTTP 503', retryable: true };

type Case = { readonly [T in EventType]: readonly [type: T, data: EventData[T], text: string] }[EventType];

const CASES: readonly Case[] = [
  ['runtime.started', { run: 'abc' }, 'run abc'],
  [
    'runtime.reconfigured',
    { rules: { minSeverity: 'error', throttle: false, group: false, remindEvery: false, flapping: false } },
    '',
  ],
  ['runtime.stopped', {}, ''],
  [
    'service.registered',
    { failureThreshold: 3, recoveryThreshold: 2, dependsOn: [], labels: {} },
    'failureThreshold 3, recoveryThreshold 2',
  ],
  [
    'service.registered',
    {
      failureThreshold: 3,
      recoveryThreshold: 2,
      dependsOn: ['db', 'cache'],
      labels: { team: 'web' },
      maintenance: [{ days: ['sun'], start: '02:30', durationMs: 7_200_000, timeZone: 'UTC' }],
    },
    'failureThreshold 3, recoveryThreshold 2; dependsOn db, cache; labels team=web; maintenance sun 02:30 UTC for 2h',
  ],
  ['service.unregistered', {}, ''],
  ['service.paused', {}, ''],
  ['service.resumed', {}, ''],
  ['throttle.reset', {}, ''],
  ['check.completed', { outcome: 'pass', latencyMs: 12.3 }, 'pass in 12ms'],
  [
    'check.completed',
    { outcome: 'fail', latencyMs: 1_500, message: 'refused', data: { status: 500 } },
    'fail in 2s: refused',
  ],
  ['status.changed', { from: 'unknown', to: 'healthy' }, 'unknown -> healthy'],
  [
    'status.changed',
    { from: 'healthy', to: 'unhealthy', message: 'refused' },
    'healthy -> unhealthy: refused',
  ],
  ['flapping.started', { sharePercent: 34.56 }, '35 % of its latest checks changed'],
  ['flapping.stopped', { sharePercent: 25 }, '25 % of its latest checks changed'],
  ['alert.raised', { alert: ALERT, origin: 'program' }, 'error firing r-1: Queue stuck: 900 wait'],
  [
    'alert.raised',
    { alert: { ...ALERT, status: 'resolved', message: '' }, origin: 'program' },
    'error resolved r-1: Queue stuck',
  ],
  [
    'alert.raised',
    { alert: { ...ALERT, kind: 'event' }, origin: 'program' },
    'error event r-1: Queue stuck: 900 wait',
  ],
  ['alert.suppressed', { alertId: 'r-1', key: 'queue', reason: 'throttled' }, 'r-1: throttled'],
  [
    'notification.requested',
    { notification: NOTIFICATION, channels: ['ops', 'mail'], tells: [] },
    'repeated 2/3 error r-2 -> ops, mail: Repeated: Queue stuck',
  ],
  [
    'notification.requested',
    { notification: NOTIFICATION, channels: [], tells: [] },
    'repeated 2/3 error r-2 -> no channel: Repeated: Queue stuck',
  ],
  [
    'notification.requested',
    { notification: NOTIFICATION, channels: ['ops'], tells: [], merges: ['a', 'b'] },
    'repeated 2/3 error r-2 -> ops, in place of 2 others: Repeated: Queue stuck',
  ],
  [
    'delivery.failed',
    { ...DELIVERY, error: ERROR, retryAt: AT + 1_000 },
    'r-2 attempt 2 in 31ms: HTTP 503; next attempt in 1s',
  ],
  [
    'delivery.succeeded',
    { ...DELIVERY, outcome: 'succeeded', problems: ['x@example.com was refused'] },
    'r-2 attempt 2 in 31ms; but x@example.com was refused',
  ],
  [
    'delivery.abandoned',
    { ...DELIVERY, outcome: 'abandoned', error: ERROR, handedTo: ['console'] },
    'r-2 attempt 2 in 31ms: HTTP 503; handed to console',
  ],
  [
    'delivery.diverted',
    {
      notificationId: 'r-2',
      channel: 'ops',
      at: AT,
      outcome: 'diverted',
      attempt: 0,
      idempotencyKey: 'k',
      handedTo: ['console', 'mail'],
    },
    'r-2; handed to console, mail',
  ],
  ['incident.opened', { alertId: 'r-1' }, 'by r-1'],
  ['incident.acknowledged', { by: 'ann' }, 'by ann'],
  ['incident.acknowledged', { by: 'ann', note: 'on it' }, 'by ann: on it'],
  ['incident.resolved', { alertId: 'r-1' }, 'by r-1'],
  [
    'silence.created',
    { id: 's', match: { service: 'api' }, from: AT, until: AT + 3_600_000, by: 'ann', reason: 'deploy' },
    'service api until 2026-01-05 13:30:00 by ann: deploy',
  ],
  [
    'silence.created',
    { id: 's', match: {}, from: AT + 60_000, until: AT + 3_600_000, by: 'ann' },
    'all alerts from 2026-01-05 12:31:00 until 2026-01-05 13:30:00 by ann',
  ],
  ['silence.ended', { removed: true }, 'removed'],
  ['silence.ended', { removed: false }, 'its time was over'],
];

function eventOf([type, data]: Case, subject = 'subject'): RecordedEvent {
  // Type and data come from one case, so they belong together.
  return { position: 7, at: AT, type, version: 1, subject, data } as RecordedEvent;
}

describe('describeEvent', () => {
  it.each(CASES)('says what there is to say: %s %j', (...given) => {
    expect(describeEvent(eventOf(given as Case))).toBe(given[2]);
  });

  it('has been asked about every type', () => {
    expect(new Set(CASES.map(([type]) => type))).toEqual(new Set(EVENT_TYPES));
  });

  it('stays on one line, cannot steer a terminal and has an end', () => {
    const message = `\u001b[31mred\nsecond line ${'x'.repeat(5_000)}`;
    const text = describeEvent(eventOf(['check.completed', { outcome: 'fail', latencyMs: 1, message }, '']));
    expect(text).toMatch(/^fail in 1ms: \[31mred second line x+…$/);
    expect(text).toHaveLength(1_000);
  });

  it('names all that a silence matches', () => {
    expect(
      describeMatch({ service: 'api', title: { regex: '^Disk', flags: 'i' }, labels: { team: 'web' } }),
    ).toBe('service api, title /^Disk/i, label team web');
    expect(
      describeMatch({ key: { not: 'k' }, labels: { team: { not: { regex: '^web', flags: '' } } } }),
    ).toBe('key not k, label team not /^web/');
  });
});

describe('a line of tocsin events', () => {
  const plain = createPaint(false);

  it('has position, time, type, subject and data', () => {
    const started = eventOf(['status.changed', { from: 'unknown', to: 'healthy' }, ''], 'api');
    expect(eventLine(started, plain)).toBe(
      '     7  2026-01-05 12:30:00  status.changed          api  unknown -> healthy',
    );
  });

  it('leaves out what there is not', () => {
    expect(eventLine(eventOf(['runtime.stopped', {}, ''], ''), plain)).toBe(
      '     7  2026-01-05 12:30:00  runtime.stopped',
    );
    expect(eventLine(eventOf(['runtime.started', { run: 'abc' }, ''], ''), plain)).toBe(
      '     7  2026-01-05 12:30:00  runtime.started         run abc',
    );
  });

  it('dims where it stands', () => {
    expect(eventLine(eventOf(['runtime.stopped', {}, ''], ''), createPaint(true))).toBe(
      '\u001b[2m     7  2026-01-05 12:30:00\u001b[0m  runtime.stopped',
    );
  });
});
