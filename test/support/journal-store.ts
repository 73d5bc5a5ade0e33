import type { RecordedEvent } from '../../src/domain/events.js';
import { OptionIssues } from '../../src/domain/option-issues.js';
import { decodeEvent } from '../../src/journal/decode-event.js';
import { type RetentionOptions, resolveRetention } from '../../src/journal/retention.js';
import { decodeRows, encodeBatch } from '../../src/journal/sqlite/event-batch.js';
import { JournalStore } from '../../src/journal/sqlite/journal-store.js';
import { afterwards } from './journal-files.js';

const running = new Set<JournalStore>();

/** What the journal's thread works with, in this thread: it starts at once and does nothing by itself. */
export function storeAt(path: string, retention: RetentionOptions = {}): JournalStore {
  const store = new JournalStore({
    path,
    mode: 'write',
    durability: 'relaxed',
    retention: resolveRetention(retention, new OptionIssues('journalStore')),
    now: 0,
  });
  running.add(store);
  afterwards(async () => closeStore(store));
  return store;
}

/** Closes it, unless that was done: the driver takes a second time badly. */
export function closeStore(store: JournalStore): void {
  if (running.delete(store)) store.close();
}

/** Writes one batch as the thread does: upkeep follows. */
export function appendTo(store: JournalStore, events: readonly RecordedEvent[]): void {
  store.append([encodeBatch(events)]);
  store.maintain();
}

/** Everything that it holds. */
export function eventsOf(store: JournalStore): RecordedEvent[] {
  const { after, until, types } = store.seek({});
  const { text } = store.chunk({ span: { after, until }, types: undefined, limit: 1_000_000 });
  return [...decodeRows(text, types)].map(decodeEvent);
}
