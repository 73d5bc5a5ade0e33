import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { LinearExpression } from '../../src/domain/linear-expression.js';

function linear(source: string, flags = ''): LinearExpression {
  const expression = LinearExpression.of(source, flags);
  if (expression === undefined) throw new Error(`${source} is not linear`);
  return expression;
}

describe('a linear expression', () => {
  it('is the RegExp that it was made from', () => {
    const expression = linear('^a/b$', 'i');
    expect(expression).toBeInstanceOf(RegExp);
    expect([expression.source, expression.flags, String(expression)]).toEqual(['^a\\/b$', 'i', '/^a\\/b$/i']);
  });

  it.each([
    ['^(a+)+$', `${'a'.repeat(4_000)}b`, false],
    ['^(?:.*.*.*.*.*.*.*.*.*.*x)$', 'a'.repeat(4_000), false],
    ['(a|aa)+$', `${'a'.repeat(4_000)}b`, false],
    ['(x+x+)+y', 'x'.repeat(4_000), false],
    ['(?:a?){60}a{60}', 'a'.repeat(60), true],
    ['^(?!(?:a|a)*$)', 'a'.repeat(4_000), false],
  ])('%s answers at once what would take JavaScript for ever', (source, text, fits) => {
    expect(linear(source).test(text)).toBe(fits);
  });

  it('looks at the first 4 096 characters', () => {
    expect(linear('b').test(`${'a'.repeat(4_095)}b`)).toBe(true);
    expect(linear('b').test(`${'a'.repeat(4_096)}b`)).toBe(false);
    expect(linear('^a+$').test(`${'a'.repeat(4_096)}b`)).toBe(true);
  });

  it('remembers nothing from one text to the next', () => {
    const expression = linear('a', 'g');
    expect([expression.test('a'), expression.test('a')]).toEqual([true, true]);
  });

  it.each([
    ['(a)\\1', ''],
    ['\\k<a>(?<a>x)', ''],
    ['(?<=a)b', ''],
    ['a(?=b)', ''],
    ['(?=a)b', ''],
    ['^(?=a)|b', ''],
    ['^(?=a)', 'm'],
    ['^(?=a)*b', ''],
    ['(?<name>a)', ''],
    ['[a--b]', 'v'],
    ['a{1000}', ''],
    ['(?:a{100}){100}', ''],
    ['(?:){999999999999}', ''],
    ['(?:(?:(?:(?:){400}){400}){400}){400}', ''],
    ['(?:){0,999999999999}', ''],
    ['a'.repeat(2_001), ''],
    ['('.repeat(101) + ')'.repeat(101), ''],
  ])('%s with the flags "%s" is left to JavaScript', (source, flags) => {
    expect(LinearExpression.of(source, flags)).toBeUndefined();
  });

  it('is not made of what is no expression', () => {
    expect(() => LinearExpression.of('(', '')).toThrow(SyntaxError);
  });
});

describe('it fits what JavaScript says that it fits', () => {
  const TEXTS = [
    '',
    'a',
    'b',
    'ab',
    'ba',
    'aab',
    'A',
    'a b',
    'a\nb',
    '\n',
    'x{1}',
    'a-b',
    '😀',
    'ſ',
    'K',
    'é',
    '_',
    '0',
    '\ud83d',
  ];

  it.each([
    ['', ''],
    ['^$', ''],
    ['^$', 'm'],
    ['a|b', ''],
    ['^a|b$', ''],
    ['^(?:a|b)$', ''],
    ['.', ''],
    ['^.$', 'u'],
    ['^.$', 's'],
    ['^..$', ''],
    ['\\bb', ''],
    ['\\Bb', ''],
    ['a\\b', 'iu'],
    ['\\w', 'iu'],
    ['\\W', 'iu'],
    ['k', 'iu'],
    ['k', 'i'],
    ['[^a]', ''],
    ['[]', ''],
    ['[^]', ''],
    ['[\\]a]', ''],
    ['[\\d_]', ''],
    ['a{0}', ''],
    ['a{2}', ''],
    ['a{1,2}b', ''],
    ['a{2,}', ''],
    ['x{1}', ''],
    ['x\\{1\\}', ''],
    ['x{,1}', ''],
    ['{', ''],
    ['a??b', ''],
    ['(?:)*b', ''],
    ['(?:a*)*b', ''],
    ['(?:|a)+b', ''],
    ['\\u0061', ''],
    ['\\u{61}', 'u'],
    ['\\u{1F600}', 'u'],
    ['\\ud83d\\ude00', 'u'],
    ['\\ud83d', 'u'],
    ['\\ud83d', ''],
    ['😀', 'u'],
    ['😀', ''],
    ['[😀]', 'u'],
    ['\\x61\\n\\x62', ''],
    ['\\p{L}', 'u'],
    ['\\P{L}', 'u'],
    ['a\\-b', ''],
    ['a$', 'y'],
    ['b', 'y'],
    ['^a(?:$|\\n)', 'm'],
    ['^b', 'm'],
    ['a$', 'm'],
    ['^(?=a.*$)(?!ab$)', 's'],
    ['^(?!(?=a.*$)(?!ab$))', 's'],
    ['^(?!(?:a.*)$)', ''],
    ['^(?!^a)', ''],
  ])('/%s/%s', (source, flags) => {
    const expression = linear(source, flags);
    for (const text of TEXTS) {
      expect([text, expression.test(text)]).toEqual([text, new RegExp(source, flags).test(text)]);
    }
  });

  const { expression: anyExpression } = fc.letrec<{
    expression: string;
    atom: string;
    repeated: string;
    sequence: string;
  }>((tie) => ({
    expression: fc
      .array(tie('sequence'), { minLength: 1, maxLength: 3, depthIdentifier: 'e' })
      .map((all) => all.join('|')),
    sequence: fc.array(tie('repeated'), { maxLength: 4, depthIdentifier: 'e' }).map((all) => all.join('')),
    repeated: fc
      .tuple(tie('atom'), fc.constantFrom('', '', '', '*', '+', '?', '{0,2}', '{2}', '{1,}', '*?', '+?'))
      .map(([atom, repetition]) => (/^(?:\^|\$|\\[bB])$/.test(atom) ? atom : atom + repetition)),
    atom: fc.oneof(
      { depthSize: 'small', withCrossShrink: true, depthIdentifier: 'e' },
      fc.constantFrom('a', 'b', ' ', '.', '[ab]', '[^a]', '\\w', '\\s', '^', '$', '\\b', '\\B', '\\n'),
      tie('expression').map((inner) => `(?:${inner})`),
      tie('expression').map((inner) => `(${inner})`),
    ),
  }));
  const anyText = fc.string({ unit: fc.constantFrom('a', 'b', 'A', ' ', '\n'), maxLength: 8 });

  property.prop(
    [
      anyExpression,
      fc.constantFrom('', 'i', 'm', 's', 'u', 'imsu', 'y'),
      fc.array(anyText, { maxLength: 8 }),
    ],
    {
      numRuns: 2_000,
    },
  )('whatever it is', (source, flags, texts) => {
    const expression = LinearExpression.of(source, flags);
    fc.pre(expression !== undefined);
    for (const text of texts) expect(expression.test(text)).toBe(new RegExp(source, flags).test(text));
  });
});
