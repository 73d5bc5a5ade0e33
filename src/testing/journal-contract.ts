import type { Awaitable } from '../domain/check.js';
import type { RecordedEvent } from '../domain/events.js';
import type { ReadOptions } from '../domain/read-options.js';
import { TocsinError } from '../domain/tocsin-error.js';
import type { Journal } from '../journal/journal.js';
import type { ContractCase } from './channel-contract.js';
import { contractCheck, contractEvents, EVERY_TYPE, EXACT_NUMBERS, ODD_TEXTS } from './contract-events.js';
import { historyRule } from './history-rule.js';
import { type Bench, collect, demand, type JournalHarness, onBench, same, shown } from './journal-bench.js';
import { LASTING_SNAPSHOT_RULES, SNAPSHOT_RULES } from './snapshot-rules.js';

export type { JournalHarness };

/** What a journal may offer beyond the record itself. */
export type JournalOffer =
  /** What was appended outlives the journal; the harness has `again`. */
  | 'lasting'
  /** It has `snapshots`. */
  | 'snapshots'
  /** It has `history`. */
  | 'history';

/** Which parts of the contract apply. */
export interface JournalContractOptions {
  readonly create: () => Awaitable<JournalHarness>;
  readonly offers: readonly JournalOffer[];
}

/**
 * What every journal must keep, for whatever test runner there is. A case rejects with `ERR_JOURNAL_CONTRACT` if the
 * journal does not keep it.
 *
 * @example
 * describe('my journal', () => {
 *   for (const { name, run } of journalContract({ create: myHarness, offers: ['lasting'] })) test(name, run);
 * });
 */
export function journalContract({ create, offers }: JournalContractOptions): ContractCase[] {
  const cases: ContractCase[] = [];
  const rule = (name: string, check: (bench: Bench) => Promise<void>): void => {
    cases.push({ name, run: () => onBench(create, check) });
  };
  const offered = (offer: JournalOffer): boolean => offers.some((one) => one === offer);

  rule('is empty at first: position 0, and nothing to read', async ({ journal }) => {
    same(await journal.open(), { position: 0 }, 'the head of an empty journal');
    same(await collect(journal), [], 'what an empty journal gives');
  });

  rule('gives back events of every type as they were appended', async ({ journal }) => {
    await journal.open();
    await journal.append(EVERY_TYPE);
    same(await collect(journal), EVERY_TYPE, 'what was read');
  });

  rule('gives back numbers to the last bit', async ({ journal }) => {
    await journal.open();
    const events = EXACT_NUMBERS.map((number, i) =>
      contractCheck(i + 1, 1_000, { latencyMs: number, data: { number } }),
    );
    await journal.append(events);
    same(await collect(journal), events, 'what was read');
  });

  rule('gives back odd texts wherever they stand', async ({ journal }) => {
    await journal.open();
    const events = ODD_TEXTS.flatMap((text, i): RecordedEvent[] => {
      const place = { position: 2 * i + 2, at: 1_000, version: 1, subject: text };
      return [
        contractCheck(2 * i + 1, 1_000, { message: text, data: { text, [`${text}!`]: 1 } }, text),
        { ...place, type: 'incident.acknowledged', data: { by: text, note: text } },
      ];
    });
    await journal.append(events);
    same(await collect(journal), events, 'what was read');
  });

  rule('gives back what the bounds ask for, alone and together', async ({ journal }) => {
    await journal.open();
    const events = contractEvents(24);
    await journal.append(events);
    for (const wanted of everyBounds(events)) {
      const expected = events.filter((event) => isWanted(event, wanted));
      same(await collect(journal, wanted), expected, `read(${shown(wanted)})`);
    }
  });

  rule('gives everything in order, however it was cut into batches', async ({ journal }) => {
    await journal.open();
    const events = contractEvents(3_000);
    await appendInBatches(journal, events);
    same(await collect(journal), events, 'what was read');
  });

  rule('keeps the order of appends that are not awaited', async ({ journal }) => {
    await journal.open();
    const events = contractEvents(60);
    await Promise.all(events.map((event) => journal.append([event])));
    same(await collect(journal), events, 'what was read');
  });

  rule('takes an append of nothing', async ({ journal }) => {
    await journal.open();
    await journal.append([]);
    await journal.append(contractEvents(1));
    await journal.append([]);
    same(await collect(journal), contractEvents(1), 'what was read');
  });

  rule('shows a reader a beginning without gaps while more is appended', async ({ journal }) => {
    await journal.open();
    const events = contractEvents(4_000);
    await journal.append(events.slice(0, 1_500));
    const found: RecordedEvent[] = [];
    let appended = 1_500;
    for await (const event of journal.read()) {
      found.push(event);
      if (found.length % 300 !== 0 || appended >= events.length) continue;
      await journal.append(events.slice(appended, appended + 500));
      appended += 500;
    }
    demand(found.length >= 1_500, `all that was there when reading began must be read, not ${found.length}`);
    same(found, events.slice(0, found.length), 'what was read');
  });

  rule('takes no harm from readers that leave early', async ({ journal }) => {
    await journal.open();
    const events = contractEvents(2_500);
    await journal.append(events);
    for (let i = 0; i < 20; i++) {
      for await (const { position } of journal.read()) if (position > i * 100) break;
    }
    // Never asked for anything.
    journal.read()[Symbol.asyncIterator]();
    await journal.append(contractEvents(1, 2_501));
    same((await collect(journal)).length, 2_501, 'how many events were read');
  });

  rule('serves readers side by side', async ({ journal }) => {
    await journal.open();
    const events = contractEvents(2_500);
    await journal.append(events);
    const found = await Promise.all([
      collect(journal),
      collect(journal, { after: 1_000 }),
      collect(journal, { types: ['status.changed'] }),
    ]);
    const changes = events.filter(({ type }) => type === 'status.changed');
    same(found, [events, events.slice(1_000), changes], 'what was read');
  });

  rule('passes over events at positions that it holds', async ({ journal }) => {
    await journal.open();
    const events = contractEvents(9);
    await journal.append(events.slice(0, 5));
    await journal.append(events.slice(0, 5));
    await journal.append(events.slice(2, 7));
    await journal.append([contractCheck(7, 9_000_000_000_000, { message: 'another' })]);
    await journal.append(events.slice(7));
    same(await collect(journal), events, 'what was read');
  });

  rule('refuses a second writer until the first gives it up', async ({ journal, lasts, again }) => {
    await journal.open();
    const others = lasts ? [journal, await again()] : [journal];
    for (const other of others) await refusesToOpen(other);
    await journal.append(contractEvents(1));
    await journal.close();
    const next = others.at(-1) ?? journal;
    same(await next.open(), { position: 1 }, 'the head');
  });

  rule('closes twice, opened or not', async ({ journal }) => {
    await journal.close();
    await journal.open();
    await journal.append(contractEvents(1));
    await journal.close();
    await journal.close();
  });

  rule('goes on where it stopped when it is opened again', async ({ journal }) => {
    await journal.open();
    await journal.append(contractEvents(3));
    await journal.close();
    same(await journal.open(), { position: 3 }, 'the head');
    await journal.append(contractEvents(2, 4));
    same(await collect(journal), contractEvents(5), 'what was read');
  });

  rule('can be read when it is not open', async ({ journal }) => {
    await journal.open();
    await journal.append(contractEvents(5));
    await journal.close();
    same(await collect(journal), contractEvents(5), 'what was read');
    same(await journal.open(), { position: 5 }, 'the head');
  });

  if (offered('lasting')) {
    rule('holds everything for a journal that is made anew', async ({ journal, again }) => {
      await journal.open();
      const events = contractEvents(2_500);
      await journal.append(events.slice(0, 2_400));
      await journal.close();
      const next = await again();
      same(await collect(next), events.slice(0, 2_400), 'what was read before it was open');
      same(await next.open(), { position: 2_400 }, 'the head');
      await next.append(events.slice(2_400));
      same(await collect(next), events, 'what was read');
    });

    rule('can be read by another journal while it is written', async ({ journal, again }) => {
      await journal.open();
      await journal.append(contractEvents(5));
      const reader = await again();
      same(await collect(reader), contractEvents(5), 'what the reader found');
      await journal.append(contractEvents(5, 6));
      same(await collect(reader), contractEvents(10), 'what the reader found');
      same(await collect(reader, { after: 8 }), contractEvents(2, 9), 'what the reader found');
    });
  }

  if (offered('snapshots')) {
    for (const [name, check] of SNAPSHOT_RULES) rule(name, check);
    if (offered('lasting')) for (const [name, check] of LASTING_SNAPSHOT_RULES) rule(name, check);
  }

  if (offered('history')) {
    rule('tells the history of a service as its checks do', ({ journal }) => historyRule(journal));
  }

  return cases;
}

/** Batches of uneven sizes, the largest longer than any journal reads at a time. */
async function appendInBatches(journal: Journal, events: readonly RecordedEvent[]): Promise<void> {
  for (let from = 0, size = 1; from < events.length; from += size, size = (size * 3) % 1_201) {
    await journal.append(events.slice(from, from + size));
  }
}

async function refusesToOpen(journal: Journal): Promise<void> {
  try {
    await journal.open();
  } catch (error) {
    const isHeld = error instanceof TocsinError && error.code === 'ERR_JOURNAL_HELD';
    demand(isHeld, `a second writer must be refused with ERR_JOURNAL_HELD, and was with ${shown(error)}`);
    return;
  }
  demand(false, 'a second writer must be refused');
}

/** Every mixture of a few bounds, in the record and beyond its ends. */
function* everyBounds(events: readonly RecordedEvent[]): Generator<ReadOptions> {
  const [first, last] = [events[0]?.at ?? 0, events.at(-1)?.at ?? 0];
  const times = [undefined, 0, first, first + 1, first + 3_000, last, last + 1];
  for (const after of [undefined, 0, 1, 11, 23, 24, 99]) {
    for (const from of times) {
      for (const to of times) {
        yield { after, from, to };
        yield { after, from, to, types: ['status.changed'] };
      }
    }
  }
  for (const types of [
    [],
    ['check.completed'],
    ['runtime.started'],
    ['runtime.started', 'check.completed'],
  ] as const) {
    yield { types };
    yield { types, after: 5, from: first + 2_000, to: last };
  }
}

function isWanted(
  event: RecordedEvent,
  { after = 0, from = 0, to = Number.POSITIVE_INFINITY, types }: ReadOptions,
): boolean {
  const isWithin = event.position > after && event.at >= from && event.at < to;
  return isWithin && (types === undefined || types.includes(event.type));
}
