import type { HistoryPoint } from '../../domain/history.js';
import type { ReadOptions } from '../../domain/read-options.js';
import type { TimeSpan } from '../journal.js';
import type { Retention } from '../retention.js';
import type { Snapshot } from '../snapshot.js';
import type { EventBatch, TypeNames } from './event-batch.js';
import type { Chunk, ReadSpan } from './event-reader.js';

/** What the thread that owns the file can be asked, with its argument and its answer. */
export interface StoreCalls {
  /** Must be the first. Gives the position of the last event. */
  readonly open: (options: StoreOptions) => number;
  /** Writes events as one transaction, maybe together with those of other calls. Gives the new head. */
  readonly append: (batch: EventBatch) => number;
  /** Sees to it that all that is written outlives a loss of power. */
  readonly sync: (_: null) => null;
  readonly seek: (options: ReadOptions) => ReadSpan & { readonly types: TypeNames };
  readonly chunk: (wanted: ChunkWanted) => Chunk;
  readonly saveSnapshot: (snapshot: Snapshot) => null;
  readonly loadSnapshot: (version: string) => Snapshot | null;
  readonly history: (wanted: HistoryWanted) => readonly HistoryPoint[];
  readonly close: (_: null) => null;
}

export type StoreCall = keyof StoreCalls;

export interface StoreOptions {
  readonly path: string;
  readonly mode: 'read' | 'write';
  readonly durability: 'strict' | 'relaxed';
  readonly retention: Retention;
  /** Epoch milliseconds. */
  readonly now: number;
}

export interface ChunkWanted {
  readonly span: ReadSpan;
  readonly types: readonly string[] | undefined;
  readonly limit: number;
}

export interface HistoryWanted {
  readonly service: string;
  readonly span: TimeSpan;
}

/** A call on its way to the thread. */
export type StoreRequest = {
  readonly [C in StoreCall]: {
    readonly id: number;
    readonly call: C;
    readonly argument: Parameters<StoreCalls[C]>[0];
    /** Who waits for it with its thread: set to {@link DONE} or {@link FAILED} when it is, beside the answer. */
    readonly awaited?: Int32Array<SharedArrayBuffer>;
  };
}[StoreCall];

/** What becomes of the 0 that an awaited call begins with. */
export const DONE = 1;
export const FAILED = 2;

/** Its answer on the way back. */
export interface StoreAnswer {
  readonly id: number;
  readonly value?: unknown;
  readonly error?: { readonly code: string; readonly message: string };
}
