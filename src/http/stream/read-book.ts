import type { Monitor } from '../../domain/monitor.js';
import { AlertBook, BOOK_EVENTS, type BookSize } from './alert-book.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** How far back is looked, one after the other: most questions are about what was lately. */
const LOOK_BACKS: readonly number[] = [HOUR, DAY, 7 * DAY, 30 * DAY, Number.POSITIVE_INFINITY];

/**
 * Reads a book of what was before a time from the journal, looking back as far as it takes to have enough.
 *
 * @param to epoch milliseconds, excluded
 */
export async function readBook(
  monitor: Pick<Monitor, 'events'>,
  to: number,
  size: BookSize,
  isEnough: (book: AlertBook) => boolean,
): Promise<AlertBook> {
  for (const span of LOOK_BACKS) {
    const book = await readBookFrom(monitor, Math.max(0, to - span), to, size);
    if (to - span <= 0 || isEnough(book)) return book;
  }
  return new AlertBook(size);
}

/** Reads a book of what was in a span of time. */
export async function readBookFrom(
  monitor: Pick<Monitor, 'events'>,
  from: number,
  to: number,
  size: BookSize,
): Promise<AlertBook> {
  const book = new AlertBook(size);
  for await (const event of monitor.events({ from, to, types: BOOK_EVENTS })) book.apply(event);
  return book;
}
