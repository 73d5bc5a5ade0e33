import { Pool } from 'undici';
import { percentile } from '../support/measure.js';
import type { Load, LoadResult } from './messages.js';

/*
 * Asks a host as fast as it answers, in a process of its own, and beside that for what fails, at a steady rate. Connections
 * are kept from one time to the next.
 */

const CONNECTIONS = 16;
const PACE_MS = 10;
const pools = new Map<number, Pool>();

async function run({ port, ms, errorsPerSecond }: Load): Promise<LoadResult> {
  const pool = pools.get(port) ?? new Pool(`http://127.0.0.1:${port}`, { connections: CONNECTIONS });
  pools.set(port, pool);
  const timesMs: number[] = [];
  const begun = performance.now();
  const isOver = (): boolean => performance.now() - begun >= ms;
  const ask = async (path: string, wanted: number): Promise<void> => {
    const asked = performance.now();
    const { statusCode, body } = await pool.request({ method: 'GET', path });
    await body.dump();
    if (statusCode !== wanted) throw new Error(`${path} answered ${statusCode}`);
    timesMs.push(performance.now() - asked);
  };
  const client = async (n: number): Promise<void> => {
    for (let i = 0; !isOver(); i++) await ask(`/orders/${n}-${i}`, 200);
  };
  const failing: Promise<void>[] = [];
  const pace = setInterval(() => {
    const due = ((performance.now() - begun) / 1_000) * errorsPerSecond;
    while (failing.length < due) failing.push(ask(`/fail/${failing.length}`, 500));
  }, PACE_MS);
  await Promise.all(Array.from({ length: CONNECTIONS - 1 }, (_, n) => client(n)));
  clearInterval(pace);
  await Promise.all(failing);
  const took = performance.now() - begun;
  return { requests: timesMs.length, ms: took, p99Ms: percentile(timesMs, 0.99) };
}

process.on('message', (load: Load) => {
  run(load).then(
    (result) => process.send?.(result),
    (error: unknown) => {
      process.stderr.write(`${String(error)}\n`);
      process.exit(1);
    },
  );
});
