import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hasAlertmanager, startAlertmanager } from './alerts/alertmanager.js';
import { ask, next, start, stop } from './alerts/child.js';
import { cpuOf } from './alerts/cpu-of.js';
import { type Listening, type Load, type LoadResult, WARM_UP_SETS } from './alerts/messages.js';
import { figure, heading, ratio, size } from './support/report.js';

/*
 * Alerts posted as Prometheus posts them: to Tocsin with a strict journal, and to a real Alertmanager, which keeps
 * nothing. Both tell of each alert by itself and at once, by webhook to the same sink. Server, load and sink are
 * processes of their own; every run begins with a new server.
 */

const ALERTS = size(200_000, 2_000);
const SETS = [100, size(2_000, 200), size(20_000, 400)];
/** Milliseconds. */
const LONGEST_RUN = 300_000;
const ROUNDS = size(3, 1);

interface Server {
  readonly child: ChildProcess;
  readonly port: number;
}

interface Run extends LoadResult {
  /** CPU time of the server until the end of the load, warm-up and all, in milliseconds. */
  readonly cpuMs: number;
  /** Messages that reached the sink by the end of the load. */
  readonly told: number;
  /** From the first post until every alert was told. */
  readonly allToldMs: number;
}

const folder = mkdtempSync(join(tmpdir(), 'tocsin-bench-'));
let runs = 0;

async function startTocsin(sink: number): Promise<Server> {
  const child = start('tocsin', join(folder, `${runs}.db`), String(sink));
  const { port } = await next<Listening>(child);
  return { child, port };
}

async function run(begin: (sink: number) => Promise<Server>, sets: number): Promise<Run> {
  runs++;
  const sink = start('sink');
  const load = start('load');
  const { port: sinkPort } = await next<Listening>(sink);
  const server = await begin(sinkPort);
  try {
    const result = await ask<LoadResult>(load, { port: server.port, sets, alerts: ALERTS } satisfies Load);
    const cpuMs = cpuOf(server.child.pid);
    const told = await ask<number>(sink, {});
    const wanted = sets + WARM_UP_SETS;
    for (let all = told; all < wanted; all = await ask<number>(sink, {})) {
      if (Date.now() - result.begunAt > LONGEST_RUN) throw new Error(`only ${all} of ${wanted} were told`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return { ...result, cpuMs, told, allToldMs: Date.now() - result.begunAt };
  } finally {
    for (const child of [server.child, load, sink]) await stop(child);
  }
}

/** The faster of two runs. */
function faster(a: Run | undefined, b: Run): Run {
  return a === undefined || b.ms < a.ms ? b : a;
}

function show(name: string, { ms, medianMs, p99Ms, cpuMs, told, allToldMs }: Run): number {
  const rate = (ALERTS / ms) * 1_000;
  figure(`${name}: alerts taken`, rate, 'alerts/s');
  figure(`${name}: one request, median`, medianMs, 'ms');
  figure(`${name}: one request, p99`, p99Ms, 'ms');
  figure(`${name}: CPU of the server`, (cpuMs / ALERTS) * 1_000, 'µs an alert');
  figure(`${name}: told by then`, told, 'messages');
  figure(`${name}: until every alert was told`, allToldMs / 1_000, 's');
  return rate;
}

const withAlertmanager = hasAlertmanager();
try {
  if (!withAlertmanager) heading('prometheus-alertmanager is not installed: Tocsin alone');
  for (const sets of SETS) {
    heading(
      `${ALERTS.toLocaleString('en-US')} alerts of ${sets.toLocaleString('en-US')} label sets, 100 a request, 4 connections`,
    );
    let ours: Run | undefined;
    let theirs: Run | undefined;
    // By turns, so that what else the machine does is shared.
    for (let round = 0; round < ROUNDS; round++) {
      ours = faster(ours, await run(startTocsin, sets));
      if (!withAlertmanager) continue;
      const begin = (sink: number): Promise<Server> => startAlertmanager(join(folder, `am-${runs}`), sink);
      theirs = faster(theirs, await run(begin, sets));
    }
    if (ours === undefined) continue;
    const rate = show('Tocsin', ours);
    if (theirs !== undefined) ratio('beside Alertmanager', rate / show('Alertmanager', theirs), 'above 1');
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
