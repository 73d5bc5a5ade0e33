import { kindOf, type OptionIssues } from '../domain/option-issues.js';
import { Secret } from '../domain/secret.js';

/** Text that is kept from sight; plain strings are wrapped at once. */
export type SecretText = string | Secret;

/** Wraps a secret; says what is wrong unless it is a text that is not empty. */
export function secretOption(issues: OptionIssues, path: string, value: unknown): Secret {
  const text = value instanceof Secret ? value.reveal() : value;
  if (typeof text === 'string' && text.trim() !== '') return new Secret(text.trim());
  issues.add(
    path,
    `must be a text that is not empty, and is ${typeof text === 'string' ? 'empty' : whatIs(text)}`,
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
export function whatIs(value: unknown): string {
  return value === undefined ? 'missing' : kindOf(value);
}
