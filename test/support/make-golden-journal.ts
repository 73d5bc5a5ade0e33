import { copyFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { idempotencyKey } from '../../src/channels/sink-idempotency-key.js';
import type { RecordedEvent } from '../../src/domain/events.js';
import { matchToJson } from '../../src/domain/matcher.js';
import type { Monitor } from '../../src/domain/monitor.js';
import { createOutbox } from '../../src/journal/outbox.js';
import type { Snapshot } from '../../src/journal/snapshot.js';
import { sqliteJournal } from '../../src/runtime/sqlite-journal.js';
import {
  GOLDEN,
  type GoldenJournal,
  type GoldenState,
  type OwedAttempt,
} from '../journal/golden/golden-file.js';
import { CONFIG, FORMER, firstRun, fourthRun, secondRun, thirdRun } from '../journal/golden/golden-story.js';
import { BEGIN, GoldenWorld } from '../journal/golden/golden-world.js';

/** Whose history is written down, by the day, by the hour and by the minute. */
const SERVICE = 'api';
const HOUR = 3_600_000;
const FOREVER = { checks: false, events: false, minutes: false, hours: false, days: false } as const;

/** Makes the golden journal of one version from today's code. A version that is kept is never made again. */
async function makeGoldenJournal(name: string): Promise<void> {
  if (!/^v[1-9]\d*$/.test(name)) throw new Error(`say which version to make, such as v2, not '${name}'`);
  const [file, notes] = [join(GOLDEN, `${name}.db`), join(GOLDEN, `${name}.json`)];
  if (existsSync(file) || existsSync(notes)) throw new Error(`${name} is kept for ever; make the next one`);
  const { events, snapshot, state } = await tellStory();
  await writeFile(file, events, snapshot);
  const { position, version } = snapshot;
  writeFileSync(notes, linesOf({ config: CONFIG, snapshot: { position, version }, state, events }));
}

interface Story {
  readonly events: readonly RecordedEvent[];
  readonly snapshot: Snapshot;
  readonly state: GoldenState;
}

/** Tells the story to monitors with a journal in memory, under virtual time. */
async function tellStory(): Promise<Story> {
  const world = new GoldenWorld(CONFIG);
  await world.begin(FORMER);
  await firstRun(world);
  await world.clock.advance('13h');
  await world.begin();
  await secondRun(world);
  await world.clock.advance('2h');
  await world.begin();
  await thirdRun(world);
  await world.clock.advance('20m');
  await world.begin();
  await fourthRun(world);
  const events = await world.events();
  const snapshot = await world.snapshot();
  if (snapshot === undefined) throw new Error('no snapshot was saved');
  const state = await stateOf(world.monitor, events);
  await world.crash();
  return { events, snapshot, state };
}

async function stateOf(monitor: Monitor, events: readonly RecordedEvent[]): Promise<GoldenState> {
  const now = events.at(-1)?.at ?? 0;
  const spans = [
    { from: BEGIN, to: BEGIN + 72 * HOUR, step: '1d' },
    { from: now - 24 * HOUR, to: now, step: '1h' },
    { from: now - HOUR, to: now, step: '1m' },
  ] as const;
  return {
    now,
    services: monitor.summary().services,
    incidents: monitor.incidents.list(),
    silences: monitor.silences.list().map((silence) => ({ ...silence, match: matchToJson(silence.match) })),
    alertStats: monitor.alertStats(),
    channelStats: Object.fromEntries(
      Object.entries(monitor.channelStats()).map(([name, { circuit: _, ...stats }]) => [name, stats]),
    ),
    owed: owedAfter(events),
    history: await Promise.all(
      spans.map(async (span) => ({
        service: SERVICE,
        span,
        points: await monitor.history(SERVICE, span),
      })),
    ),
    uptime: { service: SERVICE, uptime: await monitor.uptime(SERVICE) },
  };
}

/** What is owed, with the keys of the attempts that were made; what was never tried gets that of its first attempt. */
function owedAfter(events: readonly RecordedEvent[]): Record<string, readonly OwedAttempt[]> {
  const outbox = createOutbox();
  const keys = new Map<string, string>();
  for (const event of events) {
    outbox.apply(event);
    if (event.type !== 'delivery.failed') continue;
    const { notificationId, channel, idempotencyKey } = event.data;
    keys.set(JSON.stringify([notificationId, channel]), idempotencyKey);
  }
  const owedBy = (channel: string): OwedAttempt[] =>
    outbox.pending(channel).map(({ notification: { id }, attempts }) => ({
      notificationId: id,
      attempt: attempts + 1,
      idempotencyKey: keys.get(JSON.stringify([id, channel])) ?? idempotencyKey(id, channel),
    }));
  const isCritical = (channel: string, id: string): boolean =>
    outbox.get(channel, id)?.notification.severity === 'critical';
  return Object.fromEntries(
    outbox.channels().map((channel) => {
      const owed = owedBy(channel);
      const critical = owed.filter(({ notificationId }) => isCritical(channel, notificationId));
      return [channel, [...critical, ...owed.filter((one) => !critical.includes(one))]];
    }),
  );
}

/**
 * Writes the file as a killed process leaves it: the last checks are not rolled up. All of it is in the one file, for
 * nothing beside it is kept.
 */
async function writeFile(file: string, events: readonly RecordedEvent[], snapshot: Snapshot): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-golden-'));
  const [path, copy] = [join(folder, 'journal.db'), join(folder, 'copy.db')];
  const journal = sqliteJournal(path, { retention: FOREVER });
  const append = async (from: number, to: number): Promise<void> => {
    for (let i = from; i < to; i += 50) await journal.append(events.slice(i, Math.min(to, i + 50)));
  };
  await journal.open();
  await append(0, snapshot.position);
  await journal.snapshots?.save(snapshot);
  await journal.close();
  await journal.open();
  await append(snapshot.position, events.length);
  for (const end of ['', '-wal']) copyFileSync(`${path}${end}`, `${copy}${end}`);
  await journal.close();
  const database = new Database(copy);
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  database.close();
  copyFileSync(copy, file);
  rmSync(folder, { recursive: true });
}

/** One event a line. */
function linesOf({ events, ...rest }: GoldenJournal): string {
  const head = JSON.stringify(rest, null, 2).slice(0, -2);
  return `${head},\n  "events": [\n${events.map((event) => `    ${JSON.stringify(event)}`).join(',\n')}\n  ]\n}\n`;
}

await makeGoldenJournal(process.argv[2] ?? '');
