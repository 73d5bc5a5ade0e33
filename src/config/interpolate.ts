import type { ConfigIssue } from '../domain/config-error.js';
import { type Environment, environmentValue } from './environment-value.js';
import { readText } from './read-text.js';
import { formsAt } from './setting-forms.js';

/** A configuration with its variables filled in. */
export interface Interpolated {
  readonly value: unknown;
  readonly issues: readonly ConfigIssue[];
  /** Texts that came out of the environment by path, with what stood there before. What they hold may be secret. */
  readonly filledIn: ReadonlyMap<string, { readonly before: string; readonly after: string }>;
  /** The variables that it names, whether they are set or not. */
  readonly names: ReadonlySet<string>;
}

/**
 * Replaces `${NAME}` and `${NAME:-default}` in every text of a configuration; `$${` stands for a plain `${`. The
 * default holds where the variable is not set or empty. Names of settings are left alone, and so is what is no data:
 * functions, channels, journals, class instances.
 *
 * A setting whose value is a number or true or false may be one variable, as in `port: ${SMTP_PORT}`; the schemas tell
 * which settings these are.
 *
 * @example interpolate({ http: { host: '${HOST:-localhost}' } }, process.env).value // { http: { host: 'localhost' } }
 */
export function interpolate(config: unknown, environment: Environment): Interpolated {
  const issues: ConfigIssue[] = [];
  const filledIn = new Map<string, { before: string; after: string }>();
  const names = new Set<string>();
  // A list or object that is met again, as through a YAML alias, is filled in once; so circles end.
  const done = new Map<object, unknown>();
  // Read in the end: what a setting may be can depend on the type that stands beside it, which may be a variable, too.
  const alone: { readonly text: string; readonly path: readonly string[]; readonly put: Put }[] = [];

  const fill = (value: unknown, path: readonly string[], put?: Put): unknown => {
    if (typeof value === 'string') {
      const text = fillText(value, path);
      if (put !== undefined && text !== value && ONE_PLACEHOLDER.test(value)) alone.push({ text, path, put });
      return text;
    }
    if (!isData(value)) return value;
    const known = done.get(value);
    if (known !== undefined) return known;
    if (Array.isArray(value)) {
      const list: unknown[] = [];
      done.set(value, list);
      value.forEach((item: unknown, i) => {
        const put = (read: unknown): void => {
          list[i] = read;
        };
        list.push(fill(item, [...path, String(i)], put));
      });
      return list;
    }
    const object: Record<string, unknown> = {};
    done.set(value, object);
    for (const [name, item] of Object.entries(value)) {
      const put = (value: unknown): void => {
        // Not an assignment: that would take `__proto__` for something else.
        Object.defineProperty(object, name, {
          value,
          enumerable: true,
          configurable: true,
          writable: true,
        });
      };
      put(fill(item, [...path, name], put));
    }
    return object;
  };

  const fillText = (before: string, path: readonly string[]): string => {
    let fromEnvironment = false;
    const after = before.replace(PLACEHOLDER, (placeholder, inner: string | undefined) => {
      if (placeholder === '$${') return '${';
      const [, name, fallback] = VARIABLE.exec(inner ?? '') ?? [];
      if (name === undefined) {
        issues.push({ path: path.join('.'), message: NOT_A_VARIABLE });
        return '';
      }
      names.add(name);
      const found = environmentValue(environment, name);
      if (found !== undefined && 'trouble' in found) {
        issues.push({ path: path.join('.'), message: found.trouble });
        return '';
      }
      if (found?.emptyFile !== undefined && fallback === undefined) {
        issues.push({ path: path.join('.'), message: found.emptyFile });
        return '';
      }
      if (found !== undefined && (found.value !== '' || fallback === undefined)) {
        fromEnvironment = true;
        return found.value;
      }
      if (fallback === undefined) {
        const remedy = `set it, or write \${${name}:-default}`;
        issues.push({
          path: path.join('.'),
          message: `the environment variable ${name} is not set; ${remedy}`,
        });
      }
      return fallback ?? '';
    });
    if (fromEnvironment) filledIn.set(path.join('.'), { before, after });
    return after;
  };

  const filled = fill(config, []);
  for (const { text, path, put } of alone) put(readText(text, () => formsAt(path, filled)));
  return { value: filled, issues, filledIn, names };
}

type Put = (value: unknown) => void;

const PLACEHOLDER = /\$\$\{|\$\{(?:([^}]*)\})?/g;
const ONE_PLACEHOLDER = /^\$\{[^}]*\}$/;
const VARIABLE = /^([A-Za-z_][A-Za-z0-9_]*)(?::-((?:(?!\$\{).)*))?$/s;
// biome-ignore lint/suspicious/noTemplateCurlyInString: this is the syntax that the message explains
const NOT_A_VARIABLE = 'a ${ begins no variable; write ${NAME} or ${NAME:-default}, or $${ for a plain ${';

/** A list, or an object that is not alive: it has no class and cannot send or append. */
export function isData(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && prototype !== Object.prototype) return false;
  return !['send', 'append'].some((name) => name in value && typeof Reflect.get(value, name) === 'function');
}
