import { existsSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import Database from 'libsql';
import { TocsinError } from '../../domain/tocsin-error.js';
import { journalError, sqliteCode } from './sqlite-error.js';

/**
 * Keeps a second writer out. It holds an open write transaction on a small database beside the journal, so the lock is
 * the operating system's: it goes with the process, however that ends, and holds across containers that share a disk.
 * Who holds it can be read meanwhile.
 */
export class JournalLock {
  readonly #path: string;
  readonly #isNew: boolean;
  readonly #database: Database.Database;

  /**
   * @param path of the journal
   * @param now for the note on who holds it, epoch milliseconds
   * @throws {@link TocsinError} `ERR_JOURNAL_HELD` that names the holder
   */
  constructor(path: string, now: number) {
    this.#path = `${path}-lock`;
    this.#isNew = !existsSync(this.#path);
    this.#database = openLock(this.#path);
    try {
      this.#database.exec('BEGIN IMMEDIATE');
      leaveNote(this.#database, now);
      // Others read only what is committed; before the next line one of them may have been quicker, and holds it then.
      if (!this.#database.inTransaction) this.#database.exec('BEGIN IMMEDIATE');
    } catch (error) {
      const busy = sqliteCode(error).startsWith('SQLITE_BUSY');
      throw busy ? held(path, this.#database) : journalError(this.#path, error);
    }
  }

  /** @param unused whether nothing was made of it, so that it leaves no trace if there was none */
  release(unused = false): void {
    if (!this.#database.open) return;
    // Not left to `close`: the driver keeps a connection open until its statements are collected.
    if (this.#database.inTransaction) this.#database.exec('ROLLBACK');
    this.#database.close();
    if (unused && this.#isNew) rmSync(this.#path, { force: true });
  }
}

function openLock(path: string): Database.Database {
  try {
    return new Database(path);
  } catch (error) {
    throw new TocsinError(
      'ERR_JOURNAL_READ_ONLY',
      `${path} cannot be made, which keeps a second writer out; make its folder writable`,
      { cause: error },
    );
  }
}

/** Says who holds the lock. On a full disk it holds without a note. */
function leaveNote(database: Database.Database, now: number): void {
  try {
    database.exec(
      'CREATE TABLE IF NOT EXISTS holder (pid INTEGER, host TEXT, since TEXT); DELETE FROM holder',
    );
    database
      .prepare('INSERT INTO holder VALUES (?, ?, ?)')
      .run([process.pid, hostname(), new Date(now).toISOString()]);
    database.exec('COMMIT');
  } catch {
    if (database.inTransaction) database.exec('ROLLBACK');
  }
}

function held(path: string, database: Database.Database): TocsinError {
  const holder = readHolder(database);
  return new TocsinError(
    'ERR_JOURNAL_HELD',
    `${path} is in use by another Tocsin${holder}; stop that one, or name another file`,
  );
}

function readHolder(database: Database.Database): string {
  try {
    const row: unknown = database.prepare('SELECT pid, host, since FROM holder').raw().get();
    if (!Array.isArray(row)) return '';
    const [pid, host, since] = row;
    return `, process ${pid} on ${host} since ${since}`;
  } catch {
    return '';
  }
}
