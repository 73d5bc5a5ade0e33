import type { Channel } from '../domain/channel.js';
import type { Check } from '../domain/check.js';
import { ConfigError, type ConfigIssue } from '../domain/config-error.js';
import { describeValue } from './describe-value.js';
import { alertTextSpec, textMatchSpec } from './file-parts.js';
import {
  type ChannelSpec,
  type CheckSpec,
  channelSpec,
  checkSpec,
  DELIVERY_SETTINGS,
} from './file-schema.js';
import { looksLikeJournal } from './is-journal.js';
import { issuesOf } from './schema-parts.js';

/** Makes what a file can only name. What they throw becomes an issue at the place that asked for it. */
export interface PartFactory {
  /** @param parts the checks that are part of this one, made already */
  check(spec: CheckSpec, parts: CheckParts): Check;
  channel(spec: ChannelSpec): Channel;
}

/** Checks within a check: by name or in a list, as the file has them. */
export type CheckParts = Readonly<Record<string, Check>> | readonly Check[];

/** A file's configuration in the form that a program gives it, as far as it could be made. */
export interface FileConfig {
  readonly config: unknown;
  readonly issues: readonly ConfigIssue[];
  /** What each service's check is, for people. */
  readonly checks: ReadonlyMap<string, string>;
}

/**
 * Turns a file's configuration into one as `resolveConfig` takes it: checks and channels that are named by their type
 * are made, expressions that are texts are compiled. Functions and channels that a program put there stay as they are.
 * What could not be made is replaced, so that the rest can still be looked at.
 */
export function readFileConfig(raw: unknown, make: PartFactory): FileConfig {
  const issues: ConfigIssue[] = [];
  const checks = new Map<string, string>();
  if (!isRecord(raw)) return { config: raw, issues, checks };

  const service = (given: unknown, name: string): unknown => {
    const short = typeof given === 'string' || typeof given === 'function';
    if (!short && !isRecord(given)) return noService(name, `${SERVICE}, found ${describeValue(given)}`);
    if (!short && given.check === undefined && 'type' in given) {
      return noService(name, 'a check stands below the service; write { check: { type: … } }');
    }
    const settings = short ? { check: given } : given;
    const path = short ? ['services', name] : ['services', name, 'check'];
    checks.set(name, kindOf(settings.check));
    return { ...settings, check: check(settings.check, path) };
  };

  const noService = (name: string, message: string): Check => {
    issues.push({ path: `services.${name}`, message });
    return PLACEHOLDER_CHECK;
  };

  const check = (given: unknown, path: readonly string[]): Check => {
    if (isCheck(given)) return given;
    if (path.length > DEEPEST) {
      issues.push({ path: path.join('.'), message: 'checks are nested too deep; take some levels out' });
      return PLACEHOLDER_CHECK;
    }
    if (typeof given === 'string') {
      const found: ConfigIssue[] = [];
      const made = attempt(() => make.check({ type: 'http', url: given }, {}), path, found);
      // A text has no options: what is wrong with the URL is wrong with it.
      issues.push(...found.map(({ message }) => ({ path: path.join('.'), message })));
      return made ?? PLACEHOLDER_CHECK;
    }
    const spec = checkSpec.safeParse(given);
    if (!spec.success) {
      issues.push(...issuesOf(spec.error, path));
      return PLACEHOLDER_CHECK;
    }
    const parts = partsOf(spec.data, path);
    return attempt(() => make.check(spec.data, parts), path, issues) ?? PLACEHOLDER_CHECK;
  };

  const partsOf = (spec: CheckSpec, path: readonly string[]): CheckParts => {
    if (spec.type === 'withRetries') return { check: check(spec.check, [...path, 'check']) };
    if (spec.type !== 'allOf' && spec.type !== 'anyOf') return {};
    const at = [...path, 'checks'];
    const { checks: given } = spec;
    if (Array.isArray(given)) return given.map((part: unknown, i) => check(part, [...at, `${i}`]));
    if (!isRecord(given)) {
      issues.push({
        path: at.join('.'),
        message: `expected checks by name or a list of them, found ${describeValue(given)}`,
      });
      return { placeholder: PLACEHOLDER_CHECK };
    }
    return Object.fromEntries(
      Object.entries(given).map(([name, part]) => [name, check(part, [...at, name])]),
    );
  };

  const channel = (given: unknown, name: string): unknown => {
    if (isRecord(given) && (typeof given.send === 'function' || given.channel !== undefined)) return given;
    const path = ['channels', name];
    const spec = channelSpec.safeParse(given);
    if (!spec.success) {
      issues.push(...issuesOf(spec.error, path));
      return { channel: PLACEHOLDER_CHANNEL, ...(isRecord(given) ? deliverySettings(given, path) : {}) };
    }
    const made = attempt(() => make.channel(spec.data), path, issues) ?? PLACEHOLDER_CHANNEL;
    return { channel: made, ...deliverySettings(spec.data, path) };
  };

  const deliverySettings = (given: object, path: readonly string[]): Record<string, unknown> => {
    const settings = Object.fromEntries(
      Object.entries(given).filter(([name]) => DELIVERY_SETTINGS.includes(name)),
    );
    if (isRecord(settings.match)) settings.match = matcher(settings.match, [...path, 'match']);
    return settings;
  };

  const matcher = (given: Record<string, unknown>, path: readonly string[]): Record<string, unknown> =>
    mapRecord(given, (wanted, name) => {
      const at = [...path, name];
      if (name === 'labels' && isRecord(wanted)) return matcher(wanted, at);
      if (!isRecord(wanted) || !('not' in wanted)) return text(wanted, at, alertTextSpec);
      return { ...wanted, not: text(wanted.not, [...at, 'not'], textMatchSpec) };
    });

  const text = (given: unknown, path: readonly string[], spec: typeof textMatchSpec): unknown => {
    if (!isRecord(given) || given instanceof RegExp) return given;
    const read = spec.safeParse(given);
    if (read.success) return read.data;
    issues.push(...issuesOf(read.error, path));
    return PLACEHOLDER_MATCH;
  };

  // For editors: it names the JSON Schema.
  const { $schema: _, ...config } = raw;
  if (isRecord(raw.services)) config.services = mapRecord(raw.services, service);
  if (isRecord(raw.channels)) config.channels = mapRecord(raw.channels, channel);
  // One that is only named is read by `readJournalSetting`.
  if (!looksLikeJournal(raw.journal)) delete config.journal;
  return { config, issues, checks };
}

/** How long the path of a check within checks may be: about eight levels. A program's configuration may go in circles. */
const DEEPEST = 20;

const SERVICE =
  'expected a URL or settings with a check such as { check: https://example.com/health, every: 30s }';

const PLACEHOLDER_CHECK: Check = () => false;
const PLACEHOLDER_MATCH = /(?:)/;
const PLACEHOLDER_CHANNEL: Channel = { kind: 'placeholder', send: () => Promise.resolve() };

/** What a check is, for people. */
function kindOf(given: unknown): string {
  if (typeof given === 'string') return 'http';
  if (typeof given === 'function')
    return given.name === '' || given.name === 'check' ? 'function' : given.name;
  return isRecord(given) && typeof given.type === 'string' ? given.type : '?';
}

/** What a function gives back cannot be seen from outside. */
function isCheck(given: unknown): given is Check {
  return typeof given === 'function';
}

/** What the work makes, or issues at `path` and nothing. */
function attempt<T>(work: () => T, path: readonly string[], issues: ConfigIssue[]): T | undefined {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    for (const issue of error.issues) {
      // What makes them puts its own name first, as in `httpCheck.expect`.
      const option = issue.path.replace(
        /^(?:\w+(?:Check|Channel)|heartbeat|withRetries|allOf|anyOf)(\.|$)/,
        '',
      );
      issues.push({ path: [...path, ...(option === '' ? [] : [option])].join('.'), message: issue.message });
    }
    return undefined;
  }
}

function mapRecord(
  record: Readonly<Record<string, unknown>>,
  map: (value: unknown, name: string) => unknown,
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value, name)]));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
