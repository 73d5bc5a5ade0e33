import { describe, expect, test } from 'vitest';
import { LabelNames } from '../../../src/http/metrics/label-names.js';

describe('label names', () => {
  test('are the names themselves where these are plain', () => {
    const names = new LabelNames(10);
    expect(['api', 'Zahlung ☃', 'a/b.c:d'].map((name) => names.of(name))).toEqual([
      'api',
      'Zahlung ☃',
      'a/b.c:d',
    ]);
  });

  test('are of one line, without characters that cannot be seen, and not too long', () => {
    const names = new LabelNames(10);
    expect(names.of('a\r\nb\tc')).toBe('a b c');
    expect(names.of('\u202eevil\u0000')).toBe('evil');
    expect(names.of('\ud800')).toBe('\ufffd');
    expect(names.of('x'.repeat(500))).toBe(`${'x'.repeat(99)}…`);
  });

  test('are never empty', () => {
    expect(new LabelNames(1).of('\u200f')).toBe('_');
  });

  test('tell names apart that look the same', () => {
    const names = new LabelNames(10);
    expect(['a', 'a\u0000', ' a ', 'a#2', 'a'].map((name) => names.of(name))).toEqual([
      'a',
      'a#2',
      'a#3',
      'a#2#2',
      'a',
    ]);
  });

  test('keep the label of the others for themselves', () => {
    expect(new LabelNames(10).of('_other')).toBe('_other#2');
  });

  test('are as many as the limit says; the rest are the others until one is forgotten', () => {
    const names = new LabelNames(2);
    expect(['a', 'b', 'c', 'a'].map((name) => names.of(name))).toEqual(['a', 'b', '_other', 'a']);
    names.forget('a');
    expect(['c', 'b', 'a'].map((name) => names.of(name))).toEqual(['c', 'b', '_other']);
  });

  test('do not mind being told to forget what they never knew', () => {
    const names = new LabelNames(1);
    names.forget('a');
    expect(names.of('b')).toBe('b');
  });
});
