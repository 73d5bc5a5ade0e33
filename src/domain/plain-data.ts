/** What JSON can hold. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** Objects nested deeper than this are replaced by a mark. The outermost object is level 1. */
const DEEPEST = 8;
/** Values looked at in one piece of data, at most. */
const MOST_NODES = 1_000;
/** Characters of one string, at most. */
const LONGEST_TEXT = 16_384;
/** Characters of all names and strings in one piece of data after which no more are looked at. */
const MOST_TEXT = 65_536;

const SURROGATE = /[\ud800-\udfff]/;
const LONE_SURROGATE = /\p{Surrogate}/gu;

/** Shared by everything that carries no data. */
const NO_DATA: object = Object.freeze({});

/** What is left to spend on one piece of data, and the objects being copied, outermost first. */
interface Copying {
  nodes: number;
  text: number;
  readonly within: object[];
}

/**
 * Copies any value to plain JSON of bounded size, so that it can be journaled, sent and kept without surprises. Use it
 * for data that strangers hand in: the data of a check and of an alert. It never throws, and the copy survives
 * `JSON.parse(JSON.stringify(copy))` unchanged.
 *
 * It keeps to what `JSON.stringify` does, `toJSON` included, where that loses nothing, and goes beyond it where that
 * would throw or lose: circular references become `[circular]`; properties that cannot be read `[unreadable]`; objects
 * nested deeper than 8 levels `[too deep]`; `NaN`, infinities, bigints and symbols strings; errors
 * `{ name, message }`; maps with string keys objects, other maps lists of pairs; sets lists; binary data its length.
 * Beyond 1 000 values or 65 536 characters the rest is left out and counted under `…`; strings are cut at 16 384
 * characters.
 *
 * @returns a new object or array; for `undefined`, `null` and what has nothing in it a shared, frozen `{}`; for any
 * other value, or an object that stands for one (such as a `Date`), `{ value }`.
 * @example plainData({ at: new Date(0), rows: 3n }) // { at: '1970-01-01T00:00:00.000Z', rows: '3' }
 */
export function plainData(data: unknown): object {
  if (data === undefined || data === null) return NO_DATA;
  const copy = copyValue(data, { nodes: MOST_NODES, text: MOST_TEXT, within: [] });
  if (copy === undefined || copy === null) return NO_DATA;
  if (typeof copy !== 'object') return { value: copy };
  return isEmpty(copy) ? NO_DATA : copy;
}

/** A text that any encoder takes: lone surrogates replaced, cut at 16 384 characters with `… (n more)` at the end. */
export function plainText(text: string): string {
  let short = text;
  let mark = '';
  if (text.length > LONGEST_TEXT) {
    const splitsPair = /[\ud800-\udbff]/.test(text.charAt(LONGEST_TEXT - 1));
    const end = splitsPair ? LONGEST_TEXT - 1 : LONGEST_TEXT;
    short = text.slice(0, end);
    mark = `… (${text.length - end} more)`;
  }
  // Looked at as a whole, it is no part of the long text any more, which can go.
  return wellFormed(short + mark);
}

/** A text that any encoder takes as it is: lone surrogates replaced. */
export function wellFormed(text: string): string {
  return SURROGATE.test(text) ? text.replace(LONE_SURROGATE, '\ufffd') : text;
}

/** The copy; `undefined` for what JSON leaves out of objects. */
function copyValue(value: unknown, copying: Copying): Json | undefined {
  copying.nodes--;
  switch (typeof value) {
    case 'string':
      return copyText(value, copying);
    case 'number':
      // Adding 0 turns -0 into the 0 that JSON would make of it.
      return Number.isFinite(value) ? value + 0 : String(value);
    case 'boolean':
      return value;
    case 'bigint':
    case 'symbol':
      return copyText(String(value), copying);
    case 'object':
      return value === null ? null : enter(value, copying);
    default:
      return undefined;
  }
}

function copyText(text: string, copying: Copying): string {
  const copy = plainText(text);
  copying.text -= copy.length;
  return copy;
}

/** Whether the rest has to be left out. */
function isSpent({ nodes, text }: Copying): boolean {
  return nodes <= 0 || text <= 0;
}

function enter(value: object, copying: Copying): Json | undefined {
  if (copying.within.includes(value)) return '[circular]';
  if (copying.within.length >= DEEPEST) return '[too deep]';
  copying.within.push(value);
  try {
    return copyObject(value, copying);
  } catch {
    // A hostile getter, `toJSON` or proxy.
    return '[unreadable]';
  } finally {
    copying.within.pop();
  }
}

function copyObject(value: object, copying: Copying): Json | undefined {
  if (Array.isArray(value)) return copyList(value, value.length, copying);
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if ('toJSON' in value && typeof value.toJSON === 'function') {
    const json: unknown = value.toJSON('');
    if (json !== value) return typeof json === 'object' ? copyJson(json, copying) : copyValue(json, copying);
  }
  if (value instanceof Error) {
    return { name: copyText(String(value.name), copying), message: copyText(String(value.message), copying) };
  }
  if (value instanceof Map) return copyMap(value, copying);
  if (value instanceof Set) return copyList(value, value.size, copying);
  if (value instanceof RegExp) return copyText(String(value), copying);
  if (value instanceof String || value instanceof Number || value instanceof Boolean) {
    return copyValue(value.valueOf(), copying);
  }
  return copyProperties(value, Object.keys(value), copying);
}

/** What a `toJSON` answered is taken as it is: its own `toJSON` is not asked. */
function copyJson(json: object | null, copying: Copying): Json | undefined {
  if (json === null) return null;
  if (copying.within.includes(json)) return '[circular]';
  if (Array.isArray(json)) return copyList(json, json.length, copying);
  return copyProperties(json, Object.keys(json), copying);
}

function copyProperties(value: object, keys: readonly string[], copying: Copying): Json {
  const copy: { [key: string]: Json } = {};
  let seen = 0;
  for (const key of keys) {
    if (isSpent(copying)) {
      copy['…'] = `${keys.length - seen} more`;
      break;
    }
    seen++;
    const item = copyValue(read(value, key), copying);
    if (item !== undefined) put(copy, key, item, copying);
  }
  return copy;
}

function copyMap(map: ReadonlyMap<unknown, unknown>, copying: Copying): Json {
  for (const key of map.keys()) {
    if (typeof key !== 'string') return copyList(map, map.size, copying);
  }
  const copy: { [key: string]: Json } = {};
  let seen = 0;
  for (const [key, value] of map) {
    if (isSpent(copying)) {
      copy['…'] = `${map.size - seen} more`;
      break;
    }
    seen++;
    const item = copyValue(value, copying);
    if (item !== undefined) put(copy, String(key), item, copying);
  }
  return copy;
}

function copyList(list: Iterable<unknown>, length: number, copying: Copying): Json {
  const copy: Json[] = [];
  for (const item of list) {
    if (isSpent(copying)) {
      copy.push(`… ${length - copy.length} more`);
      break;
    }
    copy.push(copyValue(item, copying) ?? null);
  }
  return copy;
}

function read(value: object, key: string): unknown {
  try {
    return Reflect.get(value, key);
  } catch {
    return '[unreadable]';
  }
}

function put(copy: { [key: string]: Json }, key: string, item: Json, copying: Copying): void {
  copying.text -= Math.min(key.length, LONGEST_TEXT);
  if (key === '__proto__') {
    // An assignment would change the copy's prototype.
    Object.defineProperty(copy, key, { value: item, enumerable: true, configurable: true, writable: true });
  } else {
    copy[key.length > LONGEST_TEXT || SURROGATE.test(key) ? plainText(key) : key] = item;
  }
}

function isEmpty(copy: object): boolean {
  for (const _ in copy) return false;
  return true;
}
