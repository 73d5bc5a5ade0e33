import type { RecordedEvent } from '../domain/events.js';
import { TocsinError } from '../domain/tocsin-error.js';
import type { Journal, ReadOptions } from './journal.js';

export interface MemoryJournalOptions {
  /** How many of the latest events are kept. Default 10 000. */
  readonly maxEvents?: number | undefined;
}

/**
 * A journal that lives and dies with the process: the default when embedded. It keeps the latest events only; what the
 * monitor knows does not depend on the older ones while it runs.
 *
 * A journal can be handed to one monitor after another, which then goes on where the other stopped.
 *
 * @throws {@link TocsinError} `ERR_JOURNAL_OPTIONS` if `maxEvents` is not a positive whole number
 */
export function memoryJournal(options: MemoryJournalOptions = {}): Journal {
  const { maxEvents = 10_000 } = options;
  if (!Number.isInteger(maxEvents) || maxEvents < 1) {
    throw new TocsinError(
      'ERR_JOURNAL_OPTIONS',
      `maxEvents: expected a positive whole number, found ${maxEvents}`,
    );
  }
  let kept: RecordedEvent[] = [];
  let position = 0;
  let isOpen = false;

  return {
    async open() {
      if (isOpen) {
        throw new TocsinError(
          'ERR_JOURNAL_HELD',
          'this memory journal is held by another monitor; stop that one first',
        );
      }
      isOpen = true;
      return { position };
    },
    async append(events) {
      for (const event of events) kept.push(event);
      position = kept[kept.length - 1]?.position ?? position;
      // Cut back in strides, so that it costs the same per event however much is kept.
      if (kept.length > maxEvents * 1.25) kept = kept.slice(-maxEvents);
    },
    async *read(wanted: ReadOptions = {}) {
      const all = kept.slice(-maxEvents);
      for (const event of all) {
        if (matches(event, wanted)) yield event;
      }
    },
    async close() {
      isOpen = false;
    },
  };
}

function matches(event: RecordedEvent, { after, from, to, types }: ReadOptions): boolean {
  if (after !== undefined && event.position <= after) return false;
  if (from !== undefined && event.at < from) return false;
  if (to !== undefined && event.at >= to) return false;
  return types === undefined || types.includes(event.type);
}
