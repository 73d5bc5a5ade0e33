import { chmod, copyFile, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import {
  afterwards,
  checkOf,
  closedJournal,
  collect,
  collectAt,
  failureOf,
  journalAt,
  openAt,
  type ScriptProcess,
  someEvents,
  startScript,
  temporaryPath,
} from '../../support/journal-files.js';

/** Other processes take their time to start. */
vi.setConfig({ testTimeout: 30_000 });

/** Opens the journal at `args[0]`, writes one event and waits to be killed. */
const HOLD = `
  const journal = tocsin.sqliteJournal(args[0]);
  const { position } = await journal.open();
  await journal.append([{ ...JSON.parse(args[1]), position: position + 1 }]);
  say('holds');
  setInterval(() => {}, 1_000);
`;

/** Reads the journal at `args[0]` and says how many events there are. */
const COUNT = `
  const journal = tocsin.sqliteJournal(args[0]);
  let count = 0;
  try {
    for await (const event of journal.read()) count++;
    say(count);
  } catch (error) {
    say(error.code + ' ' + error.message);
  }
  await journal.close();
`;

async function holder(path: string): Promise<ScriptProcess> {
  const process = startScript(HOLD, [path, JSON.stringify(checkOf(1))]);
  expect(await process.nextLine()).toBe('holds');
  return process;
}

describe('while another process writes', () => {
  test('a second writer is refused and told which one', async () => {
    const path = await temporaryPath();
    const other = await holder(path);
    const { code, message } = await failureOf(() => journalAt(path).open());
    expect(code).toBe('ERR_JOURNAL_HELD');
    expect(message).toMatch(
      new RegExp(
        `^${path} is in use by another Tocsin, process ${other.child.pid} on ${hostname()} since 20\\d\\d-\\S+Z; stop that one, or name another file$`,
      ),
    );
    expect(other.child.exitCode).toBeNull();
  });

  test('the lock is free at once when it is killed, and nothing is lost', async () => {
    const path = await temporaryPath();
    for (let round = 1; round <= 3; round++) {
      const other = await holder(path);
      other.child.kill('SIGKILL');
      await other.exit;
      const journal = journalAt(path);
      expect(await journal.open()).toEqual({ position: round });
      await journal.close();
    }
  });

  test('it can be read, here and there', async () => {
    const path = await temporaryPath();
    await holder(path);
    const readers = [startScript(COUNT, [path]), startScript(COUNT, [path])];
    expect(await Promise.all(readers.map((reader) => reader.nextLine()))).toEqual(['1', '1']);
    expect(await collectAt(path)).toEqual([checkOf(1)]);
  });
});

describe('within one process', () => {
  test('a second journal on the same file is refused and told which process', async () => {
    const path = await temporaryPath();
    const journal = await openAt(path);
    const { code, message } = await failureOf(() => journalAt(path).open());
    expect(code).toBe('ERR_JOURNAL_HELD');
    expect(message).toContain(`process ${process.pid} on ${hostname()} since`);
    await journal.append(someEvents(1));
    // Nor did the refused one free the lock.
    const other = startScript(
      `await tocsin.sqliteJournal(args[0]).open().then(() => say('open'), (error) => say(error.code)); process.exit()`,
      [path],
    );
    expect(await other.nextLine()).toBe('ERR_JOURNAL_HELD');
  });

  test('of two that open at the same time one is refused', async () => {
    const path = await temporaryPath();
    const outcomes = await Promise.allSettled([journalAt(path).open(), journalAt(path).open()]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  test('readers find what was written, as it is written', async () => {
    const path = await temporaryPath();
    const journal = await openAt(path);
    const readers = [journalAt(path), journalAt(path)];
    const events = someEvents(3_000);
    for (let to = 1_000; to <= 3_000; to += 1_000) {
      await journal.append(events.slice(to - 1_000, to));
      const found = await Promise.all(readers.map((reader) => collect(reader)));
      expect(found).toEqual([events.slice(0, to), events.slice(0, to)]);
    }
  });

  test('a reader follows a writer through a chunk that it asked for before', async () => {
    const path = await temporaryPath();
    const journal = await openAt(path);
    const events = someEvents(5_000);
    await journal.append(events.slice(0, 2_500));
    const found: number[] = [];
    for await (const { position } of journalAt(path).read()) {
      found.push(position);
      if (position % 500 !== 0) continue;
      await journal.append(events.slice(position + 2_000, position + 2_500));
    }
    expect(found).toEqual(events.slice(0, found.length).map(({ position }) => position));
    expect(found.length).toBeGreaterThanOrEqual(2_500);
  });
});

test('a lock file that was left over does no harm', async () => {
  const path = await closedJournal(someEvents(3));
  const next = journalAt(path);
  expect(await next.open()).toEqual({ position: 3 });
  await next.close();
  // As a copy of all files of a running one.
  await holder(path);
  const copy = await temporaryPath();
  for (const ending of ['', '-wal', '-lock']) await copyFile(path + ending, copy + ending);
  expect(await journalAt(copy).open()).toEqual({ position: 4 });
});

test('a lock file that is damaged is told by its own name', async () => {
  const path = await closedJournal(someEvents(3));
  await writeFile(`${path}-lock`, 'no lock at all, '.repeat(500));
  const { message } = await failureOf(() => journalAt(path).open());
  expect(message).toContain(`${path}-lock`);
});

describe('a reader that may not write', () => {
  const NOBODY = 65_534;

  /** Only root can become somebody else; anybody else is somebody who may not write a folder of his that says so. */
  const who = process.getuid?.() === 0 ? { uid: NOBODY } : {};

  async function openToAll(path: string): Promise<void> {
    const folder = dirname(path);
    await chmod(folder, 0o555);
    afterwards(() => chmod(folder, 0o755));
  }

  test('reads a journal that nobody writes', async () => {
    const path = await closedJournal(someEvents(1_500));
    await openToAll(path);
    expect(await startScript(COUNT, [path], who).nextLine()).toBe('1500');
  });

  test('reads a journal while it is written', async () => {
    const path = await temporaryPath();
    const journal = await openAt(path);
    await journal.append(someEvents(1_500));
    await openToAll(path);
    expect(await startScript(COUNT, [path], who).nextLine()).toBe('1500');
    await journal.append(someEvents(1, 1_501));
    expect(await startScript(COUNT, [path], who).nextLine()).toBe('1501');
  });
});
