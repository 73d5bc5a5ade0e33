import { once } from 'node:events';
import Database from 'libsql';
import { describe, expect, test } from 'vitest';
import { OptionIssues } from '../../../src/domain/option-issues.js';
import { resolveRetention } from '../../../src/journal/retention.js';
import { encodeBatch } from '../../../src/journal/sqlite/event-batch.js';
import { startWorker } from '../../../src/journal/sqlite/start-worker.js';
import type { StoreRequest } from '../../../src/journal/sqlite/store-protocol.js';
import { callBegins, callEnds, leave, newThreadState } from '../../../src/journal/sqlite/thread-state.js';
import { sqliteJournal } from '../../../src/runtime/sqlite-journal.js';
import { someEvents, temporaryPath } from '../../support/journal-files.js';

async function positionsIn(path: string): Promise<number[]> {
  const positions: number[] = [];
  const journal = sqliteJournal(path);
  for await (const { position } of journal.read()) positions.push(position);
  await journal.close();
  return positions;
}

describe.each(['strict', 'relaxed'] as const)('appendNow of a journal that is %s', (durability) => {
  test('has written when it returns', async () => {
    const path = await temporaryPath();
    const journal = sqliteJournal(path, { durability });
    await journal.open();
    expect(journal.appendNow?.(someEvents(3), 5_000)).toBe(true);
    await journal.close();
    expect(await positionsIn(path)).toEqual([1, 2, 3]);
  });

  test('keeps the order of what is being written, and writes nothing twice', async () => {
    const path = await temporaryPath();
    const journal = sqliteJournal(path, { durability });
    await journal.open();
    const events = someEvents(6);
    const begun = journal.append(events.slice(0, 2));
    expect(journal.appendNow?.(events.slice(0, 4), 5_000)).toBe(true);
    await begun;
    await journal.append(events.slice(2, 6));
    await journal.close();
    expect(await positionsIn(path)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test('says that it has not, if the journal is not open', async () => {
    const path = await temporaryPath();
    const journal = sqliteJournal(path, { durability });
    expect(journal.appendNow?.(someEvents(1), 5_000)).toBe(false);
    await journal.open();
    await journal.close();
    expect(journal.appendNow?.(someEvents(1), 5_000)).toBe(false);
  });
});

describe('a thread whose process ends', () => {
  test('begins no call after that', () => {
    const state = newThreadState();
    expect(callBegins(state)).toBe(true);
    callEnds(state);
    leave(state, 60_000);
    expect(callBegins(state)).toBe(false);
    // Nobody is waited for in vain.
    leave(state, 60_000);
  });

  test('is waited for in a call, but not for ever', () => {
    const state = newThreadState();
    callBegins(state);
    leave(state, 1);
    expect(callBegins(state)).toBe(false);
  });

  test('waits for a locked file no longer than until then', async () => {
    const path = await temporaryPath();
    const state = newThreadState();
    const worker = startWorker(state);
    const ask = (request: StoreRequest): void => worker.postMessage(request);
    const retention = resolveRetention({}, new OptionIssues('test'));
    ask({ id: 1, call: 'open', argument: { path, mode: 'write', durability: 'strict', retention, now: 0 } });
    const [opened]: { error?: unknown }[] = await once(worker, 'message');
    expect(opened?.error).toBeUndefined();
    const other = new Database(path);
    other.exec('BEGIN IMMEDIATE');
    ask({ id: 2, call: 'append', argument: encodeBatch(someEvents(1)) });
    // The first of the two says whether the thread is in a call.
    for (let i = 0; i < 1_000 && Atomics.load(state, 0) === 0; i++) Atomics.wait(state, 1, 0, 5);
    expect(Atomics.load(state, 0)).toBe(1);
    // By itself it would try for five seconds, and be torn down with its process in the middle of a try.
    expect(leave(state, 3_000)).toBe(true);
    const [{ error }] = await once(worker, 'message');
    expect(error).toMatchObject({ code: 'ERR_JOURNAL_BUSY' });
    other.close();
    await worker.terminate();
  });
});
