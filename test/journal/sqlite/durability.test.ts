import { readFile } from 'node:fs/promises';
import Database from 'libsql';
import { describe, expect, test, vi } from 'vitest';
import {
  checkOf,
  collect,
  collectAt,
  journalAt,
  openAt,
  someEvents,
  startScript,
  temporaryPath,
  transactionsInLog,
} from '../../support/journal-files.js';

/** Other processes take their time to start. */
vi.setConfig({ testTimeout: 30_000 });

describe('appends that wait together', () => {
  test('are written as one transaction, each answered by itself', async () => {
    const path = await temporaryPath();
    const journal = await openAt(path);
    await journal.append([checkOf(1)]);
    const before = await transactionsInLog(path);
    // Somebody else has the file, so that all of them come to wait.
    const other = new Database(path);
    other.exec('PRAGMA busy_timeout = 5000; BEGIN IMMEDIATE');
    const appends = Array.from({ length: 50 }, (_, i) => journal.append([checkOf(i + 2)]));
    other.exec('ROLLBACK');
    expect(await Promise.all(appends)).toHaveLength(50);
    expect((await transactionsInLog(path)) - before).toBeLessThan(10);
    expect((await collect(journal)).map(({ position }) => position)).toEqual(
      Array.from({ length: 51 }, (_, i) => i + 1),
    );
    other.close();
  });

  test('are each a transaction when they are awaited', async () => {
    const path = await temporaryPath();
    const journal = await openAt(path);
    for (let position = 1; position <= 20; position++) {
      await journal.append([checkOf(position)]);
      expect(await transactionsInLog(path)).toBeGreaterThanOrEqual(position);
    }
  });
});

describe('a relaxed journal', () => {
  test('holds everything after it was closed', async () => {
    const path = await temporaryPath();
    const journal = await openAt(path, { durability: 'relaxed' });
    for (const event of someEvents(30)) await journal.append([event]);
    await journal.close();
    expect(await collectAt(path)).toEqual(someEvents(30));
  });

  test('holds everything after its process was killed', async () => {
    const path = await temporaryPath();
    const script = startScript(
      `const journal = tocsin.sqliteJournal(args[0], { durability: 'relaxed' });
       await journal.open();
       for (const event of JSON.parse(args[1])) await journal.append([event]);
       say('written');
       setInterval(() => {}, 1_000);`,
      [path, JSON.stringify(someEvents(30))],
    );
    expect(await script.nextLine()).toBe('written');
    script.child.kill('SIGKILL');
    await script.exit;
    expect(await journalAt(path).open()).toEqual({ position: 30 });
    expect(await collectAt(path)).toEqual(someEvents(30));
  });
});

describe('a process with a journal open', () => {
  test.each(['strict', 'relaxed'])('ends by itself when nothing is under way, %s', async (durability) => {
    const path = await temporaryPath();
    const script = startScript(
      `const journal = tocsin.sqliteJournal(args[0], { durability: args[1] });
       await journal.open();
       await journal.append(JSON.parse(args[2]));
       const reader = tocsin.sqliteJournal(args[0]);
       for await (const { position } of reader.read()) say(position);`,
      [path, durability, JSON.stringify(someEvents(1))],
    );
    expect(await script.nextLine()).toBe('1');
    expect(await script.exit).toEqual({ code: 0, signal: null, stderr: '' });
    expect(await collectAt(path)).toEqual(someEvents(1));
  });

  test('does not end before an append is written', async () => {
    const path = await temporaryPath();
    const script = startScript(
      `const journal = tocsin.sqliteJournal(args[0]);
       journal.open().then(() => journal.append(JSON.parse(args[1]))).then(() => say('written'));`,
      [path, JSON.stringify(someEvents(500))],
    );
    expect(await script.nextLine()).toBe('written');
    expect(await script.exit).toEqual({ code: 0, signal: null, stderr: '' });
    expect(await collectAt(path)).toEqual(someEvents(500));
  });
});

test('a journal that was closed leaves all in one file', async () => {
  const path = await temporaryPath();
  const journal = await openAt(path);
  await journal.append(someEvents(100));
  await journal.close();
  const log = await readFile(`${path}-wal`).catch(() => Buffer.alloc(0));
  expect(log.length).toBe(0);
});
