import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { cleanLine, cleanText, truncate } from '../../src/domain/clean-text.js';

const anyText = fc
  .array(fc.oneof(fc.integer({ min: 0, max: 0xffff }), fc.constantFrom(0xd83d, 0xdea8, 0x0a, 0x202e, 0x26)))
  .map((units) => String.fromCharCode(...units));

describe('cleanText', () => {
  test('keeps tabs, line feeds and emoji, and strips what cannot be seen', () => {
    expect(cleanText('a\tb\nc 👩‍👩‍👧 \u0000\u0007\u001b[31m\u007f\u009b\ufeff')).toBe('a\tb\nc 👩‍👩‍👧 [31m');
  });

  test.each(['\r\n', '\r', '\u0085', '\u2028', '\u2029'])(
    'makes a line feed of the line break %j',
    (lineBreak) => {
      expect(cleanText(`a${lineBreak}b`)).toBe('a\nb');
    },
  );

  test('strips every mark that changes the direction of writing', () => {
    const marks = '\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069';
    expect(cleanText(`a${marks}b`)).toBe('ab');
  });

  test('replaces lone surrogates and keeps pairs', () => {
    expect(cleanText('\ud83d|\ude00|\ud83d\ude00')).toBe('\ufffd|\ufffd|😀');
  });

  test('looks at the beginning of a huge text only, and marks the cut', () => {
    const text = cleanText('\u0000'.repeat(65_000) + 'x'.repeat(10_000_000));
    expect(text).toBe(`${'x'.repeat(536)}…`);
  });

  property.prop([anyText, fc.nat(40)])(
    'is well-formed, clean and within its limit for any text',
    (text, limit) => {
      const clean = cleanText(text, limit);
      expect(clean.length).toBeLessThanOrEqual(limit);
      expect(clean).not.toMatch(/(?![\n\t])\p{Cc}|\p{Cs}/u);
      expect(cleanText(clean, limit)).toBe(clean);
    },
  );
});

describe('cleanLine', () => {
  test('makes one line of many', () => {
    expect(cleanLine('  a\r\n\r\n\tb  c\u2028d ')).toBe('a b c d');
  });

  property.prop([anyText])('never holds a line break, nor blanks around', (text) => {
    const line = cleanLine(text);
    expect(line).not.toMatch(/[\r\n\u0085\u2028\u2029]/);
    expect(line).toBe(line.trim());
  });
});

describe('truncate', () => {
  test('leaves what fits exactly', () => {
    expect(truncate('abcde', 5)).toBe('abcde');
    expect(truncate('abcdef', 5)).toBe('abcd…');
  });

  test('cuts before a pair of surrogates rather than within', () => {
    expect(truncate('ab🚨cd', 4)).toBe('ab…');
    expect(truncate('ab🚨cd', 5)).toBe('ab🚨…');
  });

  test('cuts before an entity rather than within', () => {
    const escaping = (character: string): string => (character === '&' ? '&amp;' : character);
    expect(truncate('a&&', 11, escaping)).toBe('a&amp;&amp;');
    expect(truncate('a&&b', 11, escaping)).toBe('a&amp;…');
  });

  test.each([
    [0, ''],
    [1, '…'],
    [2, 'a…'],
  ])('manages with %i characters', (limit, expected) => {
    expect(truncate('abc', limit)).toBe(expected);
  });

  const doubling = (character: string): string => character + character;
  property.prop([fc.string({ unit: 'grapheme' }), fc.nat(30)])(
    'gives the longest beginning that fits with its mark, as a plain search finds it',
    (text, limit) => {
      const whole = [...text].map(doubling).join('');
      const beginnings = [...text].map((_, n) => `${[...text].slice(0, n).map(doubling).join('')}…`);
      const fitting = beginnings.filter((beginning) => beginning.length <= limit);
      expect(truncate(text, limit, doubling)).toBe(whole.length <= limit ? whole : (fitting.at(-1) ?? ''));
    },
  );
});
