import fastify, { type FastifyInstance } from 'fastify';
import { describe, expect, it } from 'vitest';
import { type FastifyMonitorOptions, fastifyMonitor } from '../../src/embed/fastify-monitor.js';
import { createHandler } from '../../src/http/create-handler.js';
import { type TestMonitor, testMonitor } from '../support/monitor.js';
import { captured } from './support/captured.js';

const FAILURE = new Error('the database is away');

async function failing({ monitor }: TestMonitor, options?: FastifyMonitorOptions): Promise<FastifyInstance> {
  const app = fastify();
  await app.register(fastifyMonitor(monitor, options));
  app.get('/orders/:id', async () => {
    throw FAILURE;
  });
  await app.register(
    async (accounts) => {
      accounts.post('/:account/users', async () => {
        throw FAILURE;
      });
    },
    { prefix: '/accounts' },
  );
  const schema = { querystring: { type: 'object', required: ['page'] } };
  app.get('/strict', { schema }, async () => 'fine');
  app.get('/strange', async () => {
    throw 'a text';
  });
  return app;
}

describe('fastifyMonitor', () => {
  it('captures errors by method and route, in every context, and leaves the answer alone', async () => {
    const tested = testMonitor();
    const app = await failing(tested);
    const headers = { authorization: 'Bearer hidden-1' };
    const answer = await app.inject({ url: '/orders/4711?token=hidden-2', headers });
    expect([answer.statusCode, answer.json()]).toEqual([
      500,
      { statusCode: 500, error: 'Internal Server Error', message: 'the database is away' },
    ]);
    await app.inject({ method: 'POST', url: '/accounts/ann/users', payload: { password: 'hidden-3' } });
    await app.inject({ url: '/strange' });
    expect(captured(tested.monitor)).toEqual([
      'http | GET /orders/:id | the database is away | 500',
      'http | POST /accounts/:account/users | the database is away | 500',
      'http | GET /strange | a text | 500',
    ]);
    expect(JSON.stringify(tested.monitor.errors.recent())).not.toMatch(/hidden|4711|ann/);
    await app.close();
  });

  it('gives an error handler of the application the error as it is', async () => {
    const tested = testMonitor();
    const app = fastify();
    const seen: unknown[] = [];
    app.setErrorHandler((error, _request, reply) => {
      seen.push(error);
      return reply.code(502).send('failed');
    });
    await app.register(fastifyMonitor(tested.monitor));
    app.get('/orders/:id', async () => {
      throw FAILURE;
    });
    expect((await app.inject('/orders/1')).body).toBe('failed');
    expect(seen).toEqual([FAILURE]);
    expect(seen[0]).toBe(FAILURE);
    expect(captured(tested.monitor)).toHaveLength(1);
    await app.close();
  });

  it('leaves out what is the fault of the client', async () => {
    const tested = testMonitor();
    const app = await failing(tested, { component: 'shop' });
    expect((await app.inject('/strict')).statusCode).toBe(400);
    expect((await app.inject('/nowhere')).statusCode).toBe(404);
    await app.inject('/orders/1');
    expect(captured(tested.monitor)).toEqual(['shop | GET /orders/:id | the database is away | 500']);
    await app.close();
  });

  it('starts the monitor with the application and stops it with that', async () => {
    const tested = testMonitor();
    const app = await failing(tested);
    expect(tested.monitor.phase).toBe('idle');
    await app.ready();
    expect(tested.monitor.phase).toBe('running');
    await app.close();
    expect(tested.monitor.phase).toBe('stopped');
    expect(tested.clock.pendingTasks).toBe(0);
  });

  it('fails the start of the application if the monitor cannot start', async () => {
    const tested = testMonitor();
    const app = await failing(tested);
    await tested.monitor.stop();
    await expect(app.ready()).rejects.toMatchObject({ code: 'ERR_STOPPED' });
    await app.close();
  });

  it('is stopping while the server drains, takes alerts until then, and tells them before close resolves', async () => {
    const tested = testMonitor();
    const { monitor, ops } = tested;
    const handler = createHandler(monitor);
    const app = await failing(tested, { handler, clock: tested.clock });
    await app.register(handler.fastify, { prefix: '/tocsin' });
    let release = (): void => {};
    const begun = new Promise<void>((begun) => {
      app.get('/slow', async () => {
        begun();
        await new Promise<void>((resolve) => {
          release = resolve;
        });
        await monitor.alert({ title: 'in the last moment', severity: 'error' });
        return monitor.phase;
      });
    });
    const origin = await app.listen({ port: 0, host: '127.0.0.1' });
    // An open stream would hold the server up for ever.
    const stream = await fetch(`${origin}/tocsin/api/stream`);
    // One that is kept would hold it up, too, until it has been idle for long.
    const headers = { connection: 'close' };
    const slow = fetch(`${origin}/slow`, { headers }).then((answer) => answer.text());
    await begun;
    let closed = false;
    const closing = app.close().then(() => {
      closed = true;
    });
    expect(await stream.text()).toContain('event: snapshot');
    expect([monitor.phase, closed]).toEqual(['stopping', false]);
    release();
    expect(await slow).toBe('stopping');
    await closing;
    expect(monitor.phase).toBe('stopped');
    expect(ops.notifications.map(({ title }) => title)).toEqual(['in the last moment']);
    expect(tested.clock.pendingTasks).toBe(0);
  });

  it('takes alerts no longer than its grace while the application closes', async () => {
    const tested = testMonitor();
    const app = await failing(tested, { grace: '5s', clock: tested.clock });
    let release = (): void => {};
    app.addHook('preClose', () => {
      return new Promise<void>((resolve) => {
        release = resolve;
      });
    });
    await app.ready();
    const closing = app.close();
    await tested.clock.advance('4s');
    await tested.monitor.alert({ title: 'in time', severity: 'error' });
    await tested.clock.advance('1s');
    await expect(tested.monitor.alert({ title: 'late' })).rejects.toMatchObject({ code: 'ERR_STOPPED' });
    release();
    await closing;
    expect(tested.ops.notifications.map(({ title }) => title)).toEqual(['in time']);
  });

  it('refuses a grace that is no duration', () => {
    const { monitor } = testMonitor();
    expect(() => fastifyMonitor(monitor, { grace: -1 })).toThrow(
      expect.objectContaining({ code: 'ERR_CONFIG' }),
    );
  });
});
