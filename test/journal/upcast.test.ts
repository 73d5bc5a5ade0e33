import { describe, expect, test } from 'vitest';
import { EVENT_TYPES, EVENT_VERSIONS } from '../../src/domain/events.js';
import { TocsinError } from '../../src/domain/tocsin-error.js';
import { UPCASTERS, type Upcasters, upcast } from '../../src/journal/upcast.js';

/** Version 1 is a text; version 2 `{ name }`; version 3 `{ name, loud }`. */
const VERSIONS = { 'bell.rung': 3, 'bell.hung': 1 };
const CHAIN: Upcasters = {
  'bell.rung': {
    1: (data) => ({ name: data }),
    2: (data) => ({ ...(typeof data === 'object' ? data : {}), loud: false }),
  },
};

const upcastBell = (version: number, data: unknown, upcasters = CHAIN): unknown =>
  upcast('bell.rung', version, data, upcasters, VERSIONS);

describe('upcast', () => {
  test('takes each version through every step up to the current one', () => {
    expect(upcastBell(1, 'great')).toEqual({ name: 'great', loud: false });
    expect(upcastBell(2, { name: 'great' })).toEqual({ name: 'great', loud: false });
  });

  test('leaves the current version as it is', () => {
    const data = { name: 'great', loud: true };
    expect(upcastBell(3, data)).toBe(data);
    expect(upcast('bell.hung', 1, data, CHAIN, VERSIONS)).toBe(data);
    expect(upcast('check.completed', 1, data)).toBe(data);
  });

  test('leaves what it is given unchanged', () => {
    const data = Object.freeze({ name: 'great' });
    upcastBell(2, data);
    expect(data).toEqual({ name: 'great' });
  });

  test('refuses a version from the future', () => {
    expect(failure(() => upcastBell(4, {}))).toEqual([
      'ERR_JOURNAL_NEWER',
      'written by a newer Tocsin: bell.rung has version 4; this one knows it up to version 3; upgrade Tocsin, or use another journal',
    ]);
    expect(failure(() => upcast('check.completed', 99, {}))[0]).toBe('ERR_JOURNAL_NEWER');
  });

  test.each(['bell.melted', 'constructor', '__proto__'])('refuses the unknown type %s', (type) => {
    expect(failure(() => upcast(type, 1, {}, CHAIN, VERSIONS))).toEqual([
      'ERR_JOURNAL_NEWER',
      `written by a newer Tocsin: events of the type "${type}" are not known to this one; upgrade Tocsin, or use another journal`,
    ]);
  });

  test.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('refuses the version %d', (version) => {
    expect(failure(() => upcastBell(version, {}))).toEqual([
      'ERR_JOURNAL_CORRUPT',
      `bell.rung has the version ${version}; versions are whole numbers from 1; the journal is damaged: restore it from a backup, or begin another one`,
    ]);
  });

  test('refuses a chain with a step missing', () => {
    const broken = { 'bell.rung': { 1: (data: unknown) => data } };
    expect(failure(() => upcastBell(1, {}, broken))).toEqual([
      'ERR_JOURNAL_CORRUPT',
      'bell.rung has version 1; there is no step from version 2 to 3; the journal is damaged: restore it from a backup, or begin another one',
    ]);
    expect(failure(() => upcastBell(1, {}, {}))[1]).toContain('no step from version 1 to 2');
  });

  test('tells of a step that throws without quoting it', () => {
    const cause = new Error('hunter2 is no name');
    const failing: Upcasters = {
      'bell.rung': {
        1: () => {
          throw cause;
        },
      },
    };
    const error = thrownBy(() => upcastBell(1, 'hunter2', failing));
    expect(error.code).toBe('ERR_JOURNAL_CORRUPT');
    expect(error.message).toContain('bell.rung version 1: its data cannot be brought to the next version');
    expect(error.message).not.toContain('hunter2');
    expect(error.cause).toBe(cause);
  });
});

test('every old version of every event has its step, and nothing else has', () => {
  for (const type of EVENT_TYPES) {
    const old = Array.from({ length: EVENT_VERSIONS[type] - 1 }, (_, n) => String(n + 1));
    expect([type, ...Object.keys(UPCASTERS[type] ?? {})]).toEqual([type, ...old]);
  }
});

function thrownBy(act: () => unknown): TocsinError {
  try {
    act();
  } catch (error) {
    if (error instanceof TocsinError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

function failure(act: () => unknown): [code: string, message: string] {
  const { code, message } = thrownBy(act);
  return [code, message];
}
