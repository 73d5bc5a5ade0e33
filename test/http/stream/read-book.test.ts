import { describe, expect, it } from 'vitest';
import type { RecordedEvent } from '../../../src/domain/events.js';
import type { ReadOptions } from '../../../src/domain/read-options.js';
import { AlertBook } from '../../../src/http/stream/alert-book.js';
import { readBook } from '../../../src/http/stream/read-book.js';
import { VirtualClock } from '../../../src/testing/virtual-clock.js';

const SIZE = { alerts: 100, notifications: 100 };

/** A journal of alerts, one every 10 ms from time 10 on, that says what was read of it. */
function longJournal(count: number) {
  const read: { count: number }[] = [];
  const events = Array.from({ length: count }, (_, i): RecordedEvent => alertAt(i + 1));
  return {
    read,
    clock: new VirtualClock(),
    monitor: {
      journalStats: () => ({ position: count, failing: false, waiting: 0, writes: 0, writeMs: 0 }),
      async *events({ after = 0, from = 0, to = Number.POSITIVE_INFINITY }: ReadOptions = {}) {
        const reading = { count: 0 };
        read.push(reading);
        for (const event of events.slice(Math.max(after, Math.ceil(from / 10) - 1))) {
          if (event.at >= to) return;
          reading.count++;
          yield event;
        }
      },
    },
  };
}

function alertAt(position: number): RecordedEvent {
  const id = `alert-${position}`;
  const alert = {
    id,
    at: position * 10,
    key: id,
    kind: 'event',
    status: 'firing',
    title: id,
    message: '',
  } as const;
  return {
    position,
    at: position * 10,
    type: 'alert.raised',
    version: 1,
    subject: id,
    data: {
      alert: { ...alert, severity: 'error', category: 'test', data: {}, labels: {} },
      origin: 'program',
    },
  };
}

const has = (count: number) => (book: AlertBook) => book.alerts().length >= count;
const ids = (book: AlertBook): string[] => book.alerts().map(({ alert }) => alert.id);

describe('a book', () => {
  it('is read from the end of a long journal, as far back as it takes', async () => {
    const journal = longJournal(100_000);
    expect(ids(await readBook(journal, { size: SIZE, isEnough: has(100) })).at(-1)).toBe('alert-100000');
    expect(journal.read).toEqual([{ count: 4_000 }]);
  });

  it('looks back eight times as far each time, and no further than to the beginning', async () => {
    const journal = longJournal(40_000);
    await readBook(journal, { size: SIZE, isEnough: () => false });
    expect(journal.read).toEqual([{ count: 4_000 }, { count: 32_000 }, { count: 40_000 }]);
  });

  it('holds what was in a span of time, and reads nothing that was before', async () => {
    const journal = longJournal(50_000);
    const book = await readBook(journal, { from: 100_000, to: 100_050, size: SIZE, isEnough: () => false });
    expect(ids(book)).toEqual([10_000, 10_001, 10_002, 10_003, 10_004].map((n) => `alert-${n}`));
    expect(journal.read).toEqual([{ count: 1 }, { count: 1 }, { count: 5 }]);
  });

  it('is read back from a time', async () => {
    const journal = longJournal(50_000);
    const book = await readBook(journal, { to: 100_000, size: SIZE, isEnough: has(100) });
    expect(ids(book).at(-1)).toBe('alert-9999');
    expect(journal.read).toEqual([{ count: 1 }, { count: 4_000 }]);
  });

  it('is left as it is when nobody waits for it any more', async () => {
    const journal = longJournal(50_000);
    const asking = new AbortController();
    const isEnough = (): boolean => {
      asking.abort();
      return false;
    };
    await readBook(journal, { size: SIZE, isEnough, signal: asking.signal });
    expect(journal.read).toEqual([{ count: 4_000 }, { count: 1 }]);
  });

  it('keeps the latest, whatever it drops when', () => {
    const book = new AlertBook(SIZE);
    for (let position = 1; position <= 1_000; position++) {
      book.apply(alertAt(position));
      const kept = Math.min(position, 100);
      expect([book.alerts().length, ids(book)[0]]).toEqual([kept, `alert-${position - kept + 1}`]);
    }
  });
});
