import { TocsinError } from '../../domain/tocsin-error.js';
import { pauseUnlessLeaving } from './thread-state.js';

/** What SQLite calls an error; empty for one that is not SQLite's. */
export function sqliteCode(error: unknown): string {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return '';
  const raw = 'rawCode' in error ? Number(error.rawCode) : Number.NaN;
  // The driver does not know the finer kinds; the lowest byte tells the family.
  return error.code.startsWith('UNKNOWN') ? (FAMILIES.get(raw & 0xff) ?? error.code) : error.code;
}

/** SQLite's result codes, from https://www.sqlite.org/rescode.html. */
const FAMILIES: ReadonlyMap<number, string> = new Map([
  [5, 'SQLITE_BUSY'],
  [6, 'SQLITE_LOCKED'],
  [8, 'SQLITE_READONLY'],
  [10, 'SQLITE_IOERR'],
  [11, 'SQLITE_CORRUPT'],
  [13, 'SQLITE_FULL'],
  [14, 'SQLITE_CANTOPEN'],
  [26, 'SQLITE_NOTADB'],
]);

/** How long to wait for another program that has the file, in steps of so many milliseconds. */
const BUSY_STEPS = 200;
const BUSY_STEP = 25;

/**
 * Does work on the file, and again if another program has it, for up to five seconds. The wait is here and not in the
 * driver: a process that ends meanwhile must not end in the middle of a call into it, so once it ends there is no other.
 */
export function whileBusy<T>(work: () => T): T {
  for (let step = 0; ; step++) {
    try {
      return work();
    } catch (error) {
      if (step === BUSY_STEPS || !sqliteCode(error).startsWith('SQLITE_BUSY')) throw error;
      if (!pauseUnlessLeaving(BUSY_STEP)) throw error;
    }
  }
}

/** What went wrong with a journal's file, in Tocsin's words. */
export function journalError(path: string, error: unknown): TocsinError {
  if (error instanceof TocsinError) return error;
  const code = sqliteCode(error);
  const cause = { cause: error };
  if (code.startsWith('SQLITE_FULL')) {
    return new TocsinError('ERR_JOURNAL_FULL', `no room left on the disk of ${path}; make some`, cause);
  }
  if (code.startsWith('SQLITE_READONLY')) {
    return new TocsinError('ERR_JOURNAL_READ_ONLY', `${path} cannot be written; make it writable`, cause);
  }
  if (code.startsWith('SQLITE_CORRUPT')) return corruptFile(path, messageOf(error));
  if (code === 'SQLITE_NOTADB') return foreignFile(path, 'it is not an SQLite file');
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) {
    return new TocsinError(
      'ERR_JOURNAL_BUSY',
      `${path} is locked by another program, such as a database browser; close that`,
      cause,
    );
  }
  const what = code === '' ? messageOf(error) : `${code}: ${messageOf(error)}`;
  return new TocsinError('ERR_JOURNAL_IO', `${path} cannot be used: ${what}; look to its disk`, cause);
}

/** The file is a journal no more, or not whole. */
export function corruptFile(path: string, what: string): TocsinError {
  return new TocsinError(
    'ERR_JOURNAL_CORRUPT',
    `${path} is damaged: ${what}; restore a backup, or move the file away to begin a new journal. It was left as it is`,
  );
}

/** The file is something else. */
export function foreignFile(path: string, what: string): TocsinError {
  return new TocsinError(
    'ERR_JOURNAL_FOREIGN',
    `${path} is no Tocsin journal: ${what}; name another file. It was left as it is`,
  );
}

/** The file was made by a Tocsin that this one does not understand. */
export function newerFile(path: string, what: string): TocsinError {
  return new TocsinError(
    'ERR_JOURNAL_NEWER',
    `${path} was written by a newer Tocsin: ${what}; use that version, or name another file. It was left as it is`,
  );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
