import { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { describe, expect, it } from 'vitest';
import { honoErrors } from '../../src/embed/hono-errors.js';
import { createHandler } from '../../src/http/create-handler.js';
import { testMonitor } from '../support/monitor.js';
import { captured } from './support/captured.js';

const FAILURE = new Error('the database is away');

describe('honoErrors', () => {
  it('captures errors by method and route; onError gets them as they are', async () => {
    const { monitor } = testMonitor();
    const seen: unknown[] = [];
    const app = new Hono();
    app.use(honoErrors(monitor));
    app.onError((error, c) => {
      seen.push(error);
      return c.text('failed', 500);
    });
    app.get('/orders/:id', () => {
      throw FAILURE;
    });
    const accounts = new Hono();
    accounts.post('/:account/users', async () => {
      throw FAILURE;
    });
    app.route('/accounts', accounts);
    const headers = { authorization: 'Bearer hidden-1' };
    const answer = await app.request('/orders/4711?token=hidden-2', { headers });
    expect([answer.status, await answer.text()]).toEqual([500, 'failed']);
    await app.request('/accounts/ann/users', { method: 'POST', body: 'hidden-3' });
    expect(seen).toEqual([FAILURE, FAILURE]);
    expect(seen[0]).toBe(FAILURE);
    expect(captured(monitor)).toEqual([
      'http | GET /orders/:id | the database is away | 500',
      'http | POST /accounts/:account/users | the database is away | 500',
    ]);
    expect(JSON.stringify(monitor.errors.recent())).not.toMatch(/hidden|4711|ann/);
  });

  it('names the route that a middleware failed before', async () => {
    const { monitor } = testMonitor();
    const app = new Hono();
    app.use(honoErrors(monitor));
    app.onError((_error, c) => c.text('failed', 500));
    app.use('/orders/*', async () => {
      throw FAILURE;
    });
    app.get('/orders/:id', (c) => c.text('fine'));
    await app.request('/orders/1');
    expect(captured(monitor)).toEqual(['http | GET /orders/:id | the database is away | 500']);
  });

  it('leaves out what is the fault of the client', async () => {
    const { monitor } = testMonitor();
    const app = new Hono();
    app.use(honoErrors(monitor, { component: 'shop' }));
    app.get('/missing', () => {
      throw new HTTPException(404, { message: 'there is no such order' });
    });
    app.get('/upstream', () => {
      throw new HTTPException(503, { message: 'upstream is away' });
    });
    expect((await app.request('/missing')).status).toBe(404);
    expect((await app.request('/upstream')).status).toBe(503);
    expect((await app.request('/nowhere')).status).toBe(404);
    expect(captured(monitor)).toEqual(['shop | GET /upstream | upstream is away | 503']);
  });

  it('captures what is no Error and lets it through, as hono does', async () => {
    const { monitor } = testMonitor();
    const app = new Hono();
    app.use(honoErrors(monitor));
    app.get('/strange', () => {
      throw 'a text';
    });
    await expect(Promise.resolve(app.request('/strange'))).rejects.toBe('a text');
    expect(captured(monitor)).toEqual(['http | GET /strange | a text | 500']);
  });

  it('serves Tocsin beside it', async () => {
    const { monitor } = testMonitor();
    await monitor.start();
    const tocsin = createHandler(monitor, { prefix: '/tocsin', token: false });
    const app = new Hono();
    app.use(honoErrors(monitor));
    app.all('/tocsin/*', (c) => tocsin.fetch(c.req.raw));
    expect(await (await app.request('/tocsin/readyz')).json()).toMatchObject({ status: 'pass' });
    await monitor.stop();
    expect((await app.request('/tocsin/readyz')).status).toBe(503);
  });
});
