import { describe, expect, test } from 'vitest';
import { re2Expression } from '../../../src/http/alertmanager/re2-expression.js';

describe('an expression of Alertmanager', () => {
  test.each([
    ['', '', 'u'],
    ['node-.*', 'node-.*', 'u'],
    ['a|b', 'a|b', 'u'],
    ['(?i)high.*', 'high.*', 'iu'],
    ['(?si)a.b', 'a.b', 'isu'],
    ['[0-9]{1,3}(\\.[0-9]{1,3}){3}', '[0-9]{1,3}(\\.[0-9]{1,3}){3}', 'u'],
    ['(?:web|db)-\\d+', '(?:web|db)-\\d+', 'u'],
    ['\\p{L}+', '\\p{L}+', 'u'],
    ['a\\-b', 'a\\-b', ''],
    ['a{,5}', 'a{,5}', ''],
    ['[[a]', '[[a]', 'u'],
    ['(a|b)?', '(a|b)?', 'u'],
    ['(a{2}){1,}', '(a{2}){1,}', 'u'],
    ['über 🚨.', 'über 🚨.', 'u'],
  ])('%j is taken as it is, its flags apart', (text, source, flags) => {
    expect(re2Expression(text)).toEqual({ source, flags });
  });

  test.each([
    ['(', 'is not a regular expression'],
    ['*a', 'is not a regular expression'],
    ['a)(b', 'closes a group that it did not open'],
    ['a**', 'is not a regular expression'],
    ['a\\', 'has \\, which is not known here'],
    ['(?i', 'has a (?…) group; only (?:…) is known, and (?i) or (?s) at the very beginning'],
    ['a(?i)b', 'has a (?…) group; only (?:…) is known, and (?i) or (?s) at the very beginning'],
    ['(?P<name>a)', 'has a (?…) group; only (?:…) is known, and (?i) or (?s) at the very beginning'],
    ['(?=a)b', 'has a (?…) group; only (?:…) is known, and (?i) or (?s) at the very beginning'],
    ['(a)\\1', 'has \\1, which is not known here'],
    ['\\Aa\\z', 'has \\A, which is not known here'],
    ['\\pL', 'has \\p, which is not known here'],
    ['\\p{Greek}', 'is not a regular expression'],
    ['\\x{41}', 'has \\x, which is not known here'],
    ['[[:alpha:]]', 'has a class such as [:alpha:]; write a-zA-Z'],
    ['[]a]', 'has a ] at the beginning of a class; write \\]'],
    ['[^]a]', 'has a ] at the beginning of a class; write \\]'],
    ['[a', 'has a class without its end; write ]'],
    ['[\\b]', 'has a \\b within a class'],
    ['(a+)+', 'repeats a group that holds a repetition or a |, which could take for ever'],
    ['(a|a)*', 'repeats a group that holds a repetition or a |, which could take for ever'],
    ['((a?)b){11}', 'repeats a group that holds a repetition or a |, which could take for ever'],
    ['(?:x(?:a*))+?', 'repeats a group that holds a repetition or a |, which could take for ever'],
    ['.*a.*b.*c.*d.*e.*f.*g.*h.*i.*j.*', 'has more than 10 repetitions without end'],
  ])('%j is refused: %s', (text, why) => {
    expect(() => re2Expression(text)).toThrow(`the expression ${JSON.stringify(text)} ${why}`);
  });

  test('that is too long is refused without being quoted in full', () => {
    expect(() => re2Expression('x'.repeat(1_001))).toThrow(
      `the expression "${'x'.repeat(99)}…" is longer than 1000 characters`,
    );
  });
});
