import { execFileSync } from 'node:child_process';
import { appendFile, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import {
  afterwards,
  collect,
  collectAt,
  failureOf,
  journalAt,
  openAt,
  someEvents,
  temporaryFolder,
} from '../../support/journal-files.js';
import { testMonitor } from '../../support/monitor.js';

vi.setConfig({ testTimeout: 30_000 });

/** A disk that can be filled. */
interface SmallDisk {
  readonly path: string;
  fill(): Promise<void>;
  makeRoom(): Promise<void>;
}

/** Takes the rights to mount: elsewhere nothing here can be run. */
const CAN_MOUNT = mounts(tmpdir());

function mounts(place: string): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  try {
    const folder = execFileSync('mktemp', ['-d', join(place, 'tocsin-mount-XXXXXX')], {
      encoding: 'utf8',
    }).trim();
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder], { stdio: 'ignore' });
    execFileSync('umount', [folder]);
    execFileSync('rmdir', [folder]);
    return true;
  } catch {
    return false;
  }
}

async function smallDisk(): Promise<SmallDisk> {
  const folder = await temporaryFolder();
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', folder]);
  afterwards(async () => {
    execFileSync('umount', ['--lazy', folder]);
  });
  const filler = join(folder, 'filler');
  return {
    path: join(folder, 'tocsin.db'),
    async fill() {
      const { blocks, bsize } = await statfs(folder);
      // To the last page, whatever else is being written meanwhile.
      for (let i = 0; i <= blocks; i++) {
        const full = await appendFile(filler, Buffer.alloc(bsize)).catch((error: unknown) => error);
        if (full !== undefined) return;
      }
    },
    makeRoom: () => rm(filler),
  };
}

describe.runIf(CAN_MOUNT)('on a full disk', () => {
  test('an append is refused as a whole, and all is well when there is room again', async () => {
    const disk = await smallDisk();
    const journal = await openAt(disk.path);
    await journal.append(someEvents(100));
    await disk.fill();
    for (let attempt = 0; attempt < 3; attempt++) {
      const { code, message } = await failureOf(() => journal.append(someEvents(500, 101)));
      expect(`${code} ${message}`).toBe(
        `ERR_JOURNAL_FULL no room left on the disk of ${disk.path}; make some`,
      );
      expect(await collect(journal)).toEqual(someEvents(100));
    }
    await disk.makeRoom();
    await journal.append(someEvents(500, 101));
    await journal.close();
    expect(await collectAt(disk.path)).toEqual(someEvents(600));
  });

  test('a journal is opened as it is, or not at all', async () => {
    const disk = await smallDisk();
    const before = await openAt(disk.path);
    await before.append(someEvents(100));
    await before.close();
    await disk.fill();
    const journal = journalAt(disk.path);
    const opening = await journal.open().then(
      ({ position }) => position,
      (error: unknown) => error,
    );
    if (typeof opening === 'number') {
      expect(opening).toBe(100);
      expect((await failureOf(() => journal.append(someEvents(500, 101)))).code).toBe('ERR_JOURNAL_FULL');
      await journal.close();
    } else {
      expect(opening).toMatchObject({ code: expect.stringMatching(/^ERR_JOURNAL_(?:FULL|IO|READ_ONLY)$/) });
    }
    await disk.makeRoom();
    expect(await journal.open()).toEqual({ position: 100 });
  });

  test('a monitor tells of it, goes on alerting and catches up', async () => {
    const disk = await smallDisk();
    const journal = journalAt(disk.path);
    const { monitor, ops, clock } = testMonitor({ journal });
    await monitor.alert({ title: 'before', severity: 'error' });
    await disk.fill();
    for (let i = 1; i <= 20; i++) {
      await monitor.alert({ title: `meanwhile ${i}`, message: 'x'.repeat(5_000), severity: 'error' });
    }
    await monitor.flush();
    const titles = (): string[] => ops.notifications.map(({ title }) => title);
    expect(titles().filter((title) => title.startsWith('meanwhile'))).toHaveLength(20);
    const trouble = ops.notifications.find(({ title }) => title === 'Tocsin cannot write its journal');
    expect(trouble?.severity).toBe('critical');
    expect(trouble?.message).toContain(`no room left on the disk of ${disk.path}`);
    await disk.makeRoom();
    // The next try is due by then; what it takes is the disk's time, not the clock's.
    await clock.advance('1m');
    await vi.waitFor(() => expect(titles()).toContain('Resolved: Tocsin cannot write its journal'), {
      timeout: 10_000,
    });
    await monitor.stop();
    const events = await collectAt(disk.path);
    expect(events.map(({ position }) => position)).toEqual(events.map((_, i) => i + 1));
    expect(
      events.flatMap((event) =>
        event.type === 'notification.requested' ? event.data.notification.title : [],
      ),
    ).toEqual(titles());
  });
});
