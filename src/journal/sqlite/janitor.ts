import type Database from 'libsql';
import type { Retention } from '../retention.js';
import type { EventReader } from './event-reader.js';
import { Query } from './query.js';

/** How many rows one step may delete, so that the next batch of events never waits long. */
const STEP = 500;
/** How often it is looked whether something became too old, in milliseconds of the journal's own time. */
const ROUND = 60_000;

const HOUR = 3_600_000;
const DAY = 86_400_000;

/** Up to which positions events may be forgotten. */
export interface Forgettable {
  /** The position of the newest snapshot: what it does not hold must stay. */
  readonly snapshot: number;
  /** Checks up to here are in rollups. */
  readonly rolledUp: number;
}

/** Forgets what is too old, a few rows at a time. */
export class Janitor {
  readonly #database: Database.Database;
  readonly #retention: Retention;
  readonly #reader: EventReader;
  #nextRound = 0;
  #chores: (() => number)[] = [];

  constructor(database: Database.Database, retention: Retention, reader: EventReader) {
    this.#database = database;
    this.#retention = retention;
    this.#reader = reader;
  }

  /** Whether there is something to do, or it is time to look. */
  isDue(now: number): boolean {
    return this.#chores.length > 0 || now >= this.#nextRound;
  }

  /**
   * Does a little if there is something to do.
   *
   * @param now the time of the last event
   */
  step(now: number, head: number, { snapshot, rolledUp }: Forgettable): void {
    if (this.#chores.length === 0 && now >= this.#nextRound) {
      this.#nextRound = now + ROUND;
      this.#chores = this.#round(now, head, snapshot, rolledUp);
    }
    const chore = this.#chores[0];
    if (chore === undefined) return;
    if (chore() === 0) this.#chores.shift();
    else this.#database.exec('PRAGMA incremental_vacuum(64)');
  }

  /** What there is to do, as steps that say how many rows each forgot; 0 ends a chore. */
  #round(now: number, head: number, snapshot: number, rolledUp: number): (() => number)[] {
    const { checks, events, minutes, hours, days } = this.#retention;
    const chores: (() => number)[] = [];
    // The last event stays in any case: it tells where positions go on.
    const upTo = (age: number): number =>
      Math.min(this.#reader.lastBefore(now - age, head), snapshot, head - 1);
    if (checks !== undefined) chores.push(this.#forgetEvents('checks', Math.min(upTo(checks), rolledUp)));
    if (events !== undefined) chores.push(this.#forgetEvents('events', upTo(events)));
    if (minutes !== undefined)
      chores.push(this.#forgetRollups('rollup_minutes', 'hour', (now - minutes) / HOUR));
    if (hours !== undefined) chores.push(this.#forgetRollups('rollup_hours', 'hour', (now - hours) / HOUR));
    if (days !== undefined) chores.push(this.#forgetRollups('rollup_days', 'day', (now - days) / DAY));
    return chores;
  }

  #forgetEvents(table: string, upTo: number): () => number {
    const query = new Query(
      this.#database,
      `DELETE FROM ${table} WHERE position IN
         (SELECT position FROM ${table} WHERE position <= ? ORDER BY position LIMIT ${STEP})`,
    );
    return () => query.run(upTo);
  }

  /** Rows are added in the order of time, so that only the first ones need be looked at. */
  #forgetRollups(table: string, period: string, before: number): () => number {
    const query = new Query(
      this.#database,
      `DELETE FROM ${table} WHERE rowid IN
         (SELECT id FROM (SELECT rowid AS id, ${period} FROM ${table} ORDER BY rowid LIMIT ${STEP}) WHERE ${period} < ?)`,
    );
    return () => query.run(Math.floor(before));
  }
}
