import type { Channel } from '../domain/channel.js';
import type { Check } from '../domain/check.js';
import { ConfigError, type ConfigIssue } from '../domain/config-error.js';
import {
  alertTextSpec,
  type ChannelSpec,
  type CheckSpec,
  channelSpec,
  checkSpec,
  DELIVERY_SETTINGS,
  textMatchSpec,
} from './file-schema.js';
import { looksLikeJournal } from './is-journal.js';
import { issuesOf } from './schema-parts.js';

/** Makes what a file can only name. What they throw becomes an issue at the place that asked for it. */
export interface PartFactory {
  check(spec: CheckSpec): Check;
  channel(spec: ChannelSpec): Channel;
}

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
    if (!short && !isRecord(given)) return given;
    const settings = short ? { check: given } : given;
    const path = short ? ['services', name] : ['services', name, 'check'];
    return { ...settings, check: check(settings.check, name, path) };
  };

  const check = (given: unknown, name: string, path: readonly string[]): unknown => {
    if (typeof given === 'function') {
      checks.set(name, given.name === '' || given.name === 'check' ? 'function' : given.name);
      return given;
    }
    if (typeof given === 'string') {
      checks.set(name, 'http');
      const found: ConfigIssue[] = [];
      const made = attempt(() => make.check({ type: 'http', url: given }), path, found);
      // A text has no options: what is wrong with the URL is wrong with it.
      issues.push(...found.map(({ message }) => ({ path: path.join('.'), message })));
      return made ?? PLACEHOLDER_CHECK;
    }
    const spec = checkSpec.safeParse(given);
    if (!spec.success) {
      issues.push(...issuesOf(spec.error, path));
      return PLACEHOLDER_CHECK;
    }
    checks.set(name, spec.data.type);
    return attempt(() => make.check(spec.data), path, issues) ?? PLACEHOLDER_CHECK;
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

const PLACEHOLDER_CHECK: Check = () => false;
const PLACEHOLDER_MATCH = /(?:)/;
const PLACEHOLDER_CHANNEL: Channel = { kind: 'placeholder', send: () => Promise.resolve() };

/** What the work makes, or issues at `path` and nothing. */
function attempt<T>(work: () => T, path: readonly string[], issues: ConfigIssue[]): T | undefined {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    for (const issue of error.issues) {
      // A check's factory puts its own name first, as in `httpCheck.expect`.
      const option = issue.path.replace(/^\w+Check(\.|$)/, '');
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
