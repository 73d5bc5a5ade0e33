import { afterEach, describe, expect, it } from 'vitest';
import { slackChannel } from '../../../src/channels/slack-channel.js';
import { webhookChannel } from '../../../src/channels/webhook-channel.js';
import { DeliveryError } from '../../../src/domain/delivery-error.js';
import { createHandler } from '../../../src/http/create-handler.js';
import type { HandlerOptions } from '../../../src/http/handler-options.js';
import type { MonitorConfig } from '../../../src/runtime/monitor-config.js';
import { testMonitor } from '../../support/monitor.js';

const NOW = Date.UTC(2026, 0, 5);
const running: { stop(): Promise<void> }[] = [];

afterEach(async () => {
  for (const monitor of running.splice(0)) await monitor.stop();
});

async function start(config: MonitorConfig = {}, options: HandlerOptions = {}) {
  const tested = testMonitor(config);
  running.push(tested.monitor);
  await tested.monitor.start();
  const handler = createHandler(tested.monitor, { clock: tested.clock, token: false, ...options });
  const ask = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const answer = await handler.fetch(
      new Request(`http://localhost${path}`, {
        method,
        headers: body === undefined ? headers : { 'content-type': 'application/json', ...headers },
        body: body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body),
      }),
    );
    const text = await answer.text();
    const isJson = answer.headers.get('content-type')?.includes('json') === true;
    const json: unknown = isJson ? JSON.parse(text) : undefined;
    return { status: answer.status, json, text, headers: answer.headers };
  };
  return { ...tested, handler, ask };
}

describe('services', () => {
  it('are told with their settings, and with what is wrong', async () => {
    const { ask, clock } = await start({
      services: {
        'eu/db 1': {
          check: () => ({ outcome: 'fail', message: 'refused' }),
          every: '10s',
          failureThreshold: 1,
          slowAfter: '2s',
          dependsOn: ['net'],
          labels: { team: 'data' },
        },
        net: () => true,
      },
    });
    await clock.advance('1m');
    const { json } = await ask('GET', `/api/services/${encodeURIComponent('eu/db 1')}`);
    expect(json).toMatchObject({
      state: { name: 'eu/db 1', status: 'unhealthy', message: 'refused', labels: { team: 'data' } },
      settings: {
        everyMs: 10_000,
        timeoutMs: 10_000,
        failureThreshold: 1,
        recoveryThreshold: 2,
        slowAfterMs: 2_000,
        dependsOn: ['net'],
      },
      incident: { key: 'service_health:eu/db 1', status: 'firing' },
    });
    expect(await ask('GET', '/api/services')).toMatchObject({
      json: { services: [{ name: 'eu/db 1' }, { name: 'net' }] },
    });
  });

  it('are checked, paused and resumed on request', async () => {
    let checks = 0;
    const { ask, monitor } = await start({ services: { api: { check: () => ++checks > 0, every: '1h' } } });
    await monitor.check('api');
    const before = checks;
    expect((await ask('POST', '/api/services/api/check')).json).toMatchObject({ totalChecks: before + 1 });
    expect((await ask('POST', '/api/services/api/pause')).json).toMatchObject({ paused: true });
    expect((await ask('POST', '/api/services/api/resume')).json).toMatchObject({
      paused: false,
      status: 'unknown',
    });
    expect(await ask('POST', '/api/services/nope/pause')).toMatchObject({
      status: 404,
      json: { code: 'ERR_UNKNOWN_SERVICE', detail: "there is no service 'nope'" },
    });
  });

  it('have a history, with a refusal that says what a span may be', async () => {
    const { ask, clock } = await start({ services: { api: { check: () => true, every: '30s' } } });
    await clock.advance('10m');
    const { json } = await ask('GET', `/api/services/api/history?from=${NOW}&to=${NOW + 600_000}&step=5m`);
    expect(json).toMatchObject({
      points: [
        { from: NOW, checks: 10, failures: 0, uptimePercent: 100 },
        { from: NOW + 300_000, checks: 10 },
      ],
    });
    const bad = await ask('GET', '/api/services/api/history?from=0&step=7s');
    expect(bad).toMatchObject({ status: 400, json: { code: 'ERR_HISTORY_SPAN' } });
    expect(await ask('GET', '/api/services/api/history?from=yesterday')).toMatchObject({
      status: 400,
      json: {
        code: 'ERR_HTTP_REQUEST',
        issues: [{ path: 'from', message: 'expected epoch milliseconds or a date, found "yesterday"' }],
      },
    });
    expect((await ask('GET', '/api/services/api/uptime')).json).toEqual({
      '24h': 100,
      '7d': 100,
      '30d': 100,
      '90d': 100,
    });
  });

  it('have strips that end with the bar that time is in now', async () => {
    let up = true;
    const { ask, clock } = await start({
      services: { api: { check: () => up, every: '1m' }, other: { check: () => true, every: '1m' } },
    });
    await clock.advance('29m');
    up = false;
    await clock.advance('31m');
    const { json } = await ask('GET', '/api/strips?span=24h&service=api&service=nope&service=other');
    const { services, ...rest } = json as { services: Record<string, number[][]> };
    expect(rest).toEqual({ span: '24h', step: 1_800_000, from: NOW + 3_600_000 - 47 * 1_800_000 });
    expect(Object.keys(services)).toEqual(['api', 'other']);
    expect(services.api).toHaveLength(48);
    const [first = [], second = []] = services.api?.slice(-3, -1) ?? [];
    expect(first[0]).toBe(30);
    expect(second[0]).toBe(30);
    expect(second[1]).toBe(30);
    for (const span of ['7d', '30d', '90d']) {
      const strips = (await ask('GET', `/api/strips?span=${span}&service=other`)).json as typeof json & {
        services: Record<string, number[][]>;
      };
      const total = strips.services.other?.reduce((sum, [checks = 0]) => sum + checks, 0);
      expect([span, total]).toEqual([span, services.other?.reduce((sum, [checks = 0]) => sum + checks, 0)]);
    }
    const many = Array.from({ length: 101 }, (_, i) => `service=s${i}`).join('&');
    expect((await ask('GET', `/api/strips?${many}`)).status).toBe(400);
  });
});

describe('alerts', () => {
  it('are raised, told with what became of them, explained, and resolved', async () => {
    const { ask } = await start();
    const raised = await ask('POST', '/api/alerts', {
      title: 'Queue stuck',
      severity: 'error',
      kind: 'condition',
      key: 'queue/1',
    });
    expect(raised).toMatchObject({ status: 201, json: { outcome: 'notified' } });
    await ask('POST', '/api/alerts', { title: 'Nothing', severity: 'debug' });
    const { json } = await ask('GET', '/api/alerts');
    expect(json).toMatchObject({
      alerts: [
        { alert: { title: 'Queue stuck' }, outcome: 'notified' },
        { alert: { title: 'Nothing' }, outcome: 'suppressed', reason: 'severity' },
      ],
    });
    expect((await ask('GET', '/api/alerts?outcome=suppressed')).json).toMatchObject({
      alerts: [{ alert: { title: 'Nothing' } }],
    });
    expect((await ask('GET', '/api/alerts?severity=error&limit=1')).json).toMatchObject({
      alerts: [{ alert: { key: 'queue/1' } }],
    });
    const { id } = raised.json as { id: string };
    expect((await ask('GET', `/api/explain/${id}`)).json).toMatchObject({
      of: 'alert',
      steps: [{ type: 'alert.raised' }, {}, {}, {}, {}],
    });
    expect(await ask('GET', '/api/explain/none')).toMatchObject({
      status: 404,
      json: { code: 'ERR_UNKNOWN_ID' },
    });
    expect(await ask('POST', `/api/conditions/${encodeURIComponent('queue/1')}/resolve`)).toMatchObject({
      status: 200,
    });
    expect((await ask('GET', '/api/notifications')).json).toMatchObject({
      notifications: [{ reason: 'first', alertIds: [id] }, { reason: 'resolved' }],
    });
  });

  it('can be looked up in the past, by the time from and to which', async () => {
    const { ask, clock, monitor } = await start();
    for (const title of ['a', 'b', 'c']) {
      await monitor.alert({ title, severity: 'error' });
      await clock.advance('3h');
    }
    const titles = async (query: string) => {
      const { json } = await ask('GET', `/api/alerts?${query}`);
      return (json as { alerts: { alert: { title: string } }[] }).alerts.map(({ alert }) => alert.title);
    };
    expect(await titles(`to=${NOW + 3 * 3_600_000}`)).toEqual(['a']);
    expect(await titles(`to=${NOW + 4 * 3_600_000}&limit=1`)).toEqual(['b']);
    expect(await titles(`from=${new Date(NOW + 3_600_000).toISOString()}`)).toEqual(['b', 'c']);
    expect(await titles('limit=2')).toEqual(['b', 'c']);
  });

  it('from before a restart are known after it', async () => {
    const { memoryJournal } = await import('../../../src/journal/memory-journal.js');
    const journal = memoryJournal();
    const first = await start({ journal });
    await first.monitor.alert({ title: 'old', severity: 'error' });
    await first.monitor.stop();
    const second = await start({ journal });
    await second.monitor.alert({ title: 'new', severity: 'error' });
    expect((await second.ask('GET', '/api/alerts')).json).toMatchObject({
      alerts: [
        { alert: { title: 'old' }, outcome: 'notified' },
        { alert: { title: 'new' }, outcome: 'notified' },
      ],
    });
  });

  it.each([
    ['no JSON', '{', 400, 'ERR_HTTP_REQUEST', 'the body is not JSON'],
    ['nothing', '', 400, 'ERR_HTTP_REQUEST', 'title'],
    ['another type', { title: 7 }, 400, 'ERR_HTTP_REQUEST', 'title'],
    [
      'an empty title',
      { title: '' },
      400,
      'ERR_INVALID_ALERT',
      'title: expected a text that is not empty, found ""',
    ],
    ['an unknown severity', { title: 'x', severity: 'bad' }, 400, 'ERR_HTTP_REQUEST', 'severity'],
  ])('are refused with %s', async (_, body, status, code, detail) => {
    const { ask, monitor } = await start();
    const answer = await ask('POST', '/api/alerts', body);
    expect(answer).toMatchObject({ status, json: { code } });
    expect(answer.text).toContain(JSON.stringify(detail).slice(1, -1));
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(monitor.recentAlerts()).toEqual([]);
  });
});

describe('operators', () => {
  it('acknowledge an incident', async () => {
    const { ask, monitor } = await start();
    await monitor.alert({ title: 'x', severity: 'error', kind: 'condition', key: 'a/b:c' });
    const path = `/api/incidents/${encodeURIComponent('a/b:c')}`;
    expect((await ask('GET', path)).json).toMatchObject({ status: 'firing' });
    const done = await ask('POST', `${path}/acknowledge`, { by: 'ann', note: 'on it' });
    expect(done.json).toMatchObject({
      status: 'acknowledged',
      acknowledgement: { by: 'ann', note: 'on it' },
    });
    expect((await ask('GET', '/api/incidents')).json).toMatchObject({
      incidents: [{ key: 'a/b:c', status: 'acknowledged' }],
    });
    expect(await ask('POST', `${path}/acknowledge`, { by: ' ' })).toMatchObject({
      status: 400,
      json: { issues: [{ path: 'by' }] },
    });
    expect((await ask('POST', '/api/incidents/none/acknowledge', { by: 'ann' })).status).toBe(404);
  });

  it('silence what matches, and end that', async () => {
    const { ask, monitor } = await start();
    const made = await ask('POST', '/api/silences', {
      match: { service: { regex: '^db-', flags: '' }, labels: { team: 'data' } },
      for: '2h',
      by: 'ann',
      reason: 'moving',
    });
    expect(made).toMatchObject({
      status: 201,
      json: {
        match: { service: { regex: '^db-', flags: '' }, labels: { team: 'data' } },
        status: 'active',
        until: NOW + 7_200_000,
      },
    });
    const { id } = made.json as { id: string };
    expect((await ask('GET', '/api/silences')).json).toMatchObject({ silences: [{ id, by: 'ann' }] });
    expect(await ask('DELETE', `/api/silences/${id}`)).toMatchObject({ status: 204, text: '' });
    expect(monitor.silences.list()).toMatchObject([{ status: 'ended' }]);
    expect((await ask('DELETE', `/api/silences/${id}`)).status).toBe(404);
  });

  it.each([
    [{ match: {}, for: '2h', by: 'ann' }, 'match'],
    [{ match: { severity: 'hgih' }, for: '2h', by: 'ann' }, 'match.severity'],
    [{ match: { title: { regex: '(', flags: '' } }, for: '2h', by: 'ann' }, 'match'],
    [{ match: { key: 'a' }, for: 'long', by: 'ann' }, 'for'],
    [{ match: { key: 'a' }, by: 'ann' }, 'for'],
    [{ match: { key: 'a' }, until: NOW - 1, by: 'ann' }, 'until'],
    [{ match: { key: 'a' }, for: '2h' }, 'by'],
    [{ match: { kee: 'a' }, for: '2h', by: 'ann' }, 'match'],
  ])('are told at which field a silence %j is wrong: %s', async (body, path) => {
    const { ask, monitor } = await start();
    const { status, json } = await ask('POST', '/api/silences', body);
    expect(status).toBe(400);
    expect((json as { issues: { path: string }[] }).issues.map((issue) => issue.path)).toContain(path);
    expect(monitor.silences.list()).toEqual([]);
  });

  it('test a channel, one message at a time', async () => {
    let letGo = (): void => {};
    const { ask, ops } = await start({
      channels: {
        slow: {
          kind: 'slow',
          send: () =>
            new Promise<void>((resolve) => {
              letGo = resolve;
            }),
        },
        broken: {
          kind: 'broken',
          send: () => Promise.reject(new DeliveryError('answered 404', { retryable: false })),
        },
        off: { channel: { kind: 'off', send: async () => {} }, enabled: false },
      },
    });
    const underWay = ask('POST', '/api/channels/slow/test');
    expect(await ask('POST', '/api/channels/slow/test')).toMatchObject({
      status: 429,
      json: { code: 'ERR_HTTP_BUSY' },
    });
    letGo();
    expect(await underWay).toMatchObject({ status: 200, json: { latencyMs: 0, problems: [] } });
    expect(await ask('POST', '/api/channels/broken/test')).toMatchObject({
      status: 502,
      json: { code: 'ERR_DELIVERY', detail: 'answered 404' },
    });
    expect((await ask('POST', '/api/channels/off/test')).status).toBe(200);
    expect(await ask('POST', '/api/channels/none/test')).toMatchObject({
      status: 404,
      json: { code: 'ERR_UNKNOWN_CHANNEL' },
    });
    expect(ops.notifications).toEqual([]);
    expect((await ask('GET', '/api/channels')).json).toMatchObject({
      channels: [
        { name: 'slow', kind: 'slow', sent: 0 },
        { name: 'broken' },
        { name: 'off', enabled: false },
      ],
    });
  });
});

describe('events', () => {
  it('are listed from a position, by type, and the latest if nothing is said', async () => {
    const { ask, monitor } = await start();
    for (let i = 0; i < 5; i++) await monitor.alert({ title: `alert ${i}`, severity: 'error' });
    await monitor.flush();
    const all = (await ask('GET', '/api/events?after=0&limit=1000')).json as {
      events: { position: number }[];
      position: number;
    };
    expect(all.events.map(({ position }) => position)).toEqual(
      Array.from({ length: all.position }, (_, i) => i + 1),
    );
    const raised = await ask('GET', '/api/events?type=alert.raised&limit=2');
    expect(raised.json).toMatchObject({
      events: [{ data: { alert: { title: 'alert 3' } } }, { data: { alert: { title: 'alert 4' } } }],
    });
    expect((await ask('GET', '/api/events?after=0&limit=2')).json).toMatchObject({
      events: [{ position: 1 }, { position: 2 }],
    });
    expect((await ask('GET', '/api/events?type=alert.risen')).status).toBe(400);
    expect((await ask('GET', '/api/events?limit=100000')).status).toBe(400);
  });
});

describe('the guard', () => {
  const changes: readonly (readonly [string, string])[] = [
    ['POST', '/api/alerts'],
    ['POST', '/api/silences'],
    ['DELETE', '/api/silences/x'],
    ['POST', '/api/services/api/check'],
    ['POST', '/api/services/api/pause'],
    ['POST', '/api/incidents/x/acknowledge'],
    ['POST', '/api/channels/ops/test'],
    ['POST', '/api/conditions/x/resolve'],
    ['POST', '/api/v2/alerts'],
    ['POST', '/api/v2/silences'],
    ['DELETE', '/api/v2/silence/x'],
  ];

  it.each(changes)('lets nobody %s %s where it is read-only', async (method, path) => {
    const { ask } = await start({ services: { api: () => true } }, { readOnly: true });
    expect(await ask(method, path, method === 'POST' ? {} : undefined)).toMatchObject({
      status: 403,
      json: { code: 'ERR_HTTP_READ_ONLY' },
    });
  });

  it('asks for the token everywhere but at what tells nothing', async () => {
    const { ask } = await start({ services: { api: () => true } }, { token: 'the-token' });
    for (const path of [
      '/api/services',
      '/api/overview',
      '/api/stream',
      '/api/events/stream',
      '/metrics',
      '/api/openapi.json',
      '/api/v2/alerts',
      '/api/v2/status',
      '/nothing',
      '/api/nothing',
    ]) {
      const answer = await ask('GET', path);
      expect([path, answer.status, answer.headers.get('www-authenticate')]).toEqual([
        path,
        401,
        'Bearer realm="tocsin"',
      ]);
    }
    for (const [method, path] of changes)
      expect([path, (await ask(method, path)).status]).toEqual([path, 401]);
    for (const path of ['/livez', '/readyz', '/healthz']) {
      const { json } = await ask('GET', path);
      expect(JSON.stringify(json)).not.toContain('api');
    }
    expect((await ask('GET', '/api/session')).json).toEqual({
      tokenNeeded: true,
      authorized: false,
      readOnly: false,
    });
    const authorization = 'Bearer the-token';
    expect((await ask('GET', '/api/session', undefined, { authorization })).json).toMatchObject({
      authorized: true,
    });
    expect((await ask('GET', '/metrics', undefined, { authorization })).text).toContain('tocsin_');
  });

  it('closes the form for the rest of the minute after too many wrong tokens, and tells the logger without them', async () => {
    const logged: unknown[] = [];
    const log = (...all: unknown[]): void => void logged.push(all);
    const logger = { debug: log, info: log, warn: log, error: log };
    const { ask, clock } = await start({}, { token: 'the-token', logger });
    for (let i = 0; i < 20; i++)
      expect((await ask('POST', '/api/session', { token: `wrong-${i}` })).status).toBe(401);
    expect((await ask('POST', '/api/session', { token: 'the-token' })).status).toBe(429);
    await clock.advance('1m');
    expect((await ask('POST', '/api/session', { token: 'the-token' })).status).toBe(200);
    expect(logged.length).toBe(20);
    expect(JSON.stringify(logged)).not.toMatch(/wrong-|the-token/);
  });

  it('takes no more than a megabyte', async () => {
    const { ask } = await start();
    const answer = await ask('POST', '/api/alerts', { title: 'x'.repeat(1_100_000) });
    expect(answer).toMatchObject({ status: 413, json: { code: 'ERR_HTTP_TOO_LARGE' } });
  });

  it('says nothing of what went wrong inside', async () => {
    const { ask, monitor } = await start({ services: { api: () => true } });
    monitor.services = () => {
      throw new Error('a secret of the host');
    };
    const answer = await ask('GET', '/api/services');
    expect(answer).toMatchObject({ status: 500, json: { code: 'ERR_HTTP_INTERNAL' } });
    expect(answer.text).not.toContain('secret');
  });

  it('gives no secret of a channel away, anywhere', async () => {
    const { ask, monitor, clock } = await start(
      {
        channels: {
          slack: slackChannel({ webhookUrl: 'https://hooks.slack.invalid/services/T0/B0/planted' }),
          hook: webhookChannel({
            url: 'https://hook.invalid/planted?planted=1',
            secret: 'whsec_cGxhbnRlZHBsYW50ZWRwbGFudGVkcGxhbnRlZA==',
            headers: { 'x-api-key': 'planted' },
          }),
        },
      },
      { token: 'planted-token' },
    );
    const authorization = 'Bearer planted-token';
    await monitor.alert({ title: 'x', severity: 'critical' });
    await clock.advance('1m');
    for (const path of [
      '/api/overview',
      '/api/channels',
      '/api/notifications',
      '/api/events?after=0',
      '/metrics',
      '/healthz',
      '/api/v2/status',
      '/api/v2/receivers',
      '/api/openapi.json',
      '/api/session',
    ]) {
      const { status, text } = await ask('GET', path, undefined, { authorization });
      expect([path, status]).toEqual([path, 200]);
      expect(text).not.toMatch(/planted|cGxhbnRl/);
    }
    const tested = await ask('POST', '/api/channels/slack/test', undefined, { authorization });
    expect(tested.status).toBe(502);
    expect(tested.text).not.toContain('planted');
  });
});
