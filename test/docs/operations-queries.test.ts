import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'libsql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TABLES_VERSION } from '../../src/journal/sqlite/journal-tables.js';
import { sqliteJournal } from '../../src/runtime/sqlite-journal.js';
import { testMonitor } from '../support/monitor.js';

const docs = fileURLToPath(new URL('../../docs', import.meta.url));
const page = await readFile(join(docs, 'operations.md'), 'utf8');

/** The page's queries, each with the sentence before it. */
const QUERIES = [...page.matchAll(/([^\n]+)\n\n```sql\n([\s\S]*?)^```$/gm)].map(
  ([, about = '', sql = '']) => ({
    about,
    sql,
  }),
);

let folder: string;
let database: Database.Database;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tocsin-queries-'));
  const path = join(folder, 'tocsin.db');
  await record(path);
  database = new Database(path, { readonly: true });
});

afterAll(async () => {
  database.close();
  await rm(folder, { recursive: true, force: true });
});

/** A service that fails for a minute and recovers, an alert told and one held back, on 5 January 2026. */
async function record(path: string): Promise<void> {
  let isUp = true;
  const check = (): void => {
    if (!isUp) throw new Error('connection refused');
  };
  const { monitor, clock, ops } = testMonitor({
    journal: sqliteJournal(path),
    services: { api: { check, every: '10s' } },
  });
  await monitor.start();
  for (const up of [true, false, true]) {
    isUp = up;
    await clock.advance('1m');
    await monitor.flush();
  }
  ops.failWith(new Error('no answer'), 1);
  await monitor.alert({ title: 'Disk full', severity: 'error' });
  await monitor.alert({ title: 'Disk at 50 %', severity: 'info' });
  await monitor.flush();
  await clock.advance('1m');
  await monitor.stop();
}

function rowsOf(sql: string): unknown[] {
  return database.prepare(sql).all();
}

describe('docs/operations.md', () => {
  test('has queries', () => {
    expect(QUERIES.length).toBeGreaterThan(5);
    expect(QUERIES).toHaveLength(page.split('```sql').length - 1);
  });

  test.each(QUERIES)('$about', ({ sql }) => {
    const rows = rowsOf(sql);
    expect(rows.length).toBeGreaterThan(0);
  });

  test('lists every table and column, and no other', () => {
    const listed: string[] = [];
    let table = '';
    const [, section = ''] = page.split('### The tables');
    for (const [, named, column] of section.matchAll(/^\| (?:`(\w+)`)? +\| `(\w+)` +\| .+\|$/gm)) {
      table = named ?? table;
      listed.push(`${table}.${column}`);
    }
    const columns = rowsOf(
      `SELECT t.name || '.' || c.name AS name FROM sqlite_schema AS t JOIN pragma_table_info(t.name) AS c
       WHERE t.type = 'table'`,
    );
    expect(columns.length).toBeGreaterThan(30);
    expect(listed.map((name) => ({ name })).sort(byName)).toEqual(columns.sort(byName));
  });

  test('lists the columns of the view', () => {
    const [, listed = ''] = /The view `journal` has every event as it is: ([\s\S]*?)\. The/.exec(page) ?? [];
    const columns = rowsOf("SELECT name FROM pragma_table_info('journal')");
    expect([...listed.matchAll(/`(\w+)`/g)].map(([, name]) => ({ name }))).toEqual(columns);
  });

  test('tells the marks of the file', () => {
    const [found] = rowsOf(
      'SELECT application_id, user_version FROM pragma_application_id, pragma_user_version',
    );
    const [, id, version] = /PRAGMA application_id = (0x\w+); PRAGMA user_version = (\d+);/.exec(page) ?? [];
    expect(found).toEqual({ application_id: Number(id), user_version: Number(version) });
    expect(page).toContain(`the version of the tables, now ${TABLES_VERSION}`);
  });

  test('says of every error of a journal what to do', async () => {
    const errors = await readFile(join(docs, 'errors.md'), 'utf8');
    const codes = codesOf(errors).filter((code) => code !== 'ERR_JOURNAL_CONTRACT');
    expect(codes.length).toBeGreaterThan(10);
    expect(codesOf(page)).toEqual(codes);
  });
});

function byName(a: unknown, b: unknown): number {
  return JSON.stringify(a) < JSON.stringify(b) ? -1 : 1;
}

function codesOf(text: string): string[] {
  return [...text.matchAll(/^\| `(ERR_JOURNAL_\w+)`/gm)].map(([, code = '']) => code).sort();
}
