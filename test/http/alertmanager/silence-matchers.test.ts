import { fc, test as propertyTest } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { type AlertMatch, matchesAlert, matchFromJson, matchToJson } from '../../../src/domain/matcher.js';
import { type LabelMatcher, parseMatcher } from '../../../src/http/alertmanager/label-matcher.js';
import { matchersOf, matchOf } from '../../../src/http/alertmanager/silence-matchers.js';
import { alertOf } from '../../support/alerts.js';

const read = (...texts: string[]): AlertMatch => matchOf(texts.map(parseMatcher));

describe('matchers of Alertmanager', () => {
  test.each([
    ['a="x"', 'x'],
    ['a!="x"', { not: 'x' }],
    ['a=~"x.*"', /^(?:x.*)$/u],
    ['a!~"x.*"', { not: /^(?:x.*)$/u }],
    ['a!=""', /./s],
    ['a!~".*"', /^(?!(?:.*)$)/u],
    ['a=~"(?i)x"', /^(?:x)$/iu],
  ])('%s becomes what it means here', (text, wanted) => {
    expect(read(text)).toEqual({ labels: { a: wanted } });
  });

  test('that welcome a label that is missing become what it must not be', () => {
    expect(read('b="x"', 'a=""')).toEqual({ labels: { a: { not: /./s }, b: 'x' } });
    expect(read('b="x"', 'a=~"x?"')).toEqual({ labels: { a: { not: /^(?!(?:x?)$)/u }, b: 'x' } });
  });

  test('are shown as they were posted, but for backslashes that say nothing', () => {
    const posted = ['a=~"x/y"', 'a!="z/"', 'b!~"(?i)q|"', 'c=~"a\\\\-b"', 'd=""'];
    expect(matchersOf(read(...posted))).toEqual(posted.map(parseMatcher));
    expect(matchersOf(read('a=~"x\\/y"'))).toEqual([parseMatcher('a=~"x/y"')]);
  });

  test('of one label become one expression', () => {
    expect(read('a=~"n.*"', 'a!="node"', 'a!=""')).toEqual({
      labels: { a: /^(?=(?:n.*)$)(?!node$)(?!$)/u },
    });
    expect(read('a!="x.y"', 'a!~"z.*"', 'a!="x.y"')).toEqual({
      labels: { a: { not: /^(?!(?!x\.y$)(?!(?:z.*)$))/u } },
    });
  });

  test('of the key, which is no label, match the key', () => {
    expect(read('tocsin_key="disk"', 'a="x"')).toEqual({ key: 'disk', labels: { a: 'x' } });
    expect(matchersOf({ key: 'disk' })).toEqual([parseMatcher('tocsin_key="disk"')]);
  });

  test.each([
    [['a=""'], 'at least one matcher must not match the empty text, else all alerts would be silenced'],
    [['a=~".*"', 'b=""'], 'at least one matcher must not match the empty text'],
    [['a=~"("'], 'the expression "(" is not a regular expression'],
    [['a=~"(?i)x"', 'a!="y"'], 'some matchers of one label ask for (?i) or (?s) and others do not'],
    [['a=~"\\\\p{L}"', 'a=~"b\\\\-c"'], 'matchers of one label with \\p{…} do not go with the others'],
  ])('%j are refused', (texts, problem) => {
    expect(() => read(...texts)).toThrow(problem);
  });

  test('say what a silence made in Tocsin matches', () => {
    const match: AlertMatch = {
      service: 'api',
      category: { not: 'system' },
      title: /^Disk/i,
      severity: { not: /error|critical/ },
      labels: { team: /^(?:web|db)$/, host: /b\/c/s, zone: { not: 'eu' } },
    };
    expect(matchersOf(match)).toEqual(
      [
        'alertname=~"(?i).*(?:^Disk).*"',
        'severity!~".*(?:error|critical).*"',
        'category!="system"',
        'service="api"',
        'team=~"web|db"',
        'host=~"(?s).*(?:b/c).*"',
        'zone!="eu"',
      ].map(parseMatcher),
    );
  });

  test('say what foreign expressions match that only look like ours', () => {
    for (const source of [
      '^(?:a)|(?:b)$',
      '^(?!a)b',
      '^(?=a',
      '^(?=a$)b',
      '^(?=a$)(?!b.$)',
      '^(?:[)]$',
      'a$)',
    ]) {
      let expression: RegExp;
      try {
        expression = new RegExp(source);
      } catch {
        continue;
      }
      expect(matchersOf({ labels: { x: expression } })).toEqual([
        { name: 'x', value: `.*(?:${source}).*`, isRegex: true, isEqual: true },
      ]);
    }
  });
});

const anyText = fc.constantFrom('', 'a', 'b', 'ab', 'a.b', 'a/b', 'a\nb', 'A', '$)(', 'a\\b', '🚨');
const anyExpression = fc.constantFrom(
  '',
  'a',
  'a|b',
  'a.*',
  '.*',
  '.+',
  'a?',
  '[ab]+',
  '(?:a|b)?',
  'a\\.b',
  'a/b',
  '[)/(\\]]*',
  '(a)$',
  '^a|$',
  '🚨',
  '(?s).*',
  '(?i)A',
);
const anyMatcher: fc.Arbitrary<LabelMatcher> = fc
  .record({
    name: fc.constantFrom('one', 'two'),
    text: anyText,
    expression: anyExpression,
    isRegex: fc.boolean(),
    isEqual: fc.boolean(),
  })
  .map(({ name, text, expression, isRegex, isEqual }) => ({
    name,
    value: isRegex ? expression : text,
    isRegex,
    isEqual,
  }));
const anyLabels = fc.record({ one: anyText, two: anyText }, { requiredKeys: [] });

/** Alertmanager's rule, as its documentation has it. */
function asAlertmanager(
  matchers: readonly LabelMatcher[],
  labels: Readonly<Record<string, string>>,
): boolean {
  return matchers.every(({ name, value, isRegex, isEqual }) => {
    const text = labels[name] ?? '';
    if (!isRegex) return (text === value) === isEqual;
    const [prefix = '', flags = ''] = /^\(\?([is]+)\)/.exec(value) ?? [];
    return new RegExp(`^(?:${value.slice(prefix.length)})$`, `${flags}u`).test(text) === isEqual;
  });
}

/** The match, unless these matchers cannot be. */
function tryMatch(matchers: readonly LabelMatcher[]): AlertMatch | undefined {
  try {
    return matchOf(matchers);
  } catch {
    return undefined;
  }
}

describe('any matchers of Alertmanager', () => {
  propertyTest.prop(
    [fc.array(anyMatcher, { minLength: 1, maxLength: 4 }), fc.array(anyLabels, { minLength: 8 })],
    {
      numRuns: 1_500,
    },
  )(
    'match here, and out of the journal, what they match there',
    (matchers, alerts) => {
      const match = tryMatch(matchers);
      fc.pre(match !== undefined);
      const kept = matchFromJson(JSON.parse(JSON.stringify(matchToJson(match))));
      for (const labels of alerts) {
        const wanted = asAlertmanager(matchers, labels);
        expect([labels, matchesAlert(match, alertOf({ labels }))]).toEqual([labels, wanted]);
        expect([labels, matchesAlert(kept, alertOf({ labels }))]).toEqual([labels, wanted]);
      }
    },
    60_000,
  );

  propertyTest.prop([fc.array(anyMatcher, { minLength: 1, maxLength: 4 })], { numRuns: 1_500 })(
    'are shown again as they were posted',
    (matchers) => {
      const match = tryMatch(matchers);
      fc.pre(match !== undefined);
      const posted = new Set(matchers.map((matcher) => JSON.stringify(matcher)));
      const shown = matchersOf(match).map(({ name, value, isRegex, isEqual }) => ({
        name,
        value,
        isRegex,
        isEqual,
      }));
      expect(new Set(shown.map((matcher) => JSON.stringify(matcher)))).toEqual(posted);
      expect(matchToJson(matchOf(matchersOf(match)))).toEqual(matchToJson(match));
    },
    60_000,
  );
});
