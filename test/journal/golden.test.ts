import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { afterAll, describe, expect, test } from 'vitest';
import { resolveConfig } from '../../src/config/resolve-config.js';
import type { Channel } from '../../src/domain/channel.js';
import { EVENT_TYPES, EVENT_VERSIONS, type RecordedEvent } from '../../src/domain/events.js';
import { silentLogger } from '../../src/domain/logger.js';
import { matchToJson } from '../../src/domain/matcher.js';
import type { Monitor } from '../../src/domain/monitor.js';
import type { ReadOptions } from '../../src/domain/read-options.js';
import { decodeEvent } from '../../src/journal/decode-event.js';
import type { Journal } from '../../src/journal/journal.js';
import { settling } from '../../src/journal/settling.js';
import { createMonitor } from '../../src/runtime/create-monitor.js';
import { DecisionGraph } from '../../src/runtime/decision-graph.js';
import { graphRules } from '../../src/runtime/graph-rules.js';
import { SNAPSHOT_VERSION } from '../../src/runtime/snapshot-state.js';
import { sqliteJournal } from '../../src/runtime/sqlite-journal.js';
import { VirtualClock } from '../../src/testing/virtual-clock.js';
import { OPTIONAL_FIELDS } from '../support/sample-event-data.js';
import {
  copyGolden,
  expectedOf,
  GOLDEN,
  type GoldenConfig,
  type GoldenJournal,
  goldenJournal,
  goldenVersions,
  type OwedAttempt,
} from './golden/golden-file.js';

const versions = goldenVersions();
const newest = versions.at(-1) ?? 0;
/** Each opening starts a thread, which takes seconds where `dist` is older than the sources. */
const SLOW = { timeout: 60_000 };
const folder = mkdtempSync(join(tmpdir(), 'tocsin-golden-'));
let copies = 0;

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A copy of the kept file, changed by some SQL if it is given. */
function copyOf(version: number, sql?: string): string {
  const path = copyGolden(version, folder, `v${version}-${++copies}`);
  if (sql !== undefined) query(path, sql);
  return path;
}

/** Runs statements, or answers a question. */
function query(path: string, sql: string): unknown[] {
  const database = new Database(path);
  try {
    if (/^(?:SELECT|PRAGMA)/.test(sql)) return database.prepare(sql).all();
    database.exec(sql);
    return [];
  } finally {
    database.close();
  }
}

function textOf(row: unknown, column: string): string {
  return String(Reflect.get(Object(row), column));
}

async function eventsOf(journal: Journal): Promise<RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  for await (const event of journal.read()) events.push(event);
  return events;
}

async function eventsIn(path: string): Promise<RecordedEvent[]> {
  const journal = sqliteJournal(path);
  try {
    return await eventsOf(journal);
  } finally {
    await journal.close();
  }
}

function replayed({ alerts, channels }: GoldenConfig, events: readonly RecordedEvent[]): RecordedEvent[] {
  const silent: Channel = { kind: 'silent', send: async () => {} };
  const config = resolveConfig({
    alerts,
    channels: Object.fromEntries(
      Object.entries(channels).map(([name, channel]) => [name, { ...channel, channel: silent }]),
    ),
  });
  const rules = graphRules(config.alerts, config.channels, config.alerts.fallback ?? ['console']);
  const graph = new DecisionGraph(rules, { logger: silentLogger });
  for (const event of events) graph.replay(event);
  const decided = graph.takeEvents();
  graph.stop();
  return decided;
}

/** A monitor that goes on with a journal, and what its channels were asked to send. */
interface NextRun {
  readonly monitor: Monitor;
  readonly clock: VirtualClock;
  readonly attempts: Readonly<Record<string, OwedAttempt[]>>;
  /** After which positions it read the journal. */
  readonly readAfter: (number | undefined)[];
  /** Nothing that is sent arrives before. */
  release(): void;
}

async function goOn(path: string, golden: GoldenJournal, later = 0): Promise<NextRun> {
  const { config, state } = golden;
  const clock = new VirtualClock(state.now + later);
  const attempts: Record<string, OwedAttempt[]> = {};
  const readAfter: (number | undefined)[] = [];
  let release = (): void => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const channelOf = (name: string): Channel => ({
    kind: 'held',
    async send({ id: notificationId }, { attempt, idempotencyKey }) {
      attempts[name] ??= [];
      attempts[name].push({ notificationId, attempt, idempotencyKey });
      await released;
    },
  });
  const file = sqliteJournal(path);
  const journal: Journal = {
    snapshots: file.snapshots,
    open: () => file.open(),
    append: settling((events) => file.append(events)),
    close: () => file.close(),
    history: async (service, span) => (await file.history?.(service, span)) ?? [],
    read(options: ReadOptions = {}) {
      readAfter.push(options.after);
      return file.read(options);
    },
  };
  const monitor = createMonitor(
    {
      journal,
      alerts: config.alerts,
      services: Object.fromEntries(
        Object.entries(config.services).map(([name, service]) => [name, { ...service, check: () => true }]),
      ),
      channels: Object.fromEntries(
        Object.entries(config.channels).map(([name, channel]) => [
          name,
          { ...channel, channel: channelOf(name) },
        ]),
      ),
    },
    { clock, random: () => 0, newId: () => `next-run-${later}` },
  );
  await monitor.start();
  return { monitor, clock, attempts, readAfter, release };
}

/** What a monitor says of itself, in the form in which it was written down. */
async function stateOf(monitor: Monitor, { state }: GoldenJournal): Promise<GoldenJournal['state']> {
  const { now, owed, history, uptime } = state;
  return {
    now,
    owed,
    services: monitor.summary().services,
    incidents: monitor.incidents.list(),
    silences: monitor.silences.list().map((silence) => ({ ...silence, match: matchToJson(silence.match) })),
    alertStats: monitor.alertStats(),
    channelStats: Object.fromEntries(
      Object.entries(monitor.channelStats()).map(([name, { circuit: _, ...stats }]) => [name, stats]),
    ),
    history: await Promise.all(
      history.map(async ({ service, span }) => ({
        service,
        span,
        points: await monitor.history(service, span),
      })),
    ),
    uptime: { service: uptime.service, uptime: await monitor.uptime(uptime.service) },
  };
}

interface Way {
  readonly way: string;
  /** What is done to the file before. */
  readonly sql?: string;
  /** After which position it is then read. */
  readonly after: number;
}

/** The ways back to the state. */
function waysBack({ snapshot }: GoldenJournal): Way[] {
  const { position: after, version } = snapshot;
  const folding: Way = {
    way: 'by folding all events',
    sql: 'DELETE FROM snapshots; DELETE FROM snapshot_parts',
    after: 0,
  };
  // One that another version wrote is passed over.
  if (version !== SNAPSHOT_VERSION) return [{ way: 'past a snapshot of another version', after: 0 }, folding];
  const forgetting = ['checks', 'events'].map((table) => `DELETE FROM ${table} WHERE position <= ${after};`);
  return [
    { way: 'from the snapshot', after },
    { way: 'from the snapshot alone', sql: forgetting.join(' '), after },
    folding,
  ];
}

/** Whether data has something at a path such as `list.*.field`. */
function holds(data: unknown, [step, ...rest]: readonly string[]): boolean {
  if (step === undefined) return true;
  if (step === '*') return Array.isArray(data) && data.some((item) => holds(item, rest));
  return typeof data === 'object' && data !== null && step in data && holds(Reflect.get(data, step), rest);
}

test('golden journals are kept', () => {
  expect(versions).not.toEqual([]);
});

describe(`the newest golden journal, v${newest}`, () => {
  /** What the sinks never say of such an outcome. */
  const NEVER = [
    ...['latencyMs', 'problems', 'retryAt'].map((field) => `delivery.abandoned ${field}`),
    ...['latencyMs', 'error', 'error.code', 'problems', 'retryAt'].map(
      (field) => `delivery.diverted ${field}`,
    ),
    ...['error', 'error.code', 'retryAt', 'handedTo'].map((field) => `delivery.succeeded ${field}`),
    ...['problems', 'handedTo'].map((field) => `delivery.failed ${field}`),
  ];
  const { events } = goldenJournal(newest);

  test.each(EVENT_TYPES)('holds %s in its version of today; if not, make the next journal', (type) => {
    const found = events.filter((event) => event.type === type);
    expect(found.map(({ version }) => version)).toEqual(found.map(() => EVENT_VERSIONS[type]));
    expect(found).not.toEqual([]);
  });

  test('has the tables of today; if not, make the next journal', SLOW, async () => {
    const path = join(folder, 'new.db');
    const journal = sqliteJournal(path);
    await journal.open();
    await journal.close();
    const tables = 'SELECT type, name, sql FROM sqlite_schema ORDER BY name';
    expect(query(copyOf(newest), tables)).toEqual(query(path, tables));
    const version = 'PRAGMA user_version';
    expect(query(copyOf(newest), version)).toEqual(query(path, version));
  });

  test('holds every optional field', () => {
    const missing = Object.entries(OPTIONAL_FIELDS).flatMap(([type, paths]) =>
      paths
        .filter((path) => !events.some((event) => event.type === type && holds(event.data, path.split('.'))))
        .map((path) => `${type} ${path}`),
    );
    expect(missing.sort()).toEqual(NEVER.sort());
  });
});

describe.each(versions)('golden journal v%i', SLOW, (version) => {
  const kept = goldenJournal(version);
  const golden = expectedOf(version);

  test('has all in one file', () => {
    expect(existsSync(join(GOLDEN, `v${version}.db-wal`))).toBe(false);
    expect(query(copyOf(version), 'PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
  });

  test('gives back every event', async () => {
    const events = await eventsIn(copyOf(version));
    expect(events).toEqual(golden.events.map(decodeEvent));
    expect(events.map(({ position }) => position)).toEqual(events.map((_, i) => i + 1));
  });

  test('shows every event as it was recorded in the view journal', () => {
    // The driver ends a text at a NUL, so names are asked for as JSON.
    const rows = query(
      copyOf(version),
      `SELECT json_array(position, at, time, type, version, subject, json(data)) AS row FROM journal ORDER BY position`,
    );
    const shown = rows.map((row) => JSON.parse(textOf(row, 'row')));
    expect(shown).toEqual(
      kept.events.map(({ position, at, type, version, subject, data }) => [
        position,
        at,
        new Date(at).toISOString(),
        type,
        version,
        subject,
        data,
      ]),
    );
  });

  test('is decided again exactly as it was', async () => {
    const events = await eventsIn(copyOf(version));
    expect(replayed(golden.config, events)).toEqual(events);
  });

  test.each(waysBack(golden))('is known again $way, and nothing is told again', async ({ sql, after }) => {
    const path = copyOf(version, sql);
    const { monitor, attempts, readAfter, release } = await goOn(path, golden);
    expect(await stateOf(monitor, golden)).toEqual(golden.state);
    expect(readAfter).toEqual([after]);
    release();
    await monitor.flush();
    expect(attempts).toEqual(golden.state.owed);
    await monitor.stop();
    const added = (await eventsIn(path)).filter((event) => event.position > kept.events.length);
    const owed = Object.values(golden.state.owed).flat();
    const delivered = added.filter(({ type }) => type === 'delivery.succeeded');
    expect(delivered.map(({ data }) => data)).toHaveLength(owed.length);
    const others = added.map(({ type }) => type).filter((type) => type !== 'delivery.succeeded');
    const registered = Object.keys(golden.config.services).map(() => 'service.registered');
    expect(others).toEqual(['runtime.started', ...registered, 'runtime.stopped']);
  });

  test('goes on growing', async () => {
    const path = copyOf(version);
    const { now, alertStats, services } = golden.state;
    const later = 3_600_017;
    const first = await goOn(path, golden, later);
    first.release();
    await first.monitor.checkAll();
    await first.monitor.alert({ title: 'one more', severity: 'error' });
    await first.monitor.stop();
    const second = await goOn(path, golden, 2 * later);
    second.release();
    const { title } = second.monitor.recentAlerts({ limit: 1 })[0] ?? {};
    expect(title).toBe('one more');
    const { totalChecks = 0 } = second.monitor.service('api') ?? {};
    expect(totalChecks).toBe((services.api?.totalChecks ?? 0) + 1);
    const [point] = await second.monitor.history('api', { from: now + later - 60_000, step: '1d' });
    expect(point).toMatchObject({ checks: 1, failures: 0 });
    const { raised } = second.monitor.alertStats();
    await second.monitor.stop();
    const events = await eventsIn(path);
    expect(raised).toBe(events.filter(({ type }) => type === 'alert.raised').length);
    expect(raised).toBeGreaterThan(alertStats.raised);
    expect(events.slice(0, kept.events.length)).toEqual(golden.events.map(decodeEvent));
    expect(replayed(golden.config, events)).toEqual(events);
    expect(query(path, 'SELECT count(*) AS events FROM journal')).toEqual([{ events: events.length }]);
    expect(query(path, 'PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
  });
});
