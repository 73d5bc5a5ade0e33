import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chooseJournal, describeJournal, shownPath } from '../../src/cli/choose-journal.js';
import { openJournalFile } from '../../src/cli/open-journal.js';
import type { RecordedEvent } from '../../src/domain/events.js';
import { memoryJournal } from '../../src/journal/memory-journal.js';
import { sqliteJournal } from '../../src/runtime/sqlite-journal.js';

const EVENT: RecordedEvent = {
  position: 1,
  at: 1,
  type: 'runtime.started',
  version: 1,
  subject: '',
  data: { run: 'r' },
};

describe('which journal', () => {
  const folder = '/etc/tocsin';
  const kept = { type: 'sqlite', path: '/var/t.db', durability: 'relaxed' } as const;

  it.each([
    ['left out', undefined, { folder }, { type: 'sqlite', path: '/etc/tocsin/tocsin.db' }],
    ['configured', undefined, { folder, spec: kept }, kept],
    ['configured in memory', undefined, { folder, spec: { type: 'memory' } }, { type: 'memory' }],
    ['named', '/x.db', { folder }, { type: 'sqlite', path: '/x.db' }],
    ['named and configured', '/x.db', { folder, spec: kept }, { ...kept, path: '/x.db' }],
    ['named, from here', 'x.db', { folder }, { type: 'sqlite', path: resolve('x.db') }],
    ['memory', 'memory', { folder, spec: kept }, { type: 'memory' }],
    [
      'memory as configured',
      'memory',
      { folder, spec: { type: 'memory', maxEvents: 5 } },
      { type: 'memory', maxEvents: 5 },
    ],
  ] as const)('is as it was %s', (_, wanted, setting, chosen) => {
    expect(chooseJournal(wanted, setting)).toEqual(chosen);
  });

  it('is the one that a program made, unless another is named', () => {
    const given = memoryJournal();
    expect(chooseJournal(undefined, { folder, given })).toEqual({ type: 'given', journal: given });
    expect(chooseJournal('/x.db', { folder, given })).toEqual({ type: 'sqlite', path: '/x.db' });
  });

  it('is told in a few words', () => {
    expect(describeJournal({ type: 'sqlite', path: resolve('data/t.db') })).toBe(join('data', 't.db'));
    expect(describeJournal({ type: 'sqlite', path: '/var/t.db' })).toBe('/var/t.db');
    expect(describeJournal({ type: 'memory' })).toBe('memory: nothing is kept when it stops');
    expect(describeJournal({ type: 'given', journal: memoryJournal() })).toBe('made by the configuration');
    expect(shownPath(resolve('..', 't.db'))).toBe(resolve('..', 't.db'));
  });
});

describe('openJournalFile', () => {
  let directory: string;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'tocsin-open-'));
    const journal = sqliteJournal(join(directory, 'good.db'));
    await journal.open();
    await journal.append([EVENT]);
    await journal.close();
    await mkdir(join(directory, 'folder'));
  });

  afterAll(() => rm(directory, { recursive: true, force: true }));

  it('gives a journal to read', async () => {
    const journal = await openJournalFile({ journal: join(directory, 'good.db') });
    const events: RecordedEvent[] = [];
    for await (const event of journal.read()) events.push(event);
    await journal.close();
    expect(events).toEqual([EVENT]);
  });

  it('takes the one that variables of the configuration name, even without a file', async () => {
    const variables = {
      TOCSIN_JOURNAL__TYPE: 'sqlite',
      TOCSIN_JOURNAL__PATH: join(directory, 'good.db'),
    };
    Object.assign(process.env, variables);
    try {
      const journal = await openJournalFile({ journal: undefined });
      await journal.close();
    } finally {
      for (const name of Object.keys(variables)) delete process.env[name];
    }
  });

  it('takes the one of a configuration that is loaded', async () => {
    const spec = { type: 'sqlite', path: join(directory, 'good.db') } as const;
    const journal = await openJournalFile({ journal: undefined, loaded: { journal: { folder: '/', spec } } });
    const { value } = await journal.read()[Symbol.asyncIterator]().next();
    expect(value).toEqual(EVENT);
    await journal.close();
  });

  it('hands on the one that a configuration made', async () => {
    const given = memoryJournal();
    const loaded = { journal: { folder: '/', given } };
    expect(await openJournalFile({ journal: undefined, loaded })).toBe(given);
  });

  it('refuses what cannot be read, and makes nothing', async () => {
    const before = await readdir(directory);
    await expect(openJournalFile({ journal: join(directory, 'none.db') })).rejects.toMatchObject({
      code: 'ERR_JOURNAL_MISSING',
      message: `there is no journal ${join(directory, 'none.db')}; tocsin run writes one, --journal names another`,
    });
    await expect(openJournalFile({ journal: join(directory, 'good.db', 'x') })).rejects.toMatchObject({
      code: 'ERR_JOURNAL_MISSING',
    });
    await expect(openJournalFile({ journal: join(directory, 'folder') })).rejects.toMatchObject({
      code: 'ERR_JOURNAL_MISSING',
      message: `${join(directory, 'folder')} is no file; tocsin run writes one, --journal names another`,
    });
    expect(await readdir(directory)).toEqual(before);
  });

  it('refuses a journal in memory', async () => {
    await expect(openJournalFile({ journal: 'memory' })).rejects.toMatchObject({
      code: 'ERR_USAGE',
      message:
        'a journal in memory can be read only by the process that writes it; name a file with --journal',
    });
    const loaded = { journal: { folder: '/', spec: { type: 'memory' } } } as const;
    await expect(openJournalFile({ journal: undefined, loaded })).rejects.toMatchObject({
      code: 'ERR_USAGE',
      message: expect.stringMatching(/^the configuration keeps its journal in memory, .* --journal, or set /),
    });
  });
});
