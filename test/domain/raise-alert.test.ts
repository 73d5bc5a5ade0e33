import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import type { AlertInput } from '../../src/domain/alert.js';
import { draftAlert } from '../../src/domain/raise-alert.js';
import type { TocsinError } from '../../src/domain/tocsin-error.js';

describe('an alert that is taken in', () => {
  test('gets its defaults: info, system, an event, keyed by category and title', () => {
    expect(draftAlert({ title: 'T' })).toEqual({
      key: 'system:T',
      kind: 'event',
      status: 'firing',
      title: 'T',
      message: '',
      severity: 'info',
      category: 'system',
      data: {},
      labels: {},
    });
  });

  test('keeps what it says', () => {
    const input: AlertInput = {
      title: 'T',
      message: 'm',
      severity: 'error',
      category: 'c',
      source: 's',
      key: 'k',
      kind: 'condition',
      data: { n: 1 },
      labels: { a: 'b' },
    };
    expect(draftAlert(input)).toEqual({ ...input, status: 'firing' });
  });

  test('is a copy: changing the input later changes nothing', () => {
    const data = { list: [1] };
    const labels: Record<string, string> = { a: 'b' };
    const draft = draftAlert({ title: 'T', data, labels });
    data.list.push(2);
    labels.a = 'changed';
    expect(draft).toMatchObject({ data: { list: [1] }, labels: { a: 'b' } });
  });

  test.each([
    [undefined, 'the alert', 'undefined'],
    [null, 'the alert', 'null'],
    ['text', 'the alert', '"text"'],
    [{}, 'title', 'undefined'],
    [{ title: '' }, 'title', '""'],
    [{ title: 5 }, 'title', 'number'],
    [{ title: 'T', message: 5 }, 'message', 'number'],
    [{ title: 'T', severity: 'fatal' }, 'severity', '"fatal"'],
    [{ title: 'T', severity: 'toString' }, 'severity', '"toString"'],
    [{ title: 'T', category: '' }, 'category', '""'],
    [{ title: 'T', source: 1 }, 'source', 'number'],
    [{ title: 'T', kind: 'state' }, 'kind', '"state"'],
    [{ title: 'T', key: '' }, 'key', '""'],
    [{ title: 'T', labels: 'x' }, 'labels', '"x"'],
    [{ title: 'T', labels: { a: 1 } }, 'labels.a', 'number'],
  ])('is refused as %o naming the field and what was found', (input, field, found) => {
    expect(() => draftAlert(input as AlertInput)).toThrow(
      expect.objectContaining({
        code: 'ERR_INVALID_ALERT',
        message: expect.stringMatching(new RegExp(`^${field}: expected .*, found ${found}$`)),
      }),
    );
  });
});

const MEGABYTE = 1_048_576;
const long = (unit: string): string => unit.repeat(MEGABYTE / unit.length);

describe('an alert that is too long', () => {
  test('has its title and message cut, with a mark, never within a character', () => {
    const { title, message } = draftAlert({ title: long('t'), message: long('🚨m') });
    expect(title).toBe(`${'t'.repeat(999)}…`);
    expect(message).toBe(`${'🚨m'.repeat(3_333)}…`);
  });

  test('keeps what fits exactly', () => {
    const input = {
      title: 't'.repeat(1_000),
      message: 'm'.repeat(10_000),
      key: 'k'.repeat(16_384),
      category: 'c'.repeat(1_000),
      source: 's'.repeat(1_000),
      labels: { name: 'v'.repeat(16_380) },
    };
    expect(draftAlert(input)).toMatchObject(input);
  });

  test('is the same as itself, and another than one that differs beyond the cut only', () => {
    const keyOf = (title: string): string => draftAlert({ title }).key;
    expect(keyOf(`${long('t')}a`)).toBe(keyOf(`${long('t')}a`));
    expect(keyOf(`${long('t')}a`)).not.toBe(keyOf(`${long('t')}b`));
    expect(keyOf(long('t'))).toMatch(/^system:t+…#[0-9a-f]{32}$/);
    // As long as it fits, a key is what it would be without a bound.
    expect(keyOf('t'.repeat(5_000))).toBe(`system:${'t'.repeat(5_000)}`);
  });

  test('keeps apart categories, sources and labels that differ beyond the cut only', () => {
    const draftOf = (end: string) => {
      const text = long('x') + end;
      return draftAlert({
        title: 'T',
        category: text,
        source: text,
        labels: { [text]: 'name', value: text },
      });
    };
    const [a, b] = [draftOf('a'), draftOf('b')];
    expect(draftOf('a')).toEqual(a);
    expect(a.category).not.toBe(b.category);
    expect(a.source).not.toBe(b.source);
    expect(a.labels.value).not.toBe(b.labels.value);
    expect(Object.keys(a.labels)).not.toEqual(Object.keys(b.labels));
  });

  test('loses none of the labels that mean something, and says how many it lost', () => {
    const many = Object.fromEntries(Array.from({ length: 5_000 }, (_, n) => [`l${n}`, 'x']));
    const { labels } = draftAlert({ title: 'T', labels: { ...many, severity: 'page', service: long('s') } });
    expect(labels).toMatchObject({ severity: 'page', service: expect.stringMatching(/^s+…#[0-9a-f]{32}$/) });
    const kept = Object.keys(labels).length - 1;
    expect(labels['…']).toMatch(new RegExp(`^${5_002 - kept} more #[0-9a-f]{32}$`));
  });

  test('that cannot be is refused in few words all the same', () => {
    const refusals = [
      { title: 'T', severity: long('s') },
      { title: 'T', labels: { [long('n')]: 5 } },
    ].map((input) => {
      try {
        return draftAlert(input as unknown as AlertInput).title;
      } catch (error) {
        return (error as TocsinError).message;
      }
    });
    for (const refusal of refusals) {
      expect(refusal).toMatch(/: expected /);
      expect(refusal.length).toBeLessThan(400);
    }
  });

  const text = fc
    .tuple(fc.string({ minLength: 1, maxLength: 5, unit: 'binary' }), fc.constantFrom(1, 10, 1_000, 4_000))
    .map(([unit, times]) => unit.repeat(times));
  const texts = fc.dictionary(text, text, { maxKeys: 8 });

  property.prop([text, text, fc.option(text, { nil: undefined }), texts, texts])(
    'is bounded in all that it says, and taken in again is what it was',
    (title, message, key, labels, data) => {
      const draft = draftAlert({ title, message, key, category: title, source: message, labels, data });
      expect(draft.title.length).toBeLessThanOrEqual(1_000);
      expect(draft.message.length).toBeLessThanOrEqual(10_000);
      expect(draft.key.length).toBeLessThanOrEqual(16_384);
      expect(draft.category.length).toBeLessThanOrEqual(1_000);
      expect(draft.source?.length).toBeLessThanOrEqual(1_000);
      expect(Object.entries(draft.labels).flat().join('').length).toBeLessThanOrEqual(16_384);
      const again = draftAlert({ ...draft, data });
      expect(again).toEqual(draft);
    },
  );

  property.prop([texts, texts])('has the same labels as another only if they were the same', (one, other) => {
    const bounded = [one, other].map((labels) => draftAlert({ title: 'T', labels }).labels);
    const sorted = (labels: object): string => JSON.stringify(Object.entries(labels).sort());
    expect(sorted(bounded[0] ?? {}) === sorted(bounded[1] ?? {})).toBe(sorted(one) === sorted(other));
  });
});
