import { kindOf, type OptionIssues, show } from '../domain/option-issues.js';
import { redactText } from '../domain/redact.js';
import { Secret } from '../domain/secret.js';
import type { SecretText } from './channel-options.js';

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
  if (headers !== undefined && (typeof headers !== 'object' || headers === null || Array.isArray(headers))) {
    issues.add(path, `${kindOf(headers)} is not texts by header name`);
    return wrapped;
  }
  for (const [name, value] of Object.entries(headers ?? {})) {
    const lower = name.toLowerCase();
    const text: unknown = value instanceof Secret ? value.reveal() : value;
    if (!NAME.test(name)) {
      const named = show(redactText(name));
      issues.add(
        path,
        `a header cannot be named ${named}; write letters, digits and hyphens, such as authorization`,
      );
    } else if (TAKEN.test(lower)) issues.add(`${path}.${name}`, 'is set by the channel itself; leave it out');
    else if (typeof text !== 'string' || !VALUE.test(text)) {
      issues.add(`${path}.${name}`, 'must be a text on one line, of characters that HTTP allows');
    } else {
      wrapped[lower] = new Secret(text);
    }
  }
  return wrapped;
}
