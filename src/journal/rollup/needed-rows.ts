import type { TimeSpan } from '../journal.js';
import { liesInOneStep } from './history-points.js';

const DAY = 86_400_000;
const HOURS = 24;

/** Hours or days counted from the epoch, from `from` up to but without `to`. */
export interface PeriodRange {
  readonly from: number;
  readonly to: number;
}

/** Which rows must be read to answer a span. */
export interface NeededRows {
  readonly days: PeriodRange;
  /** In order, with gaps between them. */
  readonly hours: readonly PeriodRange[];
}

/**
 * Which rows `historyOf` needs for a span: every day that it touches, and all hours of the days that lie in more than
 * one step or reach past the span. 90 days in one step take 91 days and 48 hours at most.
 */
export function neededRows(span: TimeSpan): NeededRows {
  const days = { from: Math.floor(span.from / DAY), to: Math.ceil(span.to / DAY) };
  const hours: PeriodRange[] = [];
  for (let day = days.from; day < days.to; day++) {
    if (liesInOneStep(span, day * DAY, (day + 1) * DAY)) continue;
    const last = hours.at(-1);
    const to = (day + 1) * HOURS;
    if (last?.to === day * HOURS) hours[hours.length - 1] = { from: last.from, to };
    else hours.push({ from: day * HOURS, to });
  }
  return { days, hours };
}
