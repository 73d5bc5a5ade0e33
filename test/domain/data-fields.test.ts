import { describe, expect, test } from 'vitest';
import { dataFields } from '../../src/domain/data-fields.js';

describe('dataFields', () => {
  test('shows texts as they are and all else as JSON', () => {
    expect(dataFields({ a: 'x y', b: 3, c: { d: [true, null] } })).toEqual([
      { name: 'a', value: 'x y' },
      { name: 'b', value: '3' },
      { name: 'c', value: '{"d":[true,null]}' },
    ]);
  });

  test('says how many fields it left out', () => {
    const fields = dataFields({ a: 1, b: 2, c: 3, d: 4 }, 3);
    expect(fields.map(({ name, value }) => `${name}=${value}`)).toEqual(['a=1', 'b=2', '…=2 more fields']);
    expect(dataFields({ a: 1, b: 2, c: 3 }, 3)).toHaveLength(3);
  });

  test('cleans and cuts names and values', () => {
    expect(dataFields({ ['n\u0000'.repeat(200)]: 'v\n'.repeat(2_000) })).toEqual([
      { name: `${'n'.repeat(99)}…`, value: `${'v '.repeat(499)}v…` },
    ]);
  });
});
