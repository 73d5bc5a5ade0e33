// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is what stands in a file

import { readFileSync } from 'node:fs';
import { test } from '@fast-check/vitest';
import Ajv2020 from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { createPartFactory } from '../../src/cli/create-part-factory.js';
import { configJsonSchema } from '../../src/config/config-json-schema.js';
import { readFileConfig } from '../../src/config/file-config.js';
import { interpolate } from '../../src/config/interpolate.js';
import { fileConfig } from './support/file-config.js';
import { isAccepted } from './support/is-accepted.js';

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
    'services: { a: example.com }',
    'services: { a: { every: 5s } }',
    'services: { a: { check: example.com } }',
    'services: { a: { check: { type: http } } }',
    'services: { a: { check: { url: https://a.example } } }',
    'services: { a: { check: { type: http, url: a.example } } }',
    'services: { a: { check: { type: http, url: https://a.example, body: x } } }',
    'services: { a: { check: { type: http, url: https://a.example, expect: 20 } } }',
    'services: { a: { check: { type: http, url: https://a.example, expect: "200" } } }',
    'services: { a: { check: { type: http, url: https://a.example, match: { regexp: x } } } }',
    'services: { a: { check: { type: http, url: https://a.example, headers: [x] } } }',
    'services: { a: { check: { type: http, url: https://a.example, tls: true } } }',
    'services: { a: { check: { type: http, url: https://a.example, tls: { rejectUnauthorised: false } } } }',
    'services: { a: { check: { type: http, url: https://a.example, tls: { ca: [x] } } } }',
    'services: { a: { check: { type: tcp, host: a.example } } }',
    'services: { a: { check: { type: tcp, port: 80 } } }',
    'services: { a: { check: { type: tcp, host: a.example, port: 70000 } } }',
    'services: { a: { check: { type: tcp, host: a.example, port: "80" } } }',
    'services: { a: { check: { type: tls } } }',
    'services: { a: { check: { type: dns, record: A } } }',
    'services: { a: { check: { type: dns, name: a.example, record: PTR } } }',
    'services: { a: { check: { type: command, args: [x] } } }',
    'services: { a: { check: { type: command, command: x, args: -w 5 } } }',
    'services: { a: { check: { type: command, command: x, env: { A: 5 } } } }',
    'services: { a: { check: { type: memory, warn: 120 } } }',
    'services: { a: { check: { type: process, rss: { most: 1 } } } }',
    'services: { a: { check: { type: heartbeat } } }',
    'services: { a: { check: { type: heartbeat, period: 1h, cron: "0 3 * * *" } } }',
    'services: { a: { check: { type: heartbeat, period: 1h, timeZone: UTC } } }',
    'services: { a: { check: { type: withRetries } } }',
    'services: { a: { check: { type: withRetries, check: { type: htp, url: https://a.example } } } }',
    'services: { a: { check: { type: withRetries, check: { type: heartbeat, period: 1h } } } }',
    'services: { a: { check: { type: allOf } } }',
    'services: { a: { check: { type: allOf, checks: {} } } }',
    'services: { a: { check: { type: anyOf, checks: [] } } }',
    'services: { a: { check: { type: anyOf, checks: 7 } } }',
    'services: { a: { check: { type: anyOf, checks: [7] } } }',
    'services: { a: { check: { type: anyOf, checks: [{ type: disk, wran: 5 }] } } }',
    'services: { a: { check: { type: allOf, checks: { b: { type: anyOf, checks: [{ type: tcp }] } } } } }',
    'services: { a: { check: https://a.example, labels: { version: 2 } } }',
    'services: { a: { check: https://a.example, dependsOn: b } }',
    'services: { a: { check: https://a.example, every: 0s } }',
    'services: { a: { check: https://a.example, maintenance: { start: "02:00" } } }',
    'services: { a: { check: https://a.example, maintenance: { start: "2am", duration: 1h } } }',
    'services: { a: { check: https://a.example, maintenance: [{ start: "02:00", duration: 1h, days: [sunday] }] } }',
    'channels: { ops: https://hooks.example/x }',
    'channels: { ops: { minSeverity: error } }',
    'channels: { ops: { type: slack } }',
    'channels: { ops: { type: slack, webhookUrl: hooks.example/x } }',
    'channels: { ops: { type: webhook, url: https://a.example, secret: hunter2 } }',
    'channels: { ops: { type: email, host: a.example, from: a@a.example } }',
    'channels: { ops: { type: email, host: a.example, to: a@a.example } }',
    'channels: { ops: { type: email, from: a@a.example, to: a@a.example } }',
    'channels: { ops: { type: email, host: h, from: a@a.example, to: a@a.example, auth: { user: u } } }',
    'channels: { ops: { type: console, match: { titel: x } } }',
    'channels: { ops: { type: console, match: { title: { not: { not: x } } } } }',
    'channels: { ops: { type: console, match: { severity: fatal } } }',
    'channels: { ops: { type: console, categories: [] } }',
    'errors: { rules: [x] }',
    'errors: { triggers: { spike: { when: x } } }',
    'errors: { triggers: { spike: true } }',
    'http: true',
    'http: { prefix: tocsin }',
    'journal: { type: sqlite }',
    'journal: ":memory:"',
  ])('refuses %s, as does tocsin validate', (text) => {
    expect(fits(text)).toBe(false);
    const known = { services: { api: 'https://a.example' } };
    expect(isAccepted({ ...known, ...Object(parse(text)) })).toBe(false);
  });

  it('takes anything under a name that begins with x-, at the top', () => {
    expect(
      fits('x-slow: &slow { every: 5m }\nservices: { a: { <<: *slow, check: https://a.example } }'),
    ).toBe(true);
    expect(fits('services: { a: { check: https://a.example, x-team: web } }')).toBe(false);
  });

  it('takes variables where a number or a flag is meant', () => {
    const text =
      'http: { port: "${PORT}" }\nalerts: { flapping: "${FLAPPING:-true}", minSeverity: "${LEAST}" }';
    expect(fits(text)).toBe(true);
  });

  it.each([
    'services: { a: "${URL}", b: { check: "https://${HOST}/health" } }',
    'services: { a: { check: { type: "${TYPE:-http}", url: "${URL}" } } }',
    'services: { a: { check: { type: tcp, host: "${HOST}", port: "${PORT:-5432}" } } }',
    'services: { a: { check: { type: http, url: "${URL}", expect: ["${STATUS}", "${FROM}-${TO}"] } } }',
    'services: { a: { check: { type: allOf, checks: { b: "${URL}", c: { type: cpu, warn: "${WARN}" } } } } }',
    'services: { a: { check: "${URL}", every: "${N}s", maintenance: { start: "${AT}", duration: "${HOURS}h" } } }',
    'services: { a: { check: "${URL}", maintenance: { start: "02:00", duration: 1h, days: ["${DAY}"] } } }',
    'channels: { ops: { type: webhook, url: "${URL}", secret: ["${NEW}", "${OLD}"], timeout: "${T}" } }',
    'channels: { ops: { type: console, match: { severity: "${S}", title: { not: { regex: "${R}" } } } } }',
    'alerts: { throttle: "${THROTTLE:-false}", remindEvery: "${REMIND}", group: { by: ["labels.${LABEL}"] } }',
    'errors: { triggers: { error_spike: "${SPIKE}" } }',
    'http: "${PAGE}"',
    'http: { prefix: "/${PREFIX}", readOnly: "${READ_ONLY}" }',
    'journal: { type: sqlite, path: "${DB}", retention: { days: "${DAYS}" } }',
  ])('takes variables wherever they may stand: %s', (text) => {
    fits(text);
    expect(validate.errors).toBeNull();
  });

  let taken = 0;
  test.prop([fileConfig()], { numRuns: 500 })('takes what validate takes', ({ written, environment }) => {
    const filled = interpolate(written, environment);
    if (filled.issues.length > 0 || !isAccepted(filled.value)) return;
    taken++;
    validate(written);
    expect(validate.errors).toBeNull();
    validate(filled.value);
    expect(validate.errors).toBeNull();
  });

  it('was asked that often enough', () => {
    expect(taken).toBeGreaterThan(100);
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
