import { createServer, type Server } from 'node:http';
import { serve as serveHono } from '@hono/node-server';
import express from 'express';
import fastify from 'fastify';
import { Hono } from 'hono';
import type { Handler } from '../../../src/http/create-handler.js';

/** A server of some framework with the handler mounted in it. */
export interface Mounted {
  /** Without a slash at its end. */
  readonly origin: string;
  close(): Promise<void>;
}

/** How each framework mounts a handler below a path; each has something of its own beside it. */
export const MOUNTS: Readonly<Record<string, (handler: Handler, prefix: string) => Promise<Mounted>>> = {
  async 'node:http'(handler, prefix) {
    const server = createServer((request, response) => {
      if (request.url === '/own') response.end('own');
      else if (request.url?.startsWith(prefix) === true) handler(request, response);
      else response.writeHead(404).end();
    });
    server.on('upgrade', handler.upgrade);
    return listening(server);
  },

  async express(handler, prefix) {
    const app = express();
    // As most do: bodies are parsed before anybody asks for them.
    app.use(express.json(), express.urlencoded(), express.text());
    app.get('/own', (_request, response) => {
      response.send('own');
    });
    app.use(prefix, handler);
    const server = createServer(app);
    server.on('upgrade', handler.upgrade);
    return listening(server);
  },

  async fastify(handler, prefix) {
    const app = fastify({ forceCloseConnections: true });
    app.get('/own', async () => 'own');
    await app.register(handler.fastify, { prefix });
    app.server.on('upgrade', handler.upgrade);
    const origin = await app.listen({ port: 0, host: '127.0.0.1' });
    return { origin, close: () => app.close() };
  },

  async hono(handler, prefix) {
    const app = new Hono();
    app.get('/own', (c) => c.text('own'));
    app.all(prefix, (c) => handler.fetch(c.req.raw, c.env));
    app.all(`${prefix}/*`, (c) => handler.fetch(c.req.raw, c.env));
    const server = await new Promise<Server>((resolve) => {
      const made = serveHono({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, () =>
        resolve(made as Server),
      );
    });
    server.on('upgrade', handler.upgrade);
    return mounted(server);
  },
};

async function listening(server: Server): Promise<Mounted> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return mounted(server);
}

function mounted(server: Server): Mounted {
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('it does not listen');
  return {
    origin: `http://127.0.0.1:${address.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
