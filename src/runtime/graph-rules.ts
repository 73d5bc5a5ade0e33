import type { ResolvedAlerts, ResolvedChannel } from '../config/resolve-config.js';
import type { GraphRules } from './decision-graph.js';

/** What the decision graph needs of a configuration. */
export function graphRules(
  alerts: ResolvedAlerts,
  channels: ReadonlyMap<string, ResolvedChannel>,
  fallback: readonly string[],
): GraphRules {
  const { minSeverity, throttle, group, remindEveryMs, flapping } = alerts;
  return {
    minSeverity,
    throttle: throttle && { limit: throttle.limit, window: throttle.windowMs, exempt: throttle.exempt },
    group: group && {
      by: group.by,
      wait: group.waitMs,
      window: group.windowMs,
      summarizeAfter: group.summarizeAfter,
    },
    remindEvery: remindEveryMs ?? false,
    flapping,
    route: { channels, fallback },
  };
}
