import { readFileSync } from 'node:fs';
import Ajv2020 from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { createPartFactory } from '../../src/cli/create-part-factory.js';
import { configJsonSchema } from '../../src/config/config-json-schema.js';
import { readFileConfig } from '../../src/config/file-config.js';

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const validate = new Ajv2020.default({ strict: false }).compile(configJsonSchema());
const fits = (text: string): boolean => validate(parse(text, { merge: true }));

describe('the JSON Schema of configuration files', () => {
  it('is the one that is shipped; npm run generate writes it', () => {
    expect(JSON.parse(read('tocsin.schema.json'))).toEqual(JSON.parse(JSON.stringify(configJsonSchema())));
  });

  const examples = [...read('docs/configuration.md').matchAll(/```yaml\n(.*?)```/gs)].map(
    ([, text = '']) => text,
  );

  it.each(examples)('takes what the documentation shows: %s', (text) => {
    fits(text);
    expect(validate.errors).toBeNull();
  });

  it.each([
    'servces: {}',
    'services: { a: { check: https://a.example, evry: 5s } }',
    'services: { a: { check: https://a.example, every: soon } }',
    'services: { a: { check: { type: htp } } }',
    'services: { a: { check: { type: disk, warn: high } } }',
    'services: { a: { check: https://a.example, failureThreshold: 0 } }',
    'channels: { ops: { type: slak } }',
    'channels: { ops: { type: slack, webhookUrl: x, minSeverity: bad } }',
    'channels: { ops: { type: slack, webhookUrl: x, timeout: 0 } }',
    'alerts: { minSeverity: loud }',
    'alerts: { throttle: true }',
    'alerts: { group: { by: [colour] } }',
    'http: { port: 70000 }',
    'http: { tokn: x }',
    'journal: { type: postgres }',
    'journal: { type: sqlite, path: x, retention: { checks: true } }',
  ])('refuses %s', (text) => {
    expect(fits(text)).toBe(false);
  });

  it('takes variables where a number or a flag is meant', () => {
    const text =
      // biome-ignore lint/suspicious/noTemplateCurlyInString: it is what stands in a file.
      'http: { port: "${PORT}" }\nalerts: { flapping: "${FLAPPING:-true}", minSeverity: "${LEAST}" }';
    expect(fits(text)).toBe(true);
  });

  it('may be named by the file itself', () => {
    const { config, issues } = readFileConfig(
      { $schema: './node_modules/tocsin/tocsin.schema.json', services: { a: 'https://a.example' } },
      createPartFactory(false),
    );
    expect(issues).toEqual([]);
    expect(config).not.toHaveProperty('$schema');
  });
});
