import express, { type ErrorRequestHandler, type Express } from 'express';
import { describe, expect, it } from 'vitest';
import type { Monitor } from '../../src/domain/monitor.js';
import { expressErrors } from '../../src/embed/express-errors.js';
import { createHandler } from '../../src/http/create-handler.js';
import { testMonitor } from '../support/monitor.js';
import { captured } from './support/captured.js';
import { listening } from './support/listening.js';

const FAILURE = new Error('the database is away');

/** An error that asks for a status, as those of http-errors do. */
function refusal(status: number, message: string): Error {
  return Object.assign(new Error(message), { status });
}

/** Ends the chain: says what error it got, and keeps it. */
function lastHandler(seen: unknown[]): ErrorRequestHandler {
  return (error, _request, response, _next) => {
    seen.push(error);
    response.status(500).send('failed');
  };
}

function failing(monitor: Monitor, seen: unknown[]): Express {
  const app = express();
  const fail = (): never => {
    throw FAILURE;
  };
  app.get('/orders/:id', fail);
  app.post('/orders', async () => {
    throw FAILURE;
  });
  const users = express.Router();
  users.get('/', fail);
  users.get('/:id', fail);
  app.use('/accounts/:account/users', users);
  app.get('/missing', () => {
    throw refusal(404, 'there is no such order');
  });
  app.get('/teapot', (_request, response) => {
    response.status(418);
    throw new Error('short and stout');
  });
  app.get('/strange', () => {
    throw 'a text';
  });
  app.use('/tocsin', createHandler(monitor));
  app.use(expressErrors(monitor));
  app.use(lastHandler(seen));
  return app;
}

describe('expressErrors', () => {
  it('captures errors by method and route, passes them on as they are, and leaves the rest of a request alone', async () => {
    const { monitor } = testMonitor();
    const seen: unknown[] = [];
    await using server = await listening(failing(monitor, seen));
    const headers = { authorization: 'Bearer hidden-1', cookie: 'session=hidden-2' };
    const answer = await fetch(`${server.origin}/orders/4711?token=hidden-3`, { headers });
    expect([answer.status, await answer.text()]).toEqual([500, 'failed']);
    await fetch(`${server.origin}/orders`, { method: 'POST', body: 'hidden-4' });
    expect(seen).toEqual([FAILURE, FAILURE]);
    expect(seen[0]).toBe(FAILURE);
    expect(captured(monitor)).toEqual([
      'http | GET /orders/:id | the database is away | 500',
      'http | POST /orders | the database is away | 500',
    ]);
    expect(JSON.stringify(monitor.errors.recent())).not.toMatch(/hidden|4711/);
  });

  it('knows where a router is mounted', async () => {
    const { monitor } = testMonitor();
    await using server = await listening(failing(monitor, []));
    await fetch(`${server.origin}/accounts/ann/users`);
    await fetch(`${server.origin}/accounts/ann/users/bob`);
    expect(captured(monitor)).toEqual([
      'http | GET /accounts/:account/users | the database is away | 500',
      'http | GET /accounts/:account/users/:id | the database is away | 500',
    ]);
  });

  it('says only its own part of a route whose router is mounted twice', async () => {
    const { monitor } = testMonitor();
    const app = express();
    const router = express.Router();
    router.get('/:id', () => {
      throw FAILURE;
    });
    app.use('/old', router);
    app.use('/new', router);
    app.use(expressErrors(monitor), lastHandler([]));
    await using server = await listening(app);
    await fetch(`${server.origin}/new/1`);
    expect(captured(monitor)).toEqual(['http | GET /:id | the database is away | 500']);
  });

  it('leaves out what is the fault of the client, and captures what is no Error', async () => {
    const { monitor } = testMonitor();
    const seen: unknown[] = [];
    await using server = await listening(failing(monitor, seen));
    await fetch(`${server.origin}/missing`);
    await fetch(`${server.origin}/teapot`);
    await fetch(`${server.origin}/strange`);
    expect(seen).toHaveLength(3);
    expect(captured(monitor)).toEqual(['http | GET /strange | a text | 500']);
  });

  it('captures what it is told to, under the component that it is told', async () => {
    const { monitor } = testMonitor();
    const app = express();
    app.get('/a', () => {
      throw refusal(404, 'a');
    });
    app.get('/b', () => {
      throw refusal(503, 'b');
    });
    app.use(expressErrors(monitor, { component: 'shop', captures: (_, status) => status === 404 }));
    app.use(lastHandler([]));
    await using server = await listening(app);
    await fetch(`${server.origin}/a`);
    await fetch(`${server.origin}/b`);
    expect(captured(monitor)).toEqual(['shop | GET /a | a | 404']);
  });

  it('captures an error of a request once, by the first of several, and again in the next request', async () => {
    const { monitor } = testMonitor();
    const app = express();
    const orders = express.Router();
    orders.get('/:id', () => {
      throw FAILURE;
    });
    orders.use(expressErrors(monitor, { component: 'orders' }));
    app.use('/orders', orders);
    app.use(expressErrors(monitor), lastHandler([]));
    await using server = await listening(app);
    await fetch(`${server.origin}/orders/1`);
    await fetch(`${server.origin}/orders/2`);
    expect(captured(monitor)).toEqual([
      'orders | GET /orders/:id | the database is away | 500',
      'orders | GET /orders/:id | the database is away | 500',
    ]);
  });

  it('captures what cannot be judged, and passes it on', async () => {
    const { monitor } = testMonitor();
    const seen: unknown[] = [];
    const app = express();
    const hostile = {
      get status(): number {
        throw new Error('not to be read');
      },
    };
    app.get('/judge', () => {
      throw FAILURE;
    });
    app.get('/hostile', () => {
      throw hostile;
    });
    const captures = (): boolean => {
      throw new Error('no judgement');
    };
    app.use(expressErrors(monitor, { captures }), lastHandler(seen));
    await using server = await listening(app);
    await fetch(`${server.origin}/judge`);
    await fetch(`${server.origin}/hostile`);
    expect(seen).toEqual([FAILURE, hostile]);
    expect(monitor.errors.recent()).toHaveLength(2);
  });

  it('serves Tocsin beside it', async () => {
    const { monitor } = testMonitor();
    await monitor.start();
    await using server = await listening(failing(monitor, []));
    const answer = await fetch(`${server.origin}/tocsin/readyz`);
    expect(await answer.json()).toMatchObject({ status: 'pass' });
    await monitor.stop();
  });

  it('raises an alert when a trigger is set off', async () => {
    const { ops, monitor } = testMonitor({
      errors: { triggers: { error_spike: { threshold: 3 } } },
    });
    await using server = await listening(failing(monitor, []));
    for (let i = 0; i < 3; i++) await fetch(`${server.origin}/orders/${i}`);
    await monitor.flush();
    expect(ops.notifications.map(({ alerts }) => alerts[0]?.data)).toMatchObject([
      { component: 'http', operation: 'GET /orders/:id' },
    ]);
    await monitor.stop();
  });
});
