import type { RollupCell } from './rollup-cell.js';

/** The checks of a service in one hour (UTC). */
export interface HourRow {
  /** The number that stands for the service in the journal. */
  readonly service: number;
  /** Hours since the epoch. */
  readonly hour: number;
  /** The position of the last check in it. */
  readonly upTo: number;
  readonly cell: RollupCell;
  /** Its minutes as `packMinute` lays them out; empty once they are forgotten. */
  readonly minutes: Uint8Array;
}

/** The checks of a service in one day (UTC). */
export interface DayRow {
  readonly service: number;
  /** Days since the epoch. */
  readonly day: number;
  readonly upTo: number;
  readonly cell: RollupCell;
}

/** A row to be written in the place of an older one of that service and hour or day. Those with an `hour` are hours. */
export type RollupRow = HourRow | DayRow;

/** A row that is to be written. */
export type TakenRow = RollupRow & {
  /** The position of the first check in it that no row taken before has. */
  readonly since: number;
};

/** Rows of one service. */
export interface RollupRows {
  readonly hours: readonly HourRow[];
  readonly days: readonly DayRow[];
}
