import { describe, expect, test } from 'vitest';
import { type Logger, silentLogger } from '../../src/domain/logger.js';
import { TimeSlice } from '../../src/domain/time-slice.js';
import type { Journal } from '../../src/journal/journal.js';
import { memoryJournal } from '../../src/journal/memory-journal.js';
import type { Snapshot, SnapshotStore } from '../../src/journal/snapshot.js';
import { decodeParts } from '../../src/runtime/snapshot-parts.js';
import { SNAPSHOT_VERSION, type SnapshotState } from '../../src/runtime/snapshot-state.js';
import { Snapshotter } from '../../src/runtime/snapshotter.js';
import { VirtualClock } from '../../src/testing/virtual-clock.js';
import { type FaultPlan, faultyJournal } from '../support/faulty-journal.js';
import { testMonitor } from '../support/monitor.js';

const ENOUGH = 50_000;

const EMPTY: SnapshotState = {
  head: [],
  services: [],
  states: [],
  incidents: [],
  heldKeys: [],
  resolved: [],
  silences: [],
  maintenance: [],
  stages: [],
  recent: [],
  keys: [],
  outbox: [],
  figures: [],
};

interface Harness {
  readonly clock: VirtualClock;
  readonly saved: Snapshot[];
  readonly warnings: string[];
  readonly snapshotter: Snapshotter;
  /** What is captured next; nothing if `undefined`. */
  known: { position: number; state: SnapshotState } | undefined;
  /** How a save ends. */
  save: () => Promise<void>;
}

function warner(warnings: string[]): Logger {
  return { ...silentLogger, warn: (_, message = '') => warnings.push(message) };
}

function harness(store: Partial<SnapshotStore> | undefined = {}): Harness {
  const clock = new VirtualClock();
  const saved: Snapshot[] = [];
  const warnings: string[] = [];
  const snapshotter = new Snapshotter({
    store: {
      lasting: true,
      async save(snapshot) {
        saved.push(snapshot);
        await made.save();
      },
      load: async () => undefined,
      ...store,
    },
    clock,
    logger: warner(warnings),
    capture: () => made.known,
  });
  const made: Harness = {
    clock,
    saved,
    warnings,
    snapshotter,
    known: { position: 7, state: { ...EMPTY, heldKeys: ['a'] } },
    save: async () => {},
  };
  return made;
}

describe('a snapshotter', () => {
  test('saves one when 50 000 events are in none, and not before', async () => {
    const { clock, saved, snapshotter } = harness();
    snapshotter.count(ENOUGH - 1);
    snapshotter.idle();
    expect(clock.pendingTasks).toBe(0);
    snapshotter.count(1);
    snapshotter.idle();
    await clock.advance(0);
    expect(saved.map(({ position, version }) => [position, version])).toEqual([[7, SNAPSHOT_VERSION]]);
    expect(await decodeParts(saved[0]?.parts ?? [], new TimeSlice(clock))).toEqual({
      ...EMPTY,
      heldKeys: ['a'],
    });
    // Counted from the beginning again.
    await clock.advance('2m');
    snapshotter.idle();
    expect(clock.pendingTasks).toBe(0);
  });

  test('saves one a minute at the most', async () => {
    const { clock, saved, snapshotter } = harness();
    for (let i = 0; i < 4; i++) {
      snapshotter.count(ENOUGH);
      snapshotter.idle();
      await clock.advance('20s');
    }
    expect(saved).toHaveLength(2);
  });

  test('begins no other while one is written or saved', async () => {
    const made = harness();
    const { clock, saved, snapshotter } = made;
    let done = (): void => {};
    made.save = () =>
      new Promise((resolve) => {
        done = resolve;
      });
    snapshotter.count(ENOUGH);
    snapshotter.idle();
    snapshotter.count(ENOUGH);
    snapshotter.idle();
    expect(clock.pendingTasks).toBe(1);
    await clock.advance('2m');
    snapshotter.idle();
    expect(saved).toHaveLength(1);
    done();
    await clock.advance(0);
    snapshotter.idle();
    await clock.advance(0);
    expect(saved).toHaveLength(2);
  });

  test('saves what was known when it began, a part a turn', async () => {
    const made = harness();
    const { clock, saved, snapshotter } = made;
    made.known = {
      position: 1,
      state: { ...EMPTY, heldKeys: Array.from({ length: 401 }, (_, i) => `k${i}`) },
    };
    snapshotter.count(ENOUGH);
    snapshotter.idle();
    made.known = { position: 2, state: EMPTY };
    await clock.advance(0);
    expect(saved.map(({ position, parts }) => [position, parts.length])).toEqual([[1, 4]]);
  });

  test('leaves it for later while what is known is ahead of the journal', async () => {
    const made = harness();
    const { clock, saved, snapshotter } = made;
    const { known } = made;
    made.known = undefined;
    snapshotter.count(ENOUGH);
    snapshotter.idle();
    await clock.advance('1s');
    expect(saved).toEqual([]);
    made.known = known;
    snapshotter.idle();
    await clock.advance(0);
    expect(saved).toHaveLength(1);
  });

  test('saves now and then only what lasts, but one at the end in any case', async () => {
    const { clock, saved, snapshotter } = harness({ lasting: false });
    snapshotter.count(ENOUGH);
    snapshotter.idle();
    await clock.advance('1s');
    expect(saved).toEqual([]);
    await snapshotter.end();
    expect(saved).toHaveLength(1);
    snapshotter.count(ENOUGH);
    snapshotter.idle();
    expect(clock.pendingTasks).toBe(0);
  });

  test('saves none at the end if nothing happened, or what is known is ahead of the journal', async () => {
    const calm = harness();
    await calm.snapshotter.end();
    const ahead = harness();
    ahead.snapshotter.count(1);
    ahead.known = undefined;
    await ahead.snapshotter.end();
    expect([...calm.saved, ...ahead.saved]).toEqual([]);
  });

  test('drops the one it is writing when it ends, for the last one', async () => {
    const made = harness();
    const { clock, saved, snapshotter } = made;
    snapshotter.count(ENOUGH);
    snapshotter.idle();
    snapshotter.count(1);
    made.known = { position: 8, state: EMPTY };
    await snapshotter.end();
    expect(clock.pendingTasks).toBe(0);
    expect(saved.map(({ position }) => position)).toEqual([8]);
  });

  test('warns of one that cannot be saved and goes on', async () => {
    const made = harness();
    const { clock, saved, snapshotter, warnings } = made;
    made.save = () => Promise.reject(new Error('no space'));
    snapshotter.count(ENOUGH);
    snapshotter.idle();
    await clock.advance('2m');
    expect(warnings).toEqual(['no snapshot was saved; a restart will take longer']);
    made.save = async () => {};
    snapshotter.count(1);
    await snapshotter.end();
    expect(saved).toHaveLength(2);
    expect(warnings).toHaveLength(1);
  });
});

describe('a monitor', () => {
  const FOR_EVER = { from: 0, ms: Number.POSITIVE_INFINITY };

  async function lifeOn(
    inner: Journal,
    plan: FaultPlan,
    warnings: string[],
  ): Promise<{ stoppedAfter: number; incidents: number }> {
    const clock = new VirtualClock();
    const journal = faultyJournal(inner, plan, clock);
    const { monitor } = testMonitor({ journal }, { clock, logger: warner(warnings) });
    const starting = monitor.start();
    await clock.advance('2m');
    await starting;
    const incidents = monitor.incidents.list().length;
    await monitor.alert({ title: `condition ${incidents}`, severity: 'error', kind: 'condition' });
    const since = clock.now();
    let stoppedAfter = Number.POSITIVE_INFINITY;
    const stopping = monitor.stop().then(() => {
      stoppedAfter = clock.now() - since;
    });
    await clock.advance('5m');
    await stopping;
    await journal.abandon();
    return { stoppedAfter, incidents };
  }

  test('starts and stops without snapshots when they can be neither loaded nor saved', async () => {
    const inner = memoryJournal();
    const warnings: string[] = [];
    const plan: FaultPlan = [
      { ...FOR_EVER, fault: { on: 'load', how: 'fails' } },
      { ...FOR_EVER, fault: { on: 'save', how: 'fails' } },
    ];
    for (const known of [0, 1, 2]) {
      expect(await lifeOn(inner, plan, warnings)).toEqual({ stoppedAfter: 0, incidents: known });
    }
    expect(await inner.snapshots?.load(SNAPSHOT_VERSION)).toBeUndefined();
    const saves = warnings.filter((line) => /no snapshot was saved/.test(line));
    const loads = warnings.filter((line) => /cannot be read/.test(line));
    // An empty journal is not asked for one.
    expect([saves.length, loads.length]).toEqual([3, 2]);
  });

  test('waits for snapshots that are slow to load, and at its end not for ever for one to be saved', async () => {
    const inner = memoryJournal();
    const plan: FaultPlan = [
      { ...FOR_EVER, fault: { on: 'load', how: 'slow', ms: 90_000 } },
      { ...FOR_EVER, fault: { on: 'save', how: 'slow', ms: 90_000 } },
    ];
    expect(await lifeOn(inner, plan, [])).toEqual({ stoppedAfter: 5_000, incidents: 0 });
    expect(await lifeOn(inner, plan, [])).toEqual({ stoppedAfter: 5_000, incidents: 1 });
    expect(await inner.snapshots?.load(SNAPSHOT_VERSION)).toBeUndefined();
  });

  test('stops although its journal cannot be closed', async () => {
    const plan: FaultPlan = [{ ...FOR_EVER, fault: { on: 'close', how: 'fails' } }];
    expect(await lifeOn(memoryJournal(), plan, [])).toEqual({ stoppedAfter: 0, incidents: 0 });
  });
});
