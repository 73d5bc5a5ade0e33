import { monitorEventLoopDelay } from 'node:perf_hooks';
import fastify from 'fastify';
import { cpuMs, heapUsed } from '../support/measure.js';
import type { HostAsk, HostReady, HostState, HostTurn } from './messages.js';

/*
 * A small service of fastify, with or without Tocsin: 20 services checked every 5 s over HTTP, errors of requests captured,
 * the page mounted. What it does not need it does not import, so that its start can be measured.
 */

const RESOLUTION_MS = 10;
const [, , variant = 'bare', target = '', path = ''] = process.argv;

const app = fastify();
const captured = variant === 'bare' ? () => 0 : await embed();
app.get('/orders/:id', async ({ params }) => ({ params, items: ['a', 'b', 'c'], total: 42 }));
app.get('/fail/:id', async () => {
  throw new Error('the database is away');
});
await app.listen({ port: 0, host: '127.0.0.1' });
const address = app.server.address();
const port = typeof address === 'object' && address !== null ? address.port : 0;

// A new one each time: what was switched off takes the time until it is switched on again for a delay.
let delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
let cpuBefore = 0;
process.on('message', ({ ask }: HostAsk) => {
  switch (ask) {
    case 'begin':
      delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
      delays.enable();
      cpuBefore = cpuMs();
      process.send?.({});
      break;
    case 'end': {
      const cpu = cpuMs() - cpuBefore;
      const delayP99Ms = Math.max(0, delays.percentile(99) / 1e6 - RESOLUTION_MS);
      delays.disable();
      process.send?.({ cpuMs: cpu, delayP99Ms } satisfies HostTurn);
      break;
    }
    case 'state':
      process.send?.({ heapBytes: heapUsed(), captured: captured() } satisfies HostState);
  }
});
process.send?.({ port, startMs: performance.now() } satisfies HostReady);

/** Puts Tocsin in; gives how many errors it captured. */
async function embed(): Promise<() => number> {
  const { createMonitor, httpCheck, memoryJournal, sqliteJournal } = await import('tocsin');
  const { fastifyMonitor } = await import('tocsin/embed');
  const { createHandler } = await import('tocsin/http');
  const monitor = createMonitor({
    services: Object.fromEntries(
      Array.from({ length: 20 }, (_, i) => [
        `service-${i}`,
        { check: httpCheck(target), every: '5s' as const },
      ]),
    ),
    channels: { quiet: { kind: 'quiet', send: async () => {} } },
    journal: variant === 'sqlite' ? sqliteJournal(path) : memoryJournal(),
  });
  const handler = createHandler(monitor);
  await app.register(fastifyMonitor(monitor, { handler }));
  await app.register(handler.fastify, { prefix: '/tocsin' });
  return () => Object.values(monitor.errors.counts()).reduce((sum, count) => sum + count, 0);
}
