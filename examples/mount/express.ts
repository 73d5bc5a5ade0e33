// An express application with Tocsin below /tocsin: npx jiti examples/mount/express.ts

import express from 'express';
import { createHandler } from 'tocsin/http';
import { createWatch, PORT } from './watched.js';

const monitor = createWatch();
const tocsin = createHandler(monitor);

const app = express();
app.use(express.json());
app.get('/', (_request, response) => {
  response.send('hello');
});
app.use('/tocsin', tocsin);

await monitor.start();
const server = app.listen(PORT, '127.0.0.1', () => {
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : PORT;
  process.stdout.write(`http://127.0.0.1:${port}/tocsin/\n`);
});

process.once('SIGTERM', async () => {
  await monitor.stop();
  server.close();
  server.closeAllConnections();
});
