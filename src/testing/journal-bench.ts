import { inspect, isDeepStrictEqual } from 'node:util';
import type { Awaitable } from '../domain/check.js';
import type { RecordedEvent } from '../domain/events.js';
import type { ReadOptions } from '../domain/read-options.js';
import { TocsinError } from '../domain/tocsin-error.js';
import type { Journal } from '../journal/journal.js';

/** A journal under test, empty and not open. One is made for each case of the contract. */
export interface JournalHarness {
  readonly journal: Journal;
  /** Another journal on the same record, as one made after a restart; only for one that lasts. */
  again?(): Awaitable<Journal>;
  /** Clears up; the contract has closed every journal by then. */
  close(): Awaitable<void>;
}

/** What a rule of the contract works with. */
export interface Bench {
  readonly journal: Journal;
  /** Whether {@link Bench.again} can be used. */
  readonly lasts: boolean;
  again(): Promise<Journal>;
}

/** How much of a value a failure shows, in characters. */
const MOST_SHOWN = 300;

/** Runs one rule and closes all journals that it used. */
export async function onBench(
  create: () => Awaitable<JournalHarness>,
  rule: (bench: Bench) => Promise<void>,
): Promise<void> {
  const harness = await create();
  const journals = [harness.journal];
  const bench: Bench = {
    journal: harness.journal,
    lasts: harness.again !== undefined,
    async again() {
      const journal = await harness.again?.();
      demand(journal !== undefined, 'the harness of a lasting journal must have `again`');
      journals.push(journal);
      return journal;
    },
  };
  try {
    await rule(bench);
  } finally {
    for (const journal of journals) await journal.close();
    await harness.close();
  }
}

export async function collect(journal: Journal, options?: ReadOptions): Promise<RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  for await (const event of journal.read(options)) events.push(event);
  return events;
}

/** Refuses what differs from what was expected. */
export function same(found: unknown, expected: unknown, what: string): void {
  if (isDeepStrictEqual(found, expected)) return;
  if (Array.isArray(found) && Array.isArray(expected)) {
    const i = expected.findIndex((one, i) => !isDeepStrictEqual(found[i], one));
    const at = i === -1 ? expected.length : i;
    throw violation(
      `${what}: expected ${expected.length} in all, found ${found.length}; number ${at + 1} must be ${shown(expected[at])}, and is ${shown(found[at])}`,
    );
  }
  throw violation(`${what}: expected ${shown(expected)}, found ${shown(found)}`);
}

export function demand(kept: boolean, rule: string): asserts kept {
  if (!kept) throw violation(rule);
}

/** A value on one line, cut if it is long. */
export function shown(value: unknown, limit: number = MOST_SHOWN): string {
  const text = inspect(value, { depth: 6, breakLength: Number.POSITIVE_INFINITY });
  return text.length > limit ? `${text.slice(0, limit)}…` : text;
}

function violation(rule: string): TocsinError {
  return new TocsinError('ERR_JOURNAL_CONTRACT', rule);
}
