import { fc, test as propertyTest } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { DeliveryError } from '../../src/domain/delivery-error.js';
import { EVENT_TYPES, EVENT_VERSIONS, type RecordedEvent } from '../../src/domain/events.js';
import type { AlertsConfig } from '../../src/domain/monitor-config.js';
import { TocsinError } from '../../src/domain/tocsin-error.js';
import { decodeEvent, type RawEvent } from '../../src/journal/decode-event.js';
import { memoryJournal } from '../../src/journal/memory-journal.js';
import { recordingChannel } from '../../src/testing/recording-channel.js';
import { damagedVersions } from '../support/damaged-data.js';
import { testMonitor } from '../support/monitor.js';
import {
  anyRules,
  anyStep,
  type Outcomes,
  runProgram,
  SERVICES,
  type Step,
} from '../support/random-program.js';
import { FULL_DATA } from '../support/sample-event-data.js';

const throughJson = <T>(value: T): T => JSON.parse(JSON.stringify(value));

const rawEvent = (type: string, data: unknown, version = 1): RawEvent => ({
  position: 7,
  at: 1_000,
  type,
  version,
  subject: 'api',
  data,
});

const check = (data: object): RawEvent =>
  rawEvent('check.completed', { outcome: 'pass', latencyMs: 1, ...data });

describe('decodeEvent', () => {
  test.each(EVENT_TYPES)('gives back a %s as it was recorded', (type) => {
    const raw = rawEvent(type, throughJson(FULL_DATA[type]), EVENT_VERSIONS[type]);
    expect(decodeEvent(raw)).toStrictEqual(raw);
  });

  test('brings a silence of the first version to the second, which has all that was in it', () => {
    const raw = rawEvent('silence.created', throughJson({ ...FULL_DATA['silence.created'], match: {} }), 1);
    expect(decodeEvent(raw)).toStrictEqual({ ...raw, version: 2 });
  });

  test('does not copy the data', () => {
    const raw = check({});
    expect(decodeEvent(raw).data).toBe(raw.data);
  });

  test('keeps fields with odd names that data and labels may have', () => {
    const odd: unknown = JSON.parse('{"__proto__": "x", "constructor": "y"}');
    const raw = check({ data: odd });
    expect(JSON.stringify(decodeEvent(raw))).toBe(JSON.stringify(raw));
  });

  test.each(EVENT_TYPES)('refuses a %s with one thing changed', (type) => {
    for (const { how, data } of damagedVersions(type, throughJson(FULL_DATA[type]))) {
      expect([how, codeOf(rawEvent(type, data))]).toEqual([how, 'ERR_JOURNAL_CORRUPT']);
    }
  });

  test.each([
    [check({ latencyMs: 'hunter2' }), 'check.completed: data.latencyMs: expected a number, found a text'],
    [check({ latencyMs: null }), 'check.completed: data.latencyMs: expected a number, found null'],
    [check({ latencyMs: undefined }), 'check.completed: data.latencyMs: expected a number, found nothing'],
    [
      check({ outcome: 'hunter2' }),
      "check.completed: data.outcome: expected one of 'pass', 'warn', 'fail', found a text",
    ],
    [check({ token: 'hunter2' }), 'check.completed: data.token: expected no such field, found a text'],
    [check({ 'a b': [] }), 'check.completed: data["a b"]: expected no such field, found a list'],
    [check({ data: 'hunter2' }), 'check.completed: data.data: expected an object or a list, found a text'],
    [rawEvent('check.completed', 'hunter2'), 'check.completed: data: expected an object, found a text'],
    [
      rawEvent('silence.ended', { removed: 1 }),
      'silence.ended: data.removed: expected a boolean, found a number',
    ],
    [raised({ labels: [] }), 'alert.raised: data.alert.labels: expected an object, found a list'],
    [
      raised({ labels: { team: {} } }),
      'alert.raised: data.alert.labels.team: expected a text, found an object',
    ],
    [
      matching(true),
      'silence.created: data.match.key: expected a text or expected an object, found a boolean',
    ],
    [
      matching({ regex: 1, flags: '' }),
      'silence.created: data.match.key.regex: expected a text, found a number',
    ],
    [
      matching({ not: true }),
      'silence.created: data.match.key.not: expected a text or expected an object, found a boolean',
    ],
    [
      matching({ not: { regex: 'hunter2', flags: 1 } }),
      'silence.created: data.match.key.not.flags: expected a text, found a number',
    ],
    [
      matching({ not: { not: 'hunter2' } }),
      'silence.created: data.match.key.not.regex: expected a text, found nothing',
    ],
    [
      notified([FULL_DATA['alert.raised'].alert, null]),
      'notification.requested: data.notification.alerts[1]: expected an object, found null',
    ],
    [notified({}), 'notification.requested: data.notification.alerts: expected a list, found an object'],
  ])('says where the damage is and never what is there: %#', (raw, message) => {
    expect(messageOf(raw)).toBe(
      `position 7: ${message}; the journal is damaged: restore it from a backup, or begin another one`,
    );
  });

  test('refuses what a newer Tocsin wrote, with the position', () => {
    expect(codeOf(rawEvent('check.finished', {}))).toBe('ERR_JOURNAL_NEWER');
    expect(messageOf(rawEvent('check.finished', {}))).toBe(
      'position 7: written by a newer Tocsin: events of the type "check.finished" are not known to this one; upgrade Tocsin, or use another journal',
    );
    expect(codeOf(rawEvent('runtime.stopped', {}, 2))).toBe('ERR_JOURNAL_NEWER');
    expect(messageOf(rawEvent('runtime.stopped', {}, 2))).toBe(
      'position 7: written by a newer Tocsin: runtime.stopped has version 2; this one knows it up to version 1; upgrade Tocsin, or use another journal',
    );
  });

  test('refuses a version that never was, with the position', () => {
    expect(codeOf(rawEvent('runtime.stopped', {}, 0))).toBe('ERR_JOURNAL_CORRUPT');
    expect(messageOf(rawEvent('runtime.stopped', {}, 0))).toContain(
      'position 7: runtime.stopped has the version 0',
    );
  });
});

const anyProgram = fc.array(anyStep, { minLength: 5, maxLength: 30 });

describe('whatever a monitor records', () => {
  propertyTest.prop([anyRules, anyProgram], { numRuns: 100 })(
    'is read back the same',
    async (alerts, steps) => {
      for (const event of await record(alerts, steps)) {
        expect(decodeEvent(throughJson(event))).toStrictEqual(event);
      }
    },
    60_000,
  );

  propertyTest.prop([anyRules, anyProgram, fc.nat()], { numRuns: 100 })(
    'is refused with one thing changed',
    async (alerts, steps, pick) => {
      const events = await record(alerts, steps);
      const oneOfEach = new Map(events.map((event, n) => [`${event.type} ${(n + pick) % 3}`, event]));
      for (const event of oneOfEach.values()) {
        const damaged = damagedVersions(event.type, throughJson(event.data));
        const { how, data } = damaged[pick % damaged.length] ?? { how: 'nothing to change', data: undefined };
        expect([how, codeOf({ ...event, data })]).toEqual([how, 'ERR_JOURNAL_CORRUPT']);
      }
    },
    60_000,
  );

  test('is of every type when much happens, and read back the same', async () => {
    const events = await record({ flapping: true }, EVENTFUL);
    expect([...new Set(events.map(({ type }) => type))].sort()).toEqual([...EVENT_TYPES].sort());
    for (const event of events) expect(decodeEvent(throughJson(event))).toStrictEqual(event);
  });
});

const EVENTFUL: readonly Step[] = [
  { do: 'silence', key: 'a', from: 0, ms: 60_000 },
  { do: 'condition', key: 'a', severity: 'error' },
  { do: 'unsilence' },
  { do: 'unthrottle', key: '' },
  { do: 'acknowledge', key: 'a' },
  { do: 'resolve', key: 'a' },
  { do: 'flap', service: 'root' },
  { do: 'settle', service: 'root' },
  { do: 'settle', service: 'root' },
  { do: 'pause', service: 'middle' },
  { do: 'resume', service: 'middle' },
  { do: 'unregister', service: 'leaf' },
  { do: 'register', service: 'leaf' },
];

/** Runs a program with checks that have a lot to say and a channel that fails at times, and returns what was recorded. */
async function record(alerts: AlertsConfig, steps: readonly Step[]): Promise<RecordedEvent[]> {
  const journal = memoryJournal();
  const outcomes: Outcomes = new Map();
  const services = Object.fromEntries(
    Object.entries(SERVICES).map(([name, dependsOn]) => [
      name,
      {
        check: () => ({
          outcome: outcomes.get(name) ?? 'pass',
          message: `${name}…`,
          data: { rows: [1, null] },
        }),
        dependsOn,
        failureThreshold: 2,
        labels: { team: 'core' },
        maintenance: { start: '00:01', duration: '30s' as const, reason: 'backup' },
      },
    ]),
  );
  const ops = recordingChannel();
  const channels = { ops, console: recordingChannel() };
  const { monitor, clock } = testMonitor({ services, alerts, journal, channels });
  ops.failWith(new DeliveryError('busy', { retryable: true }), 2);
  await monitor.checkAll();
  await runProgram(monitor, clock, outcomes, steps.slice(0, steps.length / 2));
  ops.failWith(new DeliveryError('refused', { retryable: false }), 1);
  await runProgram(monitor, clock, outcomes, steps.slice(steps.length / 2));
  // Failures in a row open the circuit, so that what is critical is diverted.
  ops.failWith(new Error('down'), 6);
  await monitor.alert({ title: 'Fire', severity: 'critical' });
  await clock.advance('5s');
  await monitor.alert({ title: 'Flood', severity: 'critical', labels: { floor: '0' }, data: [{ cm: 30 }] });
  await clock.advance('2m');
  await monitor.reconfigure({ services, channels, alerts: { ...alerts, minSeverity: 'critical' } });
  await monitor.stop();
  const events: RecordedEvent[] = [];
  for await (const event of journal.read()) events.push(event);
  return events;
}

function raised(fields: object): RawEvent {
  const { alert, origin } = FULL_DATA['alert.raised'];
  return rawEvent('alert.raised', { alert: { ...alert, ...fields }, origin });
}

function matching(key: unknown): RawEvent {
  return rawEvent('silence.created', { ...FULL_DATA['silence.created'], match: { key } });
}

function notified(alerts: unknown): RawEvent {
  const data = FULL_DATA['notification.requested'];
  return rawEvent('notification.requested', { ...data, notification: { ...data.notification, alerts } });
}

function failure(raw: RawEvent): TocsinError | undefined {
  try {
    decodeEvent(raw);
  } catch (error) {
    if (error instanceof TocsinError) return error;
    throw error;
  }
  return undefined;
}

function codeOf(raw: RawEvent): string | undefined {
  return failure(raw)?.code;
}

function messageOf(raw: RawEvent): string | undefined {
  return failure(raw)?.message;
}
