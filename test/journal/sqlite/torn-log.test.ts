import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { fc, test } from '@fast-check/vitest';
import { beforeAll, describe, expect, vi } from 'vitest';
import type { RecordedEvent } from '../../../src/domain/events.js';
import {
  collect,
  copyAside,
  journalAt,
  openAt,
  someEvents,
  temporaryPath,
} from '../../support/journal-files.js';
import { appendTo, eventsOf, storeAt } from '../../support/journal-store.js';

/** Waiting for the machine's disk is no fault. */
vi.setConfig({ testTimeout: 60_000 });

/** Batches of 1 to 7 events. */
const BATCHES: readonly (readonly RecordedEvent[])[] = Array.from({ length: 60 }, (_, i) => i % 7).map(
  (size, i, sizes) => {
    const before = sizes.slice(0, i).reduce((sum, one) => sum + one + 1, 0);
    return someEvents(size + 1, before + 1);
  },
);

/** How many events there are after each batch. */
const WHOLE = new Set([0, ...BATCHES.map((batch) => batch.at(-1)?.position)]);

/** A journal as it lies on the disk when the power goes: its file, and the log with all that came since the last visit. */
interface Crashed {
  readonly file: Buffer;
  readonly log: Buffer;
  /** How many events are in the file already. */
  readonly settled: number;
}

async function crashAfter(settledBatches: number): Promise<Crashed> {
  const path = await temporaryPath();
  const before = await openAt(path);
  for (const batch of BATCHES.slice(0, settledBatches)) await before.append(batch);
  await before.close();
  const journal = await openAt(path);
  for (const batch of BATCHES.slice(settledBatches)) await journal.append(batch);
  const copy = await copyAside(path);
  return {
    file: await readFile(copy),
    log: await readFile(`${copy}-wal`),
    settled: BATCHES[settledBatches - 1]?.at(-1)?.position ?? 0,
  };
}

/** Opens what is left, which must be whole batches, and goes on from there. */
async function opens({ file, settled }: Crashed, log: Buffer): Promise<number> {
  const path = await temporaryPath();
  await writeFile(path, file);
  await writeFile(`${path}-wal`, log);
  const store = storeAt(path);
  const { head } = store;
  expect(WHOLE).toContain(head);
  expect(head).toBeGreaterThanOrEqual(settled);
  expect(eventsOf(store)).toEqual(someEvents(head));
  appendTo(store, someEvents(5, head + 1));
  expect(eventsOf(store)).toEqual(someEvents(head + 5));
  return head;
}

describe.each([
  ['of a new journal', 0],
  ['of a journal with a past', 20],
])('a log %s', (_name, settledBatches) => {
  let crashed: Crashed;

  beforeAll(async () => {
    crashed = await crashAfter(settledBatches);
  });

  const anyPlace = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });

  test.prop([anyPlace], { numRuns: 50 })('that ends anywhere holds whole batches', async (share) => {
    const { log } = crashed;
    await opens(crashed, log.subarray(0, Math.floor(share * log.length)));
  });

  test.prop([anyPlace, fc.integer({ min: 1, max: 255 })], { numRuns: 50 })(
    'with a damaged byte holds whole batches',
    async (share, flip) => {
      const log = Buffer.from(crashed.log);
      const place = Math.floor(share * log.length);
      log[place] = (log[place] ?? 0) ^ flip;
      await opens(crashed, log);
    },
  );

  test('that is whole holds everything', async () => {
    expect(await opens(crashed, crashed.log)).toBe(BATCHES.at(-1)?.at(-1)?.position);
  });
});

describe('a journal copied while it was open', () => {
  test('holds all that was appended', async () => {
    for (const durability of ['strict', 'relaxed'] as const) {
      const path = await temporaryPath();
      const journal = await openAt(path, { durability });
      for (const batch of BATCHES) await journal.append(batch);
      const copy = await copyAside(path);
      // A copy of the shared memory of the log is of no use, and no harm.
      await copyFile(`${path}-shm`, `${copy}-shm`);
      const found = journalAt(copy, { durability });
      expect(await found.open()).toEqual({ position: BATCHES.at(-1)?.at(-1)?.position });
      expect(await collect(found)).toEqual(BATCHES.flat());
    }
  });
});
