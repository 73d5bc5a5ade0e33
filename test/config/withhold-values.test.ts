// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is what stands in a file.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPartFactory } from '../../src/cli/create-part-factory.js';
import { loadConfig } from '../../src/config/load-config.js';
import { withholdValues } from '../../src/config/withhold-values.js';
import { ConfigError, type ConfigIssue } from '../../src/domain/config-error.js';
import { type SettingPlace, settingPlaces, variableOf, withValue } from './support/setting-places.js';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'tocsin-withheld-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

const places = settingPlaces();
const make = createPartFactory(false);

async function issuesOf(
  config: unknown,
  environment: Readonly<Record<string, string>>,
): Promise<ConfigIssue[]> {
  writeFileSync(join(directory, 'a.json'), JSON.stringify(config));
  try {
    await loadConfig({ file: 'a.json', directory, environment, make, modules: async () => ({}) });
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.issues;
    throw error;
  }
}

const WAYS = ['a text of the file', 'a part of a text of the file', 'a variable', 'a file'] as const;

function issuesBy(
  way: (typeof WAYS)[number],
  { config, path }: SettingPlace,
  secret: string,
): Promise<ConfigIssue[]> {
  switch (way) {
    case 'a text of the file':
      return issuesOf(withValue(config, path, '${V}'), { V: secret });
    case 'a part of a text of the file':
      return issuesOf(withValue(config, path, 'a ${V} b'), { V: secret });
    case 'a variable':
      return issuesOf(config, { [variableOf(path)]: secret });
    case 'a file': {
      const file = join(directory, 'secret');
      writeFileSync(file, secret);
      return issuesOf(config, { [`${variableOf(path)}_FILE`]: file });
    }
  }
}

/** Parts of six characters that are all of these: no message has them of its own. */
const RARE = /(?=([QXZJKVW5-9]{6}))/g;
const partsOf = (text: string): string[] => [...text.matchAll(RARE)].map(([, part = '']) => part);

function expectWithheld(issues: readonly ConfigIssue[], secret: string, where: string): void {
  const shown = JSON.stringify(issues).toUpperCase();
  for (const part of partsOf(secret)) expect(shown.includes(part), `${where}: ${shown}`).toBe(false);
}

const run = fc.string({ unit: fc.constantFrom(...'QXZJKVW56789'), minLength: 6, maxLength: 9 });
const between = fc.constantFrom(
  ...[
    '',
    ' ',
    '\n',
    '\t',
    "'",
    '"',
    '\\',
    '(',
    '[',
    '{',
    '}',
    ']',
    ':',
    ': ',
    '://',
    '/',
    '@',
    ',',
    '=',
    '?',
    '-',
    '.',
  ],
  ...['\u2028', 'é', '…', '*', 'https://', 'tcp://u:', 'whsec_'],
);
const secrets = fc.oneof(
  fc.array(fc.tuple(between, run), { minLength: 1, maxLength: 12 }).map((pairs) => pairs.flat().join('')),
  fc.constantFrom('[QXZJKV]', '{type: QXZJKV}', 'https://u:QXZJKV@', '-9999999.75'),
);

/** Those that gave values away, and the like. */
const NASTY = [
  '(QXZJKV[',
  'QXZJKV\nline',
  'http://QXZJKV:99999/',
  'QXZJKV '.repeat(40),
  '{QXZJKV: 1}',
  '{QXZJKV: {QXZJKV: [{}]}}',
  '99999999',
];

describe('what comes out of the environment', () => {
  it.each(NASTY)('is shown nowhere that it cannot be used: %j', { timeout: 120_000 }, async (secret) => {
    let told = 0;
    for (const place of places) {
      for (const way of ['a text of the file', 'a variable'] as const) {
        const issues = await issuesBy(way, place, secret);
        expectWithheld(issues, secret, `${place.name} by ${way}`);
        told += issues.length;
      }
    }
    expect(told).toBeGreaterThan(400);
  });

  it('is shown in no form', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...places),
        fc.constantFrom(...WAYS),
        secrets,
        async (place, way, secret) => {
          expectWithheld(await issuesBy(way, place, secret), secret, `${place.name} by ${way}`);
        },
      ),
      { numRuns: 600 },
    );
  });
});

describe('an issue of a value that came out of the environment', () => {
  it.each([
    [
      'at its place',
      { url: 'https://example.com/ bad' },
      'url',
      'is it a URL? found "${URL}"; such as https://example.com',
    ],
    ['above it', { 'match.regex': 'planted(' }, 'match', '"${REGEX}" with flags "i" is wrong'],
    ['of a number', { port: '70000' }, 'port', 'expected 1 to 65535, found "${PORT}"'],
    ['beside it', { warn: '0123456789' }, 'fail', 'is less than warn, which is "${WARN}"'],
  ])('shows the variable %s', (_, values, path, told) => {
    const [[at = '', after = ''] = []] = Object.entries(values);
    const before = `\${${at.split('.').at(-1)?.toUpperCase()}}`;
    const message = told.replace(JSON.stringify(before), after === '70000' ? after : JSON.stringify(after));
    expect(withholdValues({ path, message }, new Map([[at, { before, after }]])).message).toBe(told);
  });

  it('is not told where that would show it', () => {
    const filledIn = new Map([['check.url', { before: '${URL}', after: 'planted\nsecret' }]]);
    const of = (path: string): string =>
      withholdValues({ path, message: 'no planted secret' }, filledIn).message;
    expect(of('check.url')).toBe('the value of "${URL}" cannot be used here');
    expect(of('check')).toBe('cannot be used; why is not shown, for that holds the value of "${URL}"');
    expect(of('other')).toBe('no planted secret');
  });
});
