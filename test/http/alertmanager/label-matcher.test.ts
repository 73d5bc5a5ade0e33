import { describe, expect, test } from 'vitest';
import { labelTest, parseMatcher } from '../../../src/http/alertmanager/label-matcher.js';

describe('a matcher in a query', () => {
  test.each([
    ['alertname="HighLoad"', 'alertname', '=', 'HighLoad'],
    ['alertname=HighLoad', 'alertname', '=', 'HighLoad'],
    ['  severity != "info" ', 'severity', '!=', 'info'],
    ['job=~"node|web"', 'job', '=~', 'node|web'],
    ['job!~n.*', 'job', '!~', 'n.*'],
    ['foo=""', 'foo', '=', ''],
    ['foo=', 'foo', '=', ''],
    ['foo="a \\"b\\" \\\\ \\n \\d"', 'foo', '=', 'a "b" \\ \n \\d'],
    ['path="C:\\\\"', 'path', '=', 'C:\\'],
    ['job:rate="x"', 'job:rate', '=', 'x'],
    ['foo="a,b}"', 'foo', '=', 'a,b}'],
    ['"a b"="c"', 'a b', '=', 'c'],
    ['{"a b"=~"c.*",}', 'a b', '=~', 'c.*'],
    ['größe="5"', 'größe', '=', '5'],
    ['{foo!="bar"}', 'foo', '!=', 'bar'],
    ['"say \\"hi\\""="x"', 'say "hi"', '=', 'x'],
  ])('%s', (text, name, operator, value) => {
    expect(parseMatcher(text)).toEqual({
      name,
      value,
      isRegex: operator.endsWith('~'),
      isEqual: operator.startsWith('='),
    });
  });

  test.each(['', 'HighLoad', '="x"', '"a b', 'foo="bar', 'foo="a"b"', 'foo=a"b', 'foo=="x" y="z"', 'a b=c'])(
    '%j is refused',
    (text) => {
      expect(() => parseMatcher(text)).toThrow(
        `${JSON.stringify(text)} is no matcher; write one such as alertname="HighLoad"`,
      );
    },
  );

  test.each(['"a"="b"', 'a=b"', '{ "a" = "b" ,'])(
    '%s and many spaces before what is wrong are refused at once',
    (begin) => {
      // An expression that tries every way to divide the spaces would need hours.
      expect(() => parseMatcher(`${begin}${' '.repeat(15_000)}x`)).toThrow(' is no matcher; ');
    },
  );

  test.each(['{ "a" = "b" , } ', ' { a = b } ', '\n"a" =\t"b" ,'])('%j is read', (text) => {
    expect(parseMatcher(text)).toEqual({ name: 'a', value: 'b', isRegex: false, isEqual: true });
  });

  test('all have to fit, an expression the whole text; a label that is missing is empty', () => {
    const fits = (...matchers: string[]): boolean =>
      labelTest(matchers.map(parseMatcher))({ job: 'node', zone: 'eu-1' });
    expect(fits()).toBe(true);
    expect(fits('job="node"', 'zone=~"eu-\\\\d"')).toBe(true);
    expect(fits('job="node"', 'zone=~"eu"')).toBe(false);
    expect(fits('zone!~"eu"')).toBe(true);
    expect(fits('job!="node"')).toBe(false);
    expect([fits('foo=""'), fits('foo!=""'), fits('foo=~".*"'), fits('foo!~".+"')]).toEqual([
      true,
      false,
      true,
      true,
    ]);
    expect(fits('toString=""')).toBe(true);
  });
});
