import { Secret } from '../domain/secret.js';
import type { OptionIssues, SecretText } from './channel-options.js';

const NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
/** What a header's value may hold: visible ASCII, blanks, and bytes above. */
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;
/** Set by the channel itself, or by HTTP. */
const TAKEN =
  /^(content-(type|length)|host|connection|transfer-encoding|expect|keep-alive|upgrade|webhook-.*)$/;

/** Wraps the values of headers; says what is wrong with names and values that cannot be. */
export function headersOption(
  issues: OptionIssues,
  path: string,
  headers: Readonly<Record<string, SecretText>> | undefined,
): Record<string, Secret> {
  const wrapped: Record<string, Secret> = Object.create(null);
  for (const [name, value] of Object.entries(headers ?? {})) {
    const lower = name.toLowerCase();
    const text: unknown = value instanceof Secret ? value.reveal() : value;
    if (!NAME.test(name)) issues.add(path, 'has a name that is no HTTP header name');
    else if (TAKEN.test(lower)) issues.add(`${path}.${name}`, 'is set by the channel itself; leave it out');
    else if (typeof text !== 'string' || !VALUE.test(text)) {
      issues.add(`${path}.${name}`, 'must be a text on one line, of characters that HTTP allows');
    } else {
      wrapped[lower] = new Secret(text);
    }
  }
  return wrapped;
}
