import type { Outcome } from '../../domain/check.js';
import { ByteWriter } from './byte-writer.js';
import { packMinute, unpackMinutes } from './packed-minutes.js';
import { RollupCell } from './rollup-cell.js';
import type { DayRow, HourRow, RollupRow } from './rollup-row.js';

const MINUTE = 60_000;
/** How many an hour has. */
const MINUTES = 60;

/** An hour or a day of a service that may still grow. */
export abstract class OpenRow {
  readonly service: number;
  /** Which hour or day it is, counted from the epoch. */
  readonly period: number;
  /** The position of the last check in it. */
  upTo: number;
  /** The position of the first check in it that is in no row that was taken; 0 if there is none. */
  unwritten = 0;
  /** Whether a later hour or day has begun. */
  closed = false;
  protected readonly cell: RollupCell;

  constructor(service: number, period: number, upTo = 0, cell = new RollupCell()) {
    this.service = service;
    this.period = period;
    this.upTo = upTo;
    this.cell = cell;
  }

  add(position: number, _at: number, outcome: Outcome, latencyMs: number): void {
    this.upTo = position;
    this.cell.add(outcome, latencyMs);
  }

  /** The row as it is now; later checks leave it alone. */
  abstract row(): RollupRow;
}

/** An hour that may still grow. Only the running minute is an object; those before it are bytes already. */
export class OpenHour extends OpenRow {
  #packed = new ByteWriter();
  #minute = 0;
  #minuteCell = new RollupCell();

  override add(position: number, at: number, outcome: Outcome, latencyMs: number): void {
    super.add(position, at, outcome, latencyMs);
    const minute = Math.floor(at / MINUTE) - this.period * MINUTES;
    // Minutes are packed in order, whatever the clock did.
    if (minute > this.#minute) {
      if (this.#minuteCell.checks > 0) packMinute(this.#packed, this.#minute, this.#minuteCell);
      this.#minute = minute;
      this.#minuteCell = new RollupCell();
    }
    this.#minuteCell.add(outcome, latencyMs);
  }

  row(): HourRow {
    const { service, period: hour, upTo } = this;
    const minutes = new ByteWriter(this.#packed.toBytes());
    if (this.#minuteCell.checks > 0) packMinute(minutes, this.#minute, this.#minuteCell);
    return { service, hour, upTo, cell: this.cell.copy(), minutes: minutes.toBytes() };
  }

  /** Goes on where a row that was written ends. */
  static from({ service, hour, upTo, cell, minutes }: HourRow): OpenHour {
    const open = new OpenHour(service, hour, upTo, cell.copy());
    const running = unpackMinutes(minutes).at(-1);
    if (running !== undefined) {
      open.#packed = new ByteWriter(minutes.slice(0, running.offset));
      open.#minute = running.minute;
      open.#minuteCell = running.cell;
    }
    return open;
  }
}

/** A day that may still grow. */
export class OpenDay extends OpenRow {
  row(): DayRow {
    return { service: this.service, day: this.period, upTo: this.upTo, cell: this.cell.copy() };
  }

  /** Goes on where a row that was written ends. */
  static from({ service, day, upTo, cell }: DayRow): OpenDay {
    return new OpenDay(service, day, upTo, cell.copy());
  }
}
