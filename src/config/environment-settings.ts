import { parse } from 'yaml';
import type { ConfigIssue } from '../domain/config-error.js';
import { closestName } from './closest-name.js';
import { type Environment, environmentValue } from './environment-value.js';
import { asPlainValue } from './interpolate.js';

/** Variables of `tocsin` that are no settings of the configuration by themselves. */
export const COMMAND_VARIABLES: readonly string[] = [
  'TOCSIN_CONFIG',
  'TOCSIN_JOURNAL',
  'TOCSIN_PORT',
  'TOCSIN_HOST',
  'TOCSIN_TOKEN',
];

const PREFIX = 'TOCSIN_';
const SECTIONS = ['services', 'channels', 'alerts', 'defaults', 'http', 'journal', 'errors'];
/** Below these, names are the user's own. */
const NAMED = ['services', 'channels', 'labels', 'headers'];
/** What these hold is taken as it is, whatever it looks like. */
const VERBATIM = new Set(['token', 'pass', 'user', 'secret', 'url', 'webhookUrl', 'body', 'title', 'reason']);

/** What the environment says of the configuration. */
export interface EnvironmentSettings {
  /** Settings by path, each with the variable that it came from. */
  readonly settings: readonly {
    readonly path: readonly string[];
    readonly value: unknown;
    readonly variable: string;
  }[];
  readonly issues: readonly ConfigIssue[];
}

/**
 * Reads the settings that variables such as `TOCSIN_ALERTS__MIN_SEVERITY` hold: two underscores lead from one level to the
 * next, one stands within a name, as in `minSeverity`, or for `-` in the name of a service, a channel or a label.
 * `…_FILE` names a file that holds the value.
 */
export function readEnvironmentSettings(environment: Environment): EnvironmentSettings {
  const settings: EnvironmentSettings['settings'][number][] = [];
  const issues: ConfigIssue[] = [];
  for (const variable of variablesOf(environment)) {
    const path = pathOf(variable);
    if (path === undefined) {
      const meant = closestName(
        variable.slice(PREFIX.length),
        COMMAND_VARIABLES.map((name) => name.slice(PREFIX.length)),
      );
      // Others may have variables of their own that begin so.
      if (meant !== undefined) {
        issues.push({
          path: variable,
          message: `there is no such variable; did you mean ${PREFIX}${meant}?`,
        });
      }
      continue;
    }
    const found = environmentValue(environment, variable);
    if (found === undefined) continue;
    if ('trouble' in found) issues.push({ path: path.join('.'), message: found.trouble });
    else settings.push({ path, value: readValue(found.value, path), variable });
  }
  return { settings, issues };
}

/** The names of all variables that may be meant, those of files without their ending. */
function variablesOf(environment: Environment): string[] {
  const names = Object.keys(environment).filter(
    (name) => name.startsWith(PREFIX) && environment[name] !== undefined,
  );
  const plain = names.map((name) => (name.endsWith('_FILE') ? name.slice(0, -'_FILE'.length) : name));
  return [...new Set(plain)].filter((name) => !COMMAND_VARIABLES.includes(name)).sort();
}

/** The path of a setting; `undefined` for a variable that names none. */
function pathOf(variable: string): string[] | undefined {
  const [section = '', ...rest] = variable.slice(PREFIX.length).split('__');
  const first = section.toLowerCase();
  if (!SECTIONS.includes(first) && rest.length === 0) return undefined;
  const path = [first];
  for (const part of rest) {
    const parent = path.at(-1) ?? '';
    path.push(nameOf(part, parent));
  }
  return path;
}

/** How a part of a variable's name is written in a configuration, below that name. */
function nameOf(part: string, parent: string): string {
  if (parent === 'env') return part;
  if (parent === 'triggers') return part.toLowerCase();
  if (NAMED.includes(parent)) return part.toLowerCase().replaceAll('_', '-');
  return camelCase(part);
}

function camelCase(name: string): string {
  return name.toLowerCase().replace(/_+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** A list or an object as JSON or YAML write it on one line; else as a variable within a text. */
function readValue(text: string, path: readonly string[]): unknown {
  const verbatim = VERBATIM.has(path.at(-1) ?? '') || path.includes('headers');
  if (!verbatim && /^\s*[[{]/.test(text)) {
    try {
      const value: unknown = parse(text);
      return value;
    } catch {
      return text;
    }
  }
  const whole = path.length === 1 || NAMED.includes(path.at(-2) ?? '') || path.at(-2) === 'triggers';
  if (whole && text === 'false') return false;
  return asPlainValue(text, path);
}
