import type { Snapshot, SnapshotStore } from '../journal/snapshot.js';
import { contractEvents, ODD_TEXTS } from './contract-events.js';
import { type Bench, demand, same } from './journal-bench.js';

/** A rule with the sentence that names it. */
type Rule = readonly [name: string, check: (bench: Bench) => Promise<void>];

/** What a journal that keeps snapshots must keep to. */
export const SNAPSHOT_RULES: readonly Rule[] = [
  [
    'loads the newest snapshot of a version, and none of another',
    async (bench) => {
      const snapshots = await openStore(bench);
      same(await snapshots.load('1'), undefined, 'the snapshot of a journal without one');
      await snapshots.save(snapshotAt(3, '1'));
      await snapshots.save(snapshotAt(7, '1'));
      same(await snapshots.load('1'), snapshotAt(7, '1'), 'the newest snapshot');
      same(await snapshots.load('2'), undefined, 'the snapshot of a version that never was');
      same(await snapshots.load(''), undefined, 'the snapshot of a version that never was');
    },
  ],
  [
    'forgets older snapshots',
    async (bench) => {
      const snapshots = await openStore(bench);
      await snapshots.save(snapshotAt(1, '1'));
      for (let position = 2; position < 10; position++) await snapshots.save(snapshotAt(position, '2'));
      same(await snapshots.load('1'), undefined, 'a snapshot with eight newer ones');
      same(await snapshots.load('2'), snapshotAt(9, '2'), 'the newest snapshot');
    },
  ],
  [
    'replaces a snapshot of the same position',
    async (bench) => {
      const snapshots = await openStore(bench);
      await snapshots.save({ ...snapshotAt(4, '1'), parts: ['a', 'b', 'c'] });
      await snapshots.save({ ...snapshotAt(4, '1'), parts: ['d'] });
      same(await snapshots.load('1'), { ...snapshotAt(4, '1'), parts: ['d'] }, 'the snapshot');
    },
  ],
  [
    'gives back the parts of a snapshot as they were, in order',
    async (bench) => {
      const snapshots = await openStore(bench);
      const many = Array.from({ length: 1_200 }, (_, i) => `part ${i}`);
      for (const [i, parts] of [[], ODD_TEXTS.map((text) => JSON.stringify(text)), many].entries()) {
        await snapshots.save({ ...snapshotAt(i + 1, '1'), parts });
        same((await snapshots.load('1'))?.parts, parts, 'the parts');
      }
    },
  ],
];

/** What one that lasts must keep to besides. */
export const LASTING_SNAPSHOT_RULES: readonly Rule[] = [
  [
    'holds its snapshot for a journal that is made anew',
    async (bench) => {
      const snapshots = await openStore(bench);
      demand(snapshots.lasting, 'the snapshots of a lasting journal must say that they last');
      await snapshots.save(snapshotAt(5, '1'));
      await bench.journal.close();
      const next = await bench.again();
      same(await next.open(), { position: 10 }, 'the head');
      same(await next.snapshots?.load('1'), snapshotAt(5, '1'), 'the snapshot');
      same(await next.snapshots?.load('2'), undefined, 'the snapshot of a version that never was');
    },
  ],
];

async function openStore({ journal }: Bench): Promise<SnapshotStore> {
  const { snapshots } = journal;
  demand(snapshots !== undefined, 'a journal that offers snapshots must have `snapshots`');
  await journal.open();
  await journal.append(contractEvents(10));
  return snapshots;
}

function snapshotAt(position: number, version: string): Snapshot {
  return { position, at: 1_000 * position, version, parts: [`{"position":${position}}`, '[]'] };
}
