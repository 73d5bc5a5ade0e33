import Database from 'libsql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type SqlCheckOptions, type SqlClient, sqlCheck } from '../../src/checks/sql-check.js';
import type { CheckResult } from '../../src/domain/check.js';
import { configIssues } from '../support/config-issues.js';
import { asGiven } from './support/as-given.js';
import { runOnce } from './support/run-once.js';

let database: Database.Database;

beforeEach(() => {
  database = new Database(':memory:');
  database.exec('create table replication (lag integer); insert into replication values (42)');
});

afterEach(() => {
  database.close();
});

const QUERY = 'select lag from replication';

/** The shapes in which clients give rows, each over the same database. */
const CLIENTS: Readonly<Record<string, () => SqlClient>> = {
  'better-sqlite3 and libsql': () => database,
  pg: () => ({ query: async (sql: string) => ({ rows: database.prepare(sql).all(), rowCount: 1 }) }),
  'mysql2 with promises': () => ({
    query: async (sql: string) => [database.prepare(sql).all(), [{ name: 'lag' }]],
  }),
  'mysql2 with callbacks': () => ({
    promise: () => ({ query: async (sql: string) => [database.prepare(sql).all(), []] }),
    query: () => {
      throw new Error('it has no promises');
    },
  }),
  '@libsql/client': () => ({ execute: async (sql: string) => ({ rows: database.prepare(sql).all() }) }),
  'a list of rows': () => ({ query: async (sql: string) => database.prepare(sql).all() }),
};

describe.each(Object.entries(CLIENTS))('%s', (_name, make) => {
  const ask = (options?: SqlCheckOptions): Promise<CheckResult> => runOnce(sqlCheck(make(), options));

  it('passes when it answers', async () => {
    expect(await ask()).toEqual({ outcome: 'pass' });
  });

  it('has its rows judged', async () => {
    const seen: unknown[] = [];
    const judge: SqlCheckOptions['judge'] = (rows) => {
      seen.push(...rows);
      return { outcome: 'warn', message: `${rows[0]?.lag} s behind`, data: { rows: rows.length } };
    };
    expect(await ask({ query: QUERY, judge })).toEqual({
      outcome: 'warn',
      message: '42 s behind',
      data: { rows: 1 },
    });
    expect(seen).toEqual([{ lag: 42 }]);
  });

  it('fails when it cannot answer, in its own words', async () => {
    expect(await ask({ query: 'select * from nowhere' })).toMatchObject({
      outcome: 'fail',
      message: expect.stringContaining('nowhere'),
    });
  });
});

describe('the judgement', () => {
  it.each([
    [(): boolean => true, { outcome: 'pass' }],
    [(): boolean => false, { outcome: 'fail' }],
    [
      (): never => {
        throw new Error('too few rows');
      },
      { outcome: 'fail', message: 'too few rows' },
    ],
    [async (): Promise<boolean> => false, { outcome: 'fail' }],
  ])('counts as the answer of a check: %s', async (judge, expected) => {
    expect(await runOnce(sqlCheck(database, { judge }))).toEqual(expected);
  });
});

describe('a function', () => {
  it('asks by itself, with the signal', async () => {
    const { signal } = new AbortController();
    let given: AbortSignal | undefined;
    const check = sqlCheck(
      (its) => {
        given = its;
        return database.prepare(QUERY).all();
      },
      { judge: ([row]) => row?.lag === 42 },
    );
    expect(await runOnce(check, { signal })).toEqual({ outcome: 'pass' });
    expect(given).toBe(signal);
  });

  it('may throw at once, or answer with nothing', async () => {
    const check = sqlCheck(() => {
      throw new Error('no pool');
    });
    expect(await runOnce(check)).toEqual({ outcome: 'fail', message: 'no pool' });
    expect(await runOnce(sqlCheck(() => undefined))).toEqual({ outcome: 'pass' });
  });

  it('is not waited for when the check is given up', async () => {
    const controller = new AbortController();
    const running = runOnce(
      sqlCheck(() => new Promise(() => {})),
      { signal: controller.signal },
    );
    const reason = new Error('enough');
    controller.abort(reason);
    await expect(running).rejects.toBe(reason);
    const late = runOnce(
      sqlCheck(() => true),
      { signal: controller.signal },
    );
    await expect(late).rejects.toBe(reason);
  });
});

describe('a failure', () => {
  const failing = (thrown: unknown): Promise<CheckResult> =>
    runOnce(
      sqlCheck(async () => {
        throw thrown;
      }),
    );
  const coded = (code: string, message = 'something', cause?: unknown): Error =>
    Object.assign(new Error(message, { cause }), { code });

  it.each([
    [coded('28P01', 'password authentication failed for user "app"'), 'the password is wrong (28P01)'],
    [coded('3D000'), 'there is no such database (3D000)'],
    [coded('53300'), 'too many connections (53300)'],
    [coded('57P03'), 'the database is starting up (57P03)'],
    [
      coded('ER_ACCESS_DENIED_ERROR'),
      'the user is not let in, or the password is wrong (ER_ACCESS_DENIED_ERROR)',
    ],
    [coded('SQLITE_BUSY_SNAPSHOT'), 'the database is locked by another connection (SQLITE_BUSY_SNAPSHOT)'],
    [coded('ECONNREFUSED', 'connect ECONNREFUSED 10.0.0.5:5432'), 'connection refused'],
    [new Error('pool', { cause: coded('ENOTFOUND') }), 'DNS: host not found'],
    [new AggregateError([coded('ECONNREFUSED'), coded('ECONNREFUSED')], ''), 'connection refused'],
    [coded('XX000', 'cannot open postgres://app:hunter2@db/orders'), 'cannot open postgres://db/[redacted]'],
  ])('is told apart: %s', async (thrown, message) => {
    expect(await failing(thrown)).toMatchObject({ outcome: 'fail', message });
  });

  it('of a file that is no database is one of SQLite', async () => {
    const file = new URL(import.meta.url).pathname;
    const foreign = (): unknown => {
      const opened = new Database(file, { readonly: true });
      try {
        return opened.prepare('select 1 from sqlite_master').all();
      } finally {
        opened.close();
      }
    };
    expect(await runOnce(sqlCheck(foreign))).toEqual({
      outcome: 'fail',
      message: 'the file is no database (SQLITE_NOTADB)',
      data: { code: 'SQLITE_NOTADB' },
    });
  });
});

describe('a client', () => {
  it('that has only callbacks is told apart from one that does not answer', async () => {
    const client: SqlClient = asGiven('{}');
    Object.assign(client, { query: () => ({ on: () => {} }) });
    expect(await runOnce(sqlCheck(client))).toEqual({
      outcome: 'fail',
      message: "the client's query gives no promise; hand in one that does, or a function that asks it",
    });
  });

  it.each(['{}', 'null', '"postgres://app:hunter2@db"'])('must be able to do something: %s', (given) => {
    const issues = configIssues(() => sqlCheck(asGiven(given)));
    expect(issues.map(({ path }) => path)).toEqual(['sqlCheck.client']);
    expect(JSON.stringify(issues)).not.toContain('hunter2');
  });

  it('is asked what it is told to; a function is not', () => {
    expect(configIssues(() => sqlCheck(() => true, { query: 'select 1' }))).toEqual([
      {
        path: 'sqlCheck.query',
        message: 'a function asks by itself; put the query there, or hand in the client',
      },
    ]);
    expect(configIssues(() => sqlCheck(database, asGiven('{"query":"","judge":1,"sql":""}')))).toEqual([
      { path: 'sqlCheck.sql', message: 'there is no such option; the options are query, judge' },
      { path: 'sqlCheck.query', message: `"" is not a text; write one such as 'select 1'` },
      { path: 'sqlCheck.judge', message: '1 is not a function of the rows' },
    ]);
  });
});
