import { describe, expect, test } from 'vitest';
import type { Outcome } from '../../../src/domain/check.js';
import { memoryJournal } from '../../../src/journal/memory-journal.js';
import { VirtualClock } from '../../../src/testing/virtual-clock.js';
import { faultyJournal } from '../../support/faulty-journal.js';
import { scriptedServices } from '../../support/scripted-services.js';
import { asked, withServices } from './asked-health.js';
import { healthDraft } from './health-draft.js';

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
    const { checks } = healthDraft.parse(body);
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
    const { checks, notes } = healthDraft.parse((await ask('/healthz')).body);
    expect(notes).toEqual(['3 more services are not listed']);
    const listed = Object.keys(checks);
    expect(listed).toHaveLength(1_002);
    expect(listed.slice(2, 5)).toEqual(['s1001:responseTime', 's1002:responseTime', 's0:responseTime']);
    await monitor.stop();
  });
});
