import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { Monitor } from '../../src/domain/monitor.js';
import { createHandler } from '../../src/http/create-handler.js';
import { createMonitor } from '../../src/runtime/create-monitor.js';
import { recordingChannel } from '../../src/testing/recording-channel.js';
import { MOUNTS, type Mounted } from './support/mounts.js';
import { SseReader } from './support/sse-reader.js';

const PREFIX = '/ops/tocsin';
const TOKEN = 'a-token-that-nobody-guesses';
const open: { close(): unknown }[] = [];

afterEach(async () => {
  for (const thing of open.splice(0).reverse()) await thing.close();
});

describe.each(Object.entries(MOUNTS))('mounted on %s', (_name, mount) => {
  async function start(
    token?: string,
  ): Promise<Mounted & { readonly monitor: Monitor; readonly base: string }> {
    const monitor = createMonitor({
      services: { 'api/v1': () => true },
      channels: { ops: recordingChannel() },
    });
    const handler = createHandler(monitor, { prefix: PREFIX, token });
    const mounted = await mount(handler, PREFIX);
    await monitor.start();
    open.push({ close: () => monitor.stop() }, mounted, handler);
    return { ...mounted, monitor, base: mounted.origin + PREFIX };
  }

  it('leaves the rest of the application alone', async () => {
    const { origin } = await start();
    expect(await (await fetch(`${origin}/own`)).text()).toBe('own');
    expect((await fetch(`${origin}/api/services`)).status).toBe(404);
  });

  it('answers below its prefix, with names that need to be encoded', async () => {
    const { base } = await start();
    expect(await (await fetch(`${base}/livez`)).json()).toMatchObject({ status: 'pass' });
    const answer = await fetch(`${base}/api/services/${encodeURIComponent('api/v1')}`);
    expect(await answer.json()).toMatchObject({ state: { name: 'api/v1' } });
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect((await fetch(`${base}/api/services/nope`)).status).toBe(404);
  });

  it('sends who asks without the last slash to where the page finds its files', async () => {
    const { base } = await start();
    const answer = await fetch(base, { redirect: 'manual' });
    expect(answer.status).toBe(308);
    expect(answer.headers.get('location')).toBe(`${PREFIX}/`);
  });

  it('reads what is sent, be it parsed before or not', async () => {
    const { base, monitor } = await start();
    const answer = await fetch(`${base}/api/silences`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ match: { service: 'api/v1' }, for: '2h', by: 'ann' }),
    });
    expect(answer.status).toBe(201);
    expect(monitor.silences.list()).toMatchObject([{ by: 'ann', match: { service: 'api/v1' } }]);
    const checked = await fetch(`${base}/api/services/${encodeURIComponent('api/v1')}/check`, {
      method: 'POST',
    });
    expect(checked.status).toBe(200);
  });

  it('reads what is sent without a length, up to its limit', async () => {
    const { base, monitor } = await start();
    const send = (text: string) =>
      fetch(`${base}/api/alerts`, {
        method: 'POST',
        headers: { 'content-type': 'text/x-any' },
        body: new Blob([text]).stream(),
        duplex: 'half',
      });
    expect((await send('{ "title": "In pieces" }')).status).toBe(201);
    expect(monitor.recentAlerts()).toMatchObject([{ title: 'In pieces' }]);
    expect((await send(`{ "title": "${'x'.repeat(1_100_000)}" }`)).status).toBe(413);
  });

  it('ends a silence, with or without a body', async () => {
    const { base, monitor } = await start();
    const { id } = monitor.silences.add({ match: { key: 'x' }, for: '1h', by: 'me' });
    const answer = await fetch(`${base}/api/silences/${id}`, { method: 'DELETE' });
    expect([answer.status, await answer.text()]).toEqual([204, '']);
    const other = monitor.silences.add({ match: { key: 'x' }, for: '1h', by: 'me' });
    const again = await fetch(`${base}/api/silences/${other.id}`, { method: 'DELETE', body: '{}' });
    expect(again.status).toBe(204);
  });

  it('streams what changes, and ends the stream with the monitor', async () => {
    const { base, monitor } = await start();
    const stream = new SseReader(await fetch(`${base}/api/stream`));
    expect(await stream.next()).toMatchObject({
      event: 'snapshot',
      data: { services: [{ name: 'api/v1' }] },
    });
    await monitor.alert({ title: 'Disk full', severity: 'error' });
    const change = await stream.find(({ data }) => JSON.stringify(data).includes('Disk full'));
    expect(change.event).toBe('change');
    await monitor.stop();
    await stream.find(({ event }) => event === 'bye');
    expect(await stream.next()).toBeUndefined();
  });

  it('gives a cookie for its own path to who knows the token, and nothing to others', async () => {
    const { base } = await start(TOKEN);
    expect((await fetch(`${base}/api/services`)).status).toBe(401);
    const login = await fetch(`${base}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token: TOKEN }),
    });
    const cookie = login.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(
      /^tocsin_[0-9a-f]{8}=[\w-]{43}; Max-Age=2592000; Path=\/ops\/tocsin\/; HttpOnly; SameSite=Strict$/,
    );
    const [pair = ''] = cookie.split(';');
    expect((await fetch(`${base}/api/services`, { headers: { cookie: pair } })).status).toBe(200);
  });

  it('takes a WebSocket for the inspector', async () => {
    const { base } = await start();
    const socket = new WebSocket(
      `${base.replace('http', 'ws')}/inspect?service=${encodeURIComponent('api/v1')}`,
    );
    const frame = await new Promise<string>((resolve, reject) => {
      socket.on('message', (data) => resolve(String(data)));
      socket.on('error', reject);
    });
    socket.terminate();
    expect(JSON.parse(frame)).toMatchObject({ type: '@xstate.actor', name: 'api/v1' });
  });
});
