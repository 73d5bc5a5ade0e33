import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { findJsonError } from '../../src/config/json-error.js';

describe('findJsonError', () => {
  it.each([
    ['', 0, 'a value'],
    ['{"a":1,}', 7, 'a name in double quotes'],
    ['{"a" 1}', 5, "':'"],
    ['[1 2]', 3, "',' or ']'"],
    ['{"a":1 "b":2}', 7, "',' or '}'"],
    ['{a:1}', 1, "a name in double quotes or '}'"],
    ['[1,]', 3, 'a value'],
    ['[', 1, "a value or ']'"],
    ['{} x', 3, 'the end of the file'],
    ['// note\n{}', 0, 'a value'],
    ["{'a':1}", 1, "a name in double quotes or '}'"],
    ['{"a":undefined}', 5, 'a value'],
    ['{"a":"b\nc"}', 5, 'a value'],
    ['[01]', 2, "',' or ']'"],
  ])('finds where %j stops being JSON', (text, offset, expected) => {
    expect(findJsonError(text)).toEqual({ offset, expected });
  });

  test.prop([fc.json()])('finds nothing wrong with JSON', (text) => {
    expect(findJsonError(text)).toBeUndefined();
  });

  const pieces = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"a"',
    '1',
    '-0.5e3',
    'null',
    ' ',
    '\n',
    'x',
    '"',
  );
  test.prop([fc.array(pieces, { maxLength: 12 })], { numRuns: 2_000 })('agrees with JSON.parse', (parts) => {
    const text = parts.join('');
    expect(findJsonError(text) === undefined).toBe(isJson(text));
  });

  it('takes a hundred thousand lists within each other', () => {
    expect(findJsonError('['.repeat(100_000))).toEqual({ offset: 100_000, expected: "a value or ']'" });
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
