import { execFileSync } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Check, createMonitor, httpCheck } from 'tocsin';
import { serviceMachine } from 'tocsin/machines';
import { Agent, request } from 'undici';
import { createActor } from 'xstate';
import { cpuMs, heapUsed, percentile } from './support/measure.js';
import { figure, heading, ratio, size } from './support/report.js';

const SERVICES = size(10_000, 500);
const quiet = { kind: 'quiet', send: async () => {} };
const pass: Check = () => true;

function services(
  check: (i: number) => Check,
  every: `${number}s`,
): Record<string, { check: Check; every: `${number}s` }> {
  return Object.fromEntries(
    Array.from({ length: SERVICES }, (_, i) => [`service-${i}`, { check: check(i), every }]),
  );
}

/** (a) What a service costs at rest, beside a bare actor of the same machine. */
async function creation(): Promise<void> {
  heading(`(a) create and start ${SERVICES.toLocaleString('en-US')} services`);
  const empty = heapUsed();
  const actors = Array.from({ length: SERVICES }, () =>
    createActor(serviceMachine, { input: { failureThreshold: 3, recoveryThreshold: 2 } }).start(),
  );
  const perActor = (heapUsed() - empty) / actors.length;
  for (const actor of actors) actor.stop();
  actors.length = 0;

  const config = { channels: { quiet }, services: services(() => pass, '3600s') };
  const before = heapUsed();
  const started = performance.now();
  const monitor = createMonitor(config);
  await monitor.start();
  await monitor.flush();
  const ms = performance.now() - started;
  const perService = (heapUsed() - before) / SERVICES;
  await monitor.stop();
  figure('time', ms, 'ms');
  figure('time a service', (ms * 1_000) / SERVICES, 'us');
  figure('heap a service', perService, 'bytes');
  figure('heap a bare actor', perActor, 'bytes');
  ratio('heap of a service beside a bare actor', perService / perActor, 'at most 2');
}

/** (b) Every service checked every second, through the whole graph. */
async function throughput(): Promise<void> {
  const seconds = size(10, 2);
  heading(`(b) ${SERVICES.toLocaleString('en-US')} services each checked every 1 s, for ${seconds} s`);
  const lastStart = new Map<number, number>();
  const lags: number[] = [];
  const check =
    (i: number): Check =>
    () => {
      const now = performance.now();
      const last = lastStart.get(i);
      // A tick comes up to 5 % of the period late on purpose; anything else is lag.
      if (last !== undefined) lags.push(Math.max(0, Math.abs(now - last - 1_000) - 50));
      lastStart.set(i, now);
      return true;
    };
  const monitor = createMonitor({ channels: { quiet }, services: services(check, '1s') });
  await monitor.start();
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  lags.length = 0;
  const cpu = cpuMs();
  const start = performance.now();
  await new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
  const elapsed = performance.now() - start;
  const used = cpuMs() - cpu;
  await monitor.stop();
  figure('checks', (lags.length / elapsed) * 1_000, 'a second');
  figure('CPU', (used / elapsed) * 100, '% of one core');
  figure('CPU a check', (used * 1_000) / lags.length, 'us');
  figure('lag of a start, p99', percentile(lags, 0.99), 'ms');
}

/** (c) Real HTTP checks, beside a bare loop over undici. */
async function http(): Promise<void> {
  const perSecond = 200;
  const seconds = size(10, 2);
  heading(`(c) ${perSecond} HTTP checks a second, for ${seconds} s`);
  const server = createServer((_, response) => response.end('ok'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/health`;
  const serverCpu = await loop(url, perSecond, seconds);

  const monitor = createMonitor({
    channels: { quiet },
    services: Object.fromEntries(
      Array.from({ length: perSecond }, (_, i) => [
        `http-${i}`,
        { check: httpCheck(url), every: '1s' as const },
      ]),
    ),
  });
  let checks = 0;
  await monitor.start();
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  monitor.events$.subscribe(({ type }) => {
    if (type === 'check.completed') checks++;
  });
  const cpu = cpuMs();
  await new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
  const used = cpuMs() - cpu;
  await monitor.stop();
  server.close();
  const ours = (used / checks) * 1_000;
  figure('CPU for 1 000 checks', ours, 'ms');
  figure('CPU for 1 000 bare requests', serverCpu, 'ms');
  ratio('CPU beside bare undici', ours / serverCpu, 'at most 2');
}

/** Bare requests at the same rate and spacing; tells CPU milliseconds for 1 000 of them. The server's share is in both. */
async function loop(url: string, perSecond: number, seconds: number): Promise<number> {
  const agent = new Agent({ connections: 10 });
  let done = 0;
  const one = async (): Promise<void> => {
    const { statusCode, body } = await request(url, { dispatcher: agent });
    await body.text();
    if (statusCode === 200) done++;
  };
  const timers = Array.from({ length: perSecond }, (_, i) => {
    let timer = setTimeout(
      () => {
        timer = setInterval(() => void one(), 1_000);
        void one();
      },
      (i * 1_000) / perSecond,
    );
    return () => clearTimeout(timer);
  });
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  done = 0;
  const cpu = cpuMs();
  await new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
  const used = cpuMs() - cpu;
  for (const stop of timers) stop();
  await agent.close();
  return (used / done) * 1_000;
}

/** (d) What importing costs a host. */
async function importTime(): Promise<void> {
  heading('(d) import time, each in a process of its own, best of several');
  const rounds = size(7, 2);
  const importing = (names: readonly string[]): number => {
    const script = `const t = performance.now(); ${names.map((name) => `await import('${name}');`).join('')} process.stdout.write(String(performance.now() - t));`;
    let least = Number.POSITIVE_INFINITY;
    for (let i = 0; i < rounds; i++) {
      least = Math.min(least, Number(execFileSync(process.execPath, ['--input-type=module', '-e', script])));
    }
    return least;
  };
  const ours = importing(['tocsin']);
  const dependencies = importing(['xstate', 'rxjs', 'zod', 'undici', 'nodemailer']);
  figure('tocsin', ours, 'ms');
  figure('xstate, rxjs, zod, undici, nodemailer', dependencies, 'ms');
  ratio('beside its dependencies', ours / dependencies, 'about 1');
}

await creation();
await throughput();
await http();
await importTime();
