// An express service with Tocsin in it: npx jiti examples/embed-express.ts
// PORT: where it listens. UPSTREAM: a URL that it depends on. WEBHOOK: who is told; else the console.

import express from 'express';
import { createMonitor, httpCheck, webhookChannel } from 'tocsin';
import { expressErrors, runWith } from 'tocsin/embed';
import { createHandler } from 'tocsin/http';

const { PORT = '3000', UPSTREAM = 'http://127.0.0.1:3001/health', WEBHOOK } = process.env;

const monitor = createMonitor({
  services: { upstream: { check: httpCheck(UPSTREAM), every: '5s', failureThreshold: 2 } },
  errors: { triggers: { error_spike: { threshold: 5, window: '1m' } } },
  ...(WEBHOOK === undefined ? {} : { channels: { ops: webhookChannel({ url: WEBHOOK }) } }),
});
const tocsin = createHandler(monitor);

const app = express();
app.get('/', (_request, response) => {
  response.send('hello');
});
app.get('/orders/:id', () => {
  throw new Error('the database is away');
});
app.use('/tocsin', tocsin);
// After all routes; your own error handler comes behind it and gets the error as it was.
app.use(expressErrors(monitor));

const server = app.listen(Number(PORT), '127.0.0.1', () => {
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : PORT;
  process.stdout.write(`http://127.0.0.1:${port}/\n`);
});

// From here on SIGTERM or SIGINT ends both, in the order in which nothing is lost.
await runWith(monitor, { server: [server, tocsin], grace: '10s' });
