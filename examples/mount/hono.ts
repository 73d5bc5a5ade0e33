// A hono application with Tocsin below /tocsin: npx jiti examples/mount/hono.ts

import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { createHandler } from 'tocsin/http';
import { createWatch, PORT } from './watched.js';

const monitor = createWatch();
const tocsin = createHandler(monitor, { prefix: '/tocsin' });

const app = new Hono();
app.get('/', (c) => c.text('hello'));
// The bindings say where a request comes from: without a token only this machine is served.
app.all('/tocsin/*', (c) => tocsin.fetch(c.req.raw, c.env));

await monitor.start();
const server = serve({ fetch: app.fetch, port: PORT, hostname: '127.0.0.1' }, ({ port }) => {
  process.stdout.write(`http://127.0.0.1:${port}/tocsin/\n`);
});

process.once('SIGTERM', async () => {
  await monitor.stop();
  server.close();
  if ('closeAllConnections' in server) server.closeAllConnections();
});
