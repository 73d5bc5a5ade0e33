import type { Outcome } from '../../domain/check.js';
import { OpenDay, OpenHour, type OpenRow } from './open-row.js';
import type { DayRow, HourRow, RollupRow, RollupRows, TakenRow } from './rollup-row.js';

const HOUR = 3_600_000;
const DAY = 86_400_000;

/** What may still grow of a service; apart, since after a restart one may be further than the other. */
interface OpenRows {
  hour?: OpenHour | undefined;
  day?: OpenDay | undefined;
}

/**
 * Adds up the checks of every service by the minute, hour and day (UTC), and says which rows are to be written.
 *
 * Rows are whole: one that is taken replaces the one of that hour or day written before. Each knows the position of the
 * last check in it. So after a crash the newest rows are restored and the checks after `dirtySince()` are added again:
 * those that a row holds already are passed over.
 */
export class RollupBook {
  readonly #open = new Map<number, OpenRows>();
  /** What has checks that no taken row has, in the order of the first of them. */
  #unwritten = new Set<OpenRow>();
  /** Those of them that will not grow any more. */
  #closed = new Set<OpenRow>();
  #last = 0;

  /**
   * Counts a check. Positions grow from call to call; `at` (epoch milliseconds) never goes back. Should it do so all the
   * same, the check counts in what is open.
   */
  add(service: number, position: number, at: number, outcome: Outcome, latencyMs: number): void {
    this.#last = position;
    let open = this.#open.get(service);
    if (open === undefined) {
      open = {};
      this.#open.set(service, open);
    }
    if (open.hour === undefined || position > open.hour.upTo) {
      open.hour = this.#at(open.hour, OpenHour, service, Math.floor(at / HOUR));
      this.#addTo(open.hour, position, at, outcome, latencyMs);
    }
    if (open.day === undefined || position > open.day.upTo) {
      open.day = this.#at(open.day, OpenDay, service, Math.floor(at / DAY));
      this.#addTo(open.day, position, at, outcome, latencyMs);
    }
  }

  /**
   * Up to `limit` rows to be written now: first those that will not grow any more, then those that grew since they were
   * last taken, the one that waited longest first. Costs nothing when there are none. Rows that could not be written
   * must be given to {@link RollupBook.putBack}.
   */
  takeRows(limit: number): TakenRow[] {
    const rows: TakenRow[] = [];
    for (const waiting of [this.#closed, this.#unwritten]) {
      for (const from of waiting) {
        if (rows.length >= limit) return rows;
        rows.push({ ...from.row(), since: from.unwritten });
        from.unwritten = 0;
        this.#unwritten.delete(from);
        this.#closed.delete(from);
      }
    }
    return rows;
  }

  /**
   * Takes back rows that `takeRows` gave and that were not written: they are due again. Rows that were taken after them
   * must not have been written either.
   */
  putBack(rows: readonly TakenRow[]): void {
    const closed = new Map([...this.#closed].map((row) => [keyOf(row), row]));
    // Of two rows of one hour the newer one has all.
    for (const row of [...rows].sort((a, b) => b.upTo - a.upTo)) {
      const from = this.#stillOpen(row) ?? closed.get(keyOf(row)) ?? closedFrom(row);
      from.unwritten = from.unwritten === 0 ? row.since : Math.min(from.unwritten, row.since);
      this.#unwritten.add(from);
      if (from.closed) closed.set(keyOf(row), from);
    }
    // An hour that is written before an earlier one of its service would hide that one after a crash.
    this.#unwritten = inOrder(this.#unwritten);
    this.#closed = inOrder(closed.values());
  }

  /**
   * The highest position up to which every check is in a row that was taken: with those rows written, only checks after
   * it must be added again after a crash.
   */
  dirtySince(): number {
    for (const { unwritten } of this.#unwritten) return unwritten - 1;
    return this.#last;
  }

  /**
   * Goes on from rows that were written: the newest hour and the newest day of each service (older ones do no harm). To
   * be called before anything is added; then the checks after `position` must be added again.
   *
   * @param position what `dirtySince` said when the rows were written last
   */
  restore(rows: readonly RollupRow[], position = 0): void {
    this.#last = position;
    for (const row of rows) {
      const open = this.#open.get(row.service) ?? {};
      this.#open.set(row.service, open);
      if ('hour' in row) {
        if (open.hour === undefined || row.hour > open.hour.period) open.hour = OpenHour.from(row);
      } else if (open.day === undefined || row.day > open.day.period) open.day = OpenDay.from(row);
    }
  }

  /**
   * What the book holds of a service: the running hour and day up to the last check, and those before that were not
   * taken yet. They are newer than what is written.
   */
  open(service: number): RollupRows {
    const hours: HourRow[] = [];
    const days: DayRow[] = [];
    const { hour, day } = this.#open.get(service) ?? {};
    for (const held of [...this.#closed, hour, day]) {
      if (held?.service !== service) continue;
      const row = held.row();
      if ('hour' in row) hours.push(row);
      else days.push(row);
    }
    return { hours, days };
  }

  /**
   * Closes the hours and days that are over at `at`, and forgets services of which nothing is left: those that are not
   * checked any more would be held for ever. Costs a look at every service; not to be called before the checks after a
   * restart were added again.
   */
  closeUntil(at: number): void {
    for (const [service, open] of this.#open) {
      if (open.hour !== undefined && (open.hour.period + 1) * HOUR <= at) {
        this.#close(open.hour);
        open.hour = undefined;
      }
      if (open.day !== undefined && (open.day.period + 1) * DAY <= at) {
        this.#close(open.day);
        open.day = undefined;
      }
      if (open.hour === undefined && open.day === undefined) this.#open.delete(service);
    }
  }

  /** What is open, if `period` is still running, else the next one. */
  #at<T extends OpenRow>(
    open: T | undefined,
    Next: new (service: number, period: number) => T,
    service: number,
    period: number,
  ): T {
    if (open !== undefined && period <= open.period) return open;
    if (open !== undefined) this.#close(open);
    return new Next(service, period);
  }

  /** Where that row comes from, if it may still grow. */
  #stillOpen(row: RollupRow): OpenRow | undefined {
    const open = this.#open.get(row.service);
    if ('hour' in row) return open?.hour?.period === row.hour ? open.hour : undefined;
    return open?.day?.period === row.day ? open.day : undefined;
  }

  #addTo(row: OpenRow, position: number, at: number, outcome: Outcome, latencyMs: number): void {
    row.add(position, at, outcome, latencyMs);
    if (row.unwritten > 0) return;
    row.unwritten = position;
    this.#unwritten.add(row);
  }

  #close(row: OpenRow): void {
    row.closed = true;
    if (row.unwritten > 0) this.#closed.add(row);
  }
}

/** Those whose first unwritten check is oldest first. */
function inOrder(rows: Iterable<OpenRow>): Set<OpenRow> {
  return new Set([...rows].sort((a, b) => a.unwritten - b.unwritten));
}

function closedFrom(row: RollupRow): OpenRow {
  const from = 'hour' in row ? OpenHour.from(row) : OpenDay.from(row);
  from.closed = true;
  return from;
}

function keyOf(row: RollupRow | OpenRow): string {
  if ('period' in row) return `${row instanceof OpenHour ? 'hour' : 'day'} ${row.period} of ${row.service}`;
  return 'hour' in row ? `hour ${row.hour} of ${row.service}` : `day ${row.day} of ${row.service}`;
}
