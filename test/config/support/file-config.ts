import fc, { type Arbitrary } from 'fast-check';

/** What a file and its environment may hold. */
export interface WrittenConfig {
  readonly written: unknown;
  readonly environment: Readonly<Record<string, string>>;
}

const URL = fc.constantFrom('https://a.example/', 'http://b.example:8080/x?y=z', ' HTTPS://c.example');
const text = fc.constantFrom('x', '1', '0123', 'true', '{y}', '[z', 'b c', 'größe');
const junk = fc.constantFrom<unknown>(null, '', ' ', 0, -1, 1.5, true, 'x', [], {}, ['x'], { type: 'x' });
const severity = fc.constantFrom('debug', 'info', 'warning', 'error', 'critical');
const duration = fc.oneof(
  fc.integer({ min: 1, max: 5_000 }),
  fc.constantFrom('250ms', '1.5s', '0.5 m', ' 2h ', '1d', '1w'),
);
const regex = fc.record(
  { regex: fc.constantFrom('^x', 'a|b'), flags: fc.constantFrom('', 'i') },
  { requiredKeys: ['regex'] },
);
const textMatch = fc.oneof(text, regex);
const whole = fc.integer({ min: 1, max: 100 });
const below = fc.integer({ min: 0, max: 40 });
const above = fc.integer({ min: 50, max: 100 });

/** Settings of which any but those that are needed may be left out. */
function settings(needed: Record<string, Arbitrary<unknown>>, more: Record<string, Arbitrary<unknown>> = {}) {
  return fc.record({ ...needed, ...more }, { requiredKeys: Object.keys(needed) });
}

function of(
  type: string,
  needed: Record<string, Arbitrary<unknown>>,
  more: Record<string, Arbitrary<unknown>> = {},
) {
  return settings({ type: fc.constant(type), ...needed }, more);
}

const limits = settings({}, { warn: below, fail: above });
const status = fc.constantFrom<unknown>(200, 404, '200-299', '100-599');
const host = fc.constantFrom('a.example', '10.0.0.1');
const port = fc.integer({ min: 1, max: 65_535 });

const { check } = fc.letrec<{ check: unknown; part: unknown; plain: unknown }>((tie) => ({
  plain: fc.oneof(
    URL,
    of(
      'http',
      { url: URL, method: fc.constantFrom('POST', 'put') },
      {
        body: text,
        expect: fc.oneof(status, fc.array(status, { minLength: 1, maxLength: 2 })),
        match: textMatch,
        maxBodyBytes: whole,
        redirect: fc.constantFrom('follow', 'manual'),
        headers: fc.dictionary(fc.constantFrom('x-a', 'X-B'), text, { maxKeys: 2 }),
        tls: settings({}, { servername: host, rejectUnauthorized: fc.boolean() }),
      },
    ),
    of('memory', {}, { warn: below, fail: above }),
    of('disk', {}, { path: fc.constant('/'), warn: below, fail: above }),
    of('cpu', {}, { warn: below }),
    of('eventLoop', {}, { warn: fc.constantFrom(1, '5ms'), fail: fc.constantFrom(900, '1s') }),
    of('process', {}, { rss: limits, heap: limits, cpu: limits, handles: limits, files: limits }),
    of('tcp', { host, port }, { warnAfter: duration, send: text, expect: textMatch, maxBytes: whole }),
    of(
      'tls',
      { host },
      { port, servername: host, warnDays: above, failDays: below, rejectUnauthorized: fc.boolean() },
    ),
    of('dns', { name: host }, { record: fc.constantFrom('A', 'MX'), expect: fc.oneof(text, fc.array(text)) }),
    of(
      'command',
      { command: text },
      {
        args: fc.array(text, { maxLength: 2 }),
        cwd: fc.constant('/'),
        env: fc.dictionary(fc.constantFrom('A', 'b'), text, { maxKeys: 2 }),
        maxOutput: whole,
      },
    ),
  ),
  part: fc.oneof({ depthSize: 'small', withCrossShrink: true }, tie('plain'), combination(tie('part'))),
  check: fc.oneof(
    tie('part'),
    of('heartbeat', { period: duration }, { grace: duration, maxRuntime: duration }),
    of(
      'heartbeat',
      { cron: fc.constant('0 3 * * *') },
      { timeZone: fc.constantFrom('UTC', 'Europe/Berlin') },
    ),
    junk,
  ),
}));

function combination(part: Arbitrary<unknown>): Arbitrary<unknown> {
  const checks = fc.oneof(
    fc.array(part, { minLength: 1, maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'b c', '0'), part, { minKeys: 1, maxKeys: 2 }),
  );
  return fc.oneof(
    of(
      'withRetries',
      { check: part },
      { retries: whole, delay: duration, factor: whole, maxDelay: duration },
    ),
    of('allOf', { checks }, { timeout: duration }),
    of('anyOf', { checks }, { timeout: duration }),
  );
}

const window = settings(
  { start: fc.constantFrom('02:30', '23:59'), duration: fc.constantFrom('2h', 1_000, '0.5h') },
  { days: fc.subarray(['mon', 'sun'], { minLength: 1 }), timeZone: fc.constant('UTC'), reason: text },
);

const service = fc.oneof(
  URL,
  settings(
    { check },
    {
      every: duration,
      timeout: duration,
      slowAfter: duration,
      failureThreshold: whole,
      labels: fc.dictionary(fc.constantFrom('team', 'zone'), fc.oneof(text, fc.constant('')), { maxKeys: 2 }),
      maintenance: fc.oneof(window, fc.array(window, { maxLength: 2 })),
    },
  ),
);

function orNot(plain: Arbitrary<unknown>): Arbitrary<unknown> {
  return fc.oneof(plain, fc.record({ not: plain }));
}

const delivery = {
  enabled: fc.boolean(),
  minSeverity: severity,
  categories: fc.array(text, { minLength: 1, maxLength: 2 }),
  match: settings(
    {},
    {
      service: orNot(textMatch),
      title: orNot(textMatch),
      severity: orNot(fc.oneof(severity, regex)),
      labels: fc.dictionary(fc.constantFrom('team', 'not'), orNot(textMatch), { maxKeys: 2 }),
    },
  ),
  timeout: duration,
  maxAttempts: whole,
  maxAge: duration,
};
const mail = fc.constantFrom('a@b.example', 'Ops <ops@b.example>');
const signing = fc.constant(`whsec_${Buffer.alloc(24).toString('base64')}`);

const channel = fc.oneof(
  of('console', {}, { json: fc.boolean(), ...delivery }),
  of('slack', { webhookUrl: URL }, delivery),
  of('discord', { webhookUrl: URL }, { threadId: fc.constant('12'), ...delivery }),
  of(
    'webhook',
    { url: URL },
    {
      secret: fc.oneof(signing, fc.array(signing, { minLength: 1, maxLength: 2 })),
      refusePrivateAddresses: fc.boolean(),
      ...delivery,
    },
  ),
  of(
    'email',
    { host, from: mail, to: fc.oneof(mail, fc.array(mail, { minLength: 1, maxLength: 2 })) },
    {
      port,
      auth: fc.record({ user: text, pass: text }),
      tls: fc.oneof(fc.constant(false), settings({}, { servername: host, rejectUnauthorized: fc.boolean() })),
      ...delivery,
    },
  ),
);

const off = fc.constant(false);
const span = fc.oneof(duration, off);
const trigger = settings(
  {},
  {
    enabled: fc.boolean(),
    threshold: whole,
    window: duration,
    cooldown: fc.oneof(duration, fc.constantFrom(0, '0s')),
    severity,
  },
);

const config = settings(
  { services: fc.dictionary(fc.constantFrom('a', 'b c', 'größe'), service, { minKeys: 1, maxKeys: 2 }) },
  {
    channels: fc.dictionary(fc.constantFrom('ops', 'x.y'), channel, { maxKeys: 2 }),
    alerts: settings(
      {},
      {
        minSeverity: severity,
        throttle: fc.oneof(
          off,
          settings({}, { limit: whole, window: duration, exempt: fc.array(severity, { maxLength: 2 }) }),
        ),
        group: fc.oneof(
          off,
          settings(
            {},
            {
              by: fc.subarray(['key', 'severity', 'labels.team'], { minLength: 1 }),
              wait: fc.oneof(duration, fc.constant(0)),
              summarizeAfter: whole,
            },
          ),
        ),
        remindEvery: span,
        flapping: fc.boolean(),
        fallback: fc.constant(['console']),
      },
    ),
    defaults: settings({}, { every: duration, concurrency: whole }),
    errors: settings(
      {},
      {
        history: whole,
        window: duration,
        hooks: fc.boolean(),
        triggers: fc.dictionary(fc.constantFrom('error_spike', 'mine'), fc.oneof(off, trigger), {
          maxKeys: 2,
        }),
      },
    ),
    http: fc.oneof(
      off,
      settings(
        {},
        {
          port: fc.integer({ min: 0, max: 65_535 }),
          host,
          prefix: fc.constantFrom('/x', '/x/y.z/'),
          token: text,
          allowedHosts: fc.constant(['a.example']),
          readOnly: fc.boolean(),
          resolveTimeout: duration,
        },
      ),
    ),
    journal: fc.oneof(
      fc.constantFrom('memory', 'a.db'),
      of('memory', {}, { maxEvents: whole }),
      of(
        'sqlite',
        { path: fc.constantFrom('a.db', './memory') },
        {
          durability: fc.constantFrom('strict', 'relaxed'),
          retention: settings({}, { checks: span, events: span, minutes: span, hours: span, days: span }),
        },
      ),
    ),
  },
);

/**
 * Configuration files, mostly such as `tocsin validate` takes: with a value here and there that may be wrong, and with
 * variables in the place of some values.
 */
export function fileConfig(): Arbitrary<WrittenConfig> {
  const some = fc.array(fc.nat(19), { minLength: 1, maxLength: 50 });
  return fc.tuple(config, some, junk).map(([given, dice, wrong]) => {
    const environment: Record<string, string> = {};
    let turn = 0;
    const write = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(write);
      if (typeof value === 'object' && value !== null) {
        return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, write(inner)]));
      }
      const die = dice[turn % dice.length] ?? 0;
      turn++;
      if (die === 0 && turn % 7 === 0) return wrong;
      if (die < 15 || value === null) return value;
      const name = `V${turn}`;
      environment[name] = String(value);
      return `\${${name}}`;
    };
    return { written: write(given), environment };
  });
}
