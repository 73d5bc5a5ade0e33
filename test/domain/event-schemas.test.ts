import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { deliveryFailureSchema } from '../../src/domain/delivery-schema.js';
import { EVENT_SCHEMAS } from '../../src/domain/event-schemas.js';
import { EVENT_TYPES, EVENT_VERSIONS, isEventType } from '../../src/domain/events.js';
import { exactSchema, exactSchemas } from '../../src/domain/exact-schema.js';
import { incidentSchema } from '../../src/domain/incident-schema.js';
import { serviceStateSchema } from '../../src/domain/service-schema.js';
import { damagedVersions } from '../support/damaged-data.js';
import { testMonitor } from '../support/monitor.js';
import { FULL_DATA } from '../support/sample-event-data.js';

/** The text as which a journal would keep it. */
const throughJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe('the types of events', () => {
  test('are those that have data, a version and a schema', () => {
    expect(EVENT_TYPES).toEqual(Object.keys(FULL_DATA));
    expect(Object.keys(EVENT_SCHEMAS)).toEqual(EVENT_TYPES);
    for (const type of EVENT_TYPES) expect(EVENT_VERSIONS[type]).toBeGreaterThanOrEqual(1);
  });

  test('are known by name', () => {
    expect(EVENT_TYPES.every(isEventType)).toBe(true);
    for (const name of ['', 'check', 'check.finished', 'constructor', '__proto__']) {
      expect(isEventType(name)).toBe(false);
    }
  });
});

describe.each(EVENT_TYPES)('the schema of %s', (type) => {
  const data = throughJson(FULL_DATA[type]);

  test('takes what may be recorded and leaves it as it is', () => {
    expect(EVENT_SCHEMAS[type].parse(data)).toStrictEqual(data);
  });

  test('refuses it with one thing changed', () => {
    const damaged = damagedVersions(type, data);
    expect(damaged.length).toBeGreaterThan(5);
    const taken = damaged.filter((version) => EVENT_SCHEMAS[type].safeParse(version.data).success);
    expect(taken.map(({ how }) => how)).toEqual([]);
  });
});

describe('the schemas', () => {
  const check = EVENT_SCHEMAS['check.completed'];

  test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    'refuse %d, which JSON cannot hold',
    (latencyMs) => {
      expect(check.safeParse({ outcome: 'pass', latencyMs }).success).toBe(false);
    },
  );

  test('refuse a field that is there without a value', () => {
    expect(check.safeParse({ outcome: 'pass', latencyMs: 1, message: undefined }).success).toBe(false);
  });

  test('take an object or a list with anything in it as data', () => {
    for (const data of [{}, [], [1, null], { deep: { list: [{ a: 1 }] } }]) {
      expect(check.safeParse({ outcome: 'pass', latencyMs: 1, data }).success).toBe(true);
    }
  });

  test('take labels of any name', () => {
    const labels = { '': '', constructor: 'x', 'a.b': 'y', length: '1' };
    const { alert } = FULL_DATA['alert.raised'];
    const raised = { alert: { ...alert, labels }, origin: 'graph' };
    expect(EVENT_SCHEMAS['alert.raised'].parse(raised)).toStrictEqual(raised);
  });

  test('do not compile unless they describe their type exactly', () => {
    const lax = z.strictObject({ message: z.string(), code: z.string().optional(), retryable: z.boolean() });
    const narrow = z.strictObject({ message: z.string(), retryable: z.boolean() });
    const wide = z.strictObject({ a: z.string(), b: z.exactOptional(z.string()) });
    type Failure = z.output<typeof deliveryFailureSchema>;
    // @ts-expect-error an optional field may be missing but not undefined
    expect(exactSchema<Failure>()(lax)).toBe(lax);
    // @ts-expect-error the optional field is forgotten
    expect(exactSchema<Failure>()(narrow)).toBe(narrow);
    // @ts-expect-error a field too many in one of a table
    expect(exactSchemas<{ one: { a: string } }>()({ one: wide })).toEqual({ one: wide });
    // @ts-expect-error one of a table is missing
    expect(exactSchemas<{ one: { a: string } }>()({})).toEqual({});
  });
});

describe('what a monitor knows', () => {
  test('of services and incidents has schemas, too', async () => {
    const { monitor, clock } = testMonitor({
      services: {
        api: { check: () => ({ outcome: 'fail', message: 'refused' }), labels: { team: 'core' } },
        idle: { check: () => true },
      },
    });
    for (let n = 0; n < 3; n++) await monitor.check('api');
    await clock.advance('1s');
    monitor.incidents.acknowledge('service_health:api', { by: 'me', note: 'on it' });
    await monitor.alert({ title: 'Backup late', kind: 'condition', severity: 'error' });
    await monitor.resolve('system:Backup late');
    await monitor.alert({ title: 'Quiet', kind: 'condition', severity: 'debug' });
    const incidents = monitor.incidents.list();
    expect(incidents.map(({ status }) => status)).toEqual(['firing', 'acknowledged', 'resolved']);
    for (const incident of incidents) expect(incidentSchema.parse(incident)).toStrictEqual(incident);
    expect(monitor.services()).toHaveLength(2);
    for (const state of monitor.services()) expect(serviceStateSchema.parse(state)).toStrictEqual(state);
    await monitor.stop();
  });

  test('is refused with a field that is not known', () => {
    expect(deliveryFailureSchema.safeParse({ message: 'x', retryable: true, retries: 1 }).success).toBe(
      false,
    );
  });
});
