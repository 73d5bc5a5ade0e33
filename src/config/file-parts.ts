import { describeType, describeValue } from './describe-value.js';
import { type JsonForm, orVariable, orVariables, TEXT_OR_REGEX } from './json-form.js';
import { byName, expected, value } from './schema-parts.js';

/*
 * What checks and channels are told in a file: the values of which their options are made.
 */

/** A text or an expression, which a file writes as `{ regex, flags }`. */
export const textMatchSpec = textOrRegex("a text or { regex: '…' }");

/** The same where `{ not: … }` would be understood, too. */
export const alertTextSpec = textOrRegex("a text, { regex: '…' } or { not: … }");

export const number = numberOf({});

/** A port; that it can be one is for the check or the channel to say. */
export const port = numberOf({ type: 'integer', minimum: 1, maximum: 65_535 });

/** A percentage; that it is one is for the check to say. */
export const percent = numberOf({ minimum: 0, maximum: 100 });

/** How many of something, one at least; that it is so is for the check to say. */
export const count = numberOf({ type: 'integer', minimum: 1 });

/** A text that may be a secret or hold one. */
export const secret = secretOf({ type: 'string', minLength: 1 });

/** What JSON Schema says of a URL. */
export const WEB_ADDRESS = orVariables({ type: 'string', pattern: '^\\s*[Hh][Tt][Tt][Pp][Ss]?:' });

/** A certificate or a key; that it can be used is for the check or the channel to say. */
export const pem = value(
  (given) => (typeof given === 'string' && given.includes('-----BEGIN ') ? given : undefined),
  (given) =>
    `expected PEM, which begins with -----BEGIN, found ${given === '' ? '""' : describeType(given)} without it; what is in a file comes by a variable, NAME_FILE for \${NAME}`,
  orVariables({ type: 'string', pattern: '-----BEGIN ' }),
);

/** A URL, which may hold a secret; that it is one is for the check or the channel to say. */
export const webAddress = secretOf(WEB_ADDRESS);

/** What signs messages; that it can is for the channel to say. */
export const signingSecret = secretOf(orVariables({ type: 'string', pattern: '^whsec_' }));

export const headers = byName(
  secret,
  (given) => `expected texts by header name, found ${describeType(given)}`,
);

/** The complaint about what is no set of options. */
export const options = expected('settings');

/** @param form what is known of it beside that it is a number */
function numberOf(form: JsonForm) {
  return value(
    (given) => (typeof given === 'number' ? given : undefined),
    expected('a number'),
    orVariable({ type: 'number', ...form }),
  );
}

function secretOf(form: JsonForm) {
  return value(
    (given) => (typeof given === 'string' && given !== '' ? given : undefined),
    (given) => `expected a text that is not empty, found ${given === '' ? '""' : describeType(given)}`,
    form,
  );
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
