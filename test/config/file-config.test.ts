import { describe, expect, it } from 'vitest';
import { createPartFactory } from '../../src/cli/create-part-factory.js';
import { readFileConfig } from '../../src/config/file-config.js';
import { resolveConfig } from '../../src/config/resolve-config.js';

const read = (raw: unknown) => readFileConfig(raw, createPartFactory(false));
const check = (spec: unknown): object => ({ services: { api: { check: spec } } });
const ops = (spec: unknown): object => ({ services: {}, channels: { ops: spec } });

describe('a file’s checks and channels', () => {
  it('are made by their type', () => {
    const { config, issues, checks } = read({
      services: {
        short: 'https://example.com/',
        plain: { check: 'https://example.com/' },
        web: {
          check: {
            type: 'http',
            url: 'https://example.com/',
            method: 'POST',
            headers: { accept: 'text/plain' },
            body: 'ping',
            expect: [204, '300-399'],
            match: { regex: '^ok', flags: 'i' },
            maxBodyBytes: 100,
            redirect: 'manual',
          },
          every: '5s',
        },
        memory: { check: { type: 'memory', warn: 50, fail: 60 } },
        disk: { check: { type: 'disk', path: '/', fail: 99 } },
        loop: { check: { type: 'eventLoop', warn: '50ms', fail: 900 } },
      },
      channels: {
        out: { type: 'console', json: true },
        slack: { type: 'slack', webhookUrl: 'https://hooks.slack.com/services/x' },
        discord: { type: 'discord', webhookUrl: 'https://discord.com/api/webhooks/x', threadId: '12' },
        hook: {
          type: 'webhook',
          url: 'https://example.com/',
          headers: { 'x-team': 'ops' },
          refusePrivateAddresses: true,
        },
        mail: {
          type: 'email',
          host: 'mail.example.com',
          port: 465,
          from: 'tocsin@example.com',
          to: ['a@example.com', 'b@example.com'],
          auth: { user: 'u', pass: 'p' },
          tls: { servername: 'mail.example.com' },
        },
        relay: { type: 'email', host: 'localhost', from: 'a@example.com', to: 'b@example.com', tls: false },
      },
    });
    expect(issues).toEqual([]);
    expect(Object.fromEntries(checks)).toEqual({
      short: 'http',
      plain: 'http',
      web: 'http',
      memory: 'memory',
      disk: 'disk',
      loop: 'eventLoop',
    });
    const { services, channels } = resolveConfig(config);
    expect(services.get('web')).toMatchObject({ everyMs: 5_000, check: expect.any(Function) });
    expect([...channels.values()].map(({ channel }) => channel.kind)).toEqual([
      'console',
      'slack',
      'discord',
      'webhook',
      'email',
      'email',
    ]);
  });

  it('keep what every channel can be told, with expressions compiled', () => {
    const { config, issues } = read(
      ops({
        type: 'console',
        enabled: false,
        minSeverity: 'error',
        categories: ['security'],
        match: {
          title: { regex: 'disk', flags: 'i' },
          service: { not: 'db' },
          severity: { not: { regex: 'debug|info' } },
          labels: { team: { regex: '^web' }, zone: { not: { regex: '^EU', flags: 'i' } }, not: 'a matcher' },
        },
        timeout: '3s',
        maxAttempts: 2,
        maxAge: '1h',
      }),
    );
    expect(issues).toEqual([]);
    expect(resolveConfig(config).channels.get('ops')).toMatchObject({
      enabled: false,
      minSeverity: 'error',
      categories: ['security'],
      match: {
        title: /disk/i,
        service: { not: 'db' },
        severity: { not: /debug|info/ },
        labels: { team: /^web/, zone: { not: /^EU/i }, not: 'a matcher' },
      },
      timeoutMs: 3_000,
      maxAttempts: 2,
      maxAgeMs: 3_600_000,
    });
  });
});

const SECRET_URL =
  'must be a URL that begins with https:// or http:// (the value is not shown, it is a secret)';

/** What is wrong, the configuration, and the one issue it gives. */
type BadPart = readonly [what: string, raw: object, path: string, message: string];

const BAD: readonly BadPart[] = [
  [
    'no check',
    { services: { api: {} } },
    'services.api.check',
    'expected a URL or { type: … }, found nothing',
  ],
  ['a number for a check', check(7), 'services.api.check', 'expected a URL or { type: … }, found 7'],
  [
    'an unknown type of check',
    check({ type: 'htp' }),
    'services.api.check.type',
    'expected one of http, memory, disk, eventLoop, cpu, process, tcp, tls, dns, command, heartbeat, withRetries, allOf, anyOf, found "htp"; did you mean http?',
  ],
  [
    'a check without its type',
    check({ url: 'https://example.com/' }),
    'services.api.check.type',
    'expected one of http, memory, disk, eventLoop, cpu, process, tcp, tls, dns, command, heartbeat, withRetries, allOf, anyOf, found nothing',
  ],
  [
    'a text that is no URL',
    check('example.com'),
    'services.api.check',
    'is not a URL; write it whole, such as https://example.com/health',
  ],
  [
    'a URL of another kind in the short form of a service',
    { services: { api: 'ftp://user:pass@example.com/' } },
    'services.api',
    'has the scheme ftp: but must be http: or https:',
  ],
  ...[
    [null, 'null'],
    [7, '7'],
    [true, 'true'],
    [[], 'an empty list'],
  ].map(
    ([given, found]): BadPart => [
      `what is no service: ${found}`,
      { services: { api: given } },
      'services.api',
      `expected a URL or settings with a check such as { check: https://example.com/health, every: 30s }, found ${found}`,
    ],
  ),
  [
    'a check in the place of a service',
    { services: { api: { type: 'http', url: 'https://example.com/' } } },
    'services.api',
    'a check stands below the service; write { check: { type: … } }',
  ],
  [
    'an http check without a URL',
    check({ type: 'http' }),
    'services.api.check.url',
    'expected a text that is not empty, found nothing',
  ],
  [
    'a misspelt option of a check',
    check({ type: 'http', url: 'https://example.com/', methode: 'POST' }),
    'services.api.check.methode',
    'unknown setting; did you mean method?',
  ],
  [
    'a status that is none',
    check({ type: 'http', url: 'https://example.com/', expect: 99 }),
    'services.api.check.expect',
    "99 is not a status from 100 to 599, such as 204, or a range, such as '200-299'",
  ],
  [
    'statuses in words',
    check({ type: 'http', url: 'https://example.com/', expect: ['ok'] }),
    'services.api.check.expect.0',
    'expected a status such as 204 or a range such as \'200-299\', found "ok"',
  ],
  [
    'an unknown way with redirects',
    check({ type: 'http', url: 'https://example.com/', redirect: 'never' }),
    'services.api.check.redirect',
    "expected 'follow' or 'manual', found \"never\"",
  ],
  [
    'a broken expression',
    check({ type: 'http', url: 'https://example.com/', match: { regex: '(' } }),
    'services.api.check.match',
    '"(" with flags "" is not a regular expression; correct it',
  ],
  [
    'an expression with something else',
    check({ type: 'http', url: 'https://example.com/', match: { regexp: 'x' } }),
    'services.api.check.match',
    "expected a text or { regex: '…' }, found an object",
  ],
  [
    'a header that is a number',
    check({ type: 'http', url: 'https://example.com/', headers: { 'x-key': 5 } }),
    'services.api.check.headers.x-key',
    'expected a text that is not empty, found a number',
  ],
  [
    'a percentage in a text',
    check({ type: 'memory', fail: '90%' }),
    'services.api.check.fail',
    'expected a number, found "90%"',
  ],
  [
    'more than everything',
    check({ type: 'disk', fail: 120 }),
    'services.api.check.fail',
    '120 is not a percentage from 0 to 100',
  ],
  [
    'a warning after the failure',
    check({ type: 'memory', warn: 95, fail: 90 }),
    'services.api.check.warn',
    '95 must be below fail, which is 90',
  ],
  [
    'a webhook URL for a channel',
    ops('https://hooks.slack.com/services/hunter2'),
    'channels.ops',
    'expected { type: … }, found a text',
  ],
  [
    'an unknown type of channel',
    ops({ type: 'slak' }),
    'channels.ops.type',
    'expected one of console, slack, discord, webhook, email, found "slak"; did you mean slack?',
  ],
  [
    'a channel without its URL',
    ops({ type: 'slack' }),
    'channels.ops.webhookUrl',
    'expected a text that is not empty, found nothing',
  ],
  [
    'an empty URL',
    ops({ type: 'slack', webhookUrl: '' }),
    'channels.ops.webhookUrl',
    'expected a text that is not empty, found ""',
  ],
  [
    'a secret that is no URL',
    ops({ type: 'slack', webhookUrl: 'hunter2' }),
    'channels.ops.webhookUrl',
    SECRET_URL,
  ],
  [
    'a misspelt option of a channel',
    ops({
      type: 'slack',
      webhookURL: 'https://hooks.slack.com/hunter2',
      webhookUrl: 'https://hooks.slack.com/x',
    }),
    'channels.ops.webhookURL',
    'unknown setting; did you mean webhookUrl?',
  ],
  [
    'a header with a blank in its name',
    ops({ type: 'webhook', url: 'https://example.org/hook', headers: { 'X Token': 'hunter2' } }),
    'channels.ops.headers',
    'a header cannot be named "X Token"; write letters, digits and hyphens, such as authorization',
  ],
  [
    'a misspelt setting of a channel',
    ops({ type: 'console', minSeverty: 'error' }),
    'channels.ops.minSeverty',
    'unknown setting; did you mean minSeverity?',
  ],
  [
    'a password that is a number',
    ops({ type: 'email', host: 'h', from: 'a@b.c', to: 'a@b.c', auth: { user: 'u', pass: 5 } }),
    'channels.ops.auth.pass',
    'expected a text that is not empty, found a number',
  ],
  [
    'a broken expression to match with',
    ops({ type: 'console', match: { labels: { team: { regex: '[' } } } }),
    'channels.ops.match.labels.team',
    '"[" with flags "" is not a regular expression; correct it',
  ],
  [
    'something else to match with',
    ops({ type: 'console', match: { labels: { team: { regexp: 'x' } } } }),
    'channels.ops.match.labels.team',
    "expected a text, { regex: '…' } or { not: … }, found an object",
  ],
  [
    'a broken expression that must not match',
    ops({ type: 'console', match: { title: { not: { regex: '(' } } } }),
    'channels.ops.match.title.not',
    '"(" with flags "" is not a regular expression; correct it',
  ],
  [
    'a not within a not',
    ops({ type: 'console', match: { labels: { team: { not: { not: 'x' } } } } }),
    'channels.ops.match.labels.team.not',
    "expected a text or { regex: '…' }, found an object",
  ],
];

describe('a file’s bad check or channel', () => {
  it.each(BAD)('is refused with its path and the way out: %s', (_, raw, path, message) => {
    const { config, issues } = read(raw);
    expect(issues).toEqual([{ path, message }]);
    // What could not be made is replaced, so it is not told a second time.
    expect(() => resolveConfig(config)).not.toThrow();
  });

  it('never shows a secret, wherever it was put', () => {
    const secret = 'hunter2';
    const url = `https://user:${secret}@hooks.example/services/${secret}?token=${secret}`;
    const { issues } = read({
      services: {
        a: url.replace('https', 'ftp'),
        b: { check: { type: 'http', url, headers: { authorization: [secret] }, body: { secret } } },
        c: { check: [url] },
      },
      channels: {
        d: url,
        e: { type: 'slack', webhookUrl: [url] },
        f: { type: 'slack', webhookUrl: secret },
        g: { type: 'webhook', url, secret, headers: { authorization: { secret } } },
        h: { type: 'webhook', url: 'https://example.com/', secret: [secret] },
        i: { type: 'email', host: 'h', from: 'x', to: 'y', auth: { user: secret, pass: [secret] } },
        j: { type: 'email', host: 'h', from: 'x', to: 'y', auth: secret },
        k: { type: url },
      },
    });
    expect(new Set(issues.map(({ path }) => path.split('.')[1]))).toEqual(new Set('abcdefghijk'));
    expect(JSON.stringify(issues)).not.toContain(secret);
  });
});
