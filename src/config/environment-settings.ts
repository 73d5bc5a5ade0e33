import { closestName } from '../domain/closest-name.js';
import type { ConfigIssue } from '../domain/config-error.js';
import { camelCase } from './camel-case.js';
import { divideName } from './divide-name.js';
import { type Environment, environmentValue } from './environment-value.js';
import { isData } from './interpolate.js';
import { mergeSettings, type PlacedSetting, type Step } from './merge-settings.js';
import { readText } from './read-text.js';
import {
  formsAt,
  formsBelow,
  partOf,
  type SettingForms,
  takeAnyName,
  takeLists,
  takeSettings,
  takeText,
} from './setting-forms.js';

/** Variables of `tocsin` that are no settings of the configuration by themselves. */
export const COMMAND_VARIABLES: readonly string[] = [
  'TOCSIN_CONFIG',
  'TOCSIN_JOURNAL',
  'TOCSIN_PORT',
  'TOCSIN_HOST',
  'TOCSIN_TOKEN',
];

const PREFIX = 'TOCSIN_';

/** What the environment says of the configuration. */
export interface EnvironmentSettings {
  /** Settings by path, each with the variable that it came from. */
  readonly settings: readonly PlacedSetting[];
  readonly issues: readonly ConfigIssue[];
}

/** Whether variables hold any settings of the configuration. */
export function hasSettings(environment: Environment): boolean {
  return variablesOf(environment).some(namesSetting);
}

/**
 * Reads the settings that variables such as `TOCSIN_ALERTS__MIN_SEVERITY` hold: two underscores lead from one level to the
 * next, one stands within a name, as in `minSeverity`, or for `-` in a name of the user's own; a number is an item of a
 * list. `…_FILE` names a file that holds the value. The schemas tell whether that is a text, a number, true or false, a
 * list or an object.
 *
 * @param config what they go before: its names are those that are meant, and its types say what else may stand there
 * @param used variables that the configuration fills in itself: they are no slip, whatever they are called
 */
export async function readEnvironmentSettings(
  environment: Environment,
  config: unknown,
  used: ReadonlySet<string> = new Set(),
): Promise<EnvironmentSettings> {
  const written: Written[] = [];
  const issues: ConfigIssue[] = [];
  for (const variable of variablesOf(environment)) {
    if (!namesSetting(variable)) {
      if (!used.has(variable)) issues.push(...slipIssues(variable, environment));
      continue;
    }
    const found = environmentValue(environment, variable);
    if (found === undefined) continue;
    const message = 'trouble' in found ? found.trouble : found.emptyFile;
    if (message !== undefined) issues.push({ path: pathOf(partsOf(variable), config).join('.'), message });
    if ('value' in found && message === undefined) written.push({ variable, text: found.value });
  }
  if (written.length === 0) return { settings: [], issues };
  const parseInline = written.some(({ text }) => INLINE.test(text))
    ? (await import('yaml')).parse
    : undefined;
  const read = (context: unknown): PlacedSetting[] =>
    written.map(({ variable, text }) => {
      const path = pathOf(partsOf(variable), context);
      const forms = (): SettingForms => formsAt(path, context);
      const inline = INLINE.test(text) ? asInline(text, forms(), parseInline) : undefined;
      return { path, value: inline ?? readText(text, forms), variable };
    });
  // What a setting may be depends on the type beside it, which another variable may name.
  const context = mergeSettings(config, read(config)).value;
  return { settings: read(context), issues };
}

interface Written {
  readonly variable: string;
  readonly text: string;
}

/** The names of all variables that may be meant, those of files without their ending; what holds others before these. */
function variablesOf(environment: Environment): string[] {
  const names = Object.keys(environment).filter(
    (name) => name.startsWith(PREFIX) && environment[name] !== undefined,
  );
  const plain = names.map((name) => (name.endsWith('_FILE') ? name.slice(0, -'_FILE'.length) : name));
  const meant = [...new Set(plain)].filter((name) => !COMMAND_VARIABLES.includes(name));
  // So that item 2 of a list comes before item 10.
  return meant.sort(new Intl.Collator('en', { numeric: true }).compare);
}

function partsOf(variable: string): string[] {
  return variable.slice(PREFIX.length).split('__');
}

function namesSetting(variable: string): boolean {
  const [section = '', ...rest] = partsOf(variable);
  return rest.length > 0 || formsAt([camelCase(section)], undefined).length > 0;
}

/** Others may have variables of their own that begin so; but one that is almost one of ours is meant to be. */
function slipIssues(variable: string, environment: Environment): ConfigIssue[] {
  const name = variable.slice(PREFIX.length);
  // Kubernetes sets `TOCSIN_HTTP_PORT=tcp://10.0.0.1:80` where there is a Service tocsin-http.
  const link = /^(?:tcp|udp|sctp):/.test(environment[variable] ?? '');
  const parts = link ? undefined : divideName(name);
  if (parts !== undefined) {
    const ending = environment[variable] === undefined ? '_FILE' : '';
    const meant = `${PREFIX}${parts.join('__')}${ending}`;
    const message = `there is no such variable; did you mean ${meant}? Two underscores lead from one level to the next`;
    return [{ path: `${variable}${ending}`, message }];
  }
  const meant = closestName(
    name,
    COMMAND_VARIABLES.map((name) => name.slice(PREFIX.length)),
  );
  return meant === undefined
    ? []
    : [{ path: variable, message: `there is no such variable; did you mean ${PREFIX}${meant}?` }];
}

function pathOf(parts: readonly string[], config: unknown): Step[] {
  const path: Step[] = [];
  let forms = formsAt([], config);
  let given = config;
  for (const part of parts) {
    const step = stepOf(part, { forms, given, name: path.at(-1) });
    path.push(step);
    forms = formsBelow(forms, step, given);
    given = partOf(given, step);
  }
  return path;
}

interface Place {
  readonly forms: SettingForms;
  readonly given: unknown;
  readonly name: Step | undefined;
}

/** How a part of a variable's name is written in a configuration, at that place. */
function stepOf(part: string, { forms, given, name }: Place): Step {
  const anyName = takeAnyName(forms, given);
  const settings = isData(given) && !Array.isArray(given);
  if (/^\d+$/.test(part) && (Array.isArray(given) || (takeLists(forms) && !(settings && anyName)))) {
    return Number(part);
  }
  return anyName ? ownName(part, settings ? Object.keys(given) : [], name) : camelCase(part);
}

/** A name of the user's own: one that is there and reads like it, else a new one. */
function ownName(part: string, names: readonly string[], parent: Step | undefined): string {
  if (parent === 'env') return part;
  const plain = part.toLowerCase();
  const spelled = parent === 'triggers' ? plain : plain.replaceAll('_', '-');
  if (names.includes(spelled)) return spelled;
  return names.find((name) => asVariable(name) === part.toUpperCase()) ?? spelled;
}

/** How a name is written in a variable. */
function asVariable(name: string): string {
  return name
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .toUpperCase()
    .replace(/[^A-Z\d]+/g, '_');
}

const INLINE = /^\s*[[{]/;

type InlineParser = (text: string, options: { readonly logLevel: 'error' }) => unknown;

/** A list or an object as JSON or YAML write it on one line, where one may stand and is meant. */
function asInline(text: string, forms: SettingForms, parse: InlineParser | undefined): object | undefined {
  if (!takeLists(forms) && !takeSettings(forms)) return undefined;
  let value: unknown;
  try {
    // Warnings would go to stderr, and quote.
    value = parse?.(text, { logLevel: 'error' });
  } catch {
    return undefined;
  }
  if (Array.isArray(value)) return takeLists(forms) ? value : undefined;
  if (!isData(value) || !takeSettings(forms)) return undefined;
  // Where a text may stand, too, it may be one that looks like an object, such as JSON that an answer must contain.
  return takeText(forms, text) && !takeSettings(forms, value) ? undefined : value;
}
