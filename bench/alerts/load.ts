import { Pool } from 'undici';
import { percentile } from '../support/measure.js';
import { type Load, type LoadResult, WARM_UP_SETS } from './messages.js';

/*
 * Posts alerts as Prometheus does, in a process of its own: 100 at a time over 4 connections, each label set again and
 * again. The bodies are made beforehand. A server that has just been started is given some alerts to warm up.
 */

const BATCH = 100;
const CONNECTIONS = 4;
/** Requests before the time is taken, of label sets that are none of those that count. */
const WARM_UP = 300;
const HEADERS = { 'content-type': 'application/json' };

function alert(n: number, now: number): object {
  return {
    labels: {
      alertname: ['HighRequestLatency', 'PodCrashLooping', 'DiskWillFillSoon', 'TargetDown'][n % 4],
      cluster: 'eu-central-1',
      instance: `10.${n >> 16}.${(n >> 8) & 255}.${n & 255}:9100`,
      job: 'kubernetes-pods',
      namespace: `team-${n % 17}`,
      pod: `service-${n}-7d9c5b6f4-x2x9k`,
      severity: ['warning', 'error', 'page'][n % 3],
    },
    annotations: {
      description: 'The value has been above its threshold for more than five minutes; users are affected.',
      runbook_url: 'https://runbooks.example.org/alerts/trouble',
      summary: `Pod service-${n} in team-${n % 17} is in trouble`,
    },
    startsAt: new Date(now).toISOString(),
    endsAt: new Date(now + 3_600_000).toISOString(),
    generatorURL: `http://prometheus.example.org:9090/graph?g0.expr=rate%28x%5B5m%5D%29+%3E+${n}&g0.tab=1`,
  };
}

/** Lists of a hundred alerts, of so many label sets from `first`. */
function bodiesOf(first: number, sets: number): Buffer[] {
  const now = Date.now();
  return Array.from({ length: Math.ceil(sets / BATCH) }, (_, body) =>
    Buffer.from(
      JSON.stringify(
        Array.from({ length: BATCH }, (_, n) => alert(first + ((body * BATCH + n) % sets), now)),
      ),
    ),
  );
}

async function run({ port, sets, alerts }: Load): Promise<LoadResult> {
  const pool = new Pool(`http://127.0.0.1:${port}`, { connections: CONNECTIONS, pipelining: 1 });
  const post = async (body: Buffer): Promise<number> => {
    const begun = performance.now();
    const answer = await pool.request({ method: 'POST', path: '/api/v2/alerts', headers: HEADERS, body });
    await answer.body.dump();
    if (answer.statusCode !== 200) throw new Error(`answered ${answer.statusCode}`);
    return performance.now() - begun;
  };
  /** Posts the bodies in turn, so many in all, and gives how long each took. */
  const postAll = async (requests: number, bodies: readonly Buffer[]): Promise<number[]> => {
    const times: number[] = [];
    let sent = 0;
    const postSome = async (): Promise<void> => {
      for (let n = sent++; n < requests; n = sent++) {
        const body = bodies[n % bodies.length];
        if (body !== undefined) times.push(await post(body));
      }
    };
    await Promise.all(Array.from({ length: CONNECTIONS }, postSome));
    return times;
  };
  const bodies = bodiesOf(0, sets);
  await postAll(WARM_UP, bodiesOf(1_000_000, WARM_UP_SETS));
  const begunAt = Date.now();
  const begun = performance.now();
  const times = await postAll(Math.ceil(alerts / BATCH), bodies);
  const ms = performance.now() - begun;
  await pool.close();
  return { begunAt, ms, medianMs: percentile(times, 0.5), p99Ms: percentile(times, 0.99) };
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
