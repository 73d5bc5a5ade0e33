import { fc, test } from '@fast-check/vitest';
import { describe, expect, vi } from 'vitest';
import type { Outcome } from '../../../src/domain/check.js';
import type { RecordedEvent } from '../../../src/domain/events.js';
import type { Journal, TimeSpan } from '../../../src/journal/journal.js';
import { historyFromChecks } from '../../../src/journal/rollup/history-from-checks.js';
import { checkOf, copyAside, journalAt, openAt, START, temporaryPath } from '../../support/journal-files.js';
import { appendTo, closeStore, storeAt } from '../../support/journal-store.js';
import { anyLatency } from '../rollup/latencies.js';

vi.setConfig({ testTimeout: 60_000 });

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const SERVICES = ['api', 'db'];

const SPANS: readonly TimeSpan[] = [
  { from: START - HOUR, to: START + 2 * HOUR, step: MINUTE },
  { from: START - 12 * HOUR, to: START + 4 * DAY, step: HOUR },
  { from: START - 12 * HOUR, to: START + 9 * DAY + 12 * HOUR, step: DAY },
  { from: START + 3 * MINUTE, to: START + 50 * HOUR, step: 7 * HOUR },
];

interface Draft {
  readonly subject: string;
  readonly gap: number;
  readonly outcome: Outcome;
  readonly latencyMs: number;
}

const anyDraft: fc.Arbitrary<Draft> = fc.record({
  subject: fc.constantFrom(...SERVICES),
  gap: fc.oneof(fc.nat(3 * MINUTE), fc.nat(2 * HOUR)),
  outcome: fc.constantFrom<Outcome>('pass', 'warn', 'fail'),
  latencyMs: anyLatency,
});

type Step =
  | { readonly type: 'append'; readonly drafts: readonly Draft[] }
  | { readonly type: 'crash' | 'restart' };

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('append' as const),
      drafts: fc.array(anyDraft, { minLength: 1, maxLength: 12 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constantFrom('crash' as const, 'restart' as const) }) },
);

async function* each(events: readonly RecordedEvent[]): AsyncGenerator<RecordedEvent> {
  yield* events;
}

/** All that the rollups say must be what the checks say. */
async function compare(
  history: (service: string, span: TimeSpan) => unknown,
  checks: readonly RecordedEvent[],
): Promise<void> {
  for (const service of SERVICES) {
    for (const span of SPANS) {
      expect(await history(service, span)).toEqual(await historyFromChecks(each(checks), service, span));
    }
  }
}

describe('history', () => {
  test.prop([fc.array(anyStep, { minLength: 1, maxLength: 14 })], { numRuns: 25 })(
    'is what the checks say, through crashes and restarts',
    async (steps) => {
      let path = await temporaryPath();
      let store = storeAt(path);
      const checks: RecordedEvent[] = [];
      let at = START;
      for (const step of steps) {
        if (step.type === 'append') {
          const batch = step.drafts.map(({ subject, gap, ...data }, i) => {
            at += gap;
            return checkOf(checks.length + i + 1, data, { at, subject });
          });
          appendTo(store, batch);
          checks.push(...batch);
          continue;
        }
        if (step.type === 'crash') path = await copyAside(path);
        else closeStore(store);
        store = storeAt(path);
      }
      const last = store;
      await compare((service, span) => last.history({ service, span }), checks);
    },
  );

  test('is the same after a crash, for the writer and for a reader', async () => {
    const path = await temporaryPath();
    const journal = await openAt(path);
    const checks: RecordedEvent[] = Array.from({ length: 1_500 }, (_, i) =>
      checkOf(
        i + 1,
        { outcome: i % 11 === 0 ? 'fail' : 'pass', latencyMs: ((i * 7_919) % 90_000) / 100 },
        { at: START + i * 3 * MINUTE, subject: i % 4 === 0 ? 'db' : 'api' },
      ),
    );
    for (let i = 0; i < checks.length; i += 100) await journal.append(checks.slice(i, i + 100));
    const crashed = await openAt(await copyAside(path));
    for (const one of [journal, crashed, journalAt(path)]) await compareJournal(one, checks);
    await crashed.close();
    await crashed.open();
    await compareJournal(crashed, checks);
  });
});

function compareJournal(journal: Journal, checks: readonly RecordedEvent[]): Promise<void> {
  return compare((service, span) => journal.history?.(service, span), checks);
}

test('a latency beyond all reason does no harm', async () => {
  for (const latencyMs of [1e13, 1e300]) {
    const path = await temporaryPath();
    const journal = await openAt(path);
    const checks = [1, 2, 3].map((position) => checkOf(position, { latencyMs }));
    await journal.append(checks);
    await journal.close();
    expect(await journal.open()).toEqual({ position: 3 });
    const points = await journal.history?.('api', { from: START, to: START + MINUTE, step: MINUTE });
    expect(points?.[0]?.checks).toBe(3);
  }
});
