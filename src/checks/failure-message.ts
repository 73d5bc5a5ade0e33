import { plainText } from '../domain/plain-data.js';
import { redactText } from '../domain/redact.js';

/** Causes further down than this are not told. */
const DEEPEST_CAUSE = 3;

/**
 * One line for people about anything that was thrown: the message, those of its causes that say more, and for an
 * `AggregateError`, such as a connection refused on every address, what each of its errors says. Database drivers and
 * their like put connection strings into their messages; of a URL the host is told only, passwords are masked.
 *
 * @example failureMessage(new TypeError('fetch failed', { cause: refused }))
 * // 'fetch failed: connect ECONNREFUSED 127.0.0.1:9'
 */
export function failureMessage(thrown: unknown): string {
  try {
    return plainText(redactText(describe(thrown, 1)));
  } catch {
    return 'the check threw something that cannot be read';
  }
}

/** A value in a few words, for messages about answers and errors of the wrong kind. */
export function describeValue(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return `${JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value)} (a string)`;
    case 'number':
    case 'bigint':
      return `${value} (a ${typeof value})`;
    case 'function':
    case 'symbol':
      return `a ${typeof value}`;
    case 'object':
      if (value === null) return 'null';
      return Array.isArray(value) ? 'an array' : 'an object';
    default:
      return String(value);
  }
}

function describe(thrown: unknown, depth: number): string {
  if (typeof thrown === 'string' && thrown !== '') return thrown;
  if (typeof thrown !== 'object' || thrown === null) return `the check threw ${describeValue(thrown)}`;
  const { message, name, code, errors, cause } = thrown as Readonly<Record<string, unknown>>;
  const own = [message, code, name].find((text) => typeof text === 'string' && text !== '');
  let told = typeof own === 'string' ? own : `the check threw ${describeValue(thrown)}`;
  if (depth >= DEEPEST_CAUSE) return told;
  const inner = Array.isArray(errors) ? errors.slice(0, 5) : [];
  if (cause !== undefined && cause !== null) inner.push(cause);
  const more = [...new Set(inner.map((error) => describe(error, depth + 1)))].filter(
    (text) => !told.includes(text),
  );
  // An aggregate without a message of its own has only a code, which its errors repeat.
  if (more.length > 0) told = message === '' ? more.join('; ') : `${told}: ${more.join('; ')}`;
  return told;
}
