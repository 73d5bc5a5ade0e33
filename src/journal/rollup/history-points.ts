import type { Outcome } from '../../domain/check.js';
import type { HistoryPoint } from '../../domain/history.js';
import type { TimeSpan } from '../journal.js';
import { RollupCell } from './rollup-cell.js';

/** The points of a span of history while they are being added up. */
export class HistoryPoints {
  readonly #span: TimeSpan;
  readonly #checks = new Map<number, RollupCell>();
  readonly #cells = new Map<number, RollupCell[]>();

  constructor(span: TimeSpan) {
    this.#span = span;
  }

  /** Whether all the time from `from` to `to` lies in one point. */
  holds(from: number, to: number): boolean {
    return liesInOneStep(this.#span, from, to);
  }

  /** Counts a check in the point in which that moment lies; outside of the span nothing happens. */
  addCheck(moment: number, outcome: Outcome, latencyMs: number): void {
    const i = this.#indexOf(moment);
    if (i === undefined) return;
    let cell = this.#checks.get(i);
    if (cell === undefined) {
      cell = new RollupCell();
      this.#checks.set(i, cell);
    }
    cell.add(outcome, latencyMs);
  }

  /** Counts checks that are added up already, likewise. */
  addCell(moment: number, cell: RollupCell): void {
    const i = this.#indexOf(moment);
    if (i === undefined) return;
    const cells = this.#cells.get(i);
    if (cells === undefined) this.#cells.set(i, [cell]);
    else cells.push(cell);
  }

  /** All points in order, those without checks included. */
  toArray(): HistoryPoint[] {
    const { from, to, step } = this.#span;
    return Array.from({ length: Math.ceil((to - from) / step) }, (_, i) => {
      const begin = from + i * step;
      const cells = [this.#checks.get(i) ?? [], this.#cells.get(i) ?? []].flat();
      return pointOf(begin, Math.min(begin + step, to), RollupCell.sum(cells));
    });
  }

  #indexOf(moment: number): number | undefined {
    const { from, to, step } = this.#span;
    return moment < from || moment >= to ? undefined : Math.floor((moment - from) / step);
  }
}

/** Whether all the time from `from` to `to` lies in one step of the span. */
export function liesInOneStep(span: TimeSpan, from: number, to: number): boolean {
  if (from < span.from || to > span.to) return false;
  const begin = span.from + Math.floor((from - span.from) / span.step) * span.step;
  return to <= begin + span.step;
}

function pointOf(from: number, to: number, cell: RollupCell): HistoryPoint {
  const { checks, failures, warns } = cell;
  const latency = cell.latency();
  if (latency === undefined) return { from, to, checks, failures, warns };
  return { from, to, checks, failures, warns, uptimePercent: ((checks - failures) / checks) * 100, latency };
}
