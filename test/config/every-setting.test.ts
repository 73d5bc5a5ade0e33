import { isDeepStrictEqual } from 'node:util';
import Ajv2020 from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { CHECK_TYPES } from '../../src/config/check-types.js';
import { configJsonSchema } from '../../src/config/config-json-schema.js';
import { readEnvironmentSettings } from '../../src/config/environment-settings.js';
import { interpolate } from '../../src/config/interpolate.js';
import { NO_DATA } from '../../src/config/json-form.js';
import { mergeSettings } from '../../src/config/merge-settings.js';
import { isAccepted } from './support/is-accepted.js';
import {
  LEAST_CHANNELS,
  LEAST_CHECKS,
  type SettingPlace,
  settingPlaces,
  variableOf,
  withValue,
} from './support/setting-places.js';

const places = settingPlaces();
const fits = new Ajv2020.default({ strict: false }).compile(configJsonSchema());

const NUMBERS = [0, 1, 2, 5, 50, 200, 0.5, -1, 70_000, 90_000_000];
const FLAGS = [true, false];
const LISTS = [
  ['error'],
  ['key'],
  ['mon'],
  ['console'],
  ['b@mail.example', 'c@mail.example'],
  ['10.0.0.1'],
  [200, '300-399'],
  [`whsec_${Buffer.alloc(24).toString('base64')}`],
  [{ start: '02:00', duration: '1h' }],
  ['https://a.example/'],
  [],
];
/** Some look like something else. */
const TEXTS = ['0123', '1', '5432', 'true', 'false', '[x', '{y}', '{"ok":true}', '- x', 'null', '~'];
const OTHERS = [
  'x',
  '5s',
  '0s',
  ' ',
  '',
  'error',
  '200-299',
  '02:30',
  'UTC',
  '/',
  '/x',
  'A',
  'labels.x',
  null,
];
const OBJECTS = [
  {},
  { regex: 'x' },
  { not: 'x' },
  { not: { regex: 'x', flags: 'i' } },
  { x: 'y' },
  { warn: 5 },
];

/** What `tocsin validate` takes at each place. */
const accepted = new Map(
  places.map((place) => {
    const values = [...NUMBERS, ...FLAGS, ...LISTS, ...TEXTS, ...OTHERS, ...OBJECTS];
    return [place, values.filter((value) => isAccepted(withValue(place.config, place.path, value)))];
  }),
);
const acceptedOf = (place: SettingPlace, values: readonly unknown[]): unknown[] =>
  (accepted.get(place) ?? []).filter((value) => values.includes(value));

const kindOf = (value: unknown): string => (Array.isArray(value) ? 'array' : typeof value);

/** What a configuration becomes by one variable. */
async function withVariable({ config, path }: SettingPlace, text: string): Promise<unknown> {
  const { settings, issues } = await readEnvironmentSettings({ [variableOf(path)]: text }, config);
  const merged = mergeSettings(config, settings);
  expect([...issues, ...merged.issues]).toEqual([]);
  return merged.value;
}

/** What a file becomes that holds one variable at that place. */
function filledIn({ config, path }: SettingPlace, text: string): unknown {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is what stands in a file.
  return interpolate(withValue(config, path, '${V}'), { V: text }).value;
}

describe('every setting', () => {
  it('is found, of each type of check and channel', () => {
    expect(Object.keys(LEAST_CHECKS)).toEqual(Object.keys(CHECK_TYPES));
    expect(places.length).toBeGreaterThan(300);
    for (const { config } of places) expect(isAccepted(config), JSON.stringify(config)).toBe(true);
    expect(Object.keys(LEAST_CHANNELS).length).toBe(5);
  });

  it('has a form: none may be anything', () => {
    expect(places.filter(({ forms }) => forms.some((form) => Object.keys(form).length === 0))).toEqual([]);
  });

  it('that may be a number, true or false or a list becomes one by its variable', async () => {
    const seen = new Set<string>();
    for (const place of places) {
      for (const value of acceptedOf(place, [...NUMBERS, ...FLAGS, ...LISTS])) {
        const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
        const wanted = withValue(place.config, place.path, value);
        const where = `${variableOf(place.path)}=${text} in ${JSON.stringify(place.config)}`;
        expect(await withVariable(place, text), where).toEqual(wanted);
        if (!Array.isArray(value)) expect(filledIn(place, text), where).toEqual(wanted);
        seen.add(`${place.name}: ${kindOf(value)}`);
      }
    }
    // None is passed over because no value here is one that it takes.
    const missed = places.flatMap(({ name, forms }) =>
      forms
        .filter(({ items }) => !isDeepStrictEqual(items, NO_DATA))
        .flatMap(({ type, const: only }) =>
          only === false ? ['boolean'] : [type === 'integer' ? 'number' : type],
        )
        .filter((kind) => ['number', 'boolean', 'array'].includes(String(kind)))
        .map((kind) => `${name}: ${kind}`)
        .filter((wanted) => !seen.has(wanted)),
    );
    expect(missed).toEqual([]);
  });

  it('that may be a text stays one, whatever it looks like', async () => {
    let count = 0;
    for (const place of places) {
      // The journal alone is named by a variable of the command.
      for (const text of place.path.join() === 'journal' ? [] : acceptedOf(place, TEXTS)) {
        const wanted = withValue(place.config, place.path, text);
        const where = `${variableOf(place.path)}=${text}`;
        expect(await withVariable(place, String(text)), where).toEqual(wanted);
        expect(filledIn(place, String(text)), where).toEqual(wanted);
        count++;
      }
    }
    expect(count).toBeGreaterThan(500);
  });

  it('is not set by a variable with one underscore where two must stand, and that is said', async () => {
    for (const { path, config } of places.filter(({ path }) => path.length > 1)) {
      const variable = variableOf(path).replaceAll('__', '_');
      const { settings, issues } = await readEnvironmentSettings({ [variable]: 'x' }, config);
      expect(settings).toEqual([]);
      expect(issues, variable).toEqual([
        { path: variable, message: expect.stringMatching(/did you mean TOCSIN_[A-Z]+__/) },
      ]);
    }
  });

  it('fits the JSON Schema wherever the file is accepted', () => {
    for (const place of places) {
      for (const value of accepted.get(place) ?? []) {
        const config = withValue(place.config, place.path, value);
        fits(config);
        expect(fits.errors, JSON.stringify(config)).toBeNull();
      }
    }
  });
});
