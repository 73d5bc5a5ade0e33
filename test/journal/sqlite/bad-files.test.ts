import { chmod, copyFile, mkdir, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { sqliteJournal } from '../../../src/runtime/sqlite-journal.js';
import { configIssues } from '../../support/config-issues.js';
import {
  bytesIn,
  closedJournal,
  collect,
  collectAt,
  failureOf,
  journalAt,
  openAt,
  someEvents,
  temporaryFolder,
  temporaryPath,
  withSqlite,
} from '../../support/journal-files.js';

/** Each test starts threads of its own, which takes a while on a busy machine. */
vi.setConfig({ testTimeout: 30_000 });

const AS_IT_IS = 'It was left as it is';

/** Some hundred pages. Made once, copied for each test. */
let good: Buffer;

beforeAll(async () => {
  good = await readFile(await closedJournal(someEvents(6_000)));
});

async function goodCopy(): Promise<string> {
  const path = await temporaryPath();
  await writeFile(path, good);
  return path;
}

/** Opens it, which must fail and leave no trace; gives the failure as one text. */
async function refusal(path: string): Promise<string> {
  const folder = dirname(path);
  const before = await bytesIn(folder);
  const { code, message } = await failureOf(() => journalAt(path).open());
  expect(await bytesIn(folder)).toEqual(before);
  return `${code} ${message}`;
}

describe('a file that is no journal is refused and left as it is:', () => {
  test.each([
    ['a text', 'Dear diary,\n'.repeat(1_000)],
    ['a short text', 'x'.repeat(20)],
    ['a text that begins like an SQLite file', `SQLite format 4\0${'x'.repeat(5_000)}`],
  ])('%s', async (_name, text) => {
    const path = await temporaryPath();
    await writeFile(path, text);
    expect(await refusal(path)).toBe(
      `ERR_JOURNAL_FOREIGN ${path} is no Tocsin journal: it is not an SQLite file; name another file. ${AS_IT_IS}`,
    );
  });

  test('the SQLite file of something else', async () => {
    const path = await temporaryPath();
    withSqlite(path, (database) =>
      database.exec('CREATE TABLE events (position INTEGER); PRAGMA user_version = 1'),
    );
    expect(await refusal(path)).toBe(
      `ERR_JOURNAL_FOREIGN ${path} is no Tocsin journal: it is the SQLite file of something else; name another file. ${AS_IT_IS}`,
    );
  });
});

describe('a journal of a newer Tocsin is refused and left as it is:', () => {
  test('newer tables', async () => {
    const path = await goodCopy();
    await edit(path, 'PRAGMA user_version = 99');
    expect(await refusal(path)).toBe(
      `ERR_JOURNAL_NEWER ${path} was written by a newer Tocsin: its tables have version 99, this one knows 1; use that version, or name another file. ${AS_IT_IS}`,
    );
  });

  test.each([
    ['a type that is not known', 'moon.rose', 1],
    ['a later version of a type', 'status.changed', 2],
    ['a later version of checks', 'check.completed', 2],
    ['a type named like a method', 'toString', 1],
  ])('%s', async (_name, type, version) => {
    const path = await goodCopy();
    await edit(path, `INSERT INTO types (name, version) VALUES ('${type}', ${version})`);
    expect(await refusal(path)).toBe(
      `ERR_JOURNAL_NEWER ${path} was written by a newer Tocsin: it holds ${type} events of version ${version}; use that version, or name another file. ${AS_IT_IS}`,
    );
    expect((await failureOf(() => collect(journalAt(path)))).code).toBe('ERR_JOURNAL_NEWER');
  });
});

describe('a damaged journal is refused and left as it is:', () => {
  test.each([100, 512, 4_000, 4_096, 4_097, 20_000, 0.5, -4_096, -2_000, -1])('cut at %d', async (at) => {
    const path = await goodCopy();
    const size = Number.isInteger(at) ? (at + good.length) % good.length : Math.floor(at * good.length);
    await truncate(path, size);
    const told = await refusal(path);
    expect(told).toContain(`ERR_JOURNAL_CORRUPT ${path} is damaged: `);
    expect(told).toContain(`; restore a backup, or move the file away to begin a new journal. ${AS_IT_IS}`);
  });

  test.each([
    ['the head of a page in the middle', () => 4_096 * Math.floor(good.length / 8_192)],
    ['the head of the last page', () => good.length - 4_096],
    ['the list of tables', () => 100],
  ])('flipped bytes at %s', async (_name, place) => {
    const path = await goodCopy();
    const bytes = Buffer.from(good);
    for (let i = 0; i < 8; i++) bytes[place() + i] = (bytes[place() + i] ?? 0) ^ 0xff;
    await writeFile(path, bytes);
    expect(await refusal(path)).toContain(`ERR_JOURNAL_CORRUPT ${path} is damaged: `);
  });

  test('rows that cannot be', async () => {
    const path = await goodCopy();
    await edit(path, `UPDATE events SET data = 'no JSON' WHERE position = 3000`);
    const { code, message } = await failureOf(() => collectAt(path));
    expect(code).toBe('ERR_JOURNAL_CORRUPT');
    expect(message).toContain('restore');
    // What comes before it can be saved.
    const journal = await openAt(path);
    expect((await collect(journal, { types: ['check.completed'] })).length).toBe(4_000);
  });

  test('data that cannot have been recorded', async () => {
    const path = await goodCopy();
    await edit(path, `UPDATE events SET data = '{"from":1}' WHERE position = 3000`);
    const { code, message } = await failureOf(() => collectAt(path));
    expect(code).toBe('ERR_JOURNAL_CORRUPT');
    expect(message).toContain('position 3000: status.changed: ');
  });
});

describe('a place that cannot be written is refused:', () => {
  test('a file marked read-only, whoever asks', async () => {
    const path = await goodCopy();
    await chmod(path, 0o444);
    expect(await refusal(path)).toBe(`ERR_JOURNAL_READ_ONLY ${path} is marked read-only; make it writable`);
    expect((await collectAt(path)).length).toBe(6_000);
    expect((await stat(path)).mode & 0o777).toBe(0o444);
  });

  test('a folder', async () => {
    const path = await temporaryPath();
    await mkdir(path);
    const told = `ERR_JOURNAL_PATH ${path} is a folder; name a file, such as tocsin.db`;
    const { code, message } = await failureOf(() => journalAt(path).open());
    expect(`${code} ${message}`).toBe(told);
    const reading = await failureOf(() => collectAt(path));
    expect(`${reading.code} ${reading.message}`).toBe(told);
  });

  test('a folder that is not there', async () => {
    const folder = join(await temporaryFolder(), 'missing');
    const path = join(folder, 'tocsin.db');
    const { code, message } = await failureOf(() => journalAt(path).open());
    expect(`${code} ${message}`).toBe(
      `ERR_JOURNAL_PATH ${path}: there is no folder ${folder}; make it, or name another one`,
    );
  });

  test.each([[''], ['a\0b']])('the name %j', (path) => {
    const message = `${JSON.stringify(path)} is not the name of a file; write one such as 'tocsin.db'`;
    expect(configIssues(() => sqliteJournal(path))).toEqual([{ path: 'sqliteJournal.path', message }]);
  });
});

test('nothing to read is told, and nothing is made', async () => {
  const path = await temporaryPath();
  const { code, message } = await failureOf(() => collect(journalAt(path)));
  expect(`${code} ${message}`).toBe(
    `ERR_JOURNAL_MISSING there is no journal at ${path}; look whether the name is right`,
  );
  expect(await bytesIn(dirname(path))).toEqual({});
});

describe('a new journal is begun', () => {
  test('in an empty file', async () => {
    const path = await temporaryPath();
    await writeFile(path, '');
    const journal = journalAt(path);
    expect(await journal.open()).toEqual({ position: 0 });
    await journal.append(someEvents(3));
    await journal.close();
    expect(await collectAt(path)).toEqual(someEvents(3));
  });

  test('beside a log that was left over from another one', async () => {
    const other = await temporaryPath();
    await (await openAt(other)).append(someEvents(50));
    const path = await temporaryPath();
    await copyFile(`${other}-wal`, `${path}-wal`);
    const journal = journalAt(path);
    expect(await journal.open()).toEqual({ position: 0 });
    await journal.append(someEvents(3));
    await journal.close();
    expect(await collectAt(path)).toEqual(someEvents(3));
  });

  test('under a name with a space, a question mark, a hash and a percent sign', async () => {
    const path = join(await temporaryFolder(), 'my journal?mode=memory#1 100%41.db');
    const journal = await openAt(path);
    await journal.append(someEvents(3));
    await journal.close();
    expect(await journalAt(path).open()).toEqual({ position: 3 });
    expect((await stat(path)).size).toBeGreaterThan(4_096);
  });
});

async function edit(path: string, sql: string): Promise<void> {
  withSqlite(path, (database) => {
    database.exec(sql);
    // Leaves no log beside it.
    database.exec('PRAGMA journal_mode = DELETE');
    database.exec('PRAGMA journal_mode = WAL');
  });
}
