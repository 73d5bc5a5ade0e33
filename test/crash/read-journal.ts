import Database from 'libsql';
import type { EventType, RecordedEvent } from '../../src/domain/events.js';
import { decodeEvent } from '../../src/journal/decode-event.js';

/** A journal's file as SQLite sees it. */
export interface JournalFile {
  /** What `PRAGMA integrity_check` says. */
  readonly integrity: unknown;
  /** In order of position. */
  readonly events: readonly RecordedEvent[];
  of<T extends EventType>(type: T): Extract<RecordedEvent, { type: T }>[];
}

/** Reads the whole file by plain SQL, without the journal's own reader. */
export function readJournal(path: string): JournalFile {
  const database = new Database(path);
  try {
    const [integrity] = rowsOf(database, 'PRAGMA integrity_check').map(([text]) => text);
    const events = rowsOf(
      database,
      'SELECT position, at, type, version, subject, data FROM journal ORDER BY position',
    ).map(([position, at, type, version, subject, data]) =>
      decodeEvent({
        position: Number(position),
        at: Number(at),
        type: String(type),
        version: Number(version),
        subject: String(subject),
        data: JSON.parse(String(data)),
      }),
    );
    return { integrity, events, of: (type) => events.filter((event) => isOf(event, type)) };
  } finally {
    database.close();
  }
}

function isOf<T extends EventType>(
  event: RecordedEvent,
  type: T,
): event is Extract<RecordedEvent, { type: T }> {
  return event.type === type;
}

function rowsOf(database: Database.Database, sql: string): unknown[][] {
  const rows: unknown[] = database.prepare(sql).raw().all();
  return rows.filter((row) => Array.isArray(row));
}
