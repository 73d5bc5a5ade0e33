import type { Awaitable, Check, CheckContext, CheckResult } from '../domain/check.js';
import { kindOf, OptionIssues, show } from '../domain/option-issues.js';
import { answerOf } from './check-answer.js';
import { databaseFailure } from './database-failure.js';
import { untilAborted } from './until-aborted.js';

/**
 * A client of yours, known by what it can do: `query` that gives a promise (pg, postgres pools, mysql2/promise),
 * `execute` alike (@libsql/client), or `prepare(sql).all()` at once (better-sqlite3, libsql, node:sqlite).
 */
export type SqlClient =
  | { query(sql: string): PromiseLike<unknown> }
  | { execute(sql: string): PromiseLike<unknown> }
  | { prepare(sql: string): { all(): unknown } };

/** Asks the database for anything. Hand the signal to whatever takes one. */
export type SqlQuery = (signal: AbortSignal) => Awaitable<unknown>;

/** A row as the client gives it: values by the names of the columns, or in their order if the client is set to that. */
export type SqlRow = Readonly<Record<string, unknown>>;

/** What is asked and what the answer must be. */
export interface SqlCheckOptions {
  /** What to ask a client. Default `select 1`. Not for a function, which asks by itself. */
  readonly query?: string | undefined;
  /** Judges the rows that came back, as a check does: `false` or an error fails, a result says more. Default: any will do. */
  readonly judge?: ((rows: readonly SqlRow[]) => ReturnType<Check>) | undefined;
}

const OPTIONS: readonly string[] = ['query', 'judge'] satisfies (keyof SqlCheckOptions)[];

/**
 * Checks that a database answers, through the client or pool that the program has already. Failures are told apart:
 * refused, unknown user or database, too many connections, starting up, locked, read-only, full. Neither the query nor
 * rows are told.
 *
 * A check that is given up ends at once; a query that takes no signal goes on by itself, and its answer is forgotten.
 *
 * @param client a client, or a function that asks
 * @throws {@link ConfigError} if the client or an option cannot be used.
 * @example sqlCheck(pool, { query: 'select lag from replication', judge: ([row]) => Number(row?.lag) < 60 })
 */
export function sqlCheck(client: SqlClient | SqlQuery, options: SqlCheckOptions = {}): Check {
  const { ask, judge } = planSql(client, options);
  return async function sqlCheck(context: CheckContext): Promise<CheckResult> {
    const { signal } = context;
    let rows: readonly SqlRow[];
    try {
      rows = rowsOf(await untilAborted(signal, () => ask(signal)));
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      const { message, code } = databaseFailure(error);
      return { outcome: 'fail', message, ...(code === undefined ? {} : { data: { code } }) };
    }
    if (judge === undefined) return { outcome: 'pass' };
    return answerOf(() => judge(rows), context);
  };
}

interface SqlPlan {
  readonly ask: SqlQuery;
  readonly judge: SqlCheckOptions['judge'];
}

function planSql(client: SqlClient | SqlQuery, options: SqlCheckOptions): SqlPlan {
  const issues = new OptionIssues('sqlCheck');
  issues.known(options, OPTIONS);
  const { query, judge } = options;
  const sql = issues.text('query', query ?? 'select 1', "'select 1'");
  if (judge !== undefined && typeof judge !== 'function') {
    issues.add('judge', `${show(judge)} is not a function of the rows`);
  }
  if (typeof client === 'function' && query !== undefined) {
    issues.add('query', 'a function asks by itself; put the query there, or hand in the client');
  }
  const ask = typeof client === 'function' ? client : askerOf(client, sql);
  if (ask === undefined) {
    issues.add(
      'client',
      `${kindOf(client)} without query, execute or prepare; hand in a client or a pool, or a function that asks it`,
    );
  }
  issues.throwIfAny();
  return { ask: ask ?? (() => undefined), judge };
}

function askerOf(client: SqlClient, sql: string): SqlQuery | undefined {
  if (typeof client !== 'object' || client === null) return undefined;
  // mysql2 without promises has a way to them.
  if ('promise' in client && typeof client.promise === 'function') return askerOf(client.promise(), sql);
  if ('query' in client && typeof client.query === 'function') {
    return () => promised(client.query(sql), 'query');
  }
  if ('execute' in client && typeof client.execute === 'function') {
    return () => promised(client.execute(sql), 'execute');
  }
  if ('prepare' in client && typeof client.prepare === 'function') return () => client.prepare(sql).all();
  return undefined;
}

/** A client with callbacks would never tell us anything. */
function promised(answer: unknown, method: string): PromiseLike<unknown> {
  if (
    typeof answer === 'object' &&
    answer !== null &&
    'then' in answer &&
    typeof answer.then === 'function'
  ) {
    return Promise.resolve(answer);
  }
  throw new Error(
    `the client's ${method} gives no promise; hand in one that does, or a function that asks it`,
  );
}

/** The rows of an answer, whichever client gave it: a list, `{ rows }`, or a list of rows with their fields after it. */
function rowsOf(answer: unknown): SqlRow[] {
  const given: unknown = isObject(answer) && 'rows' in answer ? answer.rows : answer;
  if (!Array.isArray(given)) return [];
  const [first] = given;
  const rows: readonly unknown[] = Array.isArray(first) ? first : given;
  return rows.filter(isObject);
}

function isObject(value: unknown): value is SqlRow {
  return typeof value === 'object' && value !== null;
}
