import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ask, next, stop, watched } from './alerts/child.js';
import type { HostAsk, HostReady, HostState, HostTurn, Load, LoadResult, Variant } from './embed/messages.js';
import { figure, heading, ratio, size } from './support/report.js';

/*
 * What Tocsin costs the service that it is embedded in: a service of fastify without it, one with its journal in memory, and
 * one with its journal in a file. Each is a process of its own, as are the load and what is checked. All three live at the
 * same time and are asked by turns; of each figure the best turn counts, for noise only ever adds.
 */

/** As long as every service takes to be checked once. */
const TURN_MS = size(5_000, 200);
const ROUNDS = size(10, 2);
/** Rounds that are not counted: what is loaded and compiled at first use has been by then. */
const WARM_UP_ROUNDS = size(2, 1);
const ERRORS_PER_SECOND = 100;
const NAMES: Readonly<Record<Variant, string>> = {
  bare: 'without Tocsin',
  memory: 'journal in memory',
  sqlite: 'journal in a file',
};

interface Turn {
  /** Requests a second. */
  readonly rate: number;
  /** CPU microseconds a request. */
  readonly cpu: number;
  readonly p99Ms: number;
  readonly delayP99Ms: number;
}

interface Host {
  readonly variant: Variant;
  readonly child: ChildProcess;
  readonly ready: HostReady;
  readonly turns: Turn[];
}

const folder = mkdtempSync(join(tmpdir(), 'tocsin-bench-'));

function start(name: string, ...args: readonly string[]): ChildProcess {
  const path = fileURLToPath(new URL(`./embed/${name}.js`, import.meta.url));
  return watched(fork(path, args, { execArgv: ['--expose-gc'] }));
}

async function startHost(variant: Variant, target: string): Promise<Host> {
  const child = start('host', variant, target, join(folder, 'tocsin.db'));
  return { variant, child, ready: await next<HostReady>(child), turns: [] };
}

/** Lets one host answer for a while. */
async function turn({ child, ready: { port } }: Host, load: ChildProcess): Promise<Turn> {
  await ask(child, { ask: 'begin' } satisfies HostAsk);
  const told: Load = { port, ms: TURN_MS, errorsPerSecond: ERRORS_PER_SECOND };
  const { requests, ms, p99Ms } = await ask<LoadResult>(load, told);
  const { cpuMs, delayP99Ms } = await ask<HostTurn>(child, { ask: 'end' } satisfies HostAsk);
  return { rate: (requests / ms) * 1_000, cpu: (cpuMs * 1_000) / requests, p99Ms, delayP99Ms };
}

function least(turns: readonly Turn[], of: (turn: Turn) => number): number {
  return Math.min(...turns.map(of));
}

const target = start('target');
const load = start('load');
const hosts: Host[] = [];
try {
  const url = `http://127.0.0.1:${await next<number>(target)}/`;
  for (const variant of ['bare', 'memory', 'sqlite'] as const) hosts.push(await startHost(variant, url));
  for (let round = 0; round < WARM_UP_ROUNDS + ROUNDS; round++) {
    // Always in the same order: one that had two turns in a row would find its caches warm.
    for (const host of hosts) {
      const taken = await turn(host, load);
      if (round >= WARM_UP_ROUNDS) host.turns.push(taken);
    }
  }
  let floor: { readonly rate: number; readonly cpu: number } | undefined;
  for (const { variant, child, ready, turns } of hosts) {
    const { heapBytes, captured } = await ask<HostState>(child, { ask: 'state' } satisfies HostAsk);
    const rate = Math.max(...turns.map(({ rate }) => rate));
    const cpu = least(turns, ({ cpu }) => cpu);
    heading(`a service of fastify, ${NAMES[variant]}, best of ${ROUNDS} turns of ${TURN_MS} ms`);
    figure('requests, 100 a second of them failing', rate, 'a second');
    figure('CPU a request', cpu, 'us');
    figure(
      'one request, p99',
      least(turns, ({ p99Ms }) => p99Ms),
      'ms',
    );
    figure(
      'event-loop delay, p99',
      least(turns, ({ delayP99Ms }) => delayP99Ms),
      'ms',
    );
    figure('heap at the end', heapBytes / 1e6, 'MB');
    figure('from the start of the process until it listens', ready.startMs, 'ms');
    if (floor === undefined) {
      floor = { rate, cpu };
      continue;
    }
    figure('errors captured, the warm-up included', captured, '');
    ratio('requests a second beside none', rate / floor.rate, 'at least 0.98');
    ratio('CPU a request beside none, threads included', cpu / floor.cpu, 'at most 1.1');
  }
} finally {
  for (const child of [...hosts.map(({ child }) => child), load, target]) await stop(child);
  rmSync(folder, { recursive: true, force: true });
}
