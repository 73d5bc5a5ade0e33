import { Secret } from '../domain/secret.js';
import { describeType } from './describe-value.js';
import { FALSE, orVariable, orVariables } from './json-form.js';
import { either, expected, flag, listOf, positiveDuration, settings, text, value } from './schema-parts.js';

/*
 * The `http` of a configuration: how `tocsin run` shows its page, and to whom.
 */

const port = value(
  (given) => (isPort(given) ? given : undefined),
  expected('a port from 0 to 65535, 0 for any that is free'),
  orVariable({ type: 'integer', minimum: 0, maximum: 65_535 }),
);

/** Its value is never shown. */
const token = value(
  (given) => {
    if (given instanceof Secret) return given;
    return typeof given === 'string' && given.trim() !== '' ? new Secret(given) : undefined;
  },
  (given) => `expected a text that is not empty, found ${given === '' ? '""' : describeType(given)}`,
  { type: 'string', pattern: '\\S' },
);

const PATH = /^(?:\/[\w.~-]+)+\/?$/;

const path = value(
  (given) => (typeof given === 'string' && PATH.test(given) ? given : undefined),
  expected("a path such as '/tocsin'"),
  orVariables({ type: 'string', pattern: PATH.source }),
);

export const httpSchema = either(
  (given) => (given === false ? given : undefined),
  settings(
    {
      port: port.optional(),
      host: text.optional(),
      prefix: path.optional(),
      token: token.optional(),
      allowedHosts: listOf(text, 'a list of host names', 'leave it out').optional(),
      allowedOrigins: listOf(
        text,
        'a list of origins such as https://ops.example.org',
        'leave it out',
      ).optional(),
      readOnly: flag.optional(),
      resolveTimeout: positiveDuration.optional(),
    },
    expected('false or { port, host, token, … }'),
  ),
  FALSE,
);

/** Whether it is a number that a port can have. */
export function isPort(given: unknown): given is number {
  return typeof given === 'number' && Number.isInteger(given) && given >= 0 && given <= 65_535;
}
