import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import Database from 'libsql';
import { afterEach } from 'vitest';
import type { CheckCompleted, EventData, EventType, RecordedEvent } from '../../src/domain/events.js';
import { EVENT_VERSIONS } from '../../src/domain/events.js';
import type { ReadOptions } from '../../src/domain/read-options.js';
import { TocsinError } from '../../src/domain/tocsin-error.js';
import type { Journal } from '../../src/journal/journal.js';
import { type SqliteJournalOptions, sqliteJournal } from '../../src/runtime/sqlite-journal.js';

/** 5 January 2026, 12:00:00 UTC. */
export const START = Date.UTC(2026, 0, 5, 12);

const BUILT = pathToFileURL(join(import.meta.dirname, '../../dist/src/index.js')).href;

const cleanups: (() => Promise<void>)[] = [];

/** To be done when the test is over; the last one first. */
export function afterwards(work: () => Promise<void>): void {
  cleanups.push(work);
}

afterEach(async () => {
  for (let work = cleanups.pop(); work !== undefined; work = cleanups.pop()) await work();
});

/** A folder for one test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tocsin-journal-'));
  afterwards(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** The path of a file that is not there yet, in a folder of its own. */
export async function temporaryPath(): Promise<string> {
  return join(await temporaryFolder(), 'tocsin.db');
}

/** A journal that is closed when the test is over. */
export function journalAt(path: string, options: SqliteJournalOptions = {}): Journal {
  const journal = sqliteJournal(path, options);
  afterwards(() => journal.close());
  return journal;
}

/** The same, open. */
export async function openAt(path: string, options: SqliteJournalOptions = {}): Promise<Journal> {
  const journal = journalAt(path, options);
  await journal.open();
  return journal;
}

/** Makes a journal with events in it and closes it; gives its path. */
export async function closedJournal(events: readonly RecordedEvent[]): Promise<string> {
  const path = await temporaryPath();
  const journal = sqliteJournal(path);
  await journal.open();
  await journal.append(events);
  await journal.close();
  return path;
}

/** Everything that a journal gives. */
export async function collect(
  journal: Pick<Journal, 'read'>,
  options?: ReadOptions,
): Promise<RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  for await (const event of journal.read(options)) events.push(event);
  return events;
}

/** What is read from a file by a journal of its own. */
export async function collectAt(path: string): Promise<RecordedEvent[]> {
  const journal = sqliteJournal(path);
  try {
    return await collect(journal);
  } finally {
    await journal.close();
  }
}

/** One event of the current version. */
export function eventOf<T extends EventType>(
  type: T,
  position: number,
  data: EventData[T],
  { at = START + position * 1_000, subject = 'api' }: { at?: number; subject?: string } = {},
): RecordedEvent {
  // The compiler does not see that type and data belong together.
  return { position, at, type, version: EVENT_VERSIONS[type], subject, data } as RecordedEvent;
}

/** A check that passed. */
export function checkOf(
  position: number,
  fields: Partial<CheckCompleted> = {},
  place: { at?: number; subject?: string } = {},
): RecordedEvent {
  return eventOf('check.completed', position, { outcome: 'pass', latencyMs: position, ...fields }, place);
}

/** Every third one is a change of status, the others are checks. */
export function someEvents(count: number, first = 1): RecordedEvent[] {
  return Array.from({ length: count }, (_, i) =>
    (first + i) % 3 === 0
      ? eventOf('status.changed', first + i, {
          from: 'unknown',
          to: 'healthy',
          message: `change ${first + i}`,
        })
      : checkOf(first + i, { message: `check ${first + i}` }),
  );
}

/** What is told about a failure. */
export async function failureOf(work: () => Promise<unknown>): Promise<TocsinError> {
  try {
    await work();
  } catch (error) {
    if (error instanceof TocsinError) return error;
    throw error;
  }
  throw new Error('it did not fail');
}

/** The names and bytes of all files of a folder. */
export async function bytesIn(folder: string): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  for (const name of (await readdir(folder)).sort())
    files[name] = (await readFile(join(folder, name))).toString('base64');
  return files;
}

/** Copies a journal with its log as it is at this moment, as a crash would leave it; gives the path of the copy. */
export async function copyAside(path: string): Promise<string> {
  const copy = await temporaryPath();
  await copyFile(path, copy);
  await copyFile(`${path}-wal`, `${copy}-wal`);
  return copy;
}

/** Works on a file with nothing but SQLite. */
export function withSqlite<T>(path: string, work: (database: Database.Database) => T): T {
  const database = new Database(path);
  try {
    return work(database);
  } finally {
    database.close();
  }
}

/** All rows of a query. */
export function rowsOf(path: string, sql: string): unknown[][] {
  return withSqlite(path, (database) =>
    database
      .prepare(sql)
      .raw()
      .all()
      .map((row) => (Array.isArray(row) ? row : [])),
  );
}

/** A process that a test started. */
export interface ScriptProcess {
  readonly child: ChildProcess;
  /** Resolves to the next line that it writes; to `undefined` when it ends without another. */
  nextLine(): Promise<string | undefined>;
  /** How it ended. */
  readonly exit: Promise<{ code: number | null; signal: NodeJS.Signals | null; stderr: string }>;
}

/**
 * Runs a module in a process of its own. It finds Tocsin, as built, in `tocsin`, and what it is given in `args`; `say`
 * writes a line.
 */
export function startScript(
  source: string,
  args: readonly string[],
  options: { uid?: number } = {},
): ScriptProcess {
  const prelude = `import * as tocsin from ${JSON.stringify(BUILT)};
    const args = ${JSON.stringify(args)};
    const say = (text) => process.stdout.write(String(text) + '\\n');`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', `${prelude}\n${source}`], {
    stdio: ['ignore', 'pipe', 'pipe'],
    cwd: tmpdir(),
    ...options,
  });
  const lines: string[] = [];
  let rest = '';
  let stderr = '';
  let ended = false;
  let wake = (): void => {};
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    const parts = (rest + chunk).split('\n');
    rest = parts.pop() ?? '';
    lines.push(...parts);
    wake();
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk;
  });
  const exit = once(child, 'close').then(() => {
    ended = true;
    wake();
    return { code: child.exitCode, signal: child.signalCode, stderr };
  });
  afterwards(async () => {
    child.kill('SIGKILL');
    await exit;
  });
  return {
    child,
    exit,
    async nextLine() {
      while (lines.length === 0 && !ended) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      return lines.shift();
    },
  };
}

/** How many transactions the write-ahead log at a path holds: frames that end one tell the size of the database. */
export async function transactionsInLog(path: string): Promise<number> {
  const log = await readFile(`${path}-wal`);
  const frame = 24 + log.readUInt32BE(8);
  let transactions = 0;
  for (let at = 32; at + frame <= log.length; at += frame) {
    const isCurrent = log.readUInt32BE(at + 8) === log.readUInt32BE(16);
    if (isCurrent && log.readUInt32BE(at + 4) > 0) transactions++;
  }
  return transactions;
}
