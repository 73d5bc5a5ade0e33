import { stat } from 'node:fs/promises';
import { describe, expect, test, vi } from 'vitest';
import type { RecordedEvent } from '../../../src/domain/events.js';
import type { Journal } from '../../../src/journal/journal.js';
import type { RetentionOptions } from '../../../src/journal/retention.js';
import { sqliteJournal } from '../../../src/runtime/sqlite-journal.js';
import { configIssues } from '../../support/config-issues.js';
import {
  checkOf,
  collect,
  eventOf,
  journalAt,
  openAt,
  rowsOf,
  START,
  someEvents,
  temporaryPath,
} from '../../support/journal-files.js';
import { appendTo, eventsOf, storeAt } from '../../support/journal-store.js';

vi.setConfig({ testTimeout: 30_000 });

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const KEEP_ALL: RetentionOptions = {
  checks: false,
  events: false,
  minutes: false,
  hours: false,
  days: false,
};

/** A change of status now and then, by which time goes on. */
function later(position: number, at: number): RecordedEvent {
  return eventOf('status.changed', position, { from: 'unknown', to: 'healthy' }, { at });
}

async function snapshotAt(journal: Journal, position: number): Promise<void> {
  await journal.snapshots?.save({ position, at: START, version: '1', parts: ['{}'] });
}

/** Lets so many batches come in one after the other, so that upkeep gets its turns. */
async function turns(journal: Journal, count: number, first: number, at: number): Promise<void> {
  for (let i = 0; i < count; i++) await journal.append([later(first + i, at)]);
}

describe('what is too old', () => {
  test('goes a few hundred rows at a time', async () => {
    const path = await temporaryPath();
    const store = storeAt(path, { checks: '1h', events: '2h' });
    appendTo(store, someEvents(3_000));
    store.saveSnapshot({ position: 3_000, at: START, version: '1', parts: ['{}'] });
    let before = 3_000;
    let rounds = 0;
    for (let position = 3_001; before > 2 * rounds && rounds < 40; position++, rounds++) {
      appendTo(store, [later(position, START + DAY + position)]);
      const left = eventsOf(store).length;
      expect(before + 1 - left).toBeLessThanOrEqual(500);
      before = left;
    }
    // 2000 checks and 1000 changes of status went; what came meanwhile is there.
    expect(eventsOf(store).map(({ position }) => position)).toEqual(
      Array.from({ length: rounds }, (_, i) => 3_001 + i),
    );
    expect(rounds).toBeGreaterThanOrEqual(6);
  });

  test.each([
    ['checks', { ...KEEP_ALL, checks: '1h' }, 2],
    ['events', { ...KEEP_ALL, events: '1h' }, 4],
    ['both', { ...KEEP_ALL, checks: '1h', events: '1h' }, 0],
    ['nothing', KEEP_ALL, 6],
  ] as const)('goes by its kind: %s', async (_name, retention, left) => {
    const journal = await openAt(await temporaryPath(), { retention });
    await journal.append(someEvents(6));
    await snapshotAt(journal, 6);
    await turns(journal, 8, 7, START + DAY);
    const found = await collect(journal);
    expect(found.filter(({ position }) => position <= 6)).toHaveLength(left);
    expect(found.filter(({ position }) => position > 6)).toHaveLength(8);
  });

  test('goes at its age and no sooner', async () => {
    const journal = await openAt(await temporaryPath(), { retention: { ...KEEP_ALL, checks: '1h' } });
    const checks = Array.from({ length: 10 }, (_, i) => checkOf(i + 1, {}, { at: START + i * MINUTE }));
    await journal.append(checks);
    await snapshotAt(journal, 10);
    // Those at less than an hour before it stay, and so does the one that is an hour old to the millisecond.
    await turns(journal, 4, 11, START + HOUR + 4 * MINUTE);
    expect((await collect(journal, { types: ['check.completed'] })).map(({ position }) => position)).toEqual([
      5, 6, 7, 8, 9, 10,
    ]);
  });

  test('stays while no snapshot holds it', async () => {
    const path = await temporaryPath();
    const journal = await openAt(path, { retention: { checks: '1h', events: '1h' } });
    await journal.append(someEvents(1_000));
    await turns(journal, 6, 1_001, START + DAY);
    expect(await collect(journal)).toHaveLength(1_006);
    await snapshotAt(journal, 700);
    await turns(journal, 10, 1_007, START + 2 * DAY);
    expect((await collect(journal))[0]?.position).toBe(701);
    expect(await collect(journal)).toHaveLength(316);
    // Nor does one that opens the file later know better.
    await journal.close();
    await journal.open();
    await turns(journal, 10, 1_017, START + 3 * DAY);
    expect((await collect(journal))[0]?.position).toBe(701);
  });

  test('is never the last event', async () => {
    const path = await temporaryPath();
    const journal = await openAt(path, { retention: { checks: 1, events: 1 } });
    for (let position = 1; position <= 20; position++) {
      await journal.append([checkOf(position, {}, { at: START + position * DAY })]);
      await snapshotAt(journal, position);
    }
    expect((await collect(journal)).at(-1)?.position).toBe(20);
    await journal.close();
    expect(await journal.open()).toEqual({ position: 20 });
  });

  test('leaves positions to go on and can be read around', async () => {
    const path = await temporaryPath();
    const journal = await openAt(path, { retention: { checks: '1h', events: false } });
    await journal.append(someEvents(3_000));
    await snapshotAt(journal, 3_000);
    await turns(journal, 12, 3_001, START + DAY);
    const left = someEvents(3_000).filter(({ type }) => type !== 'check.completed');
    expect((await collect(journal, { to: START + HOUR })).map(({ position }) => position)).toEqual(
      left.map(({ position }) => position),
    );
    expect(await collect(journal, { after: 1_500, to: START + HOUR })).toEqual(
      left.filter(({ position }) => position > 1_500),
    );
    expect(await collect(journal, { from: START + 1_600_500, to: START + HOUR })).toEqual(
      left.filter(({ at }) => at >= START + 1_600_500),
    );
    const reader = journalAt(path);
    expect(await collect(reader, { types: ['check.completed'] })).toEqual([]);
  });
});

describe('what is kept longer', () => {
  test('is the history of checks that are gone', async () => {
    const journal = await openAt(await temporaryPath(), { retention: { checks: '1h' } });
    await journal.append(Array.from({ length: 2_000 }, (_, i) => checkOf(i + 1, { latencyMs: i % 97 })));
    const span = { from: START, to: START + HOUR, step: 5 * MINUTE };
    const before = await journal.history?.('api', span);
    await snapshotAt(journal, 2_000);
    await turns(journal, 12, 2_001, START + DAY);
    expect(await collect(journal, { types: ['check.completed'] })).toEqual([]);
    expect(await journal.history?.('api', span)).toEqual(before);
    await journal.close();
    await journal.open();
    expect(await journal.history?.('api', span)).toEqual(before);
    expect(before?.reduce((sum, { checks }) => sum + checks, 0)).toBe(2_000);
  });

  test('goes in its own time: minutes, then hours, then days', async () => {
    const path = await temporaryPath();
    const retention = { ...KEEP_ALL, minutes: '1d', hours: '3d', days: '10d' } as const;
    const journal = await openAt(path, { retention });
    await journal.append(
      Array.from({ length: 100 }, (_, i) => checkOf(i + 1, {}, { at: START + i * MINUTE })),
    );
    const rows = (sql: string): unknown => rowsOf(path, sql)[0]?.[0];
    const kept = (): unknown[] => [
      rows('SELECT count(*) FROM rollup_minutes'),
      rows('SELECT count(*) FROM rollup_hours'),
      rows('SELECT count(*) FROM rollup_days'),
    ];
    await turns(journal, 8, 101, START + 12 * HOUR);
    expect(kept()).toEqual([2, 2, 1]);
    await turns(journal, 8, 109, START + 2 * DAY);
    expect(kept()).toEqual([0, 2, 1]);
    await turns(journal, 8, 117, START + 4 * DAY);
    expect(kept()).toEqual([0, 0, 1]);
    const all = await journal.history?.('api', { from: START, to: START + DAY, step: DAY });
    expect(all?.[0]?.checks).toBe(0);
    const day = { from: START - 12 * HOUR, to: START + 12 * HOUR, step: DAY };
    expect((await journal.history?.('api', day))?.[0]?.checks).toBe(100);
    await turns(journal, 8, 125, START + 12 * DAY);
    expect(kept()).toEqual([0, 0, 0]);
  });
});

test('the file gives back the room of what went', async () => {
  const path = await temporaryPath();
  const journal = await openAt(path, { retention: { checks: '1h', events: '1h' } });
  const message = 'x'.repeat(400);
  await journal.append(Array.from({ length: 6_000 }, (_, i) => checkOf(i + 1, { message })));
  await snapshotAt(journal, 6_000);
  await journal.close();
  const { size } = await stat(path);
  await journal.open();
  await turns(journal, 40, 6_001, START + DAY);
  await journal.close();
  expect(size).toBeGreaterThan(2_000_000);
  expect((await stat(path)).size).toBeLessThan(size / 4);
});

test.each([
  [{ checks: '0s' }, 'checks', '"0s"'],
  [{ events: -1 }, 'events', '-1'],
] as const)('retention %j is refused', (retention, kind, found) => {
  const message = `${found} is not a duration above 0; write one such as '7d', or false for ever`;
  expect(configIssues(() => sqliteJournal('tocsin.db', { retention }))).toEqual([
    { path: `sqliteJournal.retention.${kind}`, message },
  ]);
});
