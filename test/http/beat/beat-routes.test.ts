import { Hono } from 'hono';
import { afterEach, describe, expect, it } from 'vitest';
import { heartbeat } from '../../../src/checks/heartbeat.js';
import { beatRoutes } from '../../../src/http/beat/beat-routes.js';
import { createHandler, type Handler } from '../../../src/http/create-handler.js';
import type { HandlerOptions } from '../../../src/http/handler-options.js';
import { type TestMonitor, testMonitor } from '../../support/monitor.js';
import { MOUNTS, type Mounted } from '../support/mounts.js';

const START = Date.UTC(2026, 0, 5);
const TOKEN = 'correct-horse-battery-staple';
const ending: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end();
});

interface Served extends TestMonitor {
  readonly origin: string;
  readonly handler: Handler;
  /** Asks with the token. */
  ask(path: string, init?: RequestInit): Promise<Response>;
}

async function served(options: HandlerOptions = {}, framework = 'node:http'): Promise<Served> {
  const tested = testMonitor({
    services: {
      backup: heartbeat({ period: '1h' }),
      'eu/db 1': heartbeat({ period: '1h' }),
      api: () => true,
    },
  });
  const handler = createHandler(tested.monitor, {
    clock: tested.clock,
    token: TOKEN,
    prefix: '/t',
    ...options,
  });
  const mounted: Mounted | undefined = await MOUNTS[framework]?.(handler, '/t');
  if (mounted === undefined) throw new Error(`there is no ${framework}`);
  ending.push(
    () => mounted.close(),
    () => tested.monitor.stop(),
  );
  const ask = (path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(`${mounted.origin}/t${path}`, {
      ...init,
      headers: { authorization: `Bearer ${TOKEN}`, ...init.headers },
    });
  return { ...tested, origin: mounted.origin, handler, ask };
}

describe('a job', () => {
  it.each(['GET', 'POST', 'HEAD'])('reports by %s that it did its work', async (method) => {
    const { ask, monitor } = await served();
    const answer = await ask('/beat/backup', { method });
    expect(answer.status).toBe(200);
    if (method === 'HEAD') expect(await answer.text()).toBe('');
    else expect(await answer.json()).toEqual(monitor.service('backup'));
    expect(monitor.service('backup')).toMatchObject({
      status: 'healthy',
      heartbeat: { lastSuccessAt: START },
    });
  });

  it.each([
    ['start', 'healthy', undefined],
    ['fail', 'unhealthy', 'the job failed'],
    ['0', 'healthy', undefined],
    ['1', 'unhealthy', 'the job failed: exit status 1'],
    ['137', 'unhealthy', 'the job failed: exit status 137'],
  ])('reports %s', async (what, status, message) => {
    const { ask, monitor } = await served();
    expect((await ask(`/beat/backup/${what}`)).status).toBe(200);
    expect(monitor.service('backup')?.status).toBe(status);
    if (message !== undefined) expect(monitor.service('backup')?.message?.startsWith(message)).toBe(true);
  });

  it('says more in the body, or in the query', async () => {
    const { ask, monitor } = await served();
    const said = async (path: string, body?: string): Promise<string | undefined> => {
      await ask(path, body === undefined ? {} : { method: 'POST', body });
      return monitor.service('backup')?.message;
    };
    expect(await said('/beat/backup?message=3%20GB%20saved')).toBe('3 GB saved');
    expect(await said('/beat/backup/fail?message=ignored', 'disk full\n/dev/sda1')).toBe(
      'the job failed: disk full\n/dev/sda1',
    );
    expect(await said('/beat/backup/2', 'cannot read')).toBe('the job failed: exit status 2: cannot read');
    expect(await said('/beat/backup?message=from%20the%20query', ' \n')).toBe('from the query');
  });

  it('may say much, of which the beginning is kept, but not without end', async () => {
    const { ask, monitor } = await served();
    const log = `${'line of a log\n'.repeat(50_000)}`;
    expect((await ask('/beat/backup', { method: 'POST', body: log })).status).toBe(200);
    expect(monitor.service('backup')?.message).toHaveLength(10_000);
    const flood = await ask('/beat/backup/fail', { method: 'POST', body: 'x'.repeat(1_048_577) });
    expect(flood.status).toBe(413);
    expect(await flood.json()).toMatchObject({ code: 'ERR_HTTP_TOO_LARGE' });
    expect(monitor.service('backup')?.status).toBe('healthy');
  });

  it('may be named as it likes', async () => {
    const { ask, monitor } = await served();
    expect((await ask(`/beat/${encodeURIComponent('eu/db 1')}/fail`)).status).toBe(200);
    expect(monitor.service('eu/db 1')?.status).toBe('unhealthy');
  });

  it.each([
    ['/beat/backups', 404, 'ERR_UNKNOWN_SERVICE'],
    ['/beat/api', 404, 'ERR_UNKNOWN_HEARTBEAT'],
    ['/beat/backup/started', 404, 'ERR_HTTP_NOT_FOUND'],
    ['/beat/backup/-1', 404, 'ERR_HTTP_NOT_FOUND'],
    ['/beat', 404, 'ERR_HTTP_NOT_FOUND'],
  ])('that is not waited for is told so: %s', async (path, status, code) => {
    const { ask } = await served();
    const answer = await ask(path);
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ code });
  });

  it('is told when the monitor has stopped', async () => {
    const { ask, monitor } = await served();
    await monitor.stop();
    expect((await ask('/beat/backup')).status).toBe(503);
  });

  it.each(Object.keys(MOUNTS))('reports to %s, with a body that was parsed or not', async (framework) => {
    const { ask, monitor } = await served({}, framework);
    const headers = { 'content-type': 'text/plain' };
    expect((await ask('/beat/backup/fail', { method: 'POST', body: 'disk full', headers })).status).toBe(200);
    expect(monitor.service('backup')?.message).toBe('the job failed: disk full');
    expect((await ask('/beat/backup')).status).toBe(200);
    expect(monitor.service('backup')?.status).toBe('healthy');
  });
});

describe('who may not', () => {
  it('is who does not know the token, in whatever way it is not given', async () => {
    const { origin, monitor } = await served();
    for (const path of ['/beat/backup', `/beat/backup?token=${TOKEN}`, '/beat/backup/fail']) {
      for (const method of ['GET', 'POST', 'HEAD']) {
        expect((await fetch(`${origin}/t${path}`, { method })).status).toBe(401);
      }
    }
    expect(monitor.service('backup')?.status).toBe('unknown');
  });

  it('is everybody where it is served read-only', async () => {
    const { ask, monitor } = await served({ readOnly: true });
    for (const path of ['/beat/backup', '/beat/backup/fail', '/beat/backup/0']) {
      for (const method of ['GET', 'POST']) {
        const answer = await ask(path, { method });
        expect(answer.status).toBe(403);
        expect(await answer.json()).toMatchObject({ code: 'ERR_HTTP_READ_ONLY' });
      }
      expect((await ask(path, { method: 'HEAD' })).status).toBe(403);
    }
    expect(monitor.service('backup')?.status).toBe('unknown');
  });

  it.each([
    [{ 'sec-fetch-site': 'cross-site' }, 403],
    [{ 'sec-fetch-site': 'same-site' }, 403],
    [{ origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }, 403],
    [{ origin: 'https://evil.example' }, 403],
    // The page itself, and who types the address.
    [{ 'sec-fetch-site': 'same-origin' }, 200],
    [{ 'sec-fetch-site': 'none' }, 200],
    [{}, 200],
  ])('is a page of another site, be it by GET: %j', async (headers: Record<string, string>, status) => {
    const { monitor, handler } = await served({ token: false });
    for (const method of ['GET', 'POST']) {
      const request = new Request('http://localhost/t/beat/backup', { method, headers });
      expect((await handler.fetch(request)).status).toBe(status);
    }
    expect(monitor.service('backup')?.status).toBe(status === 200 ? 'healthy' : 'unknown');
  });

  it('is not a page whose origin is allowed', async () => {
    const { monitor, handler } = await served({ token: false, allowedOrigins: ['https://ops.example'] });
    const headers = { origin: 'https://ops.example', 'sec-fetch-site': 'cross-site' };
    const request = new Request('http://localhost/t/beat/backup', { method: 'POST', headers });
    expect((await handler.fetch(request)).status).toBe(200);
    expect(monitor.service('backup')?.status).toBe('healthy');
  });
});

it('can be mounted by itself', async () => {
  const { monitor } = testMonitor({ services: { backup: heartbeat({ period: '1h' }) } });
  ending.push(() => monitor.stop());
  const app = new Hono().route('/', beatRoutes(monitor));
  expect((await app.request('/beat/backup')).status).toBe(200);
});
