import type { EventType, RecordedEvent } from '../domain/events.js';

/** What to read from a journal; all given bounds hold together. */
export interface ReadOptions {
  /** Only events after this position. */
  readonly after?: number | undefined;
  /** Only events at or after this time, epoch milliseconds. */
  readonly from?: number | undefined;
  /** Only events before this time, epoch milliseconds. */
  readonly to?: number | undefined;
  readonly types?: readonly EventType[] | undefined;
}

/** What was found when a journal was opened. */
export interface JournalHead {
  /** The position of its last event; 0 if it is empty. */
  readonly position: number;
}

/**
 * The append-only record. One writer at a time; positions are given out by the writer and grow by one.
 * `memoryJournal` and `sqliteJournal` implement it, and both pass the same contract suite.
 */
export interface Journal {
  /** Opens it for writing. Throws a `TocsinError` naming the holder if another writer has it. */
  open(): Promise<JournalHead>;
  /** Appends a batch as one transaction; resolves once it is as durable as the journal promises. */
  append(events: readonly RecordedEvent[]): Promise<void>;
  /** Reads in order of position. */
  read(options?: ReadOptions): AsyncIterable<RecordedEvent>;
  /** Gives the journal up. Idempotent. */
  close(): Promise<void>;
}
