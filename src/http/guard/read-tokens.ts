import { ConfigError } from '../../domain/config-error.js';
import { Secret } from '../../domain/secret.js';
import type { HandlerOptions } from '../handler-options.js';

/**
 * The tokens of the options; none if nobody is asked for one.
 *
 * @throws {@link ConfigError} for one that is empty, which would let nobody or everybody in
 */
export function readTokens(token: HandlerOptions['token']): string[] {
  if (token === undefined || token === false) return [];
  const tokens = (Array.isArray(token) ? token : [token]).map((one: string | Secret) =>
    one instanceof Secret ? one.reveal() : one,
  );
  if (tokens.length > 0 && tokens.every((one) => typeof one === 'string' && /^\S+$/.test(one))) return tokens;
  throw new ConfigError([
    {
      path: 'token',
      message:
        'expected a text without spaces that is not empty, or a list of such; leave it out to serve this machine alone',
    },
  ]);
}
