import { ConfigError } from '../domain/config-error.js';
import type { HandlerOptions } from './handler-options.js';

/**
 * The prefix of the options, without a slash at its end; empty for the root.
 *
 * @throws {@link ConfigError} if it is none
 */
export function readPrefix({ prefix = '' }: Pick<HandlerOptions, 'prefix'>): string {
  // JavaScript may give anything.
  const plain = typeof prefix === 'string' ? prefix.replace(/\/+$/, '') : '?';
  if (plain === '' || /^(?:\/[\w.~-]+)+$/.test(plain)) return plain;
  throw new ConfigError([
    {
      path: 'prefix',
      message: `expected a path such as /tocsin, of letters, digits and - . _ ~, found ${JSON.stringify(prefix)}`,
    },
  ]);
}
