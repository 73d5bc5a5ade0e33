import { symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import Database from 'libsql';
import { describe, expect, test, vi } from 'vitest';
import {
  failureOf,
  journalAt,
  openAt,
  someEvents,
  startScript,
  temporaryPath,
} from '../../support/journal-files.js';

/** Other processes take their time to start, and a locked file its time to be given up. */
vi.setConfig({ testTimeout: 60_000 });

describe('the host process', () => {
  test('ends as it should while its journal is locked by another program', async () => {
    const path = await temporaryPath();
    const journal = await openAt(path);
    await journal.append(someEvents(1));
    await journal.close();
    const other = new Database(path);
    const host = startScript(
      `const journal = tocsin.sqliteJournal(args[0]);
       await journal.open();
       say('open');
       const event = { position: 99, at: Date.now(), type: 'runtime.stopped', version: 1, subject: '', data: {} };
       setTimeout(() => journal.append([event]).catch(() => {}), 1_000);
       setTimeout(() => process.exit(7), 1_500);`,
      [path],
    );
    expect(await host.nextLine()).toBe('open');
    other.exec('PRAGMA busy_timeout = 5000; BEGIN IMMEDIATE');
    // Not 134: the driver must not be torn down in the middle of a call that fails.
    expect(await host.exit).toMatchObject({ code: 7, signal: null });
    other.exec('ROLLBACK');
    other.close();
  });
});

describe('a file with two names', () => {
  test('has one writer all the same', async () => {
    const path = await temporaryPath();
    await openAt(path);
    const alias = `${path}-alias.db`;
    symlinkSync(path, alias);
    const { code } = await failureOf(() => journalAt(alias).open());
    expect(code).toBe('ERR_JOURNAL_HELD');
  });
});

describe('a file that was emptied while its log was not', () => {
  test('is refused, and the log is left', async () => {
    const path = await temporaryPath();
    const journal = await openAt(path);
    await journal.append(someEvents(20));
    const log = await readFile(`${path}-wal`);
    await journal.close();
    writeFileSync(`${path}-wal`, log);
    truncateSync(path, 0);
    const { code, message } = await failureOf(() => journalAt(path).open());
    expect(code).toBe('ERR_JOURNAL_CORRUPT');
    expect(message).toContain(path);
    expect(await readFile(`${path}-wal`)).toEqual(log);
  });
});
