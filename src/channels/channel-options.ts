import { ConfigError, type ConfigIssue } from '../domain/config-error.js';
import { Secret } from '../domain/secret.js';

/** Text that is kept from sight; plain strings are wrapped at once. */
export type SecretText = string | Secret;

/**
 * Gathers what is wrong with a channel's options, so that all of it is told at once. The messages never hold a value:
 * it may be a secret, or one in the wrong place.
 */
export class OptionIssues {
  readonly #issues: ConfigIssue[] = [];

  /**
   * Begins with those of `options` that are not `known`: one that is misspelt must not be taken for one left out.
   *
   * @throws {@link ConfigError} if there are no options to look at.
   */
  constructor(options: unknown, known: readonly string[]) {
    if (typeof options !== 'object' || options === null) {
      const message = `expected an object with the options ${known.join(', ')}, and is ${kindOf(options)}`;
      throw new ConfigError([{ path: '', message }]);
    }
    for (const name of Object.keys(options)) {
      if (!known.includes(name))
        this.add(name, `there is no such option; the options are ${known.join(', ')}`);
    }
  }

  add(path: string, message: string): void {
    this.#issues.push({ path, message });
  }

  /** @throws {@link ConfigError} if anything was added. */
  throwIfAny(): void {
    if (this.#issues.length > 0) throw new ConfigError(this.#issues);
  }
}

/** Wraps a secret; says what is wrong unless it is a text that is not empty. */
export function secretOption(issues: OptionIssues, path: string, value: unknown): Secret {
  const text = value instanceof Secret ? value.reveal() : value;
  if (typeof text === 'string' && text.trim() !== '') return new Secret(text.trim());
  issues.add(
    path,
    `must be a text that is not empty, and is ${typeof text === 'string' ? 'empty' : kindOf(text)}`,
  );
  return new Secret('');
}

/** Wraps a URL that is itself a credential; says what is wrong unless it is an absolute one for HTTP. */
export function urlOption(issues: OptionIssues, path: string, value: unknown): Secret {
  const text = value instanceof Secret ? value.reveal() : value;
  if (typeof text !== 'string' || text.trim() === '') {
    return secretOption(issues, path, value);
  }
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol)) {
    issues.add(
      path,
      'must be a URL that begins with https:// or http:// (the value is not shown, it is a secret)',
    );
  } else if (url.username !== '' || url.password !== '') {
    issues.add(path, 'must hold no user name or password');
  }
  return new Secret(url?.href ?? '');
}

/** What something is, in a word, for messages that must not show it. */
export function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (value === undefined) return 'missing';
  return Array.isArray(value) ? 'an array' : `a ${typeof value}`.replace('a object', 'an object');
}
