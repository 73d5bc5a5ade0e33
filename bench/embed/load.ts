import { Pool } from 'undici';
import { percentile } from '../support/measure.js';
import type { Load, LoadResult } from './messages.js';

/*
 * Asks a host as fast as it answers, in a process of its own, and beside that for what fails, at a steady rate.
 */

const CONNECTIONS = 16;
const PACE_MS = 10;

async function run({ port, warmUpSeconds, seconds, errorsPerSecond }: Load): Promise<LoadResult> {
  const pool = new Pool(`http://127.0.0.1:${port}`, { connections: CONNECTIONS, pipelining: 1 });
  let times: number[] = [];
  let failed = 0;
  let over = false;
  const ask = async (path: string, wanted: number): Promise<void> => {
    const { statusCode, body } = await pool.request({ method: 'GET', path });
    await body.dump();
    if (statusCode !== wanted) throw new Error(`${path} answered ${statusCode}`);
  };
  const client = async (n: number): Promise<void> => {
    for (let i = 0; !over; i++) {
      const begun = performance.now();
      await ask(`/orders/${n}-${i}`, 200);
      times.push(performance.now() - begun);
    }
  };
  const clients = Array.from({ length: CONNECTIONS - 1 }, (_, n) => client(n));
  const failing: Promise<void>[] = [];
  const paceBegun = performance.now();
  let owed = 0;
  const pace = setInterval(() => {
    const due = ((performance.now() - paceBegun) / 1_000) * errorsPerSecond;
    for (; owed < due; owed++) failing.push(ask(`/fail/${owed}`, 500).then(() => void failed++));
  }, PACE_MS);

  await new Promise((resolve) => setTimeout(resolve, warmUpSeconds * 1_000));
  process.send?.({ ms: 0, requests: 0, failed: 0, p99Ms: 0 } satisfies LoadResult);
  times = [];
  failed = 0;
  const begun = performance.now();
  await new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
  const ms = performance.now() - begun;
  const result = { ms, requests: times.length, failed, p99Ms: percentile(times, 0.99) };
  over = true;
  clearInterval(pace);
  await Promise.all([...clients, ...failing]);
  await pool.close();
  return result;
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
