import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { ConfigError } from '../../src/domain/config-error.js';
import { type Served, serve } from '../../src/http/serve.js';
import { createMonitor } from '../../src/runtime/create-monitor.js';
import { recordingChannel } from '../../src/testing/recording-channel.js';
import { testMonitor } from '../support/monitor.js';
import { SseReader } from './support/sse-reader.js';

const open: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const served of open.splice(0)) await served.close();
});

function quietMonitor() {
  return createMonitor({ channels: { ops: recordingChannel() } });
}

async function started(...args: Parameters<typeof serve>): Promise<Served> {
  const served = await serve(...args);
  open.push(served);
  return served;
}

describe('serve', () => {
  it('listens on this machine alone and says where', async () => {
    const { url, port } = await started(quietMonitor(), { port: 0 });
    expect(url).toBe(`http://127.0.0.1:${port}/`);
    expect((await fetch(`${url}livez`)).status).toBe(200);
    expect((await fetch(`${url}api/services`)).status).toBe(200);
  });

  it.each(['0.0.0.0', '::', '192.168.1.5', 'ops.example.org'])(
    'refuses to listen on %s without a token',
    async (host) => {
      const refused = await serve(quietMonitor(), { port: 0, host }).catch((error: unknown) => error);
      expect(refused).toBeInstanceOf(ConfigError);
      expect((refused as ConfigError).issues).toEqual([
        {
          path: 'token',
          message: `listening on ${host} shows this monitor to the network; set a token that whoever asks must know (token, http.token in a configuration file, or TOCSIN_TOKEN for tocsin run), or listen on 127.0.0.1`,
        },
      ]);
    },
  );

  it.each(['', '  ', [], ['good', '']])('refuses the token %j', async (token) => {
    await expect(serve(quietMonitor(), { port: 0, token })).rejects.toMatchObject({
      issues: [{ path: 'token' }],
    });
  });

  it('shows who asks for the root the way to its prefix', async () => {
    const { url, port } = await started(quietMonitor(), { port: 0, prefix: '/ops/' });
    expect(url).toBe(`http://127.0.0.1:${port}/ops/`);
    const answer = await fetch(`http://127.0.0.1:${port}/`, { redirect: 'manual' });
    expect([answer.status, answer.headers.get('location')]).toEqual([302, '/ops/']);
    expect((await fetch(`${url}readyz`)).status).toBe(503);
  });

  it('does not serve without a token what a proxy hands on', async () => {
    const { url } = await started(quietMonitor(), { port: 0 });
    const answer = await fetch(`${url}api/services`, { headers: { 'x-forwarded-for': '10.0.0.1' } });
    expect(await answer.json()).toMatchObject({ status: 403, code: 'ERR_HTTP_TOKEN_NEEDED' });
  });

  it('listens elsewhere with a token, or if somebody else guards it', async () => {
    const guarded = await started(quietMonitor(), { port: 0, host: '127.0.0.1', token: 'secret' });
    expect((await fetch(`${guarded.url}api/services`)).status).toBe(401);
    const answer = await fetch(`${guarded.url}api/services`, { headers: { authorization: 'Bearer secret' } });
    expect(answer.status).toBe(200);
  });

  it('says what is wrong with a port that is taken', async () => {
    const { port } = await started(quietMonitor(), { port: 0 });
    await expect(serve(quietMonitor(), { port })).rejects.toMatchObject({
      code: 'ERR_HTTP_PORT',
      message: `cannot listen on 127.0.0.1:${port}: another program listens there; choose another port or host`,
    });
  });

  it('refuses a request that names another host', async () => {
    const { port } = await started(quietMonitor(), { port: 0 });
    const answer = await raw(
      port,
      'GET /api/services HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n',
    );
    expect(answer).toMatch(/^HTTP\/1\.1 403 /);
    expect(answer).toContain('ERR_HTTP_HOST');
  });

  it.each([
    ['no host', 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n'],
    ['two hosts', 'GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil\r\nConnection: close\r\n\r\n'],
    ['a host that is none', 'GET /api/services HTTP/1.1\r\nHost: a b/c\r\nConnection: close\r\n\r\n'],
    [
      'a path that climbs',
      'GET /assets/..%2f..%2fpackage.json HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n',
    ],
    [
      'a path that cannot be decoded',
      'GET /api/services/%ff HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n',
    ],
    [
      'an upgrade to nothing',
      'GET /x HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
    ],
    ['rubbish', '\u0000\u0001\r\n\r\n'],
  ])('answers %s with a refusal and lives on', async (_, request) => {
    const { port, url } = await started(quietMonitor(), { port: 0 });
    expect(await raw(port, request)).toMatch(/^HTTP\/1\.1 (?:4\d\d|200) /);
    expect((await fetch(`${url}livez`)).status).toBe(200);
  });

  it('lives on when those who ask for an upgrade to nothing reset their connections', async () => {
    const { port, url } = await started(quietMonitor(), { port: 0 });
    for (let i = 0; i < 20; i++) await resetUpgrade(port);
    expect((await fetch(`${url}livez`)).status).toBe(200);
  });

  it('does not wait, when it is closed, for those who keep their half of an upgrade to nothing', async () => {
    const { port, close } = await started(quietMonitor(), { port: 0 });
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true }, () => socket.write(UPGRADE));
    socket.setEncoding('utf8');
    const answer = await new Promise((resolve) => socket.once('data', resolve));
    expect(answer).toMatch(/^HTTP\/1\.1 404 /);
    await close();
    socket.destroy();
  });

  it('ends streams when it is closed, and closing twice is once', async () => {
    const monitor = quietMonitor();
    const served = await serve(monitor, { port: 0 });
    await monitor.start();
    const reader = new SseReader(await fetch(`${served.url}api/stream`));
    await reader.next();
    const closed = [served.close(), served.close()];
    await reader.find(({ event }) => event === 'bye');
    await Promise.all(closed);
    await expect(fetch(`${served.url}livez`)).rejects.toThrow();
    expect(monitor.phase).toBe('running');
    await monitor.stop();
  });

  it.each(['stream', 'events/stream'])(
    'waits for no time to pass when it is closed over an open /api/%s, and says goodbye',
    async (path) => {
      // Under this clock the moment that requests have to finish would never be over.
      const { monitor, clock } = testMonitor();
      const served = await serve(monitor, { port: 0, clock });
      await monitor.start();
      const reader = new SseReader(await fetch(`${served.url}api/${path}?after=0`));
      await reader.next();
      const closed = served.close();
      await reader.find(({ event }) => event === 'bye');
      expect(await reader.next()).toBeUndefined();
      await closed;
      await monitor.stop();
    },
  );

  it('lets a request finish that is under way when it is closed', async () => {
    let finish = (): void => {};
    let begin = (): void => {};
    const begun = new Promise<void>((resolve) => {
      begin = resolve;
    });
    const check = (): Promise<void> => {
      begin();
      return new Promise((resolve) => {
        finish = resolve;
      });
    };
    const { monitor, clock } = testMonitor({ services: { api: check } });
    const served = await serve(monitor, { port: 0, clock });
    const answer = fetch(`${served.url}api/services/api/check`, { method: 'POST' });
    await begun;
    const closed = served.close();
    finish();
    expect((await answer).status).toBe(200);
    await closed;
    await monitor.stop();
  });

  it('is closed by await using', async () => {
    let url: string;
    {
      await using served = await serve(quietMonitor(), { port: 0 });
      ({ url } = served);
    }
    await expect(fetch(`${url}livez`)).rejects.toThrow();
  });

  it('is not ready any more as soon as the monitor is told to stop, and answers on', async () => {
    let letGo = (): void => {};
    const monitor = createMonitor({
      channels: {
        slow: {
          kind: 'slow',
          send: () =>
            new Promise((resolve) => {
              letGo = resolve;
            }),
        },
      },
    });
    const { url } = await started(monitor, { port: 0 });
    expect((await fetch(`${url}readyz`)).status).toBe(503);
    await monitor.start();
    expect((await fetch(`${url}readyz`)).status).toBe(200);
    await monitor.alert({ title: 'x', severity: 'error' });
    const stopped = monitor.stop();
    expect((await fetch(`${url}readyz`)).status).toBe(503);
    expect((await fetch(`${url}livez`)).status).toBe(200);
    letGo();
    await stopped;
    expect((await fetch(`${url}readyz`)).status).toBe(503);
    expect((await fetch(`${url}api/services`)).status).toBe(200);
    expect(
      await (await fetch(`${url}api/alerts`, { method: 'POST', body: '{"title":"x"}' })).json(),
    ).toMatchObject({ status: 503, code: 'ERR_STOPPED' });
  });
});

const UPGRADE = 'GET /x HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';

/** Asks for an upgrade and resets the connection before the answer can come. */
function resetUpgrade(port: number): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(UPGRADE);
      socket.resetAndDestroy();
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve());
  });
}

/** Sends bytes and resolves to all that comes back. */
function raw(port: number, request: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(request));
    let answer = '';
    socket.setEncoding('utf8');
    socket.on('data', (chunk) => {
      answer += chunk;
    });
    socket.on('end', () => resolve(answer));
    socket.on('error', reject);
  });
}
