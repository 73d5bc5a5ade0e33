import { z } from 'zod';
import { DNS_RECORD_TYPES, isDnsRecordType } from '../domain/dns-record-type.js';
import { describeType } from './describe-value.js';
import {
  count,
  headers,
  number,
  options,
  pem,
  percent,
  port,
  secret,
  textMatchSpec,
  webAddress,
} from './file-parts.js';
import { type JsonForm, orVariables, withJsonForm } from './json-form.js';
import { byName, duration, expected, flag, oneOrMore, settings, text, value } from './schema-parts.js';

const statusRange = value<number | `${number}-${number}`>(
  (given) => (typeof given === 'number' || isRange(given) ? given : undefined),
  expected("a status such as 204 or a range such as '200-299'"),
  orVariables({
    anyOf: [
      { type: 'integer', minimum: 100, maximum: 599 },
      { type: 'string', pattern: '^[1-5]\\d\\d-[1-5]\\d\\d$' },
    ],
  }),
);

const redirect = value(
  (given) => (given === 'follow' || given === 'manual' ? given : undefined),
  expected("'follow' or 'manual'"),
  orVariables({ enum: ['follow', 'manual'] }),
);

const recordType = value(
  (given) => (isDnsRecordType(given) ? given : undefined),
  expected(`one of ${DNS_RECORD_TYPES.join(', ')}`),
  orVariables({ enum: DNS_RECORD_TYPES }),
);

/** Texts that may be secrets; which one is wrong is told, not what it is. */
const secrets = z.array(secret, {
  error: (issue) => `expected a list of texts, found ${describeType(issue.input)}`,
});

const environment = byName(secret, (given) => `expected texts by name, found ${describeType(given)}`);

/** How an `http` check speaks TLS. */
const httpTls = settings(
  {
    ca: pem.optional(),
    cert: pem.optional(),
    key: pem.optional(),
    passphrase: secret.optional(),
    servername: text.optional(),
    rejectUnauthorized: flag.optional(),
  },
  expected('{ ca, servername, rejectUnauthorized, … }'),
);

const percentLimits = { warn: percent.optional(), fail: percent.optional() };

/** From where on a figure of a process is too high. */
const figureLimits = settings(
  { warn: number.optional(), fail: number.optional() },
  expected('{ warn, fail }'),
);

/** The complaint about what is no check. */
export const complainAboutCheck = expected('a URL or { type: … }');

const there = (given: unknown): unknown => given;

/** What JSON Schema says of a check, where all of a configuration is described. */
export const CHECK: JsonForm = { $ref: '#/$defs/check' };

/** A heartbeat is judged by its monitor. */
const PART: JsonForm = {
  ...CHECK,
  not: { type: 'object', properties: { type: { const: 'heartbeat' } }, required: ['type'] },
};

/** A check within a check; it is read where it is made. */
const part = value(there, complainAboutCheck, PART);

/** Checks within a check; they are read where they are made. */
const parts = value(there, expected('checks by name or a list of them'), {
  anyOf: [
    { type: 'object', minProperties: 1, additionalProperties: PART },
    { type: 'array', minItems: 1, items: PART },
  ],
});

/** The checks that a file can name, each with its options. What they mean is for the check to say. */
export const CHECK_TYPES = {
  http: withJsonForm(
    settings(
      {
        type: z.literal('http'),
        url: webAddress,
        method: text.optional(),
        headers: headers.optional(),
        body: secret.optional(),
        expect: oneOrMore(statusRange).optional(),
        match: textMatchSpec.optional(),
        maxBodyBytes: count.optional(),
        redirect: redirect.optional(),
        tls: httpTls.optional(),
      },
      options,
    ),
    () => ({ dependentRequired: { body: ['method'] } }),
  ),
  memory: settings({ type: z.literal('memory'), ...percentLimits }, options),
  disk: settings(
    {
      type: z.literal('disk'),
      path: text.optional(),
      ...percentLimits,
    },
    options,
  ),
  eventLoop: settings(
    { type: z.literal('eventLoop'), warn: duration.optional(), fail: duration.optional() },
    options,
  ),
  cpu: settings({ type: z.literal('cpu'), ...percentLimits }, options),
  process: settings(
    {
      type: z.literal('process'),
      rss: figureLimits.optional(),
      heap: figureLimits.optional(),
      cpu: figureLimits.optional(),
      handles: figureLimits.optional(),
      files: figureLimits.optional(),
    },
    options,
  ),
  tcp: settings(
    {
      type: z.literal('tcp'),
      host: text,
      port,
      warnAfter: duration.optional(),
      send: secret.optional(),
      expect: textMatchSpec.optional(),
      maxBytes: count.optional(),
    },
    options,
  ),
  tls: settings(
    {
      type: z.literal('tls'),
      host: text,
      port: port.optional(),
      servername: text.optional(),
      warnDays: number.optional(),
      failDays: number.optional(),
      ca: pem.optional(),
      cert: pem.optional(),
      key: pem.optional(),
      passphrase: secret.optional(),
      rejectUnauthorized: flag.optional(),
    },
    options,
  ),
  dns: settings(
    {
      type: z.literal('dns'),
      name: text,
      record: recordType.optional(),
      expect: oneOrMore(text).optional(),
      servers: z.array(text, { error: (issue) => expected('a list of addresses')(issue.input) }).optional(),
    },
    options,
  ),
  command: settings(
    {
      type: z.literal('command'),
      command: text,
      args: secrets.optional(),
      cwd: text.optional(),
      env: environment.optional(),
      maxOutput: count.optional(),
    },
    options,
  ),
  heartbeat: withJsonForm(
    settings(
      {
        type: z.literal('heartbeat'),
        period: duration.optional(),
        cron: text.optional(),
        timeZone: text.optional(),
        grace: duration.optional(),
        maxRuntime: duration.optional(),
      },
      options,
    ),
    () => ({
      oneOf: [{ required: ['period'] }, { required: ['cron'] }],
      dependentRequired: { timeZone: ['cron'] },
    }),
  ),
  withRetries: settings(
    {
      type: z.literal('withRetries'),
      check: part,
      retries: count.optional(),
      delay: duration.optional(),
      factor: number.optional(),
      maxDelay: duration.optional(),
      timeout: duration.optional(),
    },
    options,
  ),
  allOf: settings({ type: z.literal('allOf'), checks: parts, timeout: duration.optional() }, options),
  anyOf: settings({ type: z.literal('anyOf'), checks: parts, timeout: duration.optional() }, options),
};

function isRange(given: unknown): given is `${number}-${number}` {
  return typeof given === 'string' && /^\d{3}-\d{3}$/.test(given);
}
