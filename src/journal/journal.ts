import type { RecordedEvent } from '../domain/events.js';
import type { HistoryPoint } from '../domain/history.js';
import type { ReadOptions } from '../domain/read-options.js';
import type { SnapshotStore } from './snapshot.js';

/** What was found when a journal was opened. */
export interface JournalHead {
  /** The position of its last event; 0 if it is empty. */
  readonly position: number;
}

/**
 * The append-only record. One writer at a time; positions are given out by the writer and grow by one.
 * `memoryJournal` and `sqliteJournal` implement it, and both pass the same contract suite.
 *
 * What a monitor appends again after a failure may have been written the first time: an event at a position that the
 * journal already holds is passed over.
 */
export interface Journal {
  /** Opens it for writing. Throws a `TocsinError` naming the holder if another writer has it. */
  open(): Promise<JournalHead>;
  /**
   * Appends a batch as one transaction; resolves once it is as durable as the journal promises. A monitor waits 5 s of its
   * clock for it, then goes on without and tries again later.
   */
  append(events: readonly RecordedEvent[]): Promise<void>;
  /**
   * The same before it returns, for a process that is about to end: the thread waits for it, at most `ms` milliseconds of
   * real time. Says whether the batch is as durable as the journal promises. It may begin with events that are being
   * appended already. Left out, what was accepted last is lost with the process.
   */
  appendNow?(events: readonly RecordedEvent[], ms: number): boolean;
  /** Reads in order of position; works before `open`, too, if there is something to read. */
  read(options?: ReadOptions): AsyncIterable<RecordedEvent>;
  /** Gives the journal up. Idempotent. */
  close(): Promise<void>;
  /** Where it keeps snapshots, if it does. */
  readonly snapshots?: SnapshotStore | undefined;
  /** Answers from its rollups, if it keeps some; else history is folded from the events it still has. */
  history?(service: string, span: TimeSpan): Promise<readonly HistoryPoint[]>;
}

/** A span of time in steps, all in milliseconds; `from` is a whole minute. */
export interface TimeSpan {
  readonly from: number;
  readonly to: number;
  readonly step: number;
}
