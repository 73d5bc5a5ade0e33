import { z } from 'zod';
import { describeType, describeValue } from './describe-value.js';
import { orVariable, TEXT_OR_REGEX } from './json-form.js';
import {
  byName,
  byType,
  duration,
  either,
  expected,
  flag,
  oneOrMore,
  settings,
  text,
  value,
} from './schema-parts.js';

/*
 * What only a configuration file can say: checks and channels by their type, expressions as text. What the options
 * mean is checked by the check or channel that is made of them; all other settings by watch-config-schema.ts.
 */

/** A text or an expression, which a file writes as `{ regex, flags }`. */
export const textMatchSpec = textOrRegex("a text or { regex: '…' }");

/** The same where `{ not: … }` would be understood, too. */
export const alertTextSpec = textOrRegex("a text, { regex: '…' } or { not: … }");

const number = value(
  (given) => (typeof given === 'number' ? given : undefined),
  expected('a number'),
  orVariable({ type: 'number' }),
);

const statusRange = value<number | `${number}-${number}`>(
  (given) => (typeof given === 'number' || isRange(given) ? given : undefined),
  expected("a status such as 204 or a range such as '200-299'"),
  orVariable({ anyOf: [{ type: 'integer' }, { type: 'string', pattern: '^\\d{3}-\\d{3}$' }] }),
);

const redirect = value(
  (given) => (given === 'follow' || given === 'manual' ? given : undefined),
  expected("'follow' or 'manual'"),
  orVariable({ enum: ['follow', 'manual'] }),
);

/** A text that may be a secret or hold one. */
const secret = value(
  (given) => (typeof given === 'string' && given !== '' ? given : undefined),
  (given) => `expected a text that is not empty, found ${given === '' ? '""' : describeType(given)}`,
  { type: 'string', minLength: 1 },
);

const headers = byName(secret, (given) => `expected texts by header name, found ${describeType(given)}`);

const options = expected('settings');

const tls = settings(
  { ca: text.optional(), servername: text.optional(), rejectUnauthorized: flag.optional() },
  expected('false or { ca, servername, rejectUnauthorized }'),
);

/** Settings that watch-config-schema.ts reads. */
const later = z.unknown().optional();

/** A check by its type. */
export const checkSpec = byType(
  {
    http: settings(
      {
        type: z.literal('http'),
        url: secret,
        method: text.optional(),
        headers: headers.optional(),
        body: secret.optional(),
        expect: oneOrMore(statusRange).optional(),
        match: textMatchSpec.optional(),
        maxBodyBytes: number.optional(),
        redirect: redirect.optional(),
      },
      options,
    ),
    memory: settings(
      { type: z.literal('memory'), warn: number.optional(), fail: number.optional() },
      options,
    ),
    disk: settings(
      {
        type: z.literal('disk'),
        path: text.optional(),
        warn: number.optional(),
        fail: number.optional(),
      },
      options,
    ),
    eventLoop: settings(
      { type: z.literal('eventLoop'), warn: duration.optional(), fail: duration.optional() },
      options,
    ),
  },
  (given) => `expected a URL or { type: … }, found ${describeValue(given)}`,
);

/** What `checkSpec` read. */
export type CheckSpec = z.output<typeof checkSpec>;

/** What every channel can be told beside its own options. */
const delivery = {
  enabled: later,
  minSeverity: later,
  categories: later,
  match: later,
  timeout: later,
  maxAttempts: later,
  maxAge: later,
};

/** A channel by its type, with the settings that every channel has. */
export const channelSpec = byType(
  {
    console: settings({ type: z.literal('console'), json: flag.optional(), ...delivery }, options),
    slack: settings({ type: z.literal('slack'), webhookUrl: secret, ...delivery }, options),
    discord: settings(
      { type: z.literal('discord'), webhookUrl: secret, threadId: text.optional(), ...delivery },
      options,
    ),
    webhook: settings(
      {
        type: z.literal('webhook'),
        url: secret,
        secret: oneOrMore(secret).optional(),
        headers: headers.optional(),
        refusePrivateAddresses: flag.optional(),
        ...delivery,
      },
      options,
    ),
    email: settings(
      {
        type: z.literal('email'),
        host: text,
        port: number.optional(),
        from: text,
        to: oneOrMore(text),
        auth: settings({ user: secret, pass: secret }, () => 'expected { user, pass }').optional(),
        tls: either((given) => (given === false ? given : undefined), tls, { const: false }).optional(),
        ...delivery,
      },
      options,
    ),
  },
  (given) => `expected { type: … }, found ${describeType(given)}`,
);

/** What `channelSpec` read. */
export type ChannelSpec = z.output<typeof channelSpec>;

/** The names of the settings that every channel has; the others are its type's own options. */
export const DELIVERY_SETTINGS: readonly string[] = Object.keys(delivery);

function isRange(given: unknown): given is `${number}-${number}` {
  return typeof given === 'string' && /^\d{3}-\d{3}$/.test(given);
}

function textOrRegex(what: string) {
  return value(
    readTextMatch,
    (given) =>
      isRegexSpec(given)
        ? `${describeValue(given.regex)} with flags ${describeValue(given.flags ?? '')} is not a regular expression; correct it`
        : `expected ${what}, found ${describeValue(given)}`,
    TEXT_OR_REGEX,
  );
}

interface RegexSpec {
  readonly regex: string;
  readonly flags?: string;
}

function isRegexSpec(given: unknown): given is RegexSpec {
  if (typeof given !== 'object' || given === null || !('regex' in given)) return false;
  return (
    typeof given.regex === 'string' &&
    (!('flags' in given) || typeof given.flags === 'string') &&
    Object.keys(given).every((name) => name === 'regex' || name === 'flags')
  );
}

function readTextMatch(given: unknown): string | RegExp | undefined {
  if (typeof given === 'string' || given instanceof RegExp) return given;
  if (!isRegexSpec(given)) return undefined;
  try {
    return new RegExp(given.regex, given.flags ?? '');
  } catch {
    return undefined;
  }
}
