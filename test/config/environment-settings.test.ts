import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPartFactory } from '../../src/cli/create-part-factory.js';
import { readEnvironmentSettings } from '../../src/config/environment-settings.js';
import type { Environment } from '../../src/config/environment-value.js';
import { interpolate } from '../../src/config/interpolate.js';
import { type LoadedConfig, loadConfig } from '../../src/config/load-config.js';
import { ConfigError } from '../../src/domain/config-error.js';

let directory: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'tocsin-env-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

function settingsOf(environment: Environment): Record<string, unknown> {
  const { settings } = readEnvironmentSettings(environment);
  return Object.fromEntries(settings.map(({ path, value }) => [path.join('.'), value]));
}

function load(environment: Environment, text?: string): Promise<LoadedConfig> {
  const folder = mkdtempSync(join(directory, 'case-'));
  if (text !== undefined) writeFileSync(join(folder, 'tocsin.config.yaml'), text);
  return loadConfig({
    directory: folder,
    environment,
    make: createPartFactory(false),
    modules: async () => ({}),
  });
}

async function issuesOf(environment: Environment, text?: string) {
  const failure = await load(environment, text).catch((error: unknown) => error);
  if (failure instanceof ConfigError) return failure.issues;
  throw failure;
}

describe('variables of the environment', () => {
  it.each<[Environment, string, unknown]>([
    [{ TOCSIN_ALERTS__MIN_SEVERITY: 'error' }, 'alerts.minSeverity', 'error'],
    [{ TOCSIN_ALERTS__THROTTLE__LIMIT: '5' }, 'alerts.throttle.limit', 5],
    [{ TOCSIN_ALERTS__THROTTLE: 'false' }, 'alerts.throttle', false],
    [{ TOCSIN_ALERTS__FLAPPING: 'true' }, 'alerts.flapping', true],
    [{ TOCSIN_ALERTS__FALLBACK: '[ops, console]' }, 'alerts.fallback', ['ops', 'console']],
    [{ TOCSIN_SERVICES__PAYMENT_API: 'https://example.org' }, 'services.payment-api', 'https://example.org'],
    [{ TOCSIN_SERVICES__API__EVERY: '30s' }, 'services.api.every', '30s'],
    [{ TOCSIN_SERVICES__API__CHECK__EXPECT: '[200, 204]' }, 'services.api.check.expect', [200, 204]],
    [{ TOCSIN_SERVICES__API__LABELS__TEAM: '42' }, 'services.api.labels.team', '42'],
    [{ TOCSIN_CHANNELS__OPS__WEBHOOK_URL: '[not a list' }, 'channels.ops.webhookUrl', '[not a list'],
    [{ TOCSIN_CHANNELS__OPS__PASS: '{12}' }, 'channels.ops.pass', '{12}'],
    [
      { TOCSIN_CHANNELS__OPS__TO: '[a@b.example, c@d.example]' },
      'channels.ops.to',
      ['a@b.example', 'c@d.example'],
    ],
    [{ TOCSIN_ERRORS__TRIGGERS__ERROR_SPIKE__WINDOW: '2m' }, 'errors.triggers.error_spike.window', '2m'],
    [{ TOCSIN_ERRORS__TRIGGERS__ERROR_SPIKE__THRESHOLD: '20' }, 'errors.triggers.error_spike.threshold', 20],
    [{ TOCSIN_ERRORS__TRIGGERS__ERROR_SPIKE: 'false' }, 'errors.triggers.error_spike', false],
    [{ TOCSIN_SERVICES__API__CHECK__WARN_DAYS: '30' }, 'services.api.check.warnDays', 30],
    [{ TOCSIN_SERVICES__API__CHECK__HEADERS__X_API_KEY: '7' }, 'services.api.check.headers.x-api-key', '7'],
    [{ TOCSIN_SERVICES__JOB__CHECK__ENV__PGHOST: 'db' }, 'services.job.check.env.PGHOST', 'db'],
    [{ TOCSIN_HTTP: 'false' }, 'http', false],
    [{ TOCSIN_HTTP__READ_ONLY: 'true' }, 'http.readOnly', true],
  ])('%j is %s', (environment, path, value) => {
    expect(settingsOf(environment)).toEqual({ [path]: value });
  });

  it('of others are none of its business, but a slip of the pen is', () => {
    const { settings, issues } = readEnvironmentSettings({
      TOCSIN_VERSION: '1',
      TOCSIN_PORT: '1',
      TOCSIN_TOKEN_FILE: '/x',
      TOCSINX__Y: '1',
      PATH: '/',
      TOCSIN_PROT: '1',
    });
    expect(settings).toEqual([]);
    expect(issues).toEqual([
      { path: 'TOCSIN_PROT', message: 'there is no such variable; did you mean TOCSIN_PORT?' },
    ]);
  });

  it('make a whole configuration where there is no file', async () => {
    const { file, path, resolved } = await load({
      TOCSIN_SERVICES__API__CHECK: 'https://example.org/health',
      TOCSIN_SERVICES__API__EVERY: '5s',
      TOCSIN_SERVICES__DISK__CHECK: '{ type: disk, path: / }',
      TOCSIN_CHANNELS__OPS__TYPE: 'slack',
      TOCSIN_CHANNELS__OPS__WEBHOOK_URL: 'https://hooks.slack.com/services/T/B/x',
      TOCSIN_CHANNELS__OPS__MIN_SEVERITY: 'error',
      TOCSIN_DEFAULTS__FAILURE_THRESHOLD: '5',
    });
    expect([file, path]).toEqual(['the environment', undefined]);
    expect(resolved.services.get('api')).toMatchObject({ everyMs: 5_000, failureThreshold: 5 });
    expect([...resolved.services.keys()]).toEqual(['api', 'disk']);
    expect(resolved.channels.get('ops')).toMatchObject({ minSeverity: 'error', channel: { kind: 'slack' } });
  });

  it('go before what the file says, and leave the rest of it', async () => {
    const text =
      'services:\n  api: https://example.org\n  db: { check: https://example.org/db, every: 9s, timeout: 3s }\nalerts: { minSeverity: info, flapping: true }\n';
    const { resolved } = await load(
      {
        TOCSIN_SERVICES__API__EVERY: '7s',
        TOCSIN_SERVICES__DB__EVERY: '8s',
        TOCSIN_ALERTS__MIN_SEVERITY: 'critical',
      },
      text,
    );
    expect(resolved.services.get('api')?.everyMs).toBe(7_000);
    expect(resolved.services.get('db')).toMatchObject({ everyMs: 8_000, timeoutMs: 3_000 });
    expect(resolved.alerts).toMatchObject({ minSeverity: 'critical', flapping: true });
  });

  it('make nothing of names that every object has', async () => {
    expect(
      await issuesOf({ TOCSIN_SERVICES__CONSTRUCTOR__EVERY: '5s' }, 'services: { a: https://a.example }'),
    ).toMatchObject([{ path: 'services.constructor.check' }]);
  });

  it('that hold a mistake are named, and what they hold is not shown', async () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is what is shown.
    const found = '"${TOCSIN_ALERTS__MIN_SEVERITY}"';
    const message = `expected one of debug, info, warning, error, critical, found ${found}`;
    expect(
      await issuesOf({ TOCSIN_ALERTS__MIN_SEVERITY: 'planted' }, 'services: { a: https://example.org }'),
    ).toEqual([{ path: 'alerts.minSeverity', message }]);
    expect(
      await issuesOf({ TOCSIN_SERVICES__API__EVRY: '5s' }, 'services: { api: https://example.org }'),
    ).toMatchObject([{ path: 'services.api.evry', message: 'unknown setting; did you mean every?' }]);
  });

  it('may name a file that holds the value, as in containers', async () => {
    const secret = join(directory, 'secret');
    writeFileSync(secret, 'https://hooks.slack.com/services/T/B/from-a-file\n');
    const { config } = await load({
      TOCSIN_SERVICES__API: 'https://example.org',
      TOCSIN_CHANNELS__OPS__TYPE: 'slack',
      TOCSIN_CHANNELS__OPS__WEBHOOK_URL_FILE: secret,
    });
    expect(config.channels?.ops).toMatchObject({ channel: { kind: 'slack' } });
    const missing = join(directory, 'missing');
    expect(
      await issuesOf({ TOCSIN_SERVICES__API: 'https://example.org', TOCSIN_HTTP__TOKEN_FILE: missing }),
    ).toEqual([
      {
        path: 'http.token',
        message: 'the file that TOCSIN_HTTP__TOKEN_FILE names cannot be read (ENOENT); name one that can',
      },
    ]);
  });

  it('in a text may name a file, too', () => {
    const secret = join(directory, 'other');
    writeFileSync(secret, 'from-a-file');
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is what is filled in.
    const given = { token: '${TOKEN}', both: '${BOTH}', none: '${NONE:-x}' };
    const environment = { TOKEN_FILE: secret, BOTH: 'itself', BOTH_FILE: secret };
    expect(interpolate(given, environment)).toMatchObject({
      value: { token: 'from-a-file', both: 'itself', none: 'x' },
      issues: [],
    });
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is what is filled in.
    expect(interpolate({ token: '${TOKEN}' }, { TOKEN_FILE: '/missing' }).issues).toMatchObject([
      { path: 'token' },
    ]);
  });
});
