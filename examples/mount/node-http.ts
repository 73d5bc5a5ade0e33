// A plain server of Node's with Tocsin below /tocsin: npx jiti examples/mount/node-http.ts

import { createServer } from 'node:http';
import { createHandler } from 'tocsin/http';
import { createWatch, PORT } from './watched.js';

const monitor = createWatch();
const tocsin = createHandler(monitor, { prefix: '/tocsin' });

const server = createServer((request, response) => {
  if (request.url?.startsWith('/tocsin')) tocsin(request, response);
  else response.end('hello');
});
// For the inspector. Node leaves a connection open that nobody takes.
server.on('upgrade', (request, socket, head) => {
  if (!tocsin.upgrade(request, socket, head)) socket.destroy();
});

await monitor.start();
server.listen(PORT, '127.0.0.1', () => {
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : PORT;
  process.stdout.write(`http://127.0.0.1:${port}/tocsin/\n`);
});

process.once('SIGTERM', async () => {
  // First the monitor: from here on /readyz says that no more should come.
  await monitor.stop();
  server.close();
  server.closeAllConnections();
});
