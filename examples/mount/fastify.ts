// A fastify application with Tocsin below /tocsin: npx jiti examples/mount/fastify.ts

import fastify from 'fastify';
import { createHandler } from 'tocsin/http';
import { createWatch, PORT } from './watched.js';

const monitor = createWatch();
const tocsin = createHandler(monitor);

const app = fastify({ forceCloseConnections: true });
app.get('/', async () => 'hello');
await app.register(tocsin.fastify, { prefix: '/tocsin' });

await monitor.start();
const origin = await app.listen({ port: PORT, host: '127.0.0.1' });
process.stdout.write(`${origin}/tocsin/\n`);

process.once('SIGTERM', async () => {
  await monitor.stop();
  await app.close();
});
