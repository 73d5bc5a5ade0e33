import { redactText } from '../domain/redact.js';

/** Longer texts are cut: a message is read on one line. */
const MOST_CHARACTERS = 60;

/**
 * A value as a message about a configuration names it: short, and without what looks like a secret.
 *
 * @example describeValue('https://user:pw@example.com/hook?x=1') // '"https://example.com/[redacted]"'
 */
export function describeValue(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(shorten(redactText(value)));
    case 'object':
      return value === null ? 'null' : describeObject(value);
    case 'number':
    case 'bigint':
    case 'boolean':
      return String(value);
    default:
      return describeType(value);
  }
}

/** What sort of value it is, for values that may be a secret as a whole. */
export function describeType(value: unknown): string {
  switch (typeof value) {
    case 'undefined':
      return 'nothing';
    case 'string':
      return 'a text';
    case 'function':
      return 'a function';
    case 'symbol':
      return 'a symbol';
    case 'object':
      return value === null ? 'null' : describeObject(value);
    case 'boolean':
      return 'a boolean';
    default:
      return 'a number';
  }
}

function describeObject(value: object): string {
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (value instanceof Promise) return 'a promise';
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === null || prototype === Object.prototype) return 'an object';
  const name = value.constructor?.name;
  return typeof name === 'string' && name !== '' ? `a ${name}` : 'an object';
}

function shorten(text: string): string {
  const characters = Array.from(text);
  return characters.length <= MOST_CHARACTERS ? text : `${characters.slice(0, MOST_CHARACTERS).join('')}…`;
}
