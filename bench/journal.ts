import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import Database from 'libsql';
import { createMonitor, type Journal, memoryJournal, type RecordedEvent, sqliteJournal } from 'tocsin';
import { best, percentile, timed } from './support/measure.js';
import { figure, heading, ratio, size } from './support/report.js';

const folder = mkdtempSync(join(tmpdir(), 'tocsin-bench-'));
const quiet = { kind: 'quiet', send: async () => {} };
const BEGIN = Date.UTC(2026, 0, 5);
let files = 0;

function newFile(): string {
  return join(folder, `${++files}.db`);
}

function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

function check(position: number, at: number, service: number): RecordedEvent {
  const latencyMs = Math.round(Math.abs(Math.sin(position)) * 50_000) / 1_000;
  return {
    position,
    at,
    type: 'check.completed',
    version: 1,
    subject: `service-${service}`,
    // As `httpCheck` records it.
    data: { outcome: 'pass', latencyMs, data: { status: 200 } },
  };
}

function alert(position: number): RecordedEvent {
  const at = BEGIN + position;
  const title = `disk ${position % 1_000} is full`;
  const key = `system:${title}`;
  return {
    position,
    at,
    type: 'alert.raised',
    version: 1,
    subject: key,
    data: {
      origin: 'program',
      alert: {
        id: `run-${position.toString(36)}`,
        at,
        key,
        kind: 'event',
        status: 'firing',
        title,
        message: 'less than 1 % is left',
        severity: 'error',
        category: 'system',
        data: { left: position % 100, path: '/var' },
        labels: {},
      },
    },
  };
}

/** (a) Durable appends beside the database itself. */
async function appends(): Promise<void> {
  const count = size(100_000, 2_000);
  heading(`(a) ${count.toLocaleString('en-US')} alerts, batches of 100, synchronous=FULL`);
  const events = Array.from({ length: count }, (_, i) => alert(i + 1));
  const rows = events.map(({ position, at, subject, data }) => [
    position,
    at,
    1,
    subject,
    JSON.stringify(data),
  ]);
  const raw = await best(3, () => {
    const database = new Database(newFile());
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
    database.exec(
      'CREATE TABLE events (position INTEGER PRIMARY KEY, at INTEGER, type INTEGER, subject TEXT, data TEXT)',
    );
    const insert = database.prepare('INSERT INTO events VALUES (?, ?, ?, ?, ?)');
    return timed(() => {
      for (let from = 0; from < count; from += 100) {
        database.exec('BEGIN');
        for (const row of rows.slice(from, from + 100)) insert.run(row);
        database.exec('COMMIT');
      }
      database.close();
    });
  });
  const ours = await best(3, async () => {
    const journal = sqliteJournal(newFile());
    await journal.open();
    const ms = await timed(async () => {
      const written: Promise<void>[] = [];
      for (let from = 0; from < count; from += 100) {
        written.push(journal.append(events.slice(from, from + 100)));
        await turn();
      }
      await Promise.all(written);
    });
    await journal.close();
    return ms;
  });
  figure('raw inserts', (count / raw) * 1_000, 'events/s');
  figure('journal.append', (count / ours) * 1_000, 'events/s');
  ratio('beside raw inserts', raw / ours, 'at least 0.7');
}

/** (b) Whether the host can do anything else meanwhile. */
async function hostDelay(): Promise<void> {
  const count = size(100_000, 2_000);
  heading(`(b) the host's event loop while ${count.toLocaleString('en-US')} alerts pour in`);
  for (const [name, journal] of [
    ['in memory', memoryJournal()],
    ['strict', sqliteJournal(newFile())],
  ] as const) {
    const monitor = createMonitor({ channels: { quiet }, journal });
    await monitor.start();
    const raise = (i: number): Promise<unknown> =>
      monitor.alert({ title: `disk ${i % 1_000} is full`, severity: 'error' });
    const pour = async (how: string, work: () => Promise<unknown>): Promise<void> => {
      const delay = monitorEventLoopDelay({ resolution: 1 });
      delay.enable();
      const ms = await timed(work);
      delay.disable();
      figure(`${name}, ${how}: alerts durable`, (count / ms) * 1_000, 'alerts/s');
      figure(`${name}, ${how}: event-loop delay, median`, delay.percentile(50) / 1e6, 'ms');
      figure(`${name}, ${how}: event-loop delay, p99`, delay.percentile(99) / 1e6, 'ms (aim: below 10)');
    };
    await pour('100 callers', () =>
      Promise.all(
        Array.from({ length: 100 }, async (_, caller) => {
          for (let i = caller; i < count; i += 100) await raise(i);
        }),
      ),
    );
    await pour('all at once', async () => {
      const receipts: Promise<unknown>[] = [];
      for (let i = 0; i < count; i++) {
        receipts.push(raise(i));
        if (i % 100 === 99) await turn();
      }
      await Promise.all(receipts);
    });
    await monitor.stop();
  }
}

/** (c) What steady checks take on disk, rollups included. */
async function bytesOnDisk(): Promise<void> {
  const services = size(500, 20);
  const hours = size(48, 2);
  heading(`(c) ${services} services, each checked once a minute for ${hours} h`);
  const file = newFile();
  const journal = sqliteJournal(file);
  await journal.open();
  let position = 0;
  for (let minute = 0; minute < hours * 60; minute++) {
    const events: RecordedEvent[] = [];
    for (let service = 0; service < services; service++) {
      const at = BEGIN + minute * 60_000 + Math.floor((service * 60_000) / services);
      events.push(check(++position, at, service));
    }
    await journal.append(events);
  }
  await journal.close();
  figure('bytes a check', statSync(file).size / position, 'bytes (aim: at most 64)');
}

/** (d) How long a restart takes. */
async function recovery(): Promise<void> {
  const services = size(10_000, 200);
  const count = size(1_000_000, 10_000);
  heading(
    `(d) recovery of ${services.toLocaleString('en-US')} services from ${count.toLocaleString('en-US')} events`,
  );
  const file = newFile();
  await fill(sqliteJournal(file), services, count);
  const config = {
    channels: { quiet },
    services: Object.fromEntries(
      Array.from({ length: services }, (_, i) => [
        `service-${i}`,
        { check: () => true, every: '1h' as const },
      ]),
    ),
  };
  const restart = async (): Promise<number> => {
    const monitor = createMonitor({ ...config, journal: sqliteJournal(file) });
    const ms = await timed(() => monitor.start());
    await monitor.stop();
    return ms;
  };
  const folding = await restart();
  const restoring = await best(3, restart);
  figure('without a snapshot', folding / 1_000, 's');
  figure('events folded', (count / folding) * 1_000, 'events/s (aim: at least 100,000)');
  figure('with the snapshot of the last stop', restoring / 1_000, 's (aim: below 2)');
}

async function fill(journal: Journal, services: number, count: number): Promise<void> {
  await journal.open();
  let position = 0;
  let batch: RecordedEvent[] = [];
  const add = async (event: RecordedEvent): Promise<void> => {
    batch.push(event);
    if (batch.length < 1_000) return;
    await journal.append(batch);
    batch = [];
  };
  await add({
    position: ++position,
    at: BEGIN,
    type: 'runtime.started',
    version: 1,
    subject: '',
    data: { run: 'bench' },
  });
  for (let i = 0; i < services; i++) {
    await add({
      position: ++position,
      at: BEGIN,
      type: 'service.registered',
      version: 1,
      subject: `service-${i}`,
      data: { failureThreshold: 3, recoveryThreshold: 2, dependsOn: [], labels: {} },
    });
  }
  while (position < count) {
    // One event in a hundred is an alert, the others are checks.
    const next = ++position;
    await add(next % 100 === 0 ? alert(next) : check(next, BEGIN + next, next % services));
  }
  await journal.append(batch);
  await journal.close();
}

/** (e) What durability costs a notification, beside the disk's own time. */
async function latency(): Promise<void> {
  const count = size(500, 20);
  heading('(e) from alert() to the channel, one at a time');
  const descriptor = openSync(join(folder, 'floor'), 'w');
  const block = Buffer.alloc(4_096);
  const floor: number[] = [];
  for (let i = 0; i < count; i++) {
    const begun = performance.now();
    writeSync(descriptor, block);
    fdatasyncSync(descriptor);
    floor.push(performance.now() - begun);
  }
  closeSync(descriptor);
  const measure = async (journal: Journal): Promise<number[]> => {
    const times: number[] = [];
    let begun = 0;
    const stopwatch = {
      kind: 'stopwatch',
      send: async () => {
        times.push(performance.now() - begun);
      },
    };
    const monitor = createMonitor({
      channels: { stopwatch },
      journal,
      alerts: { throttle: false, group: false },
    });
    await monitor.start();
    for (let i = 0; i < count; i++) {
      begun = performance.now();
      await monitor.alert({ title: `alert ${i}`, severity: 'error' });
      await monitor.flush();
    }
    await monitor.stop();
    return times;
  };
  const memory = await measure(memoryJournal());
  const strict = await measure(sqliteJournal(newFile()));
  const relaxed = await measure(sqliteJournal(newFile(), { durability: 'relaxed' }));
  const added = percentile(strict, 0.5) - percentile(memory, 0.5);
  figure('one write and fdatasync, median', percentile(floor, 0.5), 'ms');
  figure('in memory, median', percentile(memory, 0.5), 'ms');
  figure('relaxed, median', percentile(relaxed, 0.5), 'ms');
  figure('strict, median', percentile(strict, 0.5), 'ms');
  figure('strict, p99', percentile(strict, 0.99), 'ms');
  ratio('added by strict, beside one fdatasync', added / percentile(floor, 0.5), 'a few');
}

try {
  await appends();
  await hostDelay();
  await bytesOnDisk();
  await recovery();
  await latency();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
