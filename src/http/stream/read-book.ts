import type { Clock } from '../../domain/clock.js';
import type { EventType } from '../../domain/events.js';
import type { Monitor } from '../../domain/monitor.js';
import { TimeSlice } from '../../domain/time-slice.js';
import { AlertBook, BOOK_EVENTS, type BookSize } from './alert-book.js';

/** How many events are looked back over at first, and how many times more each time that this is not enough. */
const FIRST_LOOK = 4_000;
const MORE = 8;

export interface BookWanted {
  /** Only what was at or after this time, epoch milliseconds. */
  readonly from?: number | undefined;
  /** Only what was before this time, epoch milliseconds. */
  readonly to?: number | undefined;
  readonly size: BookSize;
  /** Whether no more has to be looked for: the rest of the span would be older still. */
  readonly isEnough: (book: AlertBook) => boolean;
  /** Default: all that a book is made of. */
  readonly types?: readonly EventType[] | undefined;
  /** Aborted when nobody waits for it any more. */
  readonly signal?: AbortSignal | undefined;
}

/** Where a book is read from. */
export interface BookSource {
  readonly monitor: Pick<Monitor, 'events' | 'journalStats'>;
  readonly clock: Clock;
}

/**
 * Reads a book of what was in a span of time from the journal, looking back from its end as far as it takes to have
 * enough: most questions are about what was lately, and a journal may be long.
 */
export async function readBook(
  { monitor, clock }: BookSource,
  { from, to, size, isEnough, types = BOOK_EVENTS, signal }: BookWanted,
): Promise<AlertBook> {
  const begin = from === undefined ? 0 : await positionBefore(monitor, from);
  const end = to === undefined ? monitor.journalStats().position : await positionBefore(monitor, to);
  const slice = new TimeSlice(clock);
  for (let look = FIRST_LOOK; ; look *= MORE) {
    const after = Math.max(begin, end - look);
    const book = new AlertBook(size);
    for await (const event of monitor.events({ after, to, types })) {
      if (signal?.aborted === true) return book;
      book.apply(event);
      if (slice.isOver) await slice.pause();
    }
    if (after === begin || isEnough(book)) return book;
  }
}

/** The position of the last event before a time. */
async function positionBefore(monitor: BookSource['monitor'], time: number): Promise<number> {
  for await (const { position } of monitor.events({ from: time })) return position - 1;
  return monitor.journalStats().position;
}
