import { fc } from '@fast-check/vitest';
import type { Outcome } from '../../../src/domain/check.js';
import type { RecordedEvent } from '../../../src/domain/events.js';
import type { TimeSpan } from '../../../src/journal/journal.js';
import { neededRows, type PeriodRange } from '../../../src/journal/rollup/needed-rows.js';
import { RollupBook } from '../../../src/journal/rollup/rollup-book.js';
import { RollupCell } from '../../../src/journal/rollup/rollup-cell.js';
import type { RollupRow, RollupRows } from '../../../src/journal/rollup/rollup-row.js';
import { anyLatency } from './latencies.js';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
/** Some time before the end of a day, an hour and a minute. */
export const BEGIN = Date.UTC(2026, 0, 15, 21, 57, 30);

export interface StoredCheck {
  readonly service: number;
  readonly position: number;
  readonly at: number;
  readonly outcome: Outcome;
  readonly latencyMs: number;
}

/** What may happen to a journal. A write that fails is tried again by and by; a crash loses the book. */
export type Step =
  | {
      readonly type: 'check';
      readonly service: number;
      readonly gap: number;
      readonly outcome: Outcome;
      readonly latencyMs: number;
    }
  | { readonly type: 'write'; readonly limit: number; readonly fails: boolean }
  | { readonly type: 'close' }
  | { readonly type: 'crash' };

const anyGap = fc.oneof(
  { weight: 4, arbitrary: fc.nat(2 * MINUTE) },
  { weight: 2, arbitrary: fc.constantFrom(0, 30_000, MINUTE, HOUR) },
  { weight: 2, arbitrary: fc.nat(3 * HOUR) },
  { weight: 1, arbitrary: fc.nat(2 * DAY) },
);

export const anySteps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    {
      weight: 12,
      arbitrary: fc.record({
        type: fc.constant('check' as const),
        service: fc.integer({ min: 1, max: 3 }),
        gap: anyGap,
        outcome: fc.constantFrom<Outcome>('pass', 'warn', 'fail'),
        latencyMs: anyLatency,
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        type: fc.constant('write' as const),
        limit: fc.integer({ min: 1, max: 8 }),
        fails: fc.boolean(),
      }),
    },
    { weight: 1, arbitrary: fc.record({ type: fc.constant('close' as const) }) },
    { weight: 1, arbitrary: fc.record({ type: fc.constant('crash' as const) }) },
  ),
  { maxLength: 120, size: 'max' },
);

/** A journal with its rollups, as far as these matter: checks, written rows and the position written with them. */
export class RollupStore {
  readonly checks: StoredCheck[] = [];
  readonly written = new Map<string, RollupRow>();
  book = new RollupBook();
  #watermark = 0;
  #at = BEGIN;

  step(step: Step): void {
    switch (step.type) {
      case 'check': {
        const { service, outcome, latencyMs } = step;
        this.#at += step.gap;
        // Every other position is some other event's.
        const position = this.checks.length * 2 + 2;
        this.checks.push({ service, position, at: this.#at, outcome, latencyMs });
        this.book.add(service, position, this.#at, outcome, latencyMs);
        break;
      }
      case 'write': {
        const rows = this.book.takeRows(step.limit);
        if (step.fails) {
          this.book.putBack(rows);
          break;
        }
        for (const row of rows) this.written.set(keyOf(row), throughBytes(row));
        this.#watermark = this.book.dirtySince();
        break;
      }
      case 'close':
        this.book.closeUntil(this.#at);
        break;
      case 'crash':
        this.book = new RollupBook();
        this.book.restore([...this.written.values()], this.#watermark);
        for (const check of this.checks) if (check.position > this.#watermark) addTo(this.book, check);
        break;
    }
  }

  /** Checks of a service, as the journal reads them. */
  async *events(): AsyncGenerator<RecordedEvent> {
    for (const { service, position, at, outcome, latencyMs } of this.checks) {
      const data = { outcome, latencyMs };
      yield { position, at, type: 'check.completed', version: 1, subject: `s${service}`, data };
      yield {
        position: position + 1,
        at,
        type: 'service.paused',
        version: 1,
        subject: `s${service}`,
        data: {},
      };
    }
  }

  /** The rows of a service for a span: those asked for, written ones first, and those that are open. */
  rows(service: number, span: TimeSpan): RollupRows {
    const needed = neededRows(span);
    const hours = [];
    const days = [];
    for (const row of this.written.values()) {
      if (row.service !== service) continue;
      if ('hour' in row && needed.hours.some((range) => isIn(range, row.hour))) hours.push(row);
      if ('day' in row && isIn(needed.days, row.day)) days.push(row);
    }
    const open = this.book.open(service);
    return { hours: [...hours, ...open.hours], days: [...days, ...open.days] };
  }
}

/** Writes all that is left; there are never a thousand rows. */
export function writeAll(store: RollupStore): void {
  store.step({ type: 'write', limit: 1_000, fails: false });
}

export function addTo(book: RollupBook, { service, position, at, outcome, latencyMs }: StoredCheck): void {
  book.add(service, position, at, outcome, latencyMs);
}

export function keyOf(row: RollupRow): string {
  return 'hour' in row ? `hour ${row.hour} of ${row.service}` : `day ${row.day} of ${row.service}`;
}

/** A span of whole minutes around what the steps cover, cut anywhere, in up to 60 points. */
export const anySpan: fc.Arbitrary<TimeSpan> = fc
  .record({
    early: fc.oneof(fc.integer({ min: -300, max: 300 }), fc.integer({ min: -3_000, max: 9_000 })),
    step: fc.oneof(
      fc.constantFrom(5, 15, 60, 360, 1_440, 2_880, 100_000),
      fc.integer({ min: 5, max: 4_000 }),
    ),
    points: fc.double({ min: 0.1, max: 60, noNaN: true }),
    onDay: fc.boolean(),
  })
  .map(({ early, step, points, onDay }) => {
    const from = onDay ? Math.floor(BEGIN / DAY) * DAY : Math.floor(BEGIN / MINUTE) * MINUTE + early * MINUTE;
    return { from, to: from + Math.ceil(step * points) * MINUTE, step: step * MINUTE };
  });

function isIn(range: PeriodRange, period: number): boolean {
  return period >= range.from && period < range.to;
}

/** A row as it comes back from the disk. */
function throughBytes(row: RollupRow): RollupRow {
  return { ...row, cell: RollupCell.fromBytes(row.cell.toBytes()) };
}
