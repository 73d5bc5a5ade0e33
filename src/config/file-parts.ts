import { describeType, describeValue } from './describe-value.js';
import { orVariable, TEXT_OR_REGEX } from './json-form.js';
import { byName, expected, value } from './schema-parts.js';

/*
 * What checks and channels are told in a file: the values of which their options are made.
 */

/** A text or an expression, which a file writes as `{ regex, flags }`. */
export const textMatchSpec = textOrRegex("a text or { regex: '…' }");

/** The same where `{ not: … }` would be understood, too. */
export const alertTextSpec = textOrRegex("a text, { regex: '…' } or { not: … }");

export const number = value(
  (given) => (typeof given === 'number' ? given : undefined),
  expected('a number'),
  orVariable({ type: 'number' }),
);

/** A text that may be a secret or hold one. */
export const secret = value(
  (given) => (typeof given === 'string' && given !== '' ? given : undefined),
  (given) => `expected a text that is not empty, found ${given === '' ? '""' : describeType(given)}`,
  { type: 'string', minLength: 1 },
);

export const headers = byName(
  secret,
  (given) => `expected texts by header name, found ${describeType(given)}`,
);

/** The complaint about what is no set of options. */
export const options = expected('settings');

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
