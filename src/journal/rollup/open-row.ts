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

  constructor(service: number, period: number, upTo = 0) {
    this.service = service;
    this.period = period;
    this.upTo = upTo;
  }

  abstract add(position: number, at: number, outcome: Outcome, latencyMs: number): void;

  /** The row as it is now; later checks leave it alone. */
  abstract row(): RollupRow;
}

/**
 * An hour that may still grow. Only its running minute is an object, those before it are bytes already, and their sum is
 * made when a row is wanted: there are as many open hours as services.
 */
export class OpenHour extends OpenRow {
  #packed = new ByteWriter();
  #minute = 0;
  #running = new RollupCell();
  /** What is known only as a whole, if its minutes were forgotten before it was over. */
  #lump: RollupCell | undefined;

  add(position: number, at: number, outcome: Outcome, latencyMs: number): void {
    this.upTo = position;
    const minute = Math.floor(at / MINUTE) - this.period * MINUTES;
    // Minutes are packed in order, whatever the clock did.
    if (minute > this.#minute) {
      if (this.#running.checks > 0) packMinute(this.#packed, this.#minute, this.#running);
      this.#minute = minute;
      this.#running = new RollupCell();
    }
    this.#running.add(outcome, latencyMs);
  }

  row(): HourRow {
    const { service, period: hour, upTo } = this;
    const packed = new ByteWriter(this.#packed.toBytes());
    if (this.#running.checks > 0) packMinute(packed, this.#minute, this.#running);
    const minutes = packed.toBytes();
    const cell = RollupCell.sum(
      [this.#lump ?? [], unpackMinutes(minutes).map((minute) => minute.cell)].flat(),
    );
    // Some minutes would be taken for all.
    return { service, hour, upTo, cell, minutes: this.#lump === undefined ? minutes : new Uint8Array(0) };
  }

  /** Goes on where a row that was written ends. */
  static from({ service, hour, upTo, cell, minutes }: HourRow): OpenHour {
    const open = new OpenHour(service, hour, upTo);
    const last = unpackMinutes(minutes).at(-1);
    if (last === undefined) {
      open.#lump = cell.copy();
    } else {
      open.#packed = new ByteWriter(minutes.slice(0, last.offset));
      open.#minute = last.minute;
      open.#running = last.cell;
    }
    return open;
  }
}

/** A day that may still grow. */
export class OpenDay extends OpenRow {
  #cell = new RollupCell();

  add(position: number, _at: number, outcome: Outcome, latencyMs: number): void {
    this.upTo = position;
    this.#cell.add(outcome, latencyMs);
  }

  row(): DayRow {
    return { service: this.service, day: this.period, upTo: this.upTo, cell: this.#cell.copy() };
  }

  /** Goes on where a row that was written ends. */
  static from({ service, day, upTo, cell }: DayRow): OpenDay {
    const open = new OpenDay(service, day, upTo);
    open.#cell = cell.copy();
    return open;
  }
}
