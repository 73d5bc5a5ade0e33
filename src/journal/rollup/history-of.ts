import type { HistoryPoint } from '../../domain/history.js';
import type { TimeSpan } from '../journal.js';
import { HistoryPoints } from './history-points.js';
import { unpackMinutes } from './packed-minutes.js';
import type { DayRow, HourRow, RollupRows } from './rollup-row.js';

const MINUTE = 60_000;
const HOUR = 3_600_000;
const DAY = 86_400_000;
const HOURS = DAY / HOUR;

/**
 * The history of a service from its rollups: one point per step, empty ones included.
 *
 * A point takes whole days where they fit, else whole hours, else minutes. Where retention left only the day or the hour,
 * all of it counts in the point in which it begins. The minute in which `to` lies counts whole.
 *
 * @param rows what {@link neededRows} asks for, as far as it is there; of several rows of one hour or day, such as one
 * that was written and one that is open, the one that reaches furthest counts
 */
export function historyOf(rows: RollupRows, span: TimeSpan): HistoryPoint[] {
  const points = new HistoryPoints(span);
  const days = furthest(rows.days, (row) => row.day);
  const hoursOfDay = new Map<number, HourRow[]>();
  for (const row of furthest(rows.hours, (row) => row.hour).values()) {
    const day = Math.floor(row.hour / HOURS);
    const hours = hoursOfDay.get(day);
    if (hours === undefined) hoursOfDay.set(day, [row]);
    else hours.push(row);
  }
  for (const day of new Set([...days.keys(), ...hoursOfDay.keys()])) {
    const row = days.get(day);
    const hours = hoursOfDay.get(day) ?? [];
    const begin = day * DAY;
    if (row !== undefined && (points.holds(begin, begin + DAY) || isMissingHours(row, hours))) {
      points.addCell(begin, row.cell);
    } else {
      for (const hour of hours) addHour(points, hour);
    }
  }
  return points.toArray();
}

function addHour(points: HistoryPoints, { hour, cell, minutes }: HourRow): void {
  const begin = hour * HOUR;
  if (minutes.length === 0 || points.holds(begin, begin + HOUR)) {
    points.addCell(begin, cell);
    return;
  }
  for (const { minute, cell } of unpackMinutes(minutes)) points.addCell(begin + minute * MINUTE, cell);
}

/** Whether retention took hours of that day. A day that is merely ahead of its hours is not meant. */
function isMissingHours(day: DayRow, hours: readonly HourRow[]): boolean {
  if (hours.length === 0) return true;
  let checks = 0;
  let upTo = 0;
  for (const hour of hours) {
    checks += hour.cell.checks;
    upTo = Math.max(upTo, hour.upTo);
  }
  return checks < day.cell.checks && day.upTo <= upTo;
}

/** Of the rows of each period the one that reaches furthest. */
function furthest<T extends { readonly upTo: number }>(
  rows: readonly T[],
  periodOf: (row: T) => number,
): Map<number, T> {
  const found = new Map<number, T>();
  for (const row of rows) {
    const other = found.get(periodOf(row));
    if (other === undefined || other.upTo < row.upTo) found.set(periodOf(row), row);
  }
  return found;
}
