import type { Hono } from 'hono';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Outcome } from '../../../src/domain/check.js';
import { createHealth } from '../../../src/http/health/create-health.js';
import { memoryJournal } from '../../../src/journal/memory-journal.js';
import { VirtualClock } from '../../../src/testing/virtual-clock.js';
import { faultyJournal } from '../../support/faulty-journal.js';
import { type TestMonitor, testMonitor } from '../../support/monitor.js';
import { scriptedServices } from '../../support/scripted-services.js';

interface Asked extends TestMonitor {
  readonly app: Hono;
  /** Asks as somebody who is trusted. */
  ask(path: string): Promise<{ status: number; body: unknown }>;
  /** Asks as anybody else. */
  askAsStranger(path: string): Promise<{ status: number; body: unknown }>;
}

const TRUSTED = { authorization: 'yes' };

function asked(...config: Parameters<typeof testMonitor>): Asked {
  const given = testMonitor(...config);
  const app = createHealth(given.monitor, {
    clock: given.clock,
    version: '1.2.3',
    isTrusted: (c) => c.req.header('authorization') === TRUSTED.authorization,
  });
  const send = async (path: string, headers: Record<string, string>) => {
    const response = await app.request(path, { headers });
    const body: unknown = await response.json();
    return { status: response.status, body };
  };
  return { ...given, app, ask: (path) => send(path, TRUSTED), askAsStranger: (path) => send(path, {}) };
}

/** A health response of draft-inadarei-api-health-check-06, and what it must not hold. */
const draft = z.strictObject({
  status: z.enum(['pass', 'warn', 'fail']),
  version: z.string(),
  notes: z.array(z.string()).optional(),
  output: z.string().optional(),
  checks: z.record(
    // At most one colon, with a name on both sides of it.
    z.string().regex(/^[^:]+(?::[^:]+)?$/),
    z
      .array(
        z
          .object({
            componentId: z.string().min(1),
            componentType: z.enum(['component', 'datastore', 'system']),
            observedValue: z.number().optional(),
            observedUnit: z.string().optional(),
            status: z.enum(['pass', 'warn', 'fail']),
            time: z.iso.datetime().optional(),
            output: z.string().min(1).optional(),
            paused: z.literal(true).optional(),
            phase: z.string().optional(),
          })
          .strict()
          .refine((check) => (check.observedValue === undefined) === (check.observedUnit === undefined))
          .refine((check) => check.status !== 'pass' || check.output === undefined),
      )
      .nonempty(),
  ),
});

/** Services that went through those checks, one after the other; healthy or unhealthy after the first. */
async function withServices(
  outcomes: Readonly<Record<string, readonly Outcome[]>>,
  labels: Readonly<Record<string, Readonly<Record<string, string>>>> = {},
): Promise<Asked> {
  const { services, set } = scriptedServices(
    Object.fromEntries(
      Object.keys(outcomes).map((name) => [
        name,
        { failureThreshold: 2, recoveryThreshold: 1, labels: labels[name] ?? {} },
      ]),
    ),
  );
  const given = asked({ services });
  for (const [name, results] of Object.entries(outcomes)) {
    for (const outcome of results) {
      set(name, outcome);
      await given.monitor.check(name);
    }
  }
  return given;
}

describe('/livez', () => {
  test('passes whatever the monitor does, and says nothing else to anybody', async () => {
    const { monitor, ask, askAsStranger } = await withServices({ api: ['fail', 'fail'] });
    expect(await ask('/livez')).toEqual({ status: 200, body: { status: 'pass' } });
    await monitor.start();
    expect(await askAsStranger('/livez')).toEqual({ status: 200, body: { status: 'pass' } });
    await monitor.stop();
    expect(await ask('/livez')).toEqual({ status: 200, body: { status: 'pass' } });
  });

  test('does not depend on knowing who asks', async () => {
    const { monitor, clock } = testMonitor();
    const app = createHealth(monitor, {
      clock,
      version: '1',
      isTrusted() {
        throw new Error('the tokens cannot be read');
      },
    });
    expect((await app.request('/livez')).status).toBe(200);
    await monitor.stop();
  });
});

describe('/readyz', () => {
  test('passes only while the monitor runs', async () => {
    const { monitor, ask } = asked();
    const failing = (phase: string) => ({
      status: 503,
      body: { status: 'fail', version: '1.2.3', output: `the monitor is ${phase}` },
    });
    expect(await ask('/readyz')).toEqual(failing('idle'));
    const started = monitor.start();
    expect(await ask('/readyz')).toEqual(failing('starting'));
    await started;
    expect(await ask('/readyz')).toEqual({ status: 200, body: { status: 'pass', version: '1.2.3' } });
    await monitor.stop();
    expect(await ask('/readyz')).toEqual(failing('stopped'));
  });

  test('fails from the moment that the monitor is told to stop, however long that takes', async () => {
    const clock = new VirtualClock(0);
    let sending = false;
    const slow = {
      kind: 'slow',
      send: () =>
        new Promise<void>((resolve) => {
          sending = true;
          clock.setTimeout(resolve, 3_000);
        }),
    };
    const { monitor, ask } = asked({ channels: { slow } }, { clock });
    await monitor.start();
    await monitor.alert({ title: 'Disk full', severity: 'error' });
    expect(sending).toBe(true);
    const stopped = monitor.stop();
    const stopping = {
      status: 503,
      body: { status: 'fail', version: '1.2.3', output: 'the monitor is stopping' },
    };
    expect(await ask('/readyz')).toEqual(stopping);
    await clock.advance('2s');
    expect(monitor.phase).toBe('stopping');
    expect(await ask('/readyz')).toEqual(stopping);
    await clock.advance('2s');
    await stopped;
    expect((await ask('/readyz')).body).toMatchObject({ output: 'the monitor is stopped' });
  });

  test('does not mind how the services are', async () => {
    const { monitor, askAsStranger } = await withServices({ api: ['fail', 'fail'] });
    await monitor.start();
    expect(await askAsStranger('/readyz')).toEqual({ status: 200, body: { status: 'pass' } });
    await monitor.stop();
    expect(await askAsStranger('/readyz')).toEqual({ status: 503, body: { status: 'fail' } });
  });
});

describe('/healthz', () => {
  test.each<[string, Readonly<Record<string, readonly Outcome[]>>, number, string]>([
    ['nothing is watched', {}, 200, 'pass'],
    ['all are healthy', { api: ['pass'], web: ['pass'] }, 200, 'pass'],
    ['one is degraded', { api: ['pass'], web: ['warn'] }, 200, 'warn'],
    ['one is unhealthy', { api: ['warn'], web: ['fail', 'fail'], db: ['pass'] }, 503, 'fail'],
    ['nothing is known yet', { api: [], web: [] }, 200, 'warn'],
    ['some are healthy and the others not known yet', { api: ['pass'], web: [] }, 200, 'pass'],
  ])('if %s', async (_what, outcomes, status, health) => {
    const { monitor, askAsStranger } = await withServices(outcomes);
    expect(await askAsStranger('/healthz')).toEqual({ status, body: { status: health } });
    await monitor.stop();
  });

  test('shows everything to those who are trusted', async () => {
    const { services, set } = scriptedServices({ web: {} });
    const { monitor, clock, ask } = asked({
      services: {
        api: {
          failureThreshold: 1,
          check: () =>
            new Promise((resolve) => {
              clock.setTimeout(() => resolve({ outcome: 'fail', message: 'connection\nrefused' }), 250);
            }),
        },
        ...services,
        new: { check: () => true },
      },
    });
    set('web', 'warn');
    await monitor.check('web');
    const check = monitor.check('api');
    await clock.advance('1s');
    await check;
    expect(await ask('/healthz')).toEqual({
      status: 503,
      body: {
        status: 'fail',
        version: '1.2.3',
        checks: {
          monitor: [
            {
              componentId: 'monitor',
              componentType: 'system',
              phase: 'idle',
              status: 'pass',
              time: '2026-01-05T00:00:01.000Z',
            },
          ],
          journal: [
            {
              componentId: 'journal',
              componentType: 'datastore',
              observedValue: 0,
              observedUnit: 'events',
              status: 'pass',
              time: '2026-01-05T00:00:01.000Z',
            },
          ],
          'api:responseTime': [
            {
              componentId: 'api',
              componentType: 'component',
              observedValue: 250,
              observedUnit: 'ms',
              status: 'fail',
              time: '2026-01-05T00:00:00.250Z',
              output: 'connection refused',
            },
          ],
          'web:responseTime': [
            {
              componentId: 'web',
              componentType: 'component',
              observedValue: 0,
              observedUnit: 'ms',
              status: 'warn',
              time: '2026-01-05T00:00:00.000Z',
            },
          ],
          'new:responseTime': [
            { componentId: 'new', componentType: 'component', status: 'warn', output: 'not known yet' },
          ],
        },
      },
    });
    await monitor.stop();
  });

  test('does not count a paused service, but shows it', async () => {
    const { monitor, ask, askAsStranger } = await withServices({ api: ['fail', 'fail'], web: ['pass'] });
    expect((await askAsStranger('/healthz')).status).toBe(503);
    monitor.pause('api');
    const { status, body } = await ask('/healthz');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      status: 'pass',
      checks: {
        'api:responseTime': [{ status: 'fail', paused: true }],
        'web:responseTime': [{ status: 'pass' }],
      },
    });
    monitor.pause('web');
    expect(await askAsStranger('/healthz')).toEqual({ status: 200, body: { status: 'pass' } });
    await monitor.stop();
  });

  test('warns while the journal cannot be written', async () => {
    const clock = new VirtualClock(0);
    const fault = { on: 'append', how: 'refused' } as const;
    const journal = faultyJournal(memoryJournal(), [{ from: 60_000, ms: 60_000, fault }], clock);
    const { monitor, ask, askAsStranger } = asked(
      { journal, services: { api: { check: () => true, every: '1h', recoveryThreshold: 1 } } },
      { clock },
    );
    await monitor.start();
    await clock.advance('61s');
    expect(await askAsStranger('/healthz')).toEqual({ status: 200, body: { status: 'pass' } });
    await monitor.alert({ title: 'Hello', severity: 'error' });
    await monitor.flush();
    expect(await askAsStranger('/healthz')).toEqual({ status: 200, body: { status: 'warn' } });
    expect((await ask('/healthz')).body).toMatchObject({
      checks: {
        journal: [
          {
            observedValue: monitor.journalStats().waiting,
            status: 'warn',
            output: 'the journal cannot be written; events wait in memory',
          },
        ],
      },
    });
    await clock.advance('5m');
    expect((await askAsStranger('/healthz')).body).toEqual({ status: 'pass' });
    await monitor.stop();
  });

  test('warns once nothing is watched any more', async () => {
    const { monitor, ask, askAsStranger } = await withServices({ api: ['pass'] });
    await monitor.stop();
    expect(await askAsStranger('/healthz')).toEqual({ status: 200, body: { status: 'warn' } });
    expect((await ask('/healthz')).body).toMatchObject({
      checks: {
        monitor: [{ status: 'warn', output: 'nothing is watched any more: the monitor is stopped' }],
      },
    });
  });

  test('keeps to the draft, whatever services are called and say', async () => {
    const names = [
      'db:primary',
      'db.primary',
      'a\nb',
      '\u202eevil',
      '\u200f',
      'monitor',
      'journal',
      'x'.repeat(900),
    ];
    const message = `\u0000line one\nline two <script>${'!'.repeat(100_000)}`;
    const { monitor, ask } = asked({
      services: Object.fromEntries(
        names.map((name) => [
          name,
          { failureThreshold: 1, check: () => ({ outcome: 'fail', message }) as const },
        ]),
      ),
    });
    await monitor.checkAll();
    const { body } = await ask('/healthz');
    const { checks } = draft.parse(body);
    expect(Object.keys(checks).slice(0, 6)).toEqual([
      'monitor',
      'journal',
      'db.primary:responseTime',
      'a b:responseTime',
      'evil:responseTime',
      '_:responseTime',
    ]);
    expect(checks['db.primary:responseTime']?.map(({ componentId }) => componentId)).toEqual([
      'db:primary',
      'db.primary',
    ]);
    expect(checks['monitor:responseTime']?.[0]?.componentId).toBe('monitor');
    for (const [key, [check]] of Object.entries(checks).slice(2)) {
      expect(key.length).toBeLessThanOrEqual(220);
      expect(check?.output).toHaveLength(300);
      expect(check?.output?.startsWith('line one line two <script>!!!')).toBe(true);
    }
    await monitor.stop();
  });

  test('lists a thousand services at most, the worst first then', async () => {
    const names = Array.from({ length: 1_003 }, (_, i) => `s${i}`);
    const { services, set } = scriptedServices(
      Object.fromEntries(names.map((name) => [name, { failureThreshold: 1, recoveryThreshold: 1 }])),
    );
    const { monitor, ask } = asked({ services });
    set('s1001', 'fail');
    set('s1002', 'warn');
    await monitor.checkAll();
    const { checks, notes } = draft.parse((await ask('/healthz')).body);
    expect(notes).toEqual(['3 more services are not listed']);
    const listed = Object.keys(checks);
    expect(listed).toHaveLength(1_002);
    expect(listed.slice(2, 5)).toEqual(['s1001:responseTime', 's1002:responseTime', 's0:responseTime']);
    await monitor.stop();
  });
});

describe('/healthz/<label>/<value>', () => {
  const labels = {
    api: { team: 'payments', tier: '1' },
    db: { team: 'payments' },
    web: { team: 'shop front/é' },
  };

  test('tells of the services with that label, and of no others', async () => {
    const { monitor, ask, askAsStranger } = await withServices(
      { api: ['pass'], db: ['warn'], web: ['fail', 'fail'] },
      labels,
    );
    expect(await askAsStranger('/healthz/team/payments')).toEqual({ status: 200, body: { status: 'warn' } });
    expect(await askAsStranger('/healthz/tier/1')).toEqual({ status: 200, body: { status: 'pass' } });
    const { checks } = draft.parse((await ask('/healthz/team/payments')).body);
    expect(Object.keys(checks)).toEqual(['monitor', 'api:responseTime', 'db:responseTime']);
    await monitor.stop();
  });

  test('takes values as a URL has them', async () => {
    const { monitor, askAsStranger } = await withServices({ web: ['fail', 'fail'] }, labels);
    expect(await askAsStranger(`/healthz/team/${encodeURIComponent('shop front/é')}`)).toEqual({
      status: 503,
      body: { status: 'fail' },
    });
    await monitor.stop();
  });

  test.each([
    '/healthz/team/nobody',
    '/healthz/nothing/payments',
    '/healthz/constructor/x',
    '/healthz/__proto__/x',
  ])('says that there is no %s', async (path) => {
    const { monitor, app } = await withServices({ api: ['pass'] }, labels);
    const response = await app.request(path);
    expect(response.status).toBe(404);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.json()).toMatchObject({
      status: 404,
      code: 'ERR_UNKNOWN_GROUP',
      detail: 'no service that is watched has this label',
    });
    await monitor.stop();
  });

  test('passes if all of the group are paused', async () => {
    const { monitor, askAsStranger } = await withServices({ web: ['fail', 'fail'] }, labels);
    monitor.pause('web');
    expect((await askAsStranger('/healthz/team/shop%20front%2F%C3%A9')).body).toEqual({ status: 'pass' });
    await monitor.stop();
  });
});

describe('every answer', () => {
  test.each(['/livez', '/readyz', '/healthz', '/healthz/team/payments'])(
    'of %s is health+json that nobody may keep, for HEAD without a body',
    async (path) => {
      const { monitor, app } = await withServices({ api: ['pass'] }, { api: { team: 'payments' } });
      await monitor.start();
      for (const method of ['GET', 'HEAD']) {
        const response = await app.request(path, { method });
        expect(response.status).toBe(200);
        expect(response.headers.get('content-type')).toBe('application/health+json');
        expect(response.headers.get('cache-control')).toBe('no-store');
        expect(await response.text()).toBe(method === 'GET' ? '{"status":"pass"}' : '');
      }
      await monitor.stop();
      expect((await app.request('/readyz', { method: 'HEAD' })).status).toBe(503);
    },
  );

  test('comes from memory: the journal is not read', async () => {
    const journal = memoryJournal();
    let reads = 0;
    const { monitor, app } = asked({
      services: { api: { check: () => true, labels: { team: 'payments' } } },
      journal: {
        ...journal,
        read(options) {
          reads++;
          return journal.read(options);
        },
      },
    });
    await monitor.start();
    reads = 0;
    for (const path of ['/livez', '/readyz', '/healthz', '/healthz/team/payments']) {
      expect((await app.request(path, { headers: TRUSTED })).status).toBe(200);
    }
    expect(reads).toBe(0);
    await monitor.stop();
  });

  test('leaves answers of an app that it is mounted in alone', async () => {
    const { monitor, app } = asked();
    const { Hono } = await import('hono');
    const host = new Hono().route('/', app).get('/other', (c) => c.text('mine'));
    const response = await host.request('/other');
    expect(await response.text()).toBe('mine');
    expect(response.headers.get('cache-control')).toBeNull();
    expect((await host.request('/livez')).status).toBe(200);
    expect((await host.request('/healthz/team')).status).toBe(404);
    await monitor.stop();
  });
});
