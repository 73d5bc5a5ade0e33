import type { Clock } from '../domain/clock.js';
import type { RecordedEvent } from '../domain/events.js';
import type { Journal } from '../journal/journal.js';
import type { EventQuery } from './event-query.js';

/** How often a journal is asked for more, in milliseconds. */
const POLL_EVERY = 250;

/** How far back the last events are looked for at first, and how much further each time that was not enough. */
const FIRST_WINDOW = 1_024;
const WIDEN_BY = 8;

/** Reads the events that a query wants, and then, if asked to, those that come later. Each feed is used once. */
export class EventFeed {
  readonly #journal: Journal;
  readonly #query: EventQuery;
  /** Up to where the journal was read. */
  #position = 0;

  constructor(journal: Journal, query: EventQuery) {
    this.#journal = journal;
    this.#query = query;
  }

  /** What the journal holds now. With a limit its events are held in memory, else none. */
  async *recorded(): AsyncGenerator<RecordedEvent> {
    const { limit, from } = this.#query;
    if (limit === undefined) {
      yield* this.#matching(0);
      return;
    }
    const head = await lastPosition(this.#journal);
    let window = Math.max(FIRST_WINDOW, limit);
    for (;;) {
      // The times say where to begin; else it is looked for backwards, since a journal may be long.
      const after = from === undefined ? Math.max(0, head - window) : 0;
      const last = await this.#last(after, limit);
      if (last.length === limit || after === 0) {
        yield* last;
        break;
      }
      window *= WIDEN_BY;
    }
    this.#position = Math.max(this.#position, head);
  }

  /** What comes after {@link EventFeed.recorded}, until `stop`. */
  async *following(clock: Clock, stop: AbortSignal): AsyncGenerator<RecordedEvent> {
    while (!stop.aborted) {
      // Of all types, so that what was passed over is not read again.
      for await (const event of this.#journal.read({ after: this.#position })) {
        if (stop.aborted) return;
        this.#position = event.position;
        if (matches(event, this.#query)) yield event;
      }
      await pause(POLL_EVERY, clock, stop);
    }
  }

  async #last(after: number, limit: number): Promise<RecordedEvent[]> {
    let kept: RecordedEvent[] = [];
    for await (const event of this.#matching(after)) {
      kept.push(event);
      if (kept.length >= 2 * limit) kept = kept.slice(-limit);
    }
    return kept.slice(-limit);
  }

  async *#matching(after: number): AsyncGenerator<RecordedEvent> {
    const { types, from, to } = this.#query;
    for await (const event of this.#journal.read({ after, types, from, to })) {
      this.#position = event.position;
      if (matches(event, this.#query)) yield event;
    }
  }
}

function matches(event: RecordedEvent, { types, subject, from }: EventQuery): boolean {
  if (subject !== undefined && event.subject !== subject) return false;
  if (from !== undefined && event.at < from) return false;
  return types === undefined || types.includes(event.type);
}

/** The position of a journal's last event, found by asking what comes after a place; 0 if it is empty. */
async function lastPosition(journal: Journal): Promise<number> {
  let low = 0;
  let high = 1;
  while (await hasMore(journal, high - 1)) {
    low = high;
    high *= 2;
  }
  // There is something at or after `low`, and nothing at or after `high`.
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (await hasMore(journal, middle - 1)) low = middle;
    else high = middle;
  }
  return low;
}

async function hasMore(journal: Journal, after: number): Promise<boolean> {
  for await (const _ of journal.read({ after })) return true;
  return false;
}

function pause(ms: number, clock: Clock, stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const go = (): void => {
      clock.clearTimeout(timer);
      stop.removeEventListener('abort', go);
      resolve();
    };
    const timer = clock.setTimeout(go, ms);
    if (stop.aborted) go();
    else stop.addEventListener('abort', go);
  });
}
