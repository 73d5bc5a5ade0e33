import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import {
  closedJournal,
  collect,
  collectAt,
  failureOf,
  openAt,
  someEvents,
  temporaryFolder,
  temporaryPath,
} from '../../support/journal-files.js';

/** Each test starts threads of its own, which takes a while on a busy machine. */
vi.setConfig({ testTimeout: 30_000 });

describe('a file that is gone', () => {
  const GONE = 'was moved away or deleted while in use; put it back, or restart to begin a new one';

  test('takes nothing more, and goes on when it is put back', async () => {
    const path = await temporaryPath();
    const journal = await openAt(path);
    await journal.append(someEvents(5));
    const elsewhere = join(await temporaryFolder(), 'moved.db');
    await rename(path, elsewhere);
    for (let attempt = 0; attempt < 2; attempt++) {
      const { code, message } = await failureOf(() => journal.append(someEvents(5, 6)));
      expect(`${code} ${message}`).toBe(`ERR_JOURNAL_GONE ${path} ${GONE}`);
    }
    await rename(elsewhere, path);
    await journal.append(someEvents(5, 6));
    expect(await collect(journal)).toEqual(someEvents(10));
    await journal.close();
    expect(await collectAt(path)).toEqual(someEvents(10));
  });

  test('takes no snapshot either', async () => {
    const path = await temporaryPath();
    const journal = await openAt(path);
    await rm(path);
    const snapshot = { position: 0, at: 0, version: '1', parts: [] };
    const { code } = await failureOf(async () => journal.snapshots?.save(snapshot));
    expect(code).toBe('ERR_JOURNAL_GONE');
  });

  test('is not taken for another one in its place', async () => {
    const path = await temporaryPath();
    const journal = await openAt(path);
    await journal.append(someEvents(5));
    const other = await closedJournal(someEvents(2));
    await rename(other, path);
    expect((await failureOf(() => journal.append(someEvents(5, 6)))).code).toBe('ERR_JOURNAL_GONE');
    await journal.close();
  });

  test('can be closed, and a new one begun', async () => {
    const path = await temporaryPath();
    const journal = await openAt(path);
    await journal.append(someEvents(5));
    await rm(path);
    await journal.close();
    expect(await journal.open()).toEqual({ position: 0 });
    await journal.append(someEvents(1));
    expect(await collect(journal)).toEqual(someEvents(1));
  });

  test('is noticed when its whole folder is gone', async () => {
    const folder = join(await temporaryFolder(), 'data');
    await mkdir(folder);
    const journal = await openAt(join(folder, 'tocsin.db'));
    await rename(folder, `${folder}-moved`);
    expect((await failureOf(() => journal.append(someEvents(1)))).code).toBe('ERR_JOURNAL_GONE');
    await rename(`${folder}-moved`, folder);
    await journal.append(someEvents(1));
    expect(await collect(journal)).toEqual(someEvents(1));
  });
});
