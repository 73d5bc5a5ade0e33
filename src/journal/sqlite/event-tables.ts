import type Database from 'libsql';
import type { Outcome } from '../../domain/check.js';
import { type Cell, CHECK_CELLS, EVENT_CELLS, type EventBatch, OUTCOMES } from './event-batch.js';
import { Dictionary, Query } from './query.js';

/** How many rows one statement inserts: each call into the database costs as much as several rows. */
const BLOCK = 64;

/** A check as it is counted in rollups. */
export interface RolledCheck {
  readonly service: number;
  readonly position: number;
  readonly at: number;
  readonly outcome: Outcome;
  readonly latencyMs: number;
}

/** Writes events into their tables. */
export class EventTables {
  readonly #database: Database.Database;
  readonly #checks: BlockInsert;
  readonly #events: BlockInsert;
  readonly services: Dictionary;
  readonly #types: Dictionary;

  constructor(database: Database.Database) {
    this.#database = database;
    this.#checks = new BlockInsert(database, 'checks', 7);
    this.#events = new BlockInsert(database, 'events', 5);
    this.services = new Dictionary(
      database,
      'SELECT id FROM services WHERE name = ?',
      'INSERT INTO services (name) VALUES (?)',
    );
    this.#types = new Dictionary(
      database,
      'SELECT id FROM types WHERE name = ? AND version = ?',
      'INSERT INTO types (name, version) VALUES (?, ?)',
    );
  }

  /** The position of the last event; 0 if there is none. */
  head(): number {
    const [checks, events, kept] = new Query(
      this.#database,
      `SELECT (SELECT max(position) FROM checks), (SELECT max(position) FROM events), (SELECT max(position) FROM snapshots)`,
    ).row();
    return Math.max(Number(checks ?? 0), Number(events ?? 0), Number(kept ?? 0));
  }

  /** Inserts all rows after `head` and tells of each check; to be called within a transaction. Gives the new head. */
  insert({ checks, events }: EventBatch, head: number, onCheck: (check: RolledCheck) => void): number {
    let last = head;
    const cells: Cell[] = [];
    for (let i = 0; i < checks.length; i += CHECK_CELLS) {
      const position = Number(checks[i]);
      // Written before: its writer was not sure of it.
      if (position <= head) continue;
      const at = Number(checks[i + 1]);
      const service = this.services.id(String(checks[i + 2]));
      const code = Number(checks[i + 3]);
      const latency = Number(checks[i + 4]);
      cells.push(position, at, service, code, latency, checks[i + 5] ?? null, checks[i + 6] ?? null);
      onCheck({ service, position, at, outcome: OUTCOMES[code] ?? 'fail', latencyMs: latency });
      if (position > last) last = position;
    }
    this.#checks.run(cells);
    cells.length = 0;
    for (let i = 0; i < events.length; i += EVENT_CELLS) {
      const position = Number(events[i]);
      if (position <= head) continue;
      const type = this.#types.id(events[i + 2] ?? null, events[i + 3] ?? null);
      cells.push(position, events[i + 1] ?? null, type, events[i + 4] ?? null, events[i + 5] ?? null);
      if (position > last) last = position;
    }
    this.#events.run(cells);
    return last;
  }

  /** After a transaction that failed. */
  forget(): void {
    this.services.forget();
    this.#types.forget();
  }
}

/** Inserts rows of one table, many with each statement. */
class BlockInsert {
  readonly #width: number;
  readonly #one: Query;
  readonly #block: Query;

  constructor(database: Database.Database, table: string, width: number) {
    this.#width = width;
    const row = `(${Array(width).fill('?').join(', ')})`;
    this.#one = new Query(database, `INSERT INTO ${table} VALUES ${row}`);
    this.#block = new Query(database, `INSERT INTO ${table} VALUES ${Array(BLOCK).fill(row).join(', ')}`);
  }

  /** @param cells of whole rows, end to end */
  run(cells: readonly Cell[]): void {
    const block = this.#width * BLOCK;
    let from = 0;
    for (; from + block <= cells.length; from += block) this.#block.run(...cells.slice(from, from + block));
    for (; from < cells.length; from += this.#width) this.#one.run(...cells.slice(from, from + this.#width));
  }
}
