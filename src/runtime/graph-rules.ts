import type { ResolvedAlerts, ResolvedChannel } from '../config/resolve-config.js';
import type { RecordedRules } from '../domain/recorded-rules.js';
import type { PipelineRules } from '../pipeline/pipeline.js';

/** What a decision graph decides by. */
export interface GraphRules extends PipelineRules {
  readonly flapping: boolean;
}

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

/** The rules as a run records them. */
export function recordedRules(alerts: ResolvedAlerts): RecordedRules {
  const { minSeverity, throttle, group, remindEveryMs, flapping } = alerts;
  return {
    minSeverity,
    throttle: throttle && { limit: throttle.limit, window: throttle.windowMs, exempt: [...throttle.exempt] },
    group: group && {
      by: typeof group.by === 'function' ? null : [...group.by],
      wait: group.waitMs,
      window: group.windowMs,
      summarizeAfter: group.summarizeAfter,
    },
    remindEvery: remindEveryMs ?? false,
    flapping,
  };
}

/**
 * The rules of an earlier run. What cannot be recorded (the function that groups, if there was one) is taken from the
 * present ones; so is where a notification goes, which is of no more interest.
 */
export function pastRules(recorded: RecordedRules | undefined, present: GraphRules): GraphRules {
  if (recorded === undefined) return present;
  const { minSeverity, throttle, group, remindEvery, flapping } = recorded;
  const by = group === false ? null : (group.by ?? (present.group === false ? null : present.group.by));
  return {
    minSeverity,
    throttle,
    group: group && { ...group, by: by ?? ['key'] },
    remindEvery,
    flapping,
    route: present.route,
  };
}
