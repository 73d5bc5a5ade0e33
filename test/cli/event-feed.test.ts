import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { EventFeed } from '../../src/cli/event-feed.js';
import type { EventQuery } from '../../src/cli/event-query.js';
import type { RecordedEvent } from '../../src/domain/events.js';
import type { ReadOptions } from '../../src/domain/read-options.js';
import type { Journal } from '../../src/journal/journal.js';
import { memoryJournal } from '../../src/journal/memory-journal.js';
import { VirtualClock } from '../../src/testing/virtual-clock.js';

const TYPES = ['check.completed', 'status.changed', 'service.paused'] as const;

function eventOf(position: number, kind = 0, subject = 'api', at = position * 10): RecordedEvent {
  const common = { position, at, version: 1, subject };
  switch (TYPES[kind % 3]) {
    case 'check.completed':
      return { ...common, type: 'check.completed', data: { outcome: 'pass', latencyMs: 1 } };
    case 'status.changed':
      return { ...common, type: 'status.changed', data: { from: 'unknown', to: 'healthy' } };
    default:
      return { ...common, type: 'service.paused', data: {} };
  }
}

async function journalOf(events: readonly RecordedEvent[]): Promise<Journal> {
  const journal = memoryJournal({ maxEvents: 1_000_000 });
  await journal.open();
  await journal.append(events);
  return journal;
}

async function recorded(journal: Journal, query: EventQuery): Promise<RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  for await (const event of new EventFeed(journal, query).recorded()) events.push(event);
  return events;
}

const anyEvents = fc
  .array(fc.tuple(fc.nat(2), fc.constantFrom('api', 'db'), fc.nat(3), fc.integer({ min: 1, max: 3 })), {
    maxLength: 60,
  })
  .map((parts) => {
    // Positions may have gaps, where something was not kept.
    let position = 0;
    let at = 0;
    return parts.map(([kind, subject, later, step]) => {
      position += step;
      at += later;
      return eventOf(position, kind, subject, at);
    });
  });

const anyQuery: fc.Arbitrary<EventQuery> = fc.record(
  {
    types: fc.subarray([...TYPES], { minLength: 1 }),
    subject: fc.constantFrom('api', 'db'),
    from: fc.nat(100),
    to: fc.nat(100),
    limit: fc.integer({ min: 1, max: 20 }),
  },
  { requiredKeys: [] },
);

describe('what a journal holds', () => {
  test.prop([anyEvents, anyQuery])('is what matches, the last of it with a limit', async (events, query) => {
    const { types, subject, from = 0, to = Number.POSITIVE_INFINITY, limit = events.length } = query;
    const wanted = events
      .filter(({ type }) => types === undefined || types.some((one) => one === type))
      .filter((event) => subject === undefined || event.subject === subject)
      .filter(({ at }) => at >= from && at < to);
    expect(await recorded(await journalOf(events), query)).toEqual(limit === 0 ? [] : wanted.slice(-limit));
  });

  it('is not read as a whole for its last events', async () => {
    const journal = await journalOf(Array.from({ length: 20_000 }, (_, i) => eventOf(i + 1)));
    let read = 0;
    const counted: Journal = {
      ...journal,
      async *read(options?: ReadOptions) {
        for await (const event of journal.read(options)) {
          read++;
          yield event;
        }
      },
    };
    const last = await recorded(counted, { limit: 3 });
    expect(last.map(({ position }) => position)).toEqual([19_998, 19_999, 20_000]);
    expect(read).toBeLessThan(1_200);
  });

  it('is searched further back for what is rare', async () => {
    const events = Array.from({ length: 20_000 }, (_, i) => eventOf(i + 1, i % 9_000 === 0 ? 1 : 0));
    const last = await recorded(await journalOf(events), { types: ['status.changed'], limit: 3 });
    expect(last.map(({ position }) => position)).toEqual([1, 9_001, 18_001]);
  });
});

describe('what comes later', () => {
  function follow(journal: Journal, query: EventQuery) {
    const clock = new VirtualClock();
    const stopping = new AbortController();
    const seen: number[] = [];
    const done = (async () => {
      const feed = new EventFeed(journal, query);
      for await (const { position } of feed.recorded()) seen.push(position);
      for await (const { position } of feed.following(clock, stopping.signal)) seen.push(position);
    })();
    return { clock, stopping, seen, done };
  }

  it('is shown within a quarter of a second, each event once', async () => {
    const journal = await journalOf([eventOf(1), eventOf(2)]);
    const { clock, stopping, seen, done } = follow(journal, {});
    await clock.advance(100);
    expect(seen).toEqual([1, 2]);
    await journal.append([eventOf(3), eventOf(4)]);
    await clock.advance(149);
    expect(seen).toEqual([1, 2]);
    await clock.advance(1);
    expect(seen).toEqual([1, 2, 3, 4]);
    await journal.append([eventOf(5)]);
    await clock.advance(250);
    expect(seen).toEqual([1, 2, 3, 4, 5]);
    stopping.abort();
    await done;
  });

  it('is what the query wants, and what it does not want is read once', async () => {
    const journal = await journalOf([eventOf(1, 1), eventOf(2), eventOf(3)]);
    const asked: (number | undefined)[] = [];
    const watched: Journal = {
      ...journal,
      read(options) {
        asked.push(options?.after);
        return journal.read(options);
      },
    };
    const { clock, stopping, seen, done } = follow(watched, { types: ['status.changed'], subject: 'api' });
    await clock.advance(10);
    await journal.append([eventOf(4, 1, 'db'), eventOf(5, 1), eventOf(6)]);
    await clock.advance(500);
    expect(seen).toEqual([1, 5]);
    expect(asked).toEqual([0, 1, 3, 6]);
    stopping.abort();
    await done;
  });

  it('goes on after the last events of a limit', async () => {
    const journal = await journalOf(Array.from({ length: 30 }, (_, i) => eventOf(i + 1)));
    const { clock, stopping, seen, done } = follow(journal, { limit: 2 });
    await clock.advance(10);
    await journal.append([eventOf(31)]);
    await clock.advance(250);
    expect(seen).toEqual([29, 30, 31]);
    stopping.abort();
    await done;
  });

  it('ends at once when it is stopped, and leaves no timer', async () => {
    const { clock, stopping, seen, done } = follow(await journalOf([]), {});
    await clock.advance(10);
    stopping.abort();
    await done;
    expect(seen).toEqual([]);
    expect(clock.pendingTasks).toBe(0);
  });
});
