import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { readPluginOutput } from '../../src/checks/plugin-output.js';

describe('what a monitoring plugin wrote', () => {
  it.each([
    ['', { text: '', perfdata: {} }],
    ['PING ok - Packet loss = 0%', { text: 'PING ok - Packet loss = 0%', perfdata: {} }],
    ['OK\nmore text\n', { text: 'OK', perfdata: {} }],
    ['  LOAD\tOK \r\n', { text: 'LOAD OK', perfdata: {} }],
    [
      'LOAD OK | load1=0.41;5;10;0; load5=0.2',
      {
        text: 'LOAD OK',
        perfdata: { load1: { value: 0.41, warn: '5', crit: '10', min: 0 }, load5: { value: 0.2 } },
      },
    ],
    [
      "DISK WARNING|/=2643MB;5948;5958;0;5968 'C: drive'=80%;~:70;@10:20",
      {
        text: 'DISK WARNING',
        perfdata: {
          '/': { value: 2643, unit: 'MB', warn: '5948', crit: '5958', min: 0, max: 5968 },
          'C: drive': { value: 80, unit: '%', warn: '~:70', crit: '@10:20' },
        },
      },
    ],
    ["x | 'it''s'=1", { text: 'x', perfdata: { "it's": { value: 1 } } }],
    [
      'TEXT | a=1\nlong text\nlong text 2 | b=2s\nc=-3.5e2\n',
      { text: 'TEXT', perfdata: { a: { value: 1 }, b: { value: 2, unit: 's' }, c: { value: -350 } } },
    ],
    ['x | a=U b=;5 c=1,5 =3 d', { text: 'x', perfdata: {} }],
    ['x | bytes=12345678901c', { text: 'x', perfdata: { bytes: { value: 12_345_678_901, unit: 'c' } } }],
    ['|only=1', { text: '', perfdata: { only: { value: 1 } } }],
  ])('%j', (output, expected) => {
    expect(readPluginOutput(output)).toEqual(expected);
  });

  it('is bounded', () => {
    const many = Array.from({ length: 200 }, (_, i) => `label${i}=1`).join(' ');
    expect(Object.keys(readPluginOutput(`x | ${many}`).perfdata)).toHaveLength(50);
    const [label] = Object.keys(readPluginOutput(`x | '${'l'.repeat(500)}'=1`).perfdata);
    expect(label).toHaveLength(100);
  });

  it('may name a figure as it likes', () => {
    const { perfdata } = readPluginOutput('x | __proto__=1 constructor=2');
    expect(Object.entries(perfdata)).toEqual([
      ['__proto__', { value: 1 }],
      ['constructor', { value: 2 }],
    ]);
  });

  test.prop([fc.string({ maxLength: 300, unit: 'binary' }), fc.constantFrom('', "'", '|', '=', ';', '\n')])(
    'is read whatever it is',
    (text, joint) => {
      const { perfdata } = readPluginOutput([...text].join(joint));
      for (const { value } of Object.values(perfdata)) expect(Number.isFinite(value)).toBe(true);
    },
  );

  it('does not hold up anybody, however it is meant', () => {
    // Searched in full, and from each place anew, this would take longer than a test may.
    for (const hostile of ["'", 'a', "''=", "='"]) {
      expect(readPluginOutput(`|${hostile.repeat(1_000_000)}`).perfdata).toEqual({});
    }
  });
});
