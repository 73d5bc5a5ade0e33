import { boundKey } from '../../domain/bound-text.js';

/** Names that Prometheus has always taken; others are quoted. */
const PLAIN_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
/** So many names are remembered as they are written. */
const MOST_NAMES = 1_000;
const ESCAPED = /["\\\n]/g;
const TO_ESCAPE = /["\\\n]/;

/**
 * What makes alerts of Prometheus the same condition: all their labels, in the order of their names, written as
 * Prometheus writes a series. Different labels never give the same key: an alert name with a `{` in it stands among
 * the other labels, names with odd characters are quoted, and values are always. One that is too long ends in its digest.
 *
 * @example conditionKey({ alertname: 'HighLoad', job: 'node', instance: 'a:9100' })
 * // 'HighLoad{instance="a:9100",job="node"}'
 */
export function conditionKey(labels: Readonly<Record<string, string>>): string {
  return new ConditionKeys().of(labels);
}

/** Makes {@link conditionKey} for many alerts, of which most have labels of the same names. */
export class ConditionKeys {
  readonly #names = new Map<string, string>();

  of(labels: Readonly<Record<string, string>>): string {
    const names = Object.keys(labels);
    if (!isSorted(names)) names.sort();
    const { alertname } = labels;
    const leads = alertname !== undefined && !alertname.includes('{');
    let key = leads ? `${alertname}{` : '{';
    let separator = '';
    for (const name of names) {
      if (leads && name === 'alertname') continue;
      key += `${separator}${this.#written(name)}=${quoted(labels[name] ?? '')}`;
      separator = ',';
    }
    return boundKey(`${key}}`);
  }

  #written(name: string): string {
    const known = this.#names.get(name);
    if (known !== undefined) return known;
    const written = PLAIN_NAME.test(name) ? name : quoted(name);
    if (this.#names.size < MOST_NAMES) this.#names.set(name, written);
    return written;
  }
}

function quoted(text: string): string {
  // Most texts have nothing to escape, and to look costs less than to replace.
  return TO_ESCAPE.test(text) ? `"${text.replace(ESCAPED, escaped)}"` : `"${text}"`;
}

function escaped(character: string): string {
  return character === '\n' ? '\\n' : `\\${character}`;
}

function isSorted(names: readonly string[]): boolean {
  let last = '';
  for (const name of names) {
    if (name < last) return false;
    last = name;
  }
  return true;
}
