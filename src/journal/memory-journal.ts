import type { RecordedEvent } from '../domain/events.js';
import { OptionIssues } from '../domain/option-issues.js';
import type { ReadOptions } from '../domain/read-options.js';
import { TocsinError } from '../domain/tocsin-error.js';
import type { Journal } from './journal.js';
import { settling } from './settling.js';
import type { Snapshot } from './snapshot.js';

export interface MemoryJournalOptions {
  /**
   * How much is kept, counted in completed checks: other events count for four, and for two more with each alert that
   * they carry along. Default 20 000, a few megabytes.
   */
  readonly maxEvents?: number | undefined;
}

const OPTIONS: readonly string[] = ['maxEvents'] satisfies (keyof MemoryJournalOptions)[];

/**
 * A journal that lives and dies with the process: the default when embedded. It keeps the latest events only; what the
 * monitor knows does not depend on the older ones while it runs.
 *
 * A journal can be handed to one monitor after another, which then goes on where the other stopped, as far as the
 * journal reaches back. When it is full the oldest checks are forgotten first, then the oldest of everything else.
 *
 * @throws {@link ConfigError} for options that cannot be
 */
export function memoryJournal(options: MemoryJournalOptions = {}): Journal {
  const issues = new OptionIssues('memoryJournal');
  issues.known(options, OPTIONS);
  const { maxEvents = 20_000 } = options;
  issues.whole('maxEvents', maxEvents, { from: 1, to: Number.POSITIVE_INFINITY });
  issues.throwIfAny();
  let kept: RecordedEvent[] = [];
  let weight = 0;
  let position = 0;
  let isOpen = false;
  let snapshot: Snapshot | undefined;

  function trim(): void {
    // Checks go first: what is registered, what fires and what is owed must be known to whoever goes on from here.
    drop((event) => event.type === 'check.completed');
    drop(() => true);
  }

  /** Lets go of the oldest events that may go, as many as it takes. */
  function drop(mayGo: (event: RecordedEvent) => boolean): void {
    kept = kept.filter((event) => {
      if (weight <= maxEvents || !mayGo(event)) return true;
      weight -= weightOf(event);
      return false;
    });
  }

  return {
    snapshots: {
      lasting: false,
      async save(latest) {
        snapshot = latest;
      },
      async load(version) {
        return snapshot?.version === version ? snapshot : undefined;
      },
    },
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
    append: settling(async (events) => {
      for (const event of events) {
        if (event.position <= position) continue;
        kept.push(event);
        weight += weightOf(event);
        position = event.position;
      }
      // Cut back in strides, so that it costs the same per event however much is kept.
      if (weight > maxEvents * 1.25) trim();
    }),
    async *read(wanted: ReadOptions = {}) {
      for (const event of kept.slice()) {
        if (matches(event, wanted)) yield event;
      }
    },
    async close() {
      isOpen = false;
    },
  };
}

/** What an event holds in memory, roughly, in completed checks. */
function weightOf(event: RecordedEvent): number {
  if (event.type === 'check.completed') return 1;
  return event.type === 'notification.requested' ? 4 + 2 * event.data.notification.alerts.length : 4;
}

function matches(event: RecordedEvent, { after, from, to, types }: ReadOptions): boolean {
  if (after !== undefined && event.position <= after) return false;
  if (from !== undefined && event.at < from) return false;
  if (to !== undefined && event.at >= to) return false;
  return types === undefined || types.includes(event.type);
}
