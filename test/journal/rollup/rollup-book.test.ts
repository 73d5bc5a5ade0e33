import { test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { unpackMinutes } from '../../../src/journal/rollup/packed-minutes.js';
import { RollupBook } from '../../../src/journal/rollup/rollup-book.js';
import { RollupCell } from '../../../src/journal/rollup/rollup-cell.js';
import type { RollupRow } from '../../../src/journal/rollup/rollup-row.js';
import {
  anySteps,
  BEGIN,
  DAY,
  HOUR,
  keyOf,
  MINUTE,
  RollupStore,
  type StoredCheck,
  writeAll,
} from './rollup-store.js';

const HOUR_21 = Math.floor(BEGIN / HOUR);
const DAY_15 = Math.floor(BEGIN / DAY);

/** The rows as `hour or day: checks up to position`. */
function tell(rows: readonly RollupRow[]): string[] {
  return rows.map((row) => `${keyOf(row)}: ${row.cell.checks} up to ${row.upTo}`);
}

describe('a rollup book', () => {
  test('gives the hour and the day of a check, once', () => {
    const book = new RollupBook();
    book.add(7, 3, BEGIN, 'pass', 20);
    book.add(7, 4, BEGIN + 1_000, 'fail', 30);
    expect(tell(book.takeRows(10))).toEqual([
      `hour ${HOUR_21} of 7: 2 up to 4`,
      `day ${DAY_15} of 7: 2 up to 4`,
    ]);
    expect(book.takeRows(10)).toEqual([]);
    book.add(7, 5, BEGIN + 2_000, 'pass', 20);
    expect(tell(book.takeRows(10))).toEqual([
      `hour ${HOUR_21} of 7: 3 up to 5`,
      `day ${DAY_15} of 7: 3 up to 5`,
    ]);
  });

  test('gives what is closed first, then what waited longest', () => {
    const book = new RollupBook();
    book.add(1, 1, BEGIN, 'pass', 20);
    book.add(2, 2, BEGIN, 'pass', 20);
    book.add(2, 3, BEGIN + HOUR, 'pass', 20);
    book.add(1, 4, BEGIN + HOUR - 1, 'pass', 20);
    expect(tell(book.takeRows(1))).toEqual([`hour ${HOUR_21} of 2: 1 up to 2`]);
    // Service 1 has another check in hour 22, so its hour 21 is closed, too.
    expect(tell(book.takeRows(2))).toEqual([
      `hour ${HOUR_21} of 1: 1 up to 1`,
      `day ${DAY_15} of 1: 2 up to 4`,
    ]);
    book.add(1, 5, BEGIN + HOUR, 'pass', 20);
    expect(tell(book.takeRows(10))).toEqual([
      `day ${DAY_15} of 2: 2 up to 3`,
      `hour ${HOUR_21 + 1} of 2: 1 up to 3`,
      `hour ${HOUR_21 + 1} of 1: 2 up to 5`,
      `day ${DAY_15} of 1: 3 up to 5`,
    ]);
  });

  test('does not give again what was taken and then closed', () => {
    const book = new RollupBook();
    book.add(1, 1, BEGIN, 'pass', 20);
    book.takeRows(10);
    book.add(1, 2, BEGIN + DAY, 'pass', 20);
    expect(tell(book.takeRows(10))).toEqual([
      `hour ${HOUR_21 + 24} of 1: 1 up to 2`,
      `day ${DAY_15 + 1} of 1: 1 up to 2`,
    ]);
  });

  test('knows up to where all is taken', () => {
    const book = new RollupBook();
    expect(book.dirtySince()).toBe(0);
    book.add(1, 5, BEGIN, 'pass', 20);
    book.add(2, 8, BEGIN, 'pass', 20);
    expect(book.dirtySince()).toBe(4);
    book.takeRows(2);
    expect(book.dirtySince()).toBe(7);
    book.add(1, 9, BEGIN, 'pass', 20);
    const rows = book.takeRows(10);
    expect(book.dirtySince()).toBe(9);
    book.add(2, 12, BEGIN, 'pass', 20);
    expect(book.dirtySince()).toBe(11);
    book.putBack(rows);
    expect(book.dirtySince()).toBe(7);
  });

  test('gives back hours of a service in their order, also after a write that failed', () => {
    const book = new RollupBook();
    for (const hour of [0, 1, 2]) book.add(1, hour + 1, BEGIN + hour * HOUR, 'pass', 20);
    book.putBack(book.takeRows(1));
    expect(tell(book.takeRows(2))).toEqual([
      `hour ${HOUR_21} of 1: 1 up to 1`,
      `hour ${HOUR_21 + 1} of 1: 1 up to 2`,
    ]);
  });

  test('gives back of two rows of a closed hour the newer one', () => {
    const book = new RollupBook();
    book.add(1, 1, BEGIN, 'pass', 20);
    const older = book.takeRows(10);
    book.add(1, 2, BEGIN, 'pass', 20);
    const newer = book.takeRows(10);
    book.add(1, 3, BEGIN + HOUR, 'pass', 20);
    book.putBack([...older, ...newer]);
    expect(book.dirtySince()).toBe(0);
    expect(tell(book.takeRows(1))).toEqual([`hour ${HOUR_21} of 1: 2 up to 2`]);
  });

  test('begins minutes, hours and days at their first millisecond', () => {
    const book = new RollupBook();
    const midnight = (DAY_15 + 1) * DAY;
    book.add(1, 1, midnight - MINUTE - 1, 'pass', 20);
    book.add(1, 2, midnight - MINUTE, 'pass', 20);
    book.add(1, 3, midnight - 1, 'pass', 20);
    book.add(1, 4, midnight, 'pass', 20);
    const { hours, days } = book.open(1);
    expect(tell(hours)).toEqual([
      `hour ${HOUR_21 + 2} of 1: 3 up to 3`,
      `hour ${HOUR_21 + 3} of 1: 1 up to 4`,
    ]);
    expect(tell(days)).toEqual([`day ${DAY_15} of 1: 3 up to 3`, `day ${DAY_15 + 1} of 1: 1 up to 4`]);
    const minutes = hours.map((hour) =>
      unpackMinutes(hour.minutes).map(({ minute, cell }) => [minute, cell.checks]),
    );
    expect(minutes).toEqual([
      [
        [58, 1],
        [59, 2],
      ],
      [[0, 1]],
    ]);
    expect(book.open(2)).toEqual({ hours: [], days: [] });
  });

  test('gives rows that later checks leave alone', () => {
    const book = new RollupBook();
    book.add(1, 1, BEGIN, 'pass', 20);
    const [hour] = book.takeRows(1);
    book.add(1, 2, BEGIN, 'pass', 20);
    expect(hour?.cell.checks).toBe(1);
  });

  test('closes and forgets what is over', () => {
    const book = new RollupBook();
    book.add(1, 1, BEGIN, 'pass', 20);
    book.takeRows(10);
    book.add(2, 2, BEGIN, 'pass', 20);
    book.closeUntil((HOUR_21 + 1) * HOUR - 1);
    expect(book.open(1).hours).toHaveLength(1);
    book.closeUntil((HOUR_21 + 1) * HOUR);
    expect(tell(book.open(1).hours)).toEqual([]);
    expect(tell(book.open(1).days)).toEqual([`day ${DAY_15} of 1: 1 up to 1`]);
    book.closeUntil((DAY_15 + 1) * DAY);
    expect(book.open(1)).toEqual({ hours: [], days: [] });
    expect(tell(book.takeRows(10))).toEqual([
      `hour ${HOUR_21} of 2: 1 up to 2`,
      `day ${DAY_15} of 2: 1 up to 2`,
    ]);
    expect(book.open(2)).toEqual({ hours: [], days: [] });
  });

  test('counts a check from before in what is open', () => {
    const book = new RollupBook();
    book.add(1, 1, BEGIN, 'pass', 20);
    book.add(1, 2, BEGIN - DAY, 'pass', 20);
    book.add(1, 3, BEGIN - 2 * MINUTE, 'pass', 20);
    const { hours } = book.open(1);
    expect(tell(hours)).toEqual([`hour ${HOUR_21} of 1: 3 up to 3`]);
    expect(unpackMinutes(hours[0]?.minutes ?? new Uint8Array()).map(({ minute }) => minute)).toEqual([57]);
  });

  test('goes on where the hour and the day were written at different times', () => {
    const before = new RollupBook();
    before.add(1, 1, BEGIN, 'pass', 20);
    const [hour1] = before.takeRows(1);
    before.add(1, 2, BEGIN, 'fail', 30);
    const [day2] = before.takeRows(1);
    before.add(1, 3, BEGIN, 'pass', 40);
    if (hour1 === undefined || day2 === undefined) throw new Error('rows are missing');
    const after = new RollupBook();
    after.restore([hour1, day2], 1);
    expect(after.dirtySince()).toBe(1);
    after.add(1, 2, BEGIN, 'fail', 30);
    after.add(1, 3, BEGIN, 'pass', 40);
    const bytes = (book: RollupBook): unknown => {
      const { hours, days } = book.open(1);
      return [...hours, ...days].map((row) => ({ ...row, cell: row.cell.toBytes() }));
    };
    expect(bytes(after)).toEqual(bytes(before));
  });

  test('keeps an hour whole whose minutes were forgotten while it ran', () => {
    const before = new RollupBook();
    before.add(1, 1, BEGIN, 'fail', 20);
    const [hour] = before.takeRows(1);
    if (hour === undefined) throw new Error('the row is missing');
    const after = new RollupBook();
    after.restore([{ ...hour, minutes: new Uint8Array(0) }], 1);
    after.add(1, 2, BEGIN + 2 * MINUTE, 'pass', 20);
    const [row] = after.open(1).hours;
    expect(row).toMatchObject({ upTo: 2, minutes: new Uint8Array(0) });
    expect([row?.cell.checks, row?.cell.failures]).toEqual([2, 1]);
  });

  property.prop([anySteps], { numRuns: 100 })(
    'loses and doubles no check, whatever is written, fails or crashes',
    (steps) => {
      const store = new RollupStore();
      const expected: number[] = [];
      const actual: number[] = [];
      for (const step of steps) {
        store.step(step);
        // It goes up to the check before one that is in no row, or to the last.
        const since = store.book.dirtySince();
        const next = store.checks.find(({ position }) => position > since);
        actual.push(since);
        expected.push(next === undefined ? (store.checks.at(-1)?.position ?? 0) : next.position - 1);
      }
      expect(actual).toEqual(expected);
      writeAll(store);
      const rows = [...store.written.values()];
      expect(tell(rows).sort()).toEqual(modelRows(store.checks));
      expect(rows.map(bytesOf)).toEqual(rows.map((row) => modelBytes(row, store.checks)));
    },
  );
});

/** The row's numbers and those of its minutes. */
function bytesOf(row: RollupRow): unknown[] {
  const minutes = 'hour' in row ? unpackMinutes(row.minutes) : [];
  return [
    row.cell.toBytes().join(),
    ...minutes.map(({ minute, cell }) => `${minute}: ${cell.toBytes().join()}`),
  ];
}

/** The same from the bare checks. */
function modelBytes(row: RollupRow, checks: readonly StoredCheck[]): unknown[] {
  const inRow = checks.filter((check) => check.service === row.service && isIn(row, check.at));
  const minuteOf = ({ at }: StoredCheck): number => Math.floor(at / MINUTE) % 60;
  const minutes = 'hour' in row ? [...new Set(inRow.map(minuteOf))] : [];
  return [
    cellOf(inRow).toBytes().join(),
    ...minutes.map((minute) => {
      const inMinute = inRow.filter((check) => minuteOf(check) === minute);
      return `${minute}: ${cellOf(inMinute).toBytes().join()}`;
    }),
  ];
}

function isIn(row: RollupRow, at: number): boolean {
  return 'hour' in row ? Math.floor(at / HOUR) === row.hour : Math.floor(at / DAY) === row.day;
}

function cellOf(checks: readonly StoredCheck[]): RollupCell {
  const cell = new RollupCell();
  for (const { outcome, latencyMs } of checks) cell.add(outcome, latencyMs);
  return cell;
}

/** What the rows must tell in the end. */
function modelRows(checks: readonly StoredCheck[]): string[] {
  const last = new Map<string, { checks: number; upTo: number }>();
  for (const { service, position, at } of checks) {
    for (const key of [
      `hour ${Math.floor(at / HOUR)} of ${service}`,
      `day ${Math.floor(at / DAY)} of ${service}`,
    ]) {
      last.set(key, { checks: (last.get(key)?.checks ?? 0) + 1, upTo: position });
    }
  }
  return [...last].map(([key, { checks, upTo }]) => `${key}: ${checks} up to ${upTo}`).sort();
}
