import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ask, next, stop, watched } from './alerts/child.js';
import type { HostAsk, HostFigures, HostReady, Load, LoadResult, Variant } from './embed/messages.js';
import { percentile } from './support/measure.js';
import { figure, heading, ratio, size } from './support/report.js';

/*
 * What Tocsin costs the service that it is embedded in: a service of fastify without it, with its journal in memory, and with
 * its journal in a file, by turns. Host, load and what is checked are processes of their own; each run has a new host.
 */

const SECONDS = size(8, 1);
const ROUNDS = size(5, 1);
/** Longer than the 5 s in which every service is checked once. */
const WARM_UP_SECONDS = size(7, 0.5);
const ERRORS_PER_SECOND = 100;
const VARIANTS: readonly Variant[] = ['bare', 'memory', 'sqlite'];

interface Run extends HostFigures, LoadResult {
  readonly startMs: number;
}

const folder = mkdtempSync(join(tmpdir(), 'tocsin-bench-'));
let databases = 0;

function start(name: string, ...args: readonly string[]): ChildProcess {
  const path = fileURLToPath(new URL(`./embed/${name}.js`, import.meta.url));
  return watched(fork(path, args, { execArgv: ['--expose-gc'] }));
}

async function run(variant: Variant, target: string): Promise<Run> {
  const host = start('host', variant, target, join(folder, `${databases++}.db`));
  const load = start('load');
  try {
    const { port, startMs } = await next<HostReady>(host);
    // The first answer comes when all is warm, the second one at the end.
    const [warmUpSeconds, seconds, errorsPerSecond] = [WARM_UP_SECONDS, SECONDS, ERRORS_PER_SECOND];
    await ask<LoadResult>(load, { port, warmUpSeconds, seconds, errorsPerSecond } satisfies Load);
    const result = next<LoadResult>(load);
    await ask(host, { ask: 'begin' } satisfies HostAsk);
    const measured = await result;
    const figures = await ask<HostFigures>(host, { ask: 'figures' } satisfies HostAsk);
    return { startMs, ...measured, ...figures };
  } finally {
    for (const child of [host, load]) await stop(child);
  }
}

function median(runs: readonly Run[], of: (run: Run) => number): number {
  return percentile(runs.map(of), 0.5);
}

const rate = ({ requests, failed, ms }: Run): number => ((requests + failed) / ms) * 1_000;
const cpu = ({ requests, failed, cpuMs }: Run): number => (cpuMs * 1_000) / (requests + failed);

/** The median over the rounds of what one is beside the other in the same round. */
function beside(runs: readonly Run[], floor: readonly Run[], of: (run: Run) => number): number {
  const ratios = runs.flatMap((run, i) => {
    const bare = floor[i];
    return bare === undefined ? [] : [of(run) / of(bare)];
  });
  return percentile(ratios, 0.5);
}

const target = start('target');
try {
  const url = `http://127.0.0.1:${await next<number>(target)}/`;
  const runs: Record<Variant, Run[]> = { bare: [], memory: [], sqlite: [] };
  for (let round = 0; round < ROUNDS; round++) {
    // By turns, and not always in the same order, so that what else the machine does is shared.
    const order = round % 2 === 0 ? VARIANTS : [...VARIANTS].reverse();
    for (const variant of order) runs[variant].push(await run(variant, url));
  }
  for (const variant of VARIANTS) {
    const named = { bare: 'without Tocsin', memory: 'journal in memory', sqlite: 'journal in a file' }[
      variant
    ];
    heading(`a service of fastify, ${named} (medians of ${ROUNDS} runs of ${SECONDS} s)`);
    const own = runs[variant];
    figure('requests, 100 a second of them failing', median(own, rate), 'a second');
    figure('CPU a request', median(own, cpu), 'us');
    figure(
      'one request, p99',
      median(own, ({ p99Ms }) => p99Ms),
      'ms',
    );
    figure(
      'event-loop delay, p99',
      median(own, ({ delayP99Ms }) => delayP99Ms),
      'ms',
    );
    figure('heap after it', median(own, ({ heapBytes }) => heapBytes) / 1e6, 'MB');
    figure(
      'from the start of the process until it listens',
      median(own, ({ startMs }) => startMs),
      'ms',
    );
    if (variant === 'bare') continue;
    figure(
      'errors captured',
      median(own, ({ captured }) => captured),
      '',
    );
    ratio('requests a second beside none', beside(own, runs.bare, rate), 'at least 0.98');
    ratio('CPU a request beside none', beside(own, runs.bare, cpu), 'at most 1.02');
  }
} finally {
  await stop(target);
  rmSync(folder, { recursive: true, force: true });
}
