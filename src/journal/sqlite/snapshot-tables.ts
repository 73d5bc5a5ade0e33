import type Database from 'libsql';
import type { Snapshot } from '../snapshot.js';
import { Query } from './query.js';

/** Keeps the newest snapshot. */
export class SnapshotTables {
  readonly #database: Database.Database;

  constructor(database: Database.Database) {
    this.#database = database;
  }

  /** To be called within a transaction. */
  save({ position, at, version, parts }: Snapshot): void {
    const database = this.#database;
    new Query(database, 'DELETE FROM snapshot_parts WHERE position = ?').run(position);
    new Query(database, 'INSERT OR REPLACE INTO snapshots VALUES (?, ?, ?)').run(position, at, version);
    const insert = new Query(database, 'INSERT INTO snapshot_parts VALUES (?, ?, ?)');
    parts.forEach((body, part) => {
      insert.run(position, part, body);
    });
    database.exec(`DELETE FROM snapshot_parts WHERE position < ${position};
      DELETE FROM snapshots WHERE position < ${position}`);
  }

  /** The newest of that version. */
  load(version: string): Snapshot | undefined {
    const [position, at] = new Query(
      this.#database,
      'SELECT position, at FROM snapshots WHERE version = ? ORDER BY position DESC LIMIT 1',
    ).row(version);
    if (position === undefined) return undefined;
    const rows = new Query(
      this.#database,
      'SELECT body FROM snapshot_parts WHERE position = ? ORDER BY part',
    ).rows(Number(position));
    return { position: Number(position), at: Number(at), version, parts: rows.map(([body]) => String(body)) };
  }

  /** The position of the newest; 0 if there is none. */
  newest(): number {
    const [position] = new Query(this.#database, 'SELECT max(position) FROM snapshots').row();
    return Number(position ?? 0);
  }
}
