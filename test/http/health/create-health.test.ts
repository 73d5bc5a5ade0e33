import { Hono } from 'hono';
import { describe, expect, test } from 'vitest';
import { memoryJournal } from '../../../src/journal/memory-journal.js';
import { asked, TRUSTED, withServices } from './asked-health.js';
import { healthDraft } from './health-draft.js';

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
    const { checks } = healthDraft.parse((await ask('/healthz/team/payments')).body);
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
    const host = new Hono().route('/', app).get('/other', (c) => c.text('mine'));
    const response = await host.request('/other');
    expect(await response.text()).toBe('mine');
    expect(response.headers.get('cache-control')).toBeNull();
    expect((await host.request('/livez')).status).toBe(200);
    expect((await host.request('/healthz/team')).status).toBe(404);
    await monitor.stop();
  });
});
