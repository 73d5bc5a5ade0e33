import { describe, expect, it } from 'vitest';
import { readJournalSetting } from '../../src/config/journal-setting.js';
import { memoryJournal } from '../../src/journal/memory-journal.js';

const read = (journal: unknown) => readJournalSetting({ journal }, '/etc/tocsin/watch.yaml');

describe('the journal of a configuration file', () => {
  it.each([
    ['a path', 'tocsin.db', { type: 'sqlite', path: '/etc/tocsin/tocsin.db' }],
    ['a path from elsewhere', '/var/lib/tocsin.db', { type: 'sqlite', path: '/var/lib/tocsin.db' }],
    ['a path above', '../t.db', { type: 'sqlite', path: '/etc/t.db' }],
    ['the word memory', 'memory', { type: 'memory' }],
    ['a file named memory', './memory', { type: 'sqlite', path: '/etc/tocsin/memory' }],
    ['memory with a bound', { type: 'memory', maxEvents: 500 }, { type: 'memory', maxEvents: 500 }],
    [
      'all settings',
      {
        type: 'sqlite',
        path: 'data/t.db',
        durability: 'relaxed',
        retention: { checks: '3d', events: 86_400_000, minutes: '1d', hours: '4w', days: false },
      },
      {
        type: 'sqlite',
        path: '/etc/tocsin/data/t.db',
        durability: 'relaxed',
        retention: {
          checks: 259_200_000,
          events: 86_400_000,
          minutes: 86_400_000,
          hours: 2_419_200_000,
          days: false,
        },
      },
    ],
  ])('may be %s', (_, journal, spec) => {
    expect(read(journal)).toEqual({ setting: { folder: '/etc/tocsin', spec }, issues: [] });
  });

  it('may be left out', () => {
    const nothing = { setting: { folder: '/etc/tocsin' }, issues: [] };
    expect(read(undefined)).toEqual(nothing);
    expect(readJournalSetting(null, '/etc/tocsin/watch.yaml')).toEqual(nothing);
  });

  it('may be what a program made of it', () => {
    const journal = memoryJournal();
    expect(read(journal).setting.given).toBe(journal);
  });
});

const SPAN = "milliseconds or a text such as '500ms', '30s' or '5m'";

/** What is wrong, the journal, and the one issue it gives. */
const BAD: readonly [what: string, journal: unknown, path: string, message: string][] = [
  ['a number', 7, 'journal', 'expected a path or { type: … }, found 7'],
  ['false', false, 'journal', 'expected a path or { type: … }, found false'],
  ['a list', ['tocsin.db'], 'journal', 'expected a path or { type: … }, found a list'],
  ['an empty path', '', 'journal.path', 'expected the path of a file, found ""'],
  [
    'SQLite’s own word for memory',
    ':memory:',
    'journal.path',
    'expected the path of a file, found ":memory:"; write { type: memory }',
  ],
  ['a type without a path', { type: 'sqlite' }, 'journal.path', 'expected the path of a file, found nothing'],
  ['no type', { path: 'x.db' }, 'journal.type', 'expected one of sqlite, memory, found nothing'],
  [
    'an unknown type',
    { type: 'sqlit', path: 'x.db' },
    'journal.type',
    'expected one of sqlite, memory, found "sqlit"; did you mean sqlite?',
  ],
  [
    'an unknown durability',
    { type: 'sqlite', path: 'x.db', durability: 'lax' },
    'journal.durability',
    "expected 'strict' or 'relaxed', found \"lax\"",
  ],
  [
    'a misspelt setting',
    { type: 'sqlite', path: 'x.db', retension: {} },
    'journal.retension',
    'unknown setting; did you mean retention?',
  ],
  [
    'a retention of everything alike',
    { type: 'sqlite', path: 'x.db', retention: '7d' },
    'journal.retention',
    'expected { checks, events, minutes, hours, days }, found "7d"',
  ],
  [
    'a retention of nothing',
    { type: 'sqlite', path: 'x.db', retention: { checks: 0 } },
    'journal.retention.checks',
    `expected a duration above 0: ${SPAN}, found 0`,
  ],
  [
    'a retention that is on',
    { type: 'sqlite', path: 'x.db', retention: { days: true } },
    'journal.retention.days',
    `expected a duration above 0: ${SPAN}, found true`,
  ],
  [
    'a retention of an unknown kind',
    { type: 'sqlite', path: 'x.db', retention: { weeks: '7d' } },
    'journal.retention.weeks',
    'unknown setting; known are checks, events, minutes, hours, days',
  ],
  [
    'a memory without room',
    { type: 'memory', maxEvents: 0 },
    'journal.maxEvents',
    'expected a whole number from 1, found 0',
  ],
  [
    'a memory with a path',
    { type: 'memory', path: 'x.db' },
    'journal.path',
    'unknown setting; known are type, maxEvents',
  ],
];

describe('a bad journal of a configuration file', () => {
  it.each(BAD)('is refused with its path and the way out: %s', (_, journal, path, message) => {
    expect(read(journal)).toEqual({ setting: { folder: '/etc/tocsin' }, issues: [{ path, message }] });
  });
});
