import type { HistoryPoint } from '../../domain/history.js';
import type { TimeSpan } from '../journal.js';
import { RollupCell } from './rollup-cell.js';

/** The points of a span of history while they are being added up. */
export class HistoryPoints {
  readonly #span: TimeSpan;
  readonly #cells = new Map<number, RollupCell>();

  constructor(span: TimeSpan) {
    this.#span = span;
  }

  /** Whether all the time from `from` to `to` lies in one point. */
  holds(from: number, to: number): boolean {
    return liesInOneStep(this.#span, from, to);
  }

  /** The cell of the point in which that moment lies; `undefined` outside of the span. */
  at(moment: number): RollupCell | undefined {
    const { from, to, step } = this.#span;
    if (moment < from || moment >= to) return undefined;
    const i = Math.floor((moment - from) / step);
    let cell = this.#cells.get(i);
    if (cell === undefined) {
      cell = new RollupCell();
      this.#cells.set(i, cell);
    }
    return cell;
  }

  /** All points in order, those without checks included. */
  toArray(): HistoryPoint[] {
    const { from, to, step } = this.#span;
    return Array.from({ length: Math.ceil((to - from) / step) }, (_, i) => {
      const begin = from + i * step;
      return pointOf(begin, Math.min(begin + step, to), this.#cells.get(i));
    });
  }
}

/** Whether all the time from `from` to `to` lies in one step of the span. */
export function liesInOneStep(span: TimeSpan, from: number, to: number): boolean {
  if (from < span.from || to > span.to) return false;
  const begin = span.from + Math.floor((from - span.from) / span.step) * span.step;
  return to <= begin + span.step;
}

function pointOf(from: number, to: number, cell: RollupCell | undefined): HistoryPoint {
  const latency = cell?.latency();
  if (cell === undefined || latency === undefined) return { from, to, checks: 0, failures: 0, warns: 0 };
  const { checks, failures, warns } = cell;
  return { from, to, checks, failures, warns, uptimePercent: ((checks - failures) / checks) * 100, latency };
}
