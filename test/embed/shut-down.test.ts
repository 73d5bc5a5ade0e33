import { once } from 'node:events';
import { Agent, createServer, get, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import fastify from 'fastify';
import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import type { Logger } from '../../src/domain/logger.js';
import type { Monitor } from '../../src/domain/monitor.js';
import { fastifyMonitor } from '../../src/embed/fastify-monitor.js';
import { honoErrors } from '../../src/embed/hono-errors.js';
import { shutDown } from '../../src/embed/shut-down.js';
import { createHandler } from '../../src/http/create-handler.js';
import { serve } from '../../src/http/serve.js';
import type { VirtualClock } from '../../src/testing/virtual-clock.js';
import { testMonitor } from '../support/monitor.js';
import { captured } from './support/captured.js';
import { type Listening, listening } from './support/listening.js';

const START = Date.UTC(2026, 0, 5);

/** A server whose answers to `/slow` wait for a word. */
interface SlowServer extends Listening {
  /** Resolves when a slow request is under way. */
  readonly begun: Promise<void>;
  release(): void;
}

async function slowServer(monitor: Monitor): Promise<SlowServer> {
  const waiting: (() => void)[] = [];
  let begin = (): void => {};
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const server = await listening((request, response) => {
    if (request.url !== '/slow') return void response.end(monitor.phase);
    waiting.push(() => response.end(monitor.phase));
    begin();
  });
  return Object.assign(server, {
    begun,
    release() {
      for (const answer of waiting) answer();
    },
  });
}

/** The text of an answer over a connection that is kept. */
async function ask(url: string, agent: Agent): Promise<string> {
  const [response] = (await once(get(url, { agent }), 'response')) as [IncomingMessage];
  let text = '';
  for await (const chunk of response) text += String(chunk);
  return text;
}

function settled(promise: Promise<unknown>): { readonly yes: boolean } {
  const state = { yes: false };
  promise.then(
    () => {
      state.yes = true;
    },
    () => {
      state.yes = true;
    },
  );
  return state;
}

/** Lets time pass until something has come to its end. */
async function passUntil(clock: VirtualClock, promise: Promise<unknown>): Promise<void> {
  const state = settled(promise);
  while (!state.yes) await clock.advance('50ms');
  await promise;
}

/** What was logged, one line each. */
function recordingLogger(): Logger & { readonly lines: string[] } {
  const lines: string[] = [];
  const log = (_: object, message = ''): void => void lines.push(message);
  return { lines, debug: log, info: log, warn: log, error: log };
}

describe('shutDown', () => {
  it('first stops the monitor from watching, then lets the server drain, then tells what is owed', async () => {
    const { clock, ops, monitor } = testMonitor();
    await monitor.start();
    await using slow = await slowServer(monitor);
    const agent = new Agent({ keepAlive: true });
    const answer = ask(`${slow.origin}/slow`, agent);
    await slow.begun;
    const over = shutDown(monitor, { server: slow.server, clock, grace: '1h' });
    const isOver = settled(over);
    expect(monitor.phase).toBe('stopping');
    await clock.advance('1m');
    // Nothing new is accepted, while what is under way goes on and is heard.
    await expect(fetch(slow.origin)).rejects.toThrow();
    await monitor.alert({ title: 'in the last moment', severity: 'error' });
    expect(isOver.yes).toBe(false);
    slow.release();
    expect(await answer).toBe('stopping');
    // The client keeps its connection; it is ended now that it is idle.
    await passUntil(clock, over);
    expect(clock.now()).toBeLessThan(START + 3_600_000);
    expect(monitor.phase).toBe('stopped');
    expect(ops.notifications.map(({ title }) => title)).toEqual(['in the last moment']);
    expect(clock.pendingTasks).toBe(0);
    agent.destroy();
  });

  it('breaks off what takes longer than the grace, and says so', async () => {
    const { clock, monitor } = testMonitor();
    await monitor.start();
    await using slow = await slowServer(monitor);
    const answer = fetch(`${slow.origin}/slow`);
    const refused = expect(answer).rejects.toThrow();
    await slow.begun;
    const logger = recordingLogger();
    const over = shutDown(monitor, { server: slow.server, clock, logger, grace: '2s' });
    const isOver = settled(over);
    await clock.advance('1999ms');
    expect(isOver.yes).toBe(false);
    await clock.advance('1ms');
    await refused;
    await over;
    expect(logger.lines).toEqual(['requests under way were broken off']);
    expect(monitor.phase).toBe('stopped');
    expect(clock.pendingTasks).toBe(0);
  });

  it('gives 10 s if it is not told how long', async () => {
    const { clock, monitor } = testMonitor();
    await using slow = await slowServer(monitor);
    fetch(`${slow.origin}/slow`).catch(() => {});
    await slow.begun;
    const over = shutDown(monitor, { server: slow.server, clock });
    await passUntil(clock, over);
    expect(clock.now()).toBe(START + 10_000);
  });

  it('answers as before while load balancers look, with /readyz at 503', async () => {
    const { clock, monitor } = testMonitor();
    await monitor.start();
    const handler = createHandler(monitor, { clock });
    await using server = await listening(handler);
    const ready = async (): Promise<number> => (await fetch(`${server.origin}/readyz`)).status;
    expect(await ready()).toBe(200);
    const over = shutDown(monitor, { server: [handler, server.server], clock, delay: '5s' });
    expect(await ready()).toBe(503);
    await clock.advance('4s');
    expect(await ready()).toBe(503);
    expect(server.server.listening).toBe(true);
    await clock.advance('1s');
    expect(server.server.listening).toBe(false);
    await passUntil(clock, over);
  });

  it('tells clients that go on asking over a connection they keep that it is the last answer', async () => {
    const { clock, monitor } = testMonitor();
    await using slow = await slowServer(monitor);
    const socket = connect(Number(new URL(slow.origin).port), '127.0.0.1');
    const received: string[] = [];
    socket.on('data', (chunk) => received.push(String(chunk)));
    // One is under way and another one comes behind it.
    socket.write('GET /slow HTTP/1.1\r\nhost: a\r\n\r\n');
    await slow.begun;
    const over = shutDown(monitor, { server: slow.server, clock, grace: '1h' });
    await clock.advance('100ms');
    socket.write('GET / HTTP/1.1\r\nhost: a\r\n\r\n');
    await once(slow.server, 'request');
    slow.release();
    await once(socket, 'close');
    expect(received.join('').match(/connection: .*/gi)).toEqual([
      'Connection: keep-alive',
      'connection: close',
    ]);
    await passUntil(clock, over);
  });

  it('ends the streams of a handler, which would hold the server up', async () => {
    const { clock, monitor } = testMonitor();
    await monitor.start();
    const handler = createHandler(monitor, { clock });
    await using server = await listening(handler);
    const stream = await fetch(`${server.origin}/api/stream`);
    const over = shutDown(monitor, { server: [server.server, handler], clock, grace: '1h' });
    expect(await stream.text()).toContain('event: snapshot');
    await passUntil(clock, over);
    expect(clock.now()).toBeLessThan(START + 3_600_000);
  });

  it('closes what serve gave, an application of fastify and any other, each in its own way', async () => {
    const { clock, monitor } = testMonitor();
    const app = fastify();
    await app.register(fastifyMonitor(monitor, { clock }));
    app.get('/', async () => monitor.phase);
    const origin = await app.listen({ port: 0, host: '127.0.0.1' });
    expect(await (await fetch(origin)).text()).toBe('running');
    const served = await serve(monitor, { port: 0, clock });
    const closed: string[] = [];
    const others = [{ close: async () => void closed.push('a') }, { close: () => closed.push('b') }];
    await passUntil(clock, shutDown(monitor, { server: [app, served, ...others], clock }));
    expect(monitor.phase).toBe('stopped');
    expect(closed).toEqual(['a', 'b']);
    await expect(fetch(origin)).rejects.toThrow();
    await expect(fetch(served.url)).rejects.toThrow();
    expect(clock.pendingTasks).toBe(0);
  });

  it('closes a server of hono', async () => {
    const { clock, monitor } = testMonitor();
    const app = new Hono();
    app.use(honoErrors(monitor));
    app.get('/', (c) => c.text(monitor.phase));
    app.get('/fail', () => {
      throw new Error('the database is away');
    });
    app.onError((_error, c) => c.text('failed', 500));
    await monitor.start();
    const server = createAdaptorServer({ fetch: app.fetch });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const origin = `http://127.0.0.1:${port}`;
    expect(await (await fetch(origin)).text()).toBe('running');
    expect((await fetch(`${origin}/fail`)).status).toBe(500);
    expect(captured(monitor)).toEqual(['http | GET /fail | the database is away | 500']);
    await passUntil(clock, shutDown(monitor, { server, clock, grace: '1h' }));
    await expect(fetch(origin)).rejects.toThrow();
    expect(monitor.phase).toBe('stopped');
  });

  it('breaks off what an application has under way, whose server it is asked for', async () => {
    const { clock, monitor } = testMonitor();
    await using slow = await slowServer(monitor);
    const refused = expect(fetch(`${slow.origin}/slow`)).rejects.toThrow();
    await slow.begun;
    const application = {
      getHttpServer: () => slow.server,
      close: () => new Promise<void>((resolve) => slow.server.close(() => resolve())),
    };
    await passUntil(clock, shutDown(monitor, { server: application, clock, grace: '1s' }));
    await refused;
  });

  it('goes on if something cannot be closed, and says so', async () => {
    const { clock, monitor } = testMonitor();
    const logger = recordingLogger();
    const fails = { close: () => Promise.reject(new Error('no')) };
    const throws = {
      close(): void {
        throw new Error('no');
      },
    };
    const hostile = {
      close: () => {},
      getHttpServer(): never {
        throw new Error('no');
      },
    };
    await passUntil(clock, shutDown(monitor, { server: [fails, throws, hostile], clock, logger }));
    expect(logger.lines).toEqual(['a server was not closed', 'a server was not closed']);
    expect(monitor.phase).toBe('stopped');
  });

  it('needs no server, and takes one that never listened or was closed before', async () => {
    const first = testMonitor();
    await shutDown(first.monitor);
    expect(first.monitor.phase).toBe('stopped');
    const second = testMonitor();
    await shutDown(second.monitor, { server: createServer(), clock: second.clock });
    expect(second.monitor.phase).toBe('stopped');
    expect(second.clock.pendingTasks).toBe(0);
  });

  it('is idempotent: a second call waits for the first', async () => {
    const { clock, monitor } = testMonitor();
    await using slow = await slowServer(monitor);
    fetch(`${slow.origin}/slow`).catch(() => {});
    await slow.begun;
    const first = shutDown(monitor, { server: slow.server, clock });
    const second = shutDown(monitor, { server: slow.server, clock, grace: 0 });
    const isOver = settled(second);
    await clock.advance('9s');
    expect(isOver.yes).toBe(false);
    await clock.advance('1s');
    await Promise.all([first, second]);
  });

  it('refuses what is no duration, and ends nothing then', async () => {
    const { monitor } = testMonitor();
    const wrong = { code: 'ERR_CONFIG' };
    await expect(shutDown(monitor, { grace: -1 })).rejects.toMatchObject(wrong);
    await expect(shutDown(monitor, { delay: Number.NaN })).rejects.toMatchObject(wrong);
    expect(monitor.phase).toBe('idle');
    await shutDown(monitor);
  });

  it('works with a logger that throws', async () => {
    const { clock, monitor } = testMonitor();
    const fail = (): never => {
      throw new Error('no logger');
    };
    const logger = { debug: fail, info: fail, warn: fail, error: fail };
    const server = { close: () => Promise.reject(new Error('no')) };
    await shutDown(monitor, { server, clock, logger });
    expect(monitor.phase).toBe('stopped');
  });
});
