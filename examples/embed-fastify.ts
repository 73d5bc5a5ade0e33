// A fastify service with Tocsin in it: npx jiti examples/embed-fastify.ts
// PORT: where it listens. UPSTREAM: a URL that it depends on. WEBHOOK: who is told; else the console.

import fastify from 'fastify';
import { createMonitor, httpCheck, webhookChannel } from 'tocsin';
import { fastifyMonitor, runWith } from 'tocsin/embed';
import { createHandler } from 'tocsin/http';

const { PORT = '3000', UPSTREAM = 'http://127.0.0.1:3001/health', WEBHOOK } = process.env;

const monitor = createMonitor({
  services: { upstream: { check: httpCheck(UPSTREAM), every: '5s', failureThreshold: 2 } },
  errors: { triggers: { error_spike: { threshold: 5, window: '1m' } } },
  ...(WEBHOOK === undefined ? {} : { channels: { ops: webhookChannel({ url: WEBHOOK }) } }),
});
const tocsin = createHandler(monitor);

const app = fastify();
// First, so that it sees the errors of all that comes after it. It starts and stops the monitor with the application.
await app.register(fastifyMonitor(monitor, { handler: tocsin }));
await app.register(tocsin.fastify, { prefix: '/tocsin' });
app.get('/', async () => 'hello');
app.get('/orders/:id', async () => {
  throw new Error('the database is away');
});

process.stdout.write(`${await app.listen({ port: Number(PORT), host: '127.0.0.1' })}/\n`);

// From here on SIGTERM or SIGINT ends both, in the order in which nothing is lost.
await runWith(monitor, { server: app, grace: '10s' });
