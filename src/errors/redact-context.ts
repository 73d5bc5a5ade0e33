import { plainData } from '../domain/plain-data.js';
import { redactText } from '../domain/redact.js';
import { isSecretName } from '../domain/secret-name.js';

/** Only so many values of a context are kept: it is to be read by people. */
const MOST_VALUES = 50;
const LONGEST_KEY = 100;

/** Lists under such a name hold names and values by turns, as Node's `rawHeaders` do, or pairs of them. */
const HEADERS = /headers$/i;

/** An option of a command line, whose value is the next of the list unless that is one, too. */
const OPTION = /^--?(?!no-)[a-z][\w.-]*$/i;

const MASK = '[redacted]';

const NOTHING: object = Object.freeze({});

/**
 * What a program says around an error, fit to be kept and told: plain data, at most 50 values, each text redacted, and
 * nothing under a name such as `password`.
 */
export function redactContext(context: unknown): object {
  if (context === undefined || context === null) return NOTHING;
  const left = { values: MOST_VALUES };
  const copy = redact(plainData(context), left);
  return typeof copy === 'object' && copy !== null ? copy : NOTHING;
}

/** @param byTurns whether a list holds names and values by turns */
function redact(value: unknown, left: { values: number }, byTurns = false): unknown {
  if (typeof value === 'string') return redactText(value);
  if (Array.isArray(value)) {
    const list: unknown[] = [];
    for (const [i, item] of value.entries()) {
      if (left.values-- <= 0) {
        list.push(`… ${value.length - list.length} more`);
        break;
      }
      const isSecret = isSecretName(nameOfItem(value, i, byTurns));
      // A list of two within a list may be a pair, such as an entry of a map.
      list.push(isSecret ? MASK : redact(item, left, Array.isArray(item) && item.length === 2));
    }
    return list;
  }
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const kept: [string, unknown][] = [];
  for (const [name, item] of entries) {
    if (left.values-- <= 0) {
      kept.push(['…', `${entries.length - kept.length} more`]);
      break;
    }
    kept.push([
      name.slice(0, LONGEST_KEY),
      isSecretName(name) ? MASK : redact(item, left, HEADERS.test(name)),
    ]);
  }
  return Object.fromEntries(kept);
}

/** What an item of a list is called by the one before it; mostly nothing. */
function nameOfItem(list: readonly unknown[], i: number, byTurns: boolean): string {
  const before = list[i - 1];
  if (byTurns && i % 2 === 1) return String(before);
  return typeof before === 'string' && OPTION.test(before) && !/^--\w/.test(String(list[i])) ? before : '';
}
