import { closeSync, fdatasyncSync, openSync, statSync } from 'node:fs';
import type Database from 'libsql';
import type { HistoryPoint } from '../../domain/history.js';
import type { ReadOptions } from '../../domain/read-options.js';
import { TocsinError } from '../../domain/tocsin-error.js';
import type { Snapshot } from '../snapshot.js';
import { CHECK_CELLS, EVENT_CELLS, type EventBatch } from './event-batch.js';
import { type Chunk, EventReader } from './event-reader.js';
import { EventTables, type RolledCheck } from './event-tables.js';
import { Janitor } from './janitor.js';
import type { JournalLock } from './journal-lock.js';
import { openForReading, openForWriting } from './open-file.js';
import { RollupTables } from './rollup-tables.js';
import { SnapshotTables } from './snapshot-tables.js';
import { journalError, whileBusy } from './sqlite-error.js';
import type { ChunkWanted, HistoryWanted, StoreCalls, StoreOptions } from './store-protocol.js';

/** A journal's file. All of its work blocks, so it lives in a thread of its own. */
export class JournalStore {
  readonly #path: string;
  readonly #database: Database.Database;
  readonly #lock: JournalLock | undefined;
  readonly #events: EventTables;
  readonly #reader: EventReader;
  readonly #snapshots: SnapshotTables;
  readonly #rollups: RollupTables;
  readonly #janitor: Janitor;
  /** Tells the file from another one that is put in its place. */
  readonly #inode: number;
  #snapshot: number;
  #head: number;
  #now = 0;

  /** @throws {@link TocsinError} that says what is wrong with the file */
  constructor({ path, mode, durability, retention, now }: StoreOptions) {
    const { database, lock } =
      mode === 'write' ? openForWriting(path, durability, now) : openForReading(path);
    this.#path = path;
    this.#database = database;
    this.#lock = lock;
    try {
      this.#events = new EventTables(database);
      this.#reader = new EventReader(database);
      this.#snapshots = new SnapshotTables(database);
      this.#head = this.#events.head();
      this.#snapshot = this.#snapshots.newest();
      this.#rollups = new RollupTables(database, this.#events.services);
      this.#janitor = new Janitor(database, retention, this.#reader);
      if (mode === 'write') this.#rollups.recover();
      this.#inode = inodeOf(path);
    } catch (error) {
      database.close();
      lock?.release();
      throw journalError(path, error);
    }
  }

  /** The position of the last event. */
  get head(): number {
    // Somebody else may be writing.
    return this.#lock === undefined ? this.#events.head() : this.#head;
  }

  /** Writes batches as one transaction. */
  append(batches: readonly EventBatch[]): number {
    const checks: RolledCheck[] = [];
    const head = this.#transaction(() => {
      let head = this.#head;
      for (const batch of batches) head = this.#events.insert(batch, head, (check) => checks.push(check));
      return head;
    });
    this.#head = head;
    for (const check of checks) this.#rollups.count(check);
    for (const { checks: rows, events: others } of batches) {
      this.#now = Math.max(this.#now, lastTime(rows, CHECK_CELLS), lastTime(others, EVENT_CELLS));
    }
    return head;
  }

  /** Does a little of the upkeep; to be called now and then. Never throws: what fails is tried again. */
  maintain(): void {
    try {
      if (!this.#rollups.isDue(this.#now) && !this.#janitor.isDue(this.#now)) return;
      this.#transaction(() => {
        this.#rollups.write(this.#now, this.#head);
        const { rolledUp } = this.#rollups;
        this.#janitor.step(this.#now, this.#head, { snapshot: this.#snapshot, rolledUp });
      });
      this.#rollups.settle(true);
    } catch {
      // What failed here fails the next append, too, and is told then.
      this.#rollups.settle(false);
    }
  }

  sync(): null {
    this.#guard(() => {
      // Not by a checkpoint: while somebody reads, that may leave the log unsynced.
      const log = openSync(`${this.#path}-wal`, 'r+');
      try {
        fdatasyncSync(log);
      } finally {
        closeSync(log);
      }
    });
    return null;
  }

  seek(options: ReadOptions): ReturnType<StoreCalls['seek']> {
    return this.#guard(() => ({ ...this.#reader.seek(options, this.head), types: this.#reader.types() }));
  }

  chunk({ span, types, limit }: ChunkWanted): Chunk {
    return this.#guard(() => this.#reader.chunk(span, types, limit));
  }

  saveSnapshot(snapshot: Snapshot): null {
    this.#transaction(() => this.#snapshots.save(snapshot));
    this.#snapshot = snapshot.position;
    return null;
  }

  loadSnapshot(version: string): Snapshot | null {
    return this.#guard(() => this.#snapshots.load(version)) ?? null;
  }

  history({ service, span }: HistoryWanted): readonly HistoryPoint[] {
    return this.#guard(() => {
      // Somebody else may have written meanwhile.
      if (this.#lock === undefined) this.#rollups.recover();
      return this.#rollups.history(service, span);
    });
  }

  close(): void {
    if (!this.#database.open) return;
    try {
      if (this.#lock !== undefined) {
        this.#transaction(() => this.#rollups.writeAll());
        this.#database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      }
    } catch {
      // All that was promised is in the log already.
    } finally {
      this.#database.close();
      this.#lock?.release();
    }
  }

  #transaction<T>(work: () => T): T {
    const database = this.#database;
    return this.#guard(() => {
      this.#refuseLostFile();
      whileBusy(() => database.exec('BEGIN IMMEDIATE'));
      try {
        const result = work();
        database.exec('COMMIT');
        return result;
      } catch (error) {
        this.#events.forget();
        if (database.inTransaction) database.exec('ROLLBACK');
        throw error;
      }
    });
  }

  /** A file that was deleted can still be written, and all of it is gone when the process ends. */
  #refuseLostFile(): void {
    if (inodeOf(this.#path) === this.#inode) return;
    throw new TocsinError(
      'ERR_JOURNAL_GONE',
      `${this.#path} was moved away or deleted while in use; put it back, or restart to begin a new one`,
    );
  }

  #guard<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw journalError(this.#path, error);
    }
  }
}

function inodeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.ino ?? 0;
}

/** The time of the last of rows that are so wide. */
function lastTime(cells: readonly unknown[], width: number): number {
  return cells.length === 0 ? 0 : Number(cells[cells.length - width + 1]);
}
