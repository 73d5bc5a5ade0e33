import type Database from 'libsql';
import type { HistoryPoint } from '../../domain/history.js';
import type { TimeSpan } from '../journal.js';
import { historyOf } from '../rollup/history-of.js';
import { neededRows } from '../rollup/needed-rows.js';
import { RollupBook } from '../rollup/rollup-book.js';
import { RollupCell } from '../rollup/rollup-cell.js';
import type { DayRow, HourRow, RollupRow, TakenRow } from '../rollup/rollup-row.js';
import { OUTCOMES } from './event-batch.js';
import type { RolledCheck } from './event-tables.js';
import { type Dictionary, Query } from './query.js';

/** How many rows one step may write, so that the next batch of events never waits long. */
const STEP = 200;
/** How often what grew is written, in milliseconds of the journal's own time. */
const ROUND = 5 * 60_000;
/** How many checks are read at a time when they are counted again. */
const CHUNK = 5_000;

const ROLLED_UP_TO = 'rolled_up_to';

/**
 * The rollups: counted in memory as checks are written, and written themselves a little at a time. What was not written
 * when the process ended is counted again from the checks.
 */
export class RollupTables {
  readonly #database: Database.Database;
  readonly #services: Dictionary;
  readonly #writeHour: Query;
  readonly #writeMinutes: Query;
  readonly #writeDay: Query;
  #book = new RollupBook();
  #nextRound = 0;
  /** Up to where the round that is going on must come. */
  #goal: number | undefined;
  #rolledUp = 0;
  /** Written in a transaction that may still fail. */
  #pending: TakenRow[] = [];

  constructor(database: Database.Database, services: Dictionary) {
    this.#database = database;
    this.#services = services;
    this.#writeHour = new Query(
      database,
      `INSERT INTO rollup_hours VALUES (${Array(10).fill('?').join(', ')})
       ON CONFLICT (service, hour) DO UPDATE SET up_to = excluded.up_to, checks = excluded.checks,
         failures = excluded.failures, warns = excluded.warns, latency_min_ms = excluded.latency_min_ms,
         latency_mean_ms = excluded.latency_mean_ms, latency_max_ms = excluded.latency_max_ms,
         cell = excluded.cell`,
    );
    this.#writeMinutes = new Query(
      database,
      `INSERT INTO rollup_minutes VALUES (?, ?, ?)
       ON CONFLICT (service, hour) DO UPDATE SET minutes = excluded.minutes`,
    );
    this.#writeDay = new Query(
      database,
      `INSERT INTO rollup_days VALUES (${Array(10).fill('?').join(', ')})
       ON CONFLICT (service, day) DO UPDATE SET up_to = excluded.up_to, checks = excluded.checks,
         failures = excluded.failures, warns = excluded.warns, latency_min_ms = excluded.latency_min_ms,
         latency_mean_ms = excluded.latency_mean_ms, latency_max_ms = excluded.latency_max_ms,
         cell = excluded.cell`,
    );
  }

  /** All checks up to this position are in rows that were written. */
  get rolledUp(): number {
    return this.#rolledUp;
  }

  /** Goes on from what was written. */
  recover(): void {
    const database = this.#database;
    const [rolledUp] = new Query(database, 'SELECT value FROM meta WHERE key = ?').row(ROLLED_UP_TO);
    this.#rolledUp = Number(rolledUp ?? 0);
    this.#book = new RollupBook();
    const hour = new Query(database, `${HOURS} WHERE service = ? ORDER BY hour DESC LIMIT 1`);
    const day = new Query(database, `${DAYS} WHERE service = ? ORDER BY day DESC LIMIT 1`);
    const newest: RollupRow[] = [];
    for (const [id] of new Query(database, 'SELECT id FROM services').rows()) {
      newest.push(...hour.rows(Number(id)).map(hourRow), ...day.rows(Number(id)).map(dayRow));
    }
    this.#book.restore(newest, this.#rolledUp);
    const checks = new Query(
      database,
      `SELECT position, at, service, outcome, latency_ms FROM checks WHERE position > ? ORDER BY position LIMIT ${CHUNK}`,
    );
    for (let after = this.#rolledUp; ; ) {
      const rows = checks.rows(after);
      for (const [position, at, service, outcome, latency] of rows) {
        after = Number(position);
        const found = OUTCOMES[Number(outcome)] ?? 'fail';
        this.#book.add(Number(service), after, Number(at), found, Number(latency));
      }
      if (rows.length < CHUNK) return;
    }
  }

  count({ service, position, at, outcome, latencyMs }: RolledCheck): void {
    this.#book.add(service, position, at, outcome, latencyMs);
  }

  /** Whether there is something to write. */
  isDue(now: number): boolean {
    return this.#goal !== undefined || now >= this.#nextRound;
  }

  /** Writes some rows if it is time; to be called within a transaction that `settle` is told of. */
  write(now: number, head: number): void {
    if (this.#goal === undefined) {
      if (now < this.#nextRound) return;
      this.#nextRound = now + ROUND;
      this.#goal = head;
      this.#book.closeUntil(now);
    }
    this.#writeSome(STEP);
    if (this.#book.dirtySince() >= this.#goal) this.#goal = undefined;
  }

  /** Writes all that was not written yet; to be called within a transaction that `settle` is told of. */
  writeAll(): void {
    while (this.#writeSome(STEP) === STEP);
  }

  /** Says how the transaction ended in which something was written. */
  settle(committed: boolean): void {
    if (committed) this.#rolledUp = this.#book.dirtySince();
    else this.#book.putBack(this.#pending);
    this.#pending = [];
  }

  history(service: string, span: TimeSpan): readonly HistoryPoint[] {
    const id = this.#services.known(service);
    if (id === undefined) return historyOf({ hours: [], days: [] }, span);
    const needed = neededRows(span);
    const open = this.#book.open(id);
    const someHours = new Query(this.#database, `${HOURS} WHERE service = ? AND hour >= ? AND hour < ?`);
    const someDays = new Query(this.#database, `${DAYS} WHERE service = ? AND day >= ? AND day < ?`);
    const hours = needed.hours.flatMap(({ from, to }) => someHours.rows(id, from, to).map(hourRow));
    const days = someDays.rows(id, needed.days.from, needed.days.to).map(dayRow);
    return historyOf({ hours: [...hours, ...open.hours], days: [...days, ...open.days] }, span);
  }

  #writeSome(limit: number): number {
    const rows = this.#book.takeRows(limit);
    this.#pending.push(...rows);
    for (const row of rows) {
      const { service, upTo, cell } = row;
      const { checks, failures, warns } = cell;
      const { min = 0, mean = 0, max = 0 } = cell.latency() ?? {};
      const common = [upTo, checks, failures, warns, min, mean, max, cell.toBytes()] as const;
      if ('hour' in row) {
        this.#writeHour.run(service, row.hour, ...common);
        this.#writeMinutes.run(service, row.hour, row.minutes);
      } else this.#writeDay.run(service, row.day, ...common);
    }
    new Query(this.#database, 'INSERT OR REPLACE INTO meta VALUES (?, ?)').run(
      ROLLED_UP_TO,
      this.#book.dirtySince(),
    );
    return rows.length;
  }
}

const HOURS = `SELECT service, hour, up_to, cell, minutes
  FROM rollup_hours LEFT JOIN rollup_minutes USING (service, hour)`;
const DAYS = 'SELECT service, day, up_to, cell FROM rollup_days';

function hourRow([service, hour, upTo, cell, minutes]: readonly unknown[]): HourRow {
  return {
    service: Number(service),
    hour: Number(hour),
    upTo: Number(upTo),
    cell: RollupCell.fromBytes(bytesOf(cell)),
    minutes: bytesOf(minutes),
  };
}

function dayRow([service, day, upTo, cell]: readonly unknown[]): DayRow {
  return {
    service: Number(service),
    day: Number(day),
    upTo: Number(upTo),
    cell: RollupCell.fromBytes(bytesOf(cell)),
  };
}

function bytesOf(value: unknown): Uint8Array {
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  return value instanceof Uint8Array ? value : new Uint8Array();
}
