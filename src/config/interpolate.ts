import type { ConfigIssue } from '../domain/config-error.js';
import { type Environment, environmentValue } from './environment-value.js';

/** A configuration with its variables filled in. */
export interface Interpolated {
  readonly value: unknown;
  readonly issues: readonly ConfigIssue[];
  /** Texts that came out of the environment by path, with what stood there before. What they hold may be secret. */
  readonly filledIn: ReadonlyMap<string, { readonly before: string; readonly after: string }>;
}

/**
 * Replaces `${NAME}` and `${NAME:-default}` in every text of a configuration; `$${` stands for a plain `${`. The
 * default holds where the variable is not set or empty. Names of settings are left alone, and so is what is no data:
 * functions, channels, journals, class instances.
 *
 * A setting whose value is a number or true or false may be one variable: `port: ${SMTP_PORT}`.
 *
 * @example interpolate({ url: 'https://${HOST:-localhost}/' }, process.env).value // { url: 'https://localhost/' }
 */
export function interpolate(config: unknown, environment: Environment): Interpolated {
  const issues: ConfigIssue[] = [];
  const filledIn = new Map<string, { before: string; after: string }>();
  // A list or object that is met again, as through a YAML alias, is filled in once; so circles end.
  const done = new Map<object, unknown>();

  const fill = (value: unknown, path: readonly string[]): unknown => {
    if (typeof value === 'string') return fillText(value, path);
    if (!isData(value)) return value;
    const known = done.get(value);
    if (known !== undefined) return known;
    if (Array.isArray(value)) {
      const list: unknown[] = [];
      done.set(value, list);
      value.forEach((item: unknown, i) => {
        list.push(fill(item, [...path, String(i)]));
      });
      return list;
    }
    const object: Record<string, unknown> = {};
    done.set(value, object);
    for (const [name, item] of Object.entries(value)) {
      const filled = fill(item, [...path, name]);
      // Not an assignment: that would take `__proto__` for something else.
      Object.defineProperty(object, name, {
        value: filled,
        enumerable: true,
        configurable: true,
        writable: true,
      });
    }
    return object;
  };

  const fillText = (before: string, path: readonly string[]): unknown => {
    let fromEnvironment = false;
    const after = before.replace(PLACEHOLDER, (placeholder, inner: string | undefined) => {
      if (placeholder === '$${') return '${';
      const [, name, fallback] = VARIABLE.exec(inner ?? '') ?? [];
      if (name === undefined) {
        issues.push({ path: path.join('.'), message: NOT_A_VARIABLE });
        return '';
      }
      const found = environmentValue(environment, name);
      if (found !== undefined && 'trouble' in found) {
        issues.push({ path: path.join('.'), message: found.trouble });
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
    return before !== after && ONE_PLACEHOLDER.test(before) ? asPlainValue(after, path) : after;
  };

  return { value: fill(config, []), issues, filledIn };
}

const PLACEHOLDER = /\$\$\{|\$\{(?:([^}]*)\})?/g;
const ONE_PLACEHOLDER = /^\$\{[^}]*\}$/;
const VARIABLE = /^([A-Za-z_][A-Za-z0-9_]*)(?::-((?:(?!\$\{).)*))?$/s;
// biome-ignore lint/suspicious/noTemplateCurlyInString: this is the syntax that the message explains
const NOT_A_VARIABLE = 'a ${ begins no variable; write ${NAME} or ${NAME:-default}, or $${ for a plain ${';

/** Settings that may be numbers, or true or false; wherever else a number is set, it is meant as a text. */
const NUMBERS = new Set(
  `every timeout slowAfter failureThreshold recoveryThreshold concurrency limit window wait summarizeAfter remindEvery
   maxAttempts maxAge port warn fail expect maxEvents resolveTimeout history threshold cooldown warnDays failDays warnAfter
   retries factor delay maxDelay maxBytes maxBodyBytes maxOutput period grace maxRuntime rss heap cpu handles files`.split(
    /\s+/,
  ),
);
const FLAGS = new Set([
  'enabled',
  'flapping',
  'tls',
  'throttle',
  'group',
  'remindEvery',
  'readOnly',
  'json',
  'hooks',
  'rejectUnauthorized',
  'refusePrivateAddresses',
]);

/** What a variable that stands alone means: a number, or true or false, where the setting may be one; else a text. */
export function asPlainValue(text: string, path: readonly string[]): string | number | boolean {
  const name = path.at(-1) ?? '';
  const parent = path.at(-2) ?? '';
  if (parent === 'labels' || parent === 'headers' || parent === 'match') return text;
  if (parent === 'retention' && text === 'false') return false;
  if (NUMBERS.has(name) && /^\d+(\.\d+)?$/.test(text)) return Number(text);
  return FLAGS.has(name) && (text === 'true' || text === 'false') ? text === 'true' : text;
}

/** A list, or an object that is not alive: it has no class and cannot send or append. */
export function isData(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && prototype !== Object.prototype) return false;
  return !['send', 'append'].some((name) => name in value && typeof Reflect.get(value, name) === 'function');
}
