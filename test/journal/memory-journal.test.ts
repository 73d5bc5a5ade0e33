import { describe, expect, test } from 'vitest';
import type { RecordedEvent } from '../../src/domain/events.js';
import { memoryJournal } from '../../src/journal/memory-journal.js';
import { sampleAlert, sampleNotification } from '../../src/testing/sample-notification.js';
import { configIssues } from '../support/config-issues.js';
import { checkOf, collect, eventOf, failureOf } from '../support/journal-files.js';

function change(position: number): RecordedEvent {
  return eventOf('status.changed', position, { from: 'unknown', to: 'healthy' });
}

function requested(position: number, alerts: number): RecordedEvent {
  return eventOf('notification.requested', position, {
    notification: sampleNotification({ alerts: Array.from({ length: alerts }, () => sampleAlert()) }),
    channels: ['ops'],
    tells: [],
  });
}

async function positionsIn(maxEvents: number, events: readonly RecordedEvent[]): Promise<number[]> {
  const journal = memoryJournal({ maxEvents });
  await journal.open();
  for (const event of events) await journal.append([event]);
  return (await collect(journal)).map(({ position }) => position);
}

describe('a memory journal that is full', () => {
  test('is cut back to its limit when it is a quarter beyond it', async () => {
    const checks = Array.from({ length: 12 }, (_, i) => checkOf(i + 1));
    expect(await positionsIn(8, checks.slice(0, 10))).toHaveLength(10);
    expect(await positionsIn(8, checks.slice(0, 11))).toEqual([4, 5, 6, 7, 8, 9, 10, 11]);
    expect(await positionsIn(8, checks)).toEqual([4, 5, 6, 7, 8, 9, 10, 11, 12]);
  });

  test('forgets the oldest checks first', async () => {
    const events = [change(1), checkOf(2), checkOf(3), change(4), checkOf(5), checkOf(6), checkOf(7)];
    // 4 + 1 + 1 + 4 + 1 + 1 + 1 = 13, and 10 may stay.
    expect(await positionsIn(10, events)).toEqual([1, 4, 6, 7]);
  });

  test('forgets the oldest of everything else when there are no checks left', async () => {
    // 8 may stay, so two of them.
    expect(await positionsIn(8, [change(1), checkOf(2), change(3), change(4)])).toEqual([3, 4]);
  });

  test('counts what a notification carries along', async () => {
    // A notification of 3 alerts counts for 10.
    expect(await positionsIn(10, [requested(1, 3)])).toEqual([1]);
    expect(await positionsIn(10, [requested(1, 3), checkOf(2), checkOf(3)])).toEqual([1, 2, 3]);
    expect(await positionsIn(10, [requested(1, 3), checkOf(2), checkOf(3), checkOf(4)])).toEqual([1]);
    expect(await positionsIn(10, [change(1), requested(2, 3)])).toEqual([2]);
  });

  test('tells its head all the same, and takes no position twice', async () => {
    const journal = memoryJournal({ maxEvents: 1 });
    await journal.open();
    await journal.append([change(1), change(2), change(3)]);
    expect(await collect(journal)).toEqual([]);
    await journal.close();
    expect(await journal.open()).toEqual({ position: 3 });
    await journal.append([checkOf(3), checkOf(4)]);
    expect(await collect(journal)).toEqual([checkOf(4)]);
  });

  test('does not take from a reader what it was about to read', async () => {
    const journal = memoryJournal({ maxEvents: 4 });
    await journal.open();
    await journal.append([1, 2, 3, 4].map((position) => checkOf(position)));
    const found: number[] = [];
    for await (const { position } of journal.read()) {
      found.push(position);
      await journal.append([position * 2 + 3, position * 2 + 4].map((next) => checkOf(next)));
    }
    expect(found).toEqual([1, 2, 3, 4]);
    expect((await collect(journal))[0]?.position).toBeGreaterThan(4);
  });
});

test('keeps 20 000 checks if nothing else is said', async () => {
  const journal = memoryJournal();
  await journal.append(Array.from({ length: 25_000 }, (_, i) => checkOf(i + 1)));
  expect(await collect(journal)).toHaveLength(25_000);
  await journal.append([checkOf(25_001)]);
  expect((await collect(journal))[0]?.position).toBe(5_002);
});

test.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('maxEvents %d is refused', (maxEvents) => {
  const message = `${maxEvents} is not a whole number from 1`;
  expect(configIssues(() => memoryJournal({ maxEvents }))).toEqual([
    { path: 'memoryJournal.maxEvents', message },
  ]);
});

test('a monitor that has it keeps others out, and says so', async () => {
  const journal = memoryJournal();
  await journal.open();
  const { code, message } = await failureOf(() => journal.open());
  expect(`${code} ${message}`).toBe(
    'ERR_JOURNAL_HELD this memory journal is held by another monitor; stop that one first',
  );
});

test('its snapshots do not outlive the process', () => {
  expect(memoryJournal().snapshots?.lasting).toBe(false);
});
