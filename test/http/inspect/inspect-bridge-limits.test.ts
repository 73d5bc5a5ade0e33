import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { Duplex } from 'node:stream';
import { describe, expect, test } from 'vitest';
import type { WebSocket } from 'ws';
import { silentLogger } from '../../../src/domain/logger.js';
import { createInspectBridge } from '../../../src/http/inspect/inspect-bridge.js';
import { testMonitor } from '../../support/monitor.js';
import { refused, serveBridge, watch } from './bridge-server.js';

const services = { api: () => true, db: () => true };

describe('who is let in to the inspector', () => {
  test('is asked first: who may not watch does not even learn which services there are', async () => {
    const { monitor, clock } = testMonitor({ services });
    const asked: (string | undefined)[] = [];
    await using server = await serveBridge(monitor, {
      clock,
      authorize({ url, headers }: IncomingMessage) {
        asked.push(`${url} ${headers.upgrade}`);
        return { status: 401, message: 'this needs the token' };
      },
    });
    for (const name of ['api', 'nobody']) {
      expect(await refused(server.url(name))).toBe('401 this needs the token\n');
    }
    expect(asked).toEqual(['/inspect?service=api websocket', '/inspect?service=nobody websocket']);
    expect(clock.pendingTasks).toBe(0);
  });

  test('is nobody while asking goes wrong; what went wrong is told to the log only', async () => {
    const { monitor, clock } = testMonitor({ services });
    const errors: object[] = [];
    const trouble = new Error('a secret detail');
    await using server = await serveBridge(monitor, {
      clock,
      authorize() {
        throw trouble;
      },
      logger: { ...silentLogger, error: (fields) => errors.push(fields) },
    });
    expect(await refused(server.url('api'))).toBe('500 something went wrong here; the log says what\n');
    expect(errors).toEqual([{ err: trouble }]);
  });

  test.each([
    ['no service is chosen', [], '400 choose the services to watch, such as ?service=api&service=db\n'],
    ['a service is unknown', ['api', 'n"o'], '404 there is no service "n\\"o"\n'],
    ['a name is very long', ['x'.repeat(500)], `404 there is no service "${'x'.repeat(100)}"\n`],
    [
      'more services are chosen than one may watch',
      Array.from({ length: 51 }, (_, i) => `s${i}`),
      '400 at most 50 services can be watched, not 51\n',
    ],
  ])('is refused if %s', async (_name, chosen, answer) => {
    const { monitor, clock } = testMonitor({ services });
    await using server = await serveBridge(monitor, { clock });
    expect(await refused(server.url(...chosen))).toBe(answer);
  });

  test('may name a service twice, and 50 of them', async () => {
    const many = Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`s${i}`, () => true]));
    const { monitor, clock } = testMonitor({ services: many });
    await using server = await serveBridge(monitor, { clock });
    const { log } = await watch(server.url(...Object.keys(many), 's0'));
    await log.actor('s49');
    expect(log.frames).toHaveLength(50);
  });

  test('is told in plain HTTP if the request is none for a WebSocket', async () => {
    const { monitor, clock } = testMonitor({ services });
    await using server = await serveBridge(monitor, { clock });
    const { hostname, port, pathname, search } = new URL(server.url('api'));
    const socket = connect(Number(port), hostname);
    socket.end(`GET ${pathname}${search} HTTP/1.1\r\nHost: x\r\nConnection: upgrade\r\nUpgrade: h2c\r\n\r\n`);
    let answer = '';
    for await (const chunk of socket) answer += String(chunk);
    expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
  });

  test('is only so many at a time; when one leaves there is room again', async () => {
    const { monitor, clock } = testMonitor({ services });
    await using server = await serveBridge(monitor, { clock, maxClients: 2 });
    const first = await watch(server.url('api'));
    const connection = server.connection();
    const second = await watch(server.url('api'));
    expect(await refused(server.url('api'))).toBe('503 2 clients watch already, and no more may\n');
    const gone = connection && once(connection, 'close');
    first.socket.close();
    await gone;
    const third = await watch(server.url('db'));
    await Promise.all([second.log.actor('api'), third.log.actor('db')]);
  });
});

describe('a client of the inspector', () => {
  test('that does not take what it is sent is cut off, and disturbs no other', async () => {
    const { monitor, clock } = testMonitor({ services });
    const bridge = createInspectBridge(monitor, { clock, authorize: () => true });
    await using other = await serveBridge(monitor, { clock });
    const { log } = await watch(other.url('api'));
    const stuck = stuckConnection();
    const cutOff = once(stuck, 'close');
    bridge.upgrade(await upgradeRequest('/inspect?service=api'), stuck, Buffer.alloc(0));
    let checks = 0;
    for (; !stuck.destroyed && checks < 5_000; checks++) await monitor.check('api');
    await cutOff;
    expect(checks).toBeGreaterThan(1_000);
    expect(checks).toBeLessThan(3_000);
    await log.first(({ snapshot }) => JSON.stringify(snapshot ?? {}).includes(`"totalChecks":${checks}`));
    bridge.end();
    await monitor.stop();
    expect(clock.pendingTasks).toBe(0);
  });

  test('is asked every half a minute whether it is there, and cut off if it does not answer', async () => {
    const { monitor, clock } = testMonitor({ services });
    await using server = await serveBridge(monitor, { clock });
    const lively = await watch(server.url('api'));
    const silent = await watch(server.url('api'), { autoPong: false });
    for (let beats = 1; beats <= 2; beats++) {
      const asked = once(lively.socket, 'ping');
      await clock.advance('30s');
      await asked;
      await answered(lively.socket);
    }
    expect(await silent.closed).toBe('1006 ');
    lively.socket.close();
    await expect.poll(() => clock.pendingTasks).toBe(0);
  });

  test('may say a little, which is ignored, and is cut off if it says much', async () => {
    const { monitor, clock } = testMonitor({ services });
    await using server = await serveBridge(monitor, { clock });
    const modest = await watch(server.url('api'));
    for (let i = 0; i < 100; i++) modest.socket.send('{"type":"@xstate.event"}');
    await answered(modest.socket);
    expect(modest.socket.readyState).toBe(modest.socket.OPEN);
    modest.socket.send('one more');
    expect(await modest.closed).toBe('1008 there is nothing to say here');
    const loud = await watch(server.url('api'));
    loud.socket.send('x'.repeat(2_000));
    expect(await loud.closed).toMatch(/^1009 /);
  });
});

describe('the end of the bridge', () => {
  test('comes with that of the monitor, and leaves no timer', async () => {
    const { monitor, clock } = testMonitor({ services });
    await monitor.start();
    await using server = await serveBridge(monitor, { clock });
    const clients = [await watch(server.url('api')), await watch(server.url('api', 'db'))];
    await monitor.stop();
    expect(await Promise.all(clients.map(({ closed }) => closed))).toEqual([
      '1001 the monitor stopped',
      '1001 the monitor stopped',
    ]);
    expect(clock.pendingTasks).toBe(0);
    expect(await refused(server.url('api'))).toBe('503 the monitor has stopped\n');
  });

  test('can be asked for, more than once, while the monitor goes on', async () => {
    const { monitor, clock } = testMonitor({ services });
    await using server = await serveBridge(monitor, { clock });
    const { closed } = await watch(server.url('api'));
    server.bridge.end();
    server.bridge.end();
    expect(await closed).toMatch(/^1001 /);
    expect(clock.pendingTasks).toBe(0);
    expect(await monitor.check('api')).toMatchObject({ totalChecks: 1 });
    await monitor.stop();
  });

  test('does not wait long for a client that takes nothing and says nothing', async () => {
    const { monitor, clock } = testMonitor({ services });
    const bridge = createInspectBridge(monitor, { clock, authorize: () => true });
    const stuck = stuckConnection();
    const closed = once(stuck, 'close');
    bridge.upgrade(await upgradeRequest('/inspect?service=api'), stuck, Buffer.alloc(0));
    await monitor.stop();
    await closed;
    expect(clock.pendingTasks).toBe(0);
  });

  test('is there from the first for a monitor that has stopped already', async () => {
    const { monitor, clock } = testMonitor({ services });
    await monitor.stop();
    await using server = await serveBridge(monitor, { clock });
    expect(await refused(server.url('api'))).toBe('503 the monitor has stopped\n');
  });
});

/** Resolves when the other end has handled all that was sent before. */
async function answered(socket: WebSocket): Promise<void> {
  const pong = once(socket, 'pong');
  socket.ping();
  await pong;
}

/** A connection whose other end takes nothing. */
function stuckConnection(): Duplex {
  return new Duplex({ read() {}, write() {} });
}

/** A request for an upgrade as a server gets it. */
async function upgradeRequest(path: string): Promise<IncomingMessage> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  const client = connect(address.port, '127.0.0.1');
  client.write(
    `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${Buffer.alloc(16).toString('base64')}\r\n\r\n`,
  );
  const [request] = await once(server, 'upgrade');
  client.destroy();
  server.close();
  return request;
}
