import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fc, test } from '@fast-check/vitest';
import { afterAll, beforeAll, describe, expect, vi } from 'vitest';
import { EVENT_TYPES, type RecordedEvent } from '../../src/domain/events.js';
import type { ReadOptions } from '../../src/domain/read-options.js';
import type { Journal } from '../../src/journal/journal.js';
import { memoryJournal } from '../../src/journal/memory-journal.js';
import { sqliteJournal } from '../../src/runtime/sqlite-journal.js';
import { type JournalHarness, journalContract } from '../../src/testing/journal-contract.js';
import { checkOf, collect, eventOf, START } from '../support/journal-files.js';
import { FULL_DATA } from '../support/sample-event-data.js';

/** Each test starts threads of its own, which takes a while on a busy machine. */
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

const EVERYTHING = ['lasting', 'snapshots', 'history'] as const;

const JOURNALS = {
  memoryJournal: { create: () => ({ journal: memoryJournal(), close() {} }), offers: ['snapshots'] },
  sqliteJournal: { create: () => sqliteHarness('strict'), offers: EVERYTHING },
  'sqliteJournal, relaxed': { create: () => sqliteHarness('relaxed'), offers: EVERYTHING },
} as const;

async function sqliteHarness(durability: 'strict' | 'relaxed'): Promise<JournalHarness> {
  const folder = await mkdtemp(join(tmpdir(), 'tocsin-contract-'));
  const make = (): Journal => sqliteJournal(join(folder, 'tocsin.db'), { durability });
  return { journal: make(), again: make, close: () => rm(folder, { recursive: true }) };
}

describe.each(Object.entries(JOURNALS))('%s keeps the contract of journals:', (_name, options) => {
  for (const { name, run } of journalContract(options)) test(name, run);
});

const anyType = fc.constantFrom(...EVENT_TYPES);

/** Events of all types with full data, more of them at one moment than not. */
const anyEvents = fc
  .array(fc.record({ type: anyType, gap: fc.constantFrom(0, 0, 0, 1, 1_000), subject: anyText() }), {
    maxLength: 60,
  })
  .map((drafts) => {
    let at = START;
    return drafts.map(({ type, gap, subject }, i) => {
      at += gap;
      return eventOf(type, i + 1, FULL_DATA[type], { at, subject });
    });
  });

const anyTime = fc.option(fc.integer({ min: START - 2, max: START + 8_000 }), { nil: undefined });

const anyBounds: fc.Arbitrary<ReadOptions> = fc.record(
  {
    after: fc.option(fc.nat(70), { nil: undefined }),
    from: anyTime,
    to: anyTime,
    types: fc.option(fc.uniqueArray(anyType, { maxLength: 5 }), { nil: undefined }),
  },
  { requiredKeys: [] },
);

/** Texts as they come to a journal: what is no Unicode was mended before. */
function anyText(): fc.Arbitrary<string> {
  return fc.string({ unit: 'binary', maxLength: 20 });
}

describe.each(Object.entries(JOURNALS))('%s, whatever it is given,', (_name, { create }) => {
  let harness: JournalHarness;
  let journal: Journal;
  let head = 0;
  let time = START;

  beforeAll(async () => {
    harness = await create();
    journal = harness.journal;
    await journal.open();
  });

  afterAll(async () => {
    await journal.close();
    await harness.close();
  });

  /** One journal takes all runs, one after the other; gives what it was given. */
  async function append(events: readonly RecordedEvent[]): Promise<RecordedEvent[]> {
    const [before, since] = [head, time];
    const moved = events.map((event) => ({
      ...event,
      position: before + event.position,
      at: since + (event.at - START),
    }));
    await journal.append(moved);
    head += events.length;
    time = (moved.at(-1)?.at ?? time) + 10_000;
    return moved;
  }

  test.prop([anyEvents, fc.array(anyBounds, { minLength: 1, maxLength: 5 })], { numRuns: 40 })(
    'reads what a filter of a list would give',
    async (events, bounds) => {
      const before = head;
      const since = time;
      const appended = await append(events);
      for (const { after = 0, from, to, types } of bounds) {
        const wanted: ReadOptions = {
          after: before + after,
          ...(from === undefined ? {} : { from: since + (from - START) }),
          ...(to === undefined ? {} : { to: since + (to - START) }),
          types,
        };
        expect(await collect(journal, wanted)).toEqual(appended.filter((event) => isWanted(event, wanted)));
      }
    },
  );

  test.prop(
    [
      fc.array(
        fc.record({
          latencyMs: fc.double({ min: 0, max: 1e12, noNaN: true }).map((latency) => latency + 0),
          message: anyText(),
          data: fc.dictionary(anyText(), fc.jsonValue({ stringUnit: 'binary' })),
        }),
        { minLength: 1, maxLength: 30 },
      ),
    ],
    { numRuns: 60 },
  )('gives back checks as they were', async (drafts) => {
    const before = head;
    // What is recorded was through JSON before: it knows no -0.
    const checks = drafts.map(({ data, ...fields }, i) =>
      checkOf(i + 1, { ...fields, data: JSON.parse(JSON.stringify(data)) }, { at: START }),
    );
    const appended = await append(checks);
    expect(await collect(journal, { after: before })).toStrictEqual(appended);
  });
});

function isWanted(event: RecordedEvent, { after = 0, from, to, types }: ReadOptions): boolean {
  if (event.position <= after || (types !== undefined && !types.includes(event.type))) return false;
  return event.at >= (from ?? event.at) && (to === undefined || event.at < to);
}
