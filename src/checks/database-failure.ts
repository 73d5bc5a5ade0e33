import { failureMessage } from './failure-message.js';
import { httpFailure } from './http-failure.js';

/** Why a database did not answer as it should, in words and, if there is one, as a code. */
export interface DatabaseFailure {
  readonly message: string;
  readonly code?: string;
}

/** By the codes of PostgreSQL (SQLSTATE), MySQL and MariaDB, SQLite, and Redis. */
const MESSAGES: Readonly<Record<string, string>> = {
  '08001': 'the connection cannot be made',
  '08004': 'the server rejects the connection',
  '08006': 'the connection broke',
  '25006': 'the database is read-only',
  '28000': 'the user is not let in',
  '28P01': 'the password is wrong',
  '3D000': 'there is no such database',
  '42501': 'the user may not do this',
  '42601': 'the query is not valid',
  '42P01': 'there is no such table',
  '53100': 'the disk of the database is full',
  '53200': 'the database is out of memory',
  '53300': 'too many connections',
  '57014': 'the query was cancelled',
  '57P01': 'the database is shutting down',
  '57P02': 'the database crashed',
  '57P03': 'the database is starting up',
  ER_ACCESS_DENIED_ERROR: 'the user is not let in, or the password is wrong',
  ER_DBACCESS_DENIED_ERROR: 'the user may not use this database',
  ER_BAD_DB_ERROR: 'there is no such database',
  ER_CON_COUNT_ERROR: 'too many connections',
  ER_USER_LIMIT_REACHED: 'too many connections of this user',
  ER_HOST_IS_BLOCKED: 'the server blocks this host',
  ER_HOST_NOT_PRIVILEGED: 'this host is not let in',
  ER_LOCK_WAIT_TIMEOUT: 'the query waited too long for a lock',
  ER_NO_SUCH_TABLE: 'there is no such table',
  ER_OPTION_PREVENTS_STATEMENT: 'the database is read-only',
  ER_PARSE_ERROR: 'the query is not valid',
  ER_SERVER_SHUTDOWN: 'the database is shutting down',
  PROTOCOL_CONNECTION_LOST: 'the connection broke',
  SQLITE_BUSY: 'the database is locked by another connection',
  SQLITE_LOCKED: 'the database is locked',
  SQLITE_CANTOPEN: 'the file of the database cannot be opened',
  SQLITE_CORRUPT: 'the file of the database is damaged',
  SQLITE_FULL: 'the disk of the database is full',
  SQLITE_IOERR: 'the file of the database cannot be read or written',
  SQLITE_NOTADB: 'the file is no database',
  SQLITE_READONLY: 'the database is read-only',
  NOAUTH: 'a password is needed',
  WRONGPASS: 'the user or the password is wrong',
  NOPERM: 'the user may not do this',
  LOADING: 'the server is loading its data',
  MASTERDOWN: 'the replica has lost its primary',
  MISCONF: 'the server cannot save its data to disk',
  OOM: 'the server is out of memory',
  BUSY: 'the server is busy with a script',
  CLUSTERDOWN: 'the cluster is down',
  READONLY: 'the server is a read-only replica',
};

/** Connections fail in the same ways everywhere. */
const CONNECTION: ReadonlySet<string> = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

/** Tells one class of failure from another; what is not known is told in the driver's words, credentials masked. */
export function databaseFailure(error: unknown): DatabaseFailure {
  const code = codeOf(error);
  if (code === undefined) return { message: failureMessage(error) };
  if (CONNECTION.has(code)) return { message: httpFailure({ code }).message, code };
  // SQLite has longer ones for each case, such as `SQLITE_BUSY_SNAPSHOT`.
  const known = MESSAGES[code] ?? MESSAGES[/^SQLITE_[A-Z]+/.exec(code)?.[0] ?? ''];
  return { message: known === undefined ? failureMessage(error) : `${known} (${code})`, code };
}

/** A code that looks like one, of the error, its parts or its causes; Redis begins its messages with one. */
function codeOf(error: unknown, depth = 0): string | undefined {
  if (typeof error !== 'object' || error === null || depth > 3) return undefined;
  const { code, message, cause, errors } = error as Readonly<Record<string, unknown>>;
  if (typeof code === 'string' && /^[A-Z0-9_]{2,40}$/.test(code)) return code;
  if (typeof message === 'string') {
    const [word = ''] = /^[A-Z]{3,12}(?= )/.exec(message) ?? [];
    if (Object.hasOwn(MESSAGES, word)) return word;
  }
  return codeOf(cause, depth + 1) ?? (Array.isArray(errors) ? codeOf(errors[0], depth + 1) : undefined);
}
