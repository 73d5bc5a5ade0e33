// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is what is filled in.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPartFactory } from '../../src/cli/create-part-factory.js';
import { readEnvironmentSettings } from '../../src/config/environment-settings.js';
import type { Environment } from '../../src/config/environment-value.js';
import { interpolate } from '../../src/config/interpolate.js';
import { type LoadedConfig, loadConfig, loadJournalSetting } from '../../src/config/load-config.js';
import { mergeSettings } from '../../src/config/merge-settings.js';
import { ConfigError } from '../../src/domain/config-error.js';

let directory: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'tocsin-env-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

async function settingsOf(environment: Environment, config: unknown = {}): Promise<Record<string, unknown>> {
  const { settings } = await readEnvironmentSettings(environment, config);
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
    [{ TOCSIN_CHANNELS__OPS__MATCH: '{ service: db }' }, 'channels.ops.match', { service: 'db' }],
    [{ TOCSIN_CHANNELS__OPS__MATCH__SERVICE: '01' }, 'channels.ops.match.service', '01'],
    [{ TOCSIN_CHANNELS__OPS__MATCH__TITLE: '[x]' }, 'channels.ops.match.title', '[x]'],
    [{ TOCSIN_CHANNELS__OPS__MATCH__TITLE: '{x}' }, 'channels.ops.match.title', '{x}'],
    [{ TOCSIN_CHANNELS__OPS__MATCH__TITLE: '{ regex: ^x }' }, 'channels.ops.match.title', { regex: '^x' }],
    [{ TOCSIN_CHANNELS__OPS__MATCH__TITLE__NOT: 'x' }, 'channels.ops.match.title.not', 'x'],
    [
      { TOCSIN_CHANNELS__OPS__MATCH__LABELS__AWS_ZONE__REGEX: '^eu' },
      'channels.ops.match.labels.aws-zone.regex',
      '^eu',
    ],
    [{ TOCSIN_SERVICES__A__CHECK__MATCH: '{"ok":true}' }, 'services.a.check.match', '{"ok":true}'],
    [{ TOCSIN_SERVICES__A__MAINTENANCE__0__DAYS: '[sun]' }, 'services.a.maintenance.0.days', ['sun']],
    [{ TOCSIN_SERVICES__A__CHECK__CHECK__RETRIES: '2' }, 'services.a.check.check.retries', 2],
    [{ TOCSIN_SERVICES__A__CHECK__CHECKS__MY_PAGE__WARN: '2' }, 'services.a.check.checks.my-page.warn', 2],
    [{ TOCSIN_SERVICES__A__CHECK__CHECKS__0__PORT: '22' }, 'services.a.check.checks.0.port', 22],
    [{ TOCSIN_SERVICES__A__CHECK__HEADERS: '{ a: b }' }, 'services.a.check.headers', { a: 'b' }],
    [{ TOCSIN_JOURNAL__RETENTION__DAYS: 'false' }, 'journal.retention.days', false],
    [{ TOCSIN_HTTP: 'false' }, 'http', false],
    [{ TOCSIN_HTTP__READ_ONLY: 'true' }, 'http.readOnly', true],
  ])('%j is %s', async (environment, path, value) => {
    expect(await settingsOf(environment)).toEqual({ [path]: value });
  });

  it('of others are none of its business, but a slip of the pen is', async () => {
    const { settings, issues } = await readEnvironmentSettings(
      {
        TOCSIN_VERSION: '1',
        TOCSIN_PORT: '1',
        TOCSIN_TOKEN_FILE: '/x',
        TOCSINX__Y: '1',
        PATH: '/',
        TOCSIN_PROT: '1',
      },
      {},
    );
    expect(settings).toEqual([]);
    expect(issues).toEqual([
      { path: 'TOCSIN_PROT', message: 'there is no such variable; did you mean TOCSIN_PORT?' },
    ]);
  });

  it.each([
    ['TOCSIN_ALERTS_MIN_SEVERITY', 'TOCSIN_ALERTS__MIN_SEVERITY'],
    ['TOCSIN_ERRORS_HOOKS', 'TOCSIN_ERRORS__HOOKS'],
    ['TOCSIN_DEFAULTS_EVERY', 'TOCSIN_DEFAULTS__EVERY'],
    ['TOCSIN_ALERTS_THROTTLE_LIMIT', 'TOCSIN_ALERTS__THROTTLE__LIMIT'],
    ['TOCSIN_HTTP_PORT', 'TOCSIN_HTTP__PORT'],
    ['TOCSIN_HTTP_TOKEN_FILE', 'TOCSIN_HTTP__TOKEN_FILE'],
    ['TOCSIN_JOURNAL_PATH', 'TOCSIN_JOURNAL__PATH'],
    ['TOCSIN_SERVICES_PAYMENT_API', 'TOCSIN_SERVICES__PAYMENT_API'],
    ['TOCSIN_SERVICES_API_CHECK_URL', 'TOCSIN_SERVICES__API__CHECK__URL'],
    ['TOCSIN_CHANNELS_OPS_WEBHOOK_URL', 'TOCSIN_CHANNELS__OPS__WEBHOOK_URL'],
  ])('are refused with one underscore where two must stand: %s', async (variable, meant) => {
    const message = `there is no such variable; did you mean ${meant}? Two underscores lead from one level to the next`;
    expect(await issuesOf({ [variable]: 'x' }, 'services: { api: https://a.example }')).toEqual([
      { path: variable, message },
    ]);
  });

  it('of the journal are refused so where only that is read', async () => {
    const folder = mkdtempSync(join(directory, 'case-'));
    writeFileSync(join(folder, 'tocsin.config.yaml'), 'services: { api: https://a.example }');
    const reading = loadJournalSetting({
      directory: folder,
      environment: { TOCSIN_JOURNAL_PATH: 'a.db' },
      modules: async () => ({}),
    });
    await expect(reading).rejects.toThrow('did you mean TOCSIN_JOURNAL__PATH?');
  });

  it('that the file names itself may be called anything', async () => {
    const text = 'services: { api: "${TOCSIN_SERVICES_API}" }\nhttp: { token: "${TOCSIN_HTTP_TOKEN:-x}" }';
    const { resolved } = await load(
      { TOCSIN_SERVICES_API: 'https://a.example', TOCSIN_HTTP_TOKEN: 'y' },
      text,
    );
    expect(resolved.services.size).toBe(1);
  });

  it('that Kubernetes sets for a Service tocsin, and for others named like it, are none of its business', async () => {
    const links = (name: string, port: string): Environment => ({
      [`${name}_SERVICE_HOST`]: '10.0.0.1',
      [`${name}_SERVICE_PORT`]: port,
      [`${name}_SERVICE_PORT_HTTP`]: port,
      [`${name}_PORT`]: `tcp://10.0.0.1:${port}`,
      [`${name}_PORT_${port}_TCP`]: `tcp://10.0.0.1:${port}`,
      [`${name}_PORT_${port}_TCP_PROTO`]: 'tcp',
      [`${name}_PORT_${port}_TCP_PORT`]: port,
      [`${name}_PORT_${port}_TCP_ADDR`]: '10.0.0.1',
    });
    const names = ['TOCSIN', 'TOCSIN_HTTP', 'TOCSIN_SERVICES', 'TOCSIN_CHANNELS', 'TOCSIN_ALERTS'];
    for (const name of names) {
      for (const port of ['8627', '80', '443']) {
        const { settings, issues } = await readEnvironmentSettings(links(name, port), {});
        expect({ settings, issues }, name).toEqual({ settings: [], issues: [] });
      }
    }
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

  it('go by the type that the file or another variable says', async () => {
    const expected = { TOCSIN_SERVICES__A__CHECK__EXPECT: '220' };
    const at = 'services.a.check.expect';
    const checkOf = (type: string) => ({ services: { a: { check: { type } } } });
    expect(await settingsOf(expected, checkOf('http'))).toEqual({ [at]: 220 });
    expect(await settingsOf(expected, checkOf('tcp'))).toEqual({ [at]: '220' });
    const typed = { ...expected, TOCSIN_SERVICES__A__CHECK__TYPE: 'tcp' };
    expect(await settingsOf(typed)).toMatchObject({ [at]: '220' });
    const whole = { ...expected, TOCSIN_SERVICES__A__CHECK: '{ type: tcp, host: a, port: 1 }' };
    expect(await settingsOf(whole)).toMatchObject({ [at]: '220' });
  });

  it('mean the names that are there, however they are written', async () => {
    const config = {
      services: { paymentApi: 'https://a.example', 'db.main': 'https://b.example', A_b: 'https://c.example' },
      channels: { 'a-b': { type: 'console' }, a_b: { type: 'console' } },
    };
    expect(
      await settingsOf(
        {
          TOCSIN_SERVICES__PAYMENT_API__EVERY: '5s',
          TOCSIN_SERVICES__DB_MAIN__EVERY: '6s',
          TOCSIN_SERVICES__A_B__EVERY: '7s',
          TOCSIN_SERVICES__C_D__EVERY: '8s',
          TOCSIN_CHANNELS__A_B__ENABLED: 'false',
        },
        config,
      ),
    ).toEqual({
      'services.paymentApi.every': '5s',
      'services.db.main.every': '6s',
      'services.A_b.every': '7s',
      'services.c-d.every': '8s',
      'channels.a-b.enabled': false,
    });
  });

  it('change parts of checks, whatever form the file gives them', async () => {
    const text = `
services:
  short: https://short.example/
  shop:
    check:
      type: allOf
      checks: { page: https://shop.example/, homePage: { type: withRetries, check: https://home.example/ } }
  any: { check: { type: anyOf, checks: [https://one.example/, https://two.example/] } }
  other: https://other.example/
journal: data.db
`;
    const { written, journal } = await load(
      {
        TOCSIN_SERVICES__SHORT__CHECK__EXPECT: '204',
        TOCSIN_SERVICES__SHOP__CHECK__CHECKS__PAGE__METHOD: 'HEAD',
        TOCSIN_SERVICES__SHOP__CHECK__CHECKS__HOME_PAGE__RETRIES: '5',
        TOCSIN_SERVICES__SHOP__CHECK__CHECKS__HOME_PAGE__CHECK__METHOD: 'HEAD',
        TOCSIN_SERVICES__SHOP__CHECK__CHECKS__DISK: '{ type: disk, warn: 80 }',
        TOCSIN_SERVICES__ANY__CHECK__CHECKS__1__EXPECT: '[200, 204]',
        TOCSIN_SERVICES__ANY__CHECK__CHECKS__2: 'https://three.example/',
        TOCSIN_SERVICES__OTHER__CHECK__HOST: 'db.example',
        TOCSIN_SERVICES__OTHER__CHECK__PORT: '5432',
        TOCSIN_SERVICES__OTHER__CHECK__TYPE: 'tcp',
        TOCSIN_JOURNAL__DURABILITY: 'relaxed',
      },
      text,
    );
    expect(written).toMatchObject({
      services: {
        short: { check: { type: 'http', url: 'https://short.example/', expect: 204 } },
        shop: {
          check: {
            checks: {
              page: { type: 'http', url: 'https://shop.example/', method: 'HEAD' },
              homePage: {
                retries: 5,
                check: { type: 'http', url: 'https://home.example/', method: 'HEAD' },
              },
              disk: { type: 'disk', warn: 80 },
            },
          },
        },
        any: {
          check: {
            checks: [
              'https://one.example/',
              { type: 'http', url: 'https://two.example/', expect: [200, 204] },
              'https://three.example/',
            ],
          },
        },
        other: { check: { type: 'tcp', host: 'db.example', port: 5432 } },
      },
    });
    expect(Reflect.get(Object(written), 'services')).toHaveProperty('other', {
      check: { type: 'tcp', host: 'db.example', port: 5432 },
    });
    expect(journal.spec).toMatchObject({ type: 'sqlite', durability: 'relaxed' });
  });

  it('say what a channel is told', async () => {
    const text = `
services: { a: https://a.example/ }
channels: { ops: { type: console, match: { title: x, labels: { team: web } } } }
`;
    const { resolved } = await load(
      {
        TOCSIN_CHANNELS__OPS__MATCH__TITLE__REGEX: '^Disk',
        TOCSIN_CHANNELS__OPS__MATCH__SEVERITY: '{ not: debug }',
        TOCSIN_CHANNELS__OPS__MATCH__LABELS__ZONE__NOT: '1',
      },
      text,
    );
    expect(resolved.channels.get('ops')?.match).toEqual({
      title: /^Disk/,
      severity: { not: 'debug' },
      labels: { team: 'web', zone: { not: '1' } },
    });
  });

  it('that cannot change a part say so', async () => {
    const list = 'services: { a: { check: { type: anyOf, checks: [https://a.example/] } } }';
    const checks = 'services.a.check.checks';
    expect(await issuesOf({ TOCSIN_SERVICES__A__CHECK__CHECKS__PAGE__METHOD: 'HEAD' }, list)).toEqual([
      {
        path: checks,
        message:
          'is a list, and TOCSIN_SERVICES__A__CHECK__CHECKS__PAGE__METHOD names no item of it; name one by its number, from 0, or set the whole list',
      },
    ]);
    expect(await issuesOf({ TOCSIN_SERVICES__A__CHECK__CHECKS__3: 'https://b.example/' }, list)).toEqual([
      {
        path: checks,
        message:
          'has 1 item, and TOCSIN_SERVICES__A__CHECK__CHECKS__3 sets item 3; they are counted from 0, without gaps',
      },
    ]);
  });

  it('leave what a program made, or take its place', async () => {
    const check = (): boolean => true;
    const channel = { kind: 'pager', send: () => Promise.resolve() };
    const config = {
      services: { a: check, b: { check }, c: { check } },
      channels: { pager: channel, other: { channel, match: () => true } },
    };
    const merged = async (environment: Environment) => {
      const { settings } = await readEnvironmentSettings(environment, config);
      return mergeSettings(config, settings);
    };
    const { value, issues } = await merged({
      TOCSIN_SERVICES__A__EVERY: '5s',
      TOCSIN_SERVICES__C__CHECK__TYPE: 'cpu',
      TOCSIN_SERVICES__C__CHECK__WARN: '50',
      TOCSIN_CHANNELS__PAGER__MIN_SEVERITY: 'error',
    });
    expect(issues).toEqual([]);
    expect(value).toEqual({
      services: { a: { check, every: '5s' }, b: { check }, c: { check: { type: 'cpu', warn: 50 } } },
      channels: { ...config.channels, pager: { channel, minSeverity: 'error' } },
    });
    const refused = await merged({
      TOCSIN_SERVICES__B__CHECK__WARN: '50',
      TOCSIN_CHANNELS__OTHER__MATCH__SERVICE: 'db',
    });
    expect(refused.value).toEqual(config);
    expect(refused.issues.map(({ path }) => path)).toEqual(['channels.other.match', 'services.b.check']);
    expect(refused.issues[1]?.message).toBe(
      'is made by a program, and TOCSIN_SERVICES__B__CHECK__WARN cannot change a part of it; set all of it, or change it in the program',
    );
  });

  it('that hold an object show no part of it where that is wrong', async () => {
    const [issue, ...others] = await issuesOf(
      { TOCSIN_CHANNELS__OPS: '{ type: console, minSeverity: planted }' },
      'services: { a: https://a.example }',
    );
    expect(others).toEqual([]);
    expect(issue?.path).toBe('channels.ops.minSeverity');
    expect(issue?.message).toMatch('found "${TOCSIN_CHANNELS__OPS}"');
  });

  it('make nothing of names that every object has', async () => {
    expect(
      await issuesOf({ TOCSIN_SERVICES__CONSTRUCTOR__EVERY: '5s' }, 'services: { a: https://a.example }'),
    ).toMatchObject([{ path: 'services.constructor.check' }]);
  });

  it('that hold a mistake are named, and what they hold is not shown', async () => {
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
  });

  it.each([
    ['missing', 'is not there', 'make it, or name another in $NAME_FILE'],
    ['.', 'is a directory', 'name a file in it in $NAME_FILE'],
    ['empty', 'is empty', 'write the value into it, or unset $NAME_FILE'],
    ['blank', 'is empty', 'write the value into it, or unset $NAME_FILE'],
  ])('say what is wrong with a file that they name: %s', async (name, what, remedy) => {
    const file = join(directory, name);
    writeFileSync(join(directory, 'empty'), '');
    writeFileSync(join(directory, 'blank'), ' \n\n');
    const told = (variable: string): string =>
      `the file ${file} that ${variable}_FILE names ${what}; ${remedy.replace('$NAME', variable)}`;
    const own = { TOCSIN_SERVICES__API: 'https://example.org', TOCSIN_HTTP__TOKEN_FILE: file };
    expect(await issuesOf(own)).toEqual([{ path: 'http.token', message: told('TOCSIN_HTTP__TOKEN') }]);
    const text =
      'services: { api: https://a.example }\nchannels: { a: { type: slack, webhookUrl: "${HOOK}" } }';
    expect(await issuesOf({ HOOK_FILE: file }, text)).toEqual([
      { path: 'channels.a.webhookUrl', message: told('HOOK') },
    ]);
  });

  it('take a file that is empty for one that is not there, where there is a default', () => {
    const file = join(directory, 'nothing');
    writeFileSync(file, '\n');
    expect(interpolate({ host: '${HOST:-localhost}' }, { HOST_FILE: file })).toMatchObject({
      value: { host: 'localhost' },
      issues: [],
    });
  });

  it('in a text may name a file, too', () => {
    const secret = join(directory, 'other');
    writeFileSync(secret, 'from-a-file');
    const given = { token: '${TOKEN}', both: '${BOTH}', none: '${NONE:-x}' };
    const environment = { TOKEN_FILE: secret, BOTH: 'itself', BOTH_FILE: secret };
    expect(interpolate(given, environment)).toMatchObject({
      value: { token: 'from-a-file', both: 'itself', none: 'x' },
      issues: [],
    });
    expect(interpolate({ token: '${TOKEN}' }, { TOKEN_FILE: '/missing' }).issues).toMatchObject([
      { path: 'token' },
    ]);
  });
});
