import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import Database from 'libsql';
import { EVENT_VERSIONS, isEventType } from '../../domain/events.js';
import { TocsinError } from '../../domain/tocsin-error.js';
import { JournalLock } from './journal-lock.js';
import { APPLICATION_ID, TABLES, TABLES_VERSION } from './journal-tables.js';
import { corruptFile, foreignFile, journalError, newerFile, sqliteCode, whileBusy } from './sqlite-error.js';

/** Above this many bytes the structure of a file is no longer checked as a whole when it is opened. */
const LARGEST_CHECKED = 2 ** 30;

/** Bytes that the write-ahead log is cut back to after it grew. */
const WAL_LIMIT = 16 * 2 ** 20;

/** A journal's file, open. */
export interface OpenFile {
  readonly database: Database.Database;
  /** Held while it is open for writing. */
  readonly lock?: JournalLock;
}

/**
 * Opens a journal's file for writing, and makes it if there is none. What is wrong with it is found out before anything
 * in it is touched.
 *
 * @param now for the note on who writes, epoch milliseconds
 */
export function openForWriting(named: string, durability: 'strict' | 'relaxed', now: number): OpenFile {
  refuseBadPlace(named);
  // By its real name, or two names of one file would make two writers.
  const path = realName(named);
  const lock = new JournalLock(path, now);
  let database: Database.Database | undefined;
  try {
    if (sizeOf(path) === 0) create(path);
    else inspect(path);
    const opened = new Database(path);
    database = opened;
    whileBusy(() => opened.exec('PRAGMA journal_mode = WAL'));
    database.exec(`PRAGMA journal_size_limit = ${WAL_LIMIT}`);
    database.exec(`PRAGMA synchronous = ${durability === 'strict' ? 'FULL' : 'NORMAL'}`);
    database.exec('PRAGMA cache_size = -16000');
    return { database, lock };
  } catch (error) {
    database?.close();
    lock.release(true);
    throw journalError(path, error);
  }
}

/** Opens a journal's file for reading only; it may be written by another process meanwhile. */
export function openForReading(path: string): OpenFile {
  if (!existsSync(path)) {
    throw new TocsinError(
      'ERR_JOURNAL_MISSING',
      `there is no journal at ${path}; look whether the name is right`,
    );
  }
  refuseBadPlace(path);
  try {
    const database = whileBusy(() => openReadOnly(path));
    identify(path, database);
    return { database };
  } catch (error) {
    throw journalError(path, error);
  }
}

function openReadOnly(path: string): Database.Database {
  const database = new Database(uri(path, 'mode=ro'));
  try {
    database.prepare('SELECT count(*) FROM sqlite_schema').raw().get();
    return database;
  } catch (error) {
    if (!/^SQLITE_(CANTOPEN|READONLY)/.test(sqliteCode(error))) throw error;
    // In a folder or on a disk that cannot be written, where the shared memory of the log cannot be made either.
    database.close();
    return new Database(uri(path, 'immutable=1'));
  }
}

function refuseBadPlace(path: string): void {
  const folder = dirname(resolve(path));
  if (!existsSync(folder)) {
    throw new TocsinError(
      'ERR_JOURNAL_PATH',
      `${path}: there is no folder ${folder}; make it, or name another one`,
    );
  }
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined || found.isFile()) return;
  const what = found.isDirectory() ? 'a folder' : 'not a file';
  throw new TocsinError('ERR_JOURNAL_PATH', `${path} is ${what}; name a file, such as tocsin.db`);
}

/** Looks at an existing file through a connection that cannot change anything, and makes no other files beside it. */
function inspect(path: string): void {
  // A file that was marked read-only is left alone even by those who could write it all the same.
  if ((statSync(path).mode & 0o222) === 0) {
    throw new TocsinError('ERR_JOURNAL_READ_ONLY', `${path} is marked read-only; make it writable`);
  }
  const database = new Database(uri(path, 'immutable=1'));
  try {
    identify(path, database);
    // Of a page that is cut, SQLite reads zeros. While there is a log, it may hold the rest.
    if (sizeOf(`${path}-wal`) === 0 && sizeOf(path) % Number(pragma(database, 'page_size')) !== 0) {
      throw corruptFile(path, 'its end is missing');
    }
  } finally {
    database.close();
  }
  checkWhole(path);
}

/** Refuses a file that is none of Tocsin's, or of a newer one. */
function identify(path: string, database: Database.Database): void {
  const id = pragma(database, 'application_id');
  if (id !== APPLICATION_ID) throw foreignFile(path, 'it is the SQLite file of something else');
  const version = Number(pragma(database, 'user_version'));
  if (version > TABLES_VERSION) {
    throw newerFile(path, `its tables have version ${version}, this one knows ${TABLES_VERSION}`);
  }
  for (const row of database.prepare('SELECT name, version FROM types').raw().all()) {
    const [name, version] = Array.isArray(row) ? row : [];
    if (isEventType(String(name)) && Number(version) <= EVENT_VERSIONS[name as keyof typeof EVENT_VERSIONS])
      continue;
    throw newerFile(path, `it holds ${name} events of version ${version}`);
  }
}

/** Makes an empty journal under another name first: a file that is there is always whole, whenever the process ends. */
function create(path: string): void {
  if (existsSync(path) && sizeOf(`${path}-wal`) > 0) {
    throw corruptFile(path, 'it is empty, though its log beside it is not');
  }
  const making = `${path}-new`;
  for (const end of ['', '-journal']) rmSync(`${making}${end}`, { force: true });
  const database = new Database(making);
  try {
    database.exec('PRAGMA auto_vacuum = INCREMENTAL');
    database.exec(`BEGIN; ${TABLES}; COMMIT`);
  } finally {
    database.close();
  }
  // Left by another file of that name; SQLite would take it for this one's.
  for (const end of ['-wal', '-shm', '-journal']) rmSync(`${path}${end}`, { force: true });
  renameSync(making, path);
  syncFolder(dirname(resolve(path)));
}

/** Sees to it that a new name outlives a loss of power; where a folder cannot be opened, as on Windows, it does anyway. */
function syncFolder(folder: string): void {
  try {
    const descriptor = openSync(folder, 'r');
    fsyncSync(descriptor);
    closeSync(descriptor);
  } catch {
    // The file itself is on the disk.
  }
}

/** Looks through all of the file and its log, through a connection that cannot change either. */
function checkWhole(path: string): void {
  // Without a log there is nothing but the file, and a connection that makes no files beside it sees all of it.
  const whole = sizeOf(`${path}-wal`) === 0;
  const database = whole ? new Database(uri(path, 'immutable=1')) : whileBusy(() => openReadOnly(path));
  try {
    identify(path, database);
    if (sizeOf(path) > LARGEST_CHECKED) return;
    const found = pragma(database, 'quick_check(1)');
    if (found !== 'ok') throw corruptFile(path, String(found));
  } finally {
    database.close();
  }
}

function pragma(database: Database.Database, name: string): unknown {
  const row: unknown = database.prepare(`PRAGMA ${name}`).raw().get();
  return Array.isArray(row) ? row[0] : undefined;
}

function realName(path: string): string {
  return existsSync(path) ? realpathSync(path) : join(realpathSync(dirname(resolve(path))), basename(path));
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

function uri(path: string, parameters: string): string {
  return `${pathToFileURL(path).href}?${parameters}`;
}
