import { describe, expect, test } from 'vitest';
import type { AlertInput } from '../../src/domain/alert.js';
import { draftAlert } from '../../src/domain/raise-alert.js';

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
