import { isDeepStrictEqual } from 'node:util';
import { consoleChannel } from '../channels/console-channel.js';
import type { Dependencies } from '../config/cross-issues.js';
import {
  type ResolvedAlerts,
  type ResolvedChannel,
  type ResolvedConfig,
  resolveConfig,
} from '../config/resolve-config.js';
import type { NamesChanged } from '../domain/reconfigured.js';
import type { RecordedRules } from '../domain/recorded-rules.js';
import type { GraphRules } from './decision-graph.js';
import { graphRules, recordedRules } from './graph-rules.js';
import type { MonitorConfig } from './monitor-config.js';
import { CONSOLE, type WaysOut } from './ways-out.js';

/** A configuration with everything decided, as the parts of a monitor want it. */
export interface SettingsInForce extends WaysOut, Pick<ResolvedConfig, 'services' | 'defaults' | 'errors'> {
  readonly alerts: ResolvedAlerts;
  readonly graph: GraphRules;
  readonly recorded: RecordedRules;
}

/**
 * @param before what was in force until now
 * @param others services that the program registered
 * @throws {@link ConfigError} with everything that is wrong
 */
export function settingsOf(
  config: MonitorConfig,
  before?: SettingsInForce,
  others?: Dependencies,
): SettingsInForce {
  const { services, channels: configured, alerts, defaults, errors } = resolveConfig(config, others);
  const console = before?.channels.get(CONSOLE)?.channel ?? consoleChannel();
  const channels =
    configured.size > 0 ? configured : resolveConfig({ channels: { [CONSOLE]: console } }).channels;
  const fallback = alerts.fallback ?? [CONSOLE];
  const graph = graphRules(alerts, channels, fallback);
  return { services, channels, alerts, defaults, errors, fallback, graph, recorded: recordedRules(alerts) };
}

/** Which channels are not as they were. */
export function channelsChanged(
  before: ReadonlyMap<string, ResolvedChannel>,
  after: ReadonlyMap<string, ResolvedChannel>,
): NamesChanged {
  return {
    added: [...after.keys()].filter((name) => !before.has(name)),
    removed: [...before.keys()].filter((name) => !after.has(name)),
    changed: [...after].flatMap(([name, channel]) => {
      const was = before.get(name);
      return was === undefined || isSameChannel(was, channel) ? [] : [name];
    }),
  };
}

function isSameChannel(
  { channel: a, ...was }: ResolvedChannel,
  { channel: b, ...is }: ResolvedChannel,
): boolean {
  return a === b && isDeepStrictEqual(was, is);
}

/** Whether alerts are decided on otherwise than before, where they go aside. */
export function areRulesChanged(before: SettingsInForce, after: SettingsInForce): boolean {
  const byOf = ({ alerts: { group } }: SettingsInForce): unknown => (group === false ? false : group.by);
  const [was, is] = [byOf(before), byOf(after)];
  // What a function does cannot be seen; the same one does the same.
  const sameBy = typeof was !== 'function' && typeof is !== 'function' ? true : was === is;
  return !sameBy || !isDeepStrictEqual(before.recorded, after.recorded);
}

/** Whether notifications go elsewhere than before. */
export function isRouteChanged(before: SettingsInForce, after: SettingsInForce): boolean {
  const { added, removed, changed } = channelsChanged(before.channels, after.channels);
  const names = [...added, ...removed, ...changed];
  return names.length > 0 || !isDeepStrictEqual(before.fallback, after.fallback);
}
