import { plainData } from '../domain/plain-data.js';
import { redactText } from '../domain/redact.js';

/** Only so many values of a context are kept: it is to be read by people. */
const MOST_VALUES = 50;
const LONGEST_KEY = 100;

const SECRET_NAME =
  /passw(?:or)?d|passphrase|pwd|(?:^|[_-])pass(?:$|[_-])|jwt|session|^(?:pin|otp|auth)$|secret|token|api[_-]?key|access[_-]?key|signature|authorization|cookie|credential|private[_-]?key/i;

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

function redact(value: unknown, left: { values: number }): unknown {
  if (typeof value === 'string') return redactText(value);
  if (Array.isArray(value)) {
    const list: unknown[] = [];
    for (const item of value) {
      if (left.values-- <= 0) {
        list.push(`… ${value.length - list.length} more`);
        break;
      }
      list.push(redact(item, left));
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
    kept.push([name.slice(0, LONGEST_KEY), SECRET_NAME.test(name) ? MASK : redact(item, left)]);
  }
  return Object.fromEntries(kept);
}
