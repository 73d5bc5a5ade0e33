import { readFile } from 'node:fs/promises';
import { extname, join, relative, resolve } from 'node:path';
import { ConfigError, type ConfigIssue } from '../domain/config-error.js';
import type { WatchConfig } from '../domain/monitor-config.js';
import { hasSettings, readEnvironmentSettings } from './environment-settings.js';
import type { Environment } from './environment-value.js';
import { type PartFactory, readFileConfig } from './file-config.js';
import { fileFailure } from './file-failure.js';
import { CONFIG_EXTENSIONS, configFilesIn, findConfigFile } from './find-config-file.js';
import { followEnvironment } from './followed-environment.js';
import { type Interpolated, interpolate, isData } from './interpolate.js';
import { type JournalSetting, readJournalSetting } from './journal-setting.js';
import { loadModule } from './load-module.js';
import { mergeSettings, type Step } from './merge-settings.js';
import { parseConfigText } from './parse-config-text.js';
import type { Modules } from './read-module-anew.js';
import { type ResolvedConfig, resolveConfig } from './resolve-config.js';
import { formsAt, isSettingName, partOf } from './setting-forms.js';
import { withholdValues } from './withhold-values.js';

export interface LoadConfigOptions {
  /** The file, relative to `directory`. Default: the one `tocsin.config.*` there. */
  readonly file?: string | undefined;
  /** Where to look. */
  readonly directory: string;
  /** What `${NAME}` stands for. */
  readonly environment: Environment;
  /** Makes the checks and channels that the file names by their type. */
  readonly make: PartFactory;
  /** What a TypeScript or JavaScript file may import by name, such as `tocsin`; asked for only if there is one. */
  readonly modules: () => Promise<Modules>;
  /**
   * Is told of each file, absolute, right before it is read: the configuration, what that imports, and those that
   * variables such as `NAME_FILE` name.
   */
  readonly about?: ((file: string) => void) | undefined;
}

export interface LoadedConfig {
  /** Relative to the directory it was looked for in; `the environment` if there is none. */
  readonly file: string;
  /** The same, absolute; left out if there is none. */
  readonly path?: string;
  /** As a program would give it to `createMonitor`; a journal that the file only names is in `journal`. */
  readonly config: WatchConfig;
  /** Where events are kept. The journal is not made yet: not everybody who reads a configuration records events. */
  readonly journal: JournalSetting;
  readonly resolved: ResolvedConfig;
  /** What each service's check is, for people: its type, or the name of a function. */
  readonly checks: ReadonlyMap<string, string>;
  /** What the file says, variables filled in: it may hold secrets. */
  readonly written: unknown;
}

/**
 * Finds, reads and checks a configuration file.
 *
 * @throws {@link ConfigError} with everything that is wrong; values from the environment are not shown.
 */
export async function loadConfig(options: LoadConfigOptions): Promise<LoadedConfig> {
  const { directory, make, about = () => {} } = options;
  const environment = followEnvironment(options.environment, about);
  const found = await fileOf(options);
  const file = found ?? placeOfNone(directory);
  const shown = found === undefined ? 'the environment' : relative(directory, file);
  const written = found === undefined ? {} : await readConfig(file, shown, { ...options, about });
  const filled = await withEnvironment(interpolate(written, environment), environment);
  const journal = readJournalSetting(filled.value, file);
  const { config, issues, checks } = readFileConfig(filled.value, make);
  const problems = [...filled.issues, ...issues, ...journal.issues, ...emptyIssues(config)];
  let resolved: ResolvedConfig | undefined;
  try {
    resolved = resolveConfig(config);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    problems.push(...error.issues);
  }
  if (resolved === undefined || problems.length > 0) throw new ConfigError(presentable(problems, filled));
  // It is one: it was resolved.
  return {
    file: shown,
    ...(found === undefined ? {} : { path: found }),
    config: config as WatchConfig,
    journal: journal.setting,
    resolved,
    checks,
    written: filled.value,
  };
}

/**
 * Finds a configuration file and reads only where it has events kept, whatever else is wrong with it: a variable that
 * is not set for a channel keeps nobody from reading a journal.
 *
 * @throws {@link ConfigError} if the file cannot be read, or if what it says of the journal cannot be used.
 */
export async function loadJournalSetting(options: Omit<LoadConfigOptions, 'make'>): Promise<JournalSetting> {
  const { directory, environment } = options;
  const found = await fileOf(options);
  const file = found ?? placeOfNone(directory);
  const config = found === undefined ? {} : await readConfig(file, relative(directory, file), options);
  const journal = typeof config === 'object' && config !== null ? Reflect.get(config, 'journal') : undefined;
  const ofJournal = Object.entries(environment).filter(([name]) => name.startsWith('TOCSIN_JOURNAL_'));
  const filled = await withEnvironment(interpolate({ journal }, environment), Object.fromEntries(ofJournal));
  const { setting, issues } = readJournalSetting(filled.value, file);
  const problems = [...filled.issues, ...issues];
  if (setting.given !== undefined) resolveConfig({ journal: setting.given });
  if (problems.length > 0) throw new ConfigError(presentable(problems, filled));
  return setting;
}

/** What paths are relative to where there is no file. */
function placeOfNone(directory: string): string {
  return join(directory, 'tocsin.config.yaml');
}

async function readConfig(
  file: string,
  shown: string,
  { modules, about }: Pick<LoadConfigOptions, 'modules' | 'about'>,
): Promise<unknown> {
  const extension = CONFIG_EXTENSIONS.find((known) => `.${known}` === extname(file).toLowerCase());
  if (extension === undefined) {
    const message = `${shown} is no configuration file; its name must end in one of ${CONFIG_EXTENSIONS.join(', ')}`;
    throw new ConfigError([{ path: '', message }]);
  }
  about?.(file);
  const bytes = await readFile(file, 'utf8').catch((error: unknown) => {
    throw fileFailure(shown, error);
  });
  const text = bytes.replace(/^\uFEFF/, '');
  switch (extension) {
    case 'json':
      return parseConfigText(text, 'json', shown);
    case 'yaml':
    case 'yml':
      return parseConfigText(text, 'yaml', shown);
    default:
      return loadModule(file, shown, await modules(), about);
  }
}

/** The file, absolute; none if nobody names one, there is none, and the environment has settings. */
async function fileOf({
  directory,
  file,
  environment,
}: Pick<LoadConfigOptions, 'directory' | 'file' | 'environment'>): Promise<string | undefined> {
  if (file !== undefined) return resolve(directory, file);
  if (hasSettings(environment) && (await configFilesIn(directory)).length === 0) return undefined;
  return resolve(directory, await findConfigFile(directory));
}

/** A configuration with all that comes out of the environment. */
interface Filled extends Interpolated {
  /** Where lists and objects are that are the value of a variable. */
  readonly inline: readonly (readonly Step[])[];
}

/** What the environment says goes before the file. */
async function withEnvironment(filled: Interpolated, environment: Environment): Promise<Filled> {
  const { settings, issues } = await readEnvironmentSettings(environment, filled.value, filled.names);
  if (settings.length === 0 && issues.length === 0) return { ...filled, inline: [] };
  const merged = mergeSettings(filled.value, settings);
  const filledIn = new Map(filled.filledIn);
  for (const { path, value, variable } of settings) {
    for (const [at, after] of valuesIn(value, path)) filledIn.set(at, { before: `\${${variable}}`, after });
  }
  const inline = settings.filter(({ value }) => isData(value)).map(({ path }) => path);
  return {
    ...filled,
    value: merged.value,
    issues: [...filled.issues, ...issues, ...merged.issues],
    filledIn,
    inline,
  };
}

/** The texts and numbers of a value, each with its path. It may be a circle, as YAML can write one. */
function valuesIn(
  value: unknown,
  path: readonly Step[],
  above: readonly object[] = [],
): [path: string, text: string][] {
  if (typeof value === 'string' || typeof value === 'number') return [[path.join('.'), String(value)]];
  if (!isData(value) || above.includes(value)) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    valuesIn(inner, [...path, name], [...above, value]),
  );
}

/** A program may add services later; a file cannot. */
function emptyIssues(config: unknown): ConfigIssue[] {
  const services =
    typeof config === 'object' && config !== null ? Reflect.get(config, 'services') : undefined;
  const none = typeof services === 'object' && services !== null && Object.keys(services).length === 0;
  return services === undefined || none
    ? [
        {
          path: 'services',
          message: "there is nothing to watch; add one, such as api: 'https://example.com/health'",
        },
      ]
    : [];
}

/** One issue for each path, the first; and what came out of the environment under the name it has there. */
function presentable(issues: readonly ConfigIssue[], { value, filledIn, inline }: Filled): ConfigIssue[] {
  const seen = new Set<string>();
  return issues.flatMap((issue) => {
    const { path } = issue;
    if (path !== '' && seen.has(path)) return [];
    seen.add(path);
    const { message } = withholdValues(issue, filledIn);
    return [{ path: inline.reduce((shown, at) => withoutNames(shown, at, value), path), message }];
  });
}

/** A path below a value that came out of the environment: names in that are not shown, but those of settings. */
function withoutNames(path: string, at: readonly Step[], config: unknown): string {
  const steps = path.split('.');
  if (steps.length <= at.length || at.some((step, i) => `${step}` !== steps[i])) return path;
  const isKnown = (step: string, above: readonly string[]): boolean =>
    Array.isArray(above.reduce(partOf, config)) || isSettingName(formsAt(above, config), step);
  return steps.map((step, i) => (i < at.length || isKnown(step, steps.slice(0, i)) ? step : '*')).join('.');
}
