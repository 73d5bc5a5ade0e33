import type { OperatorFunction } from 'rxjs';
import { matchesAlert } from '../domain/matcher.js';
import type { ChannelConfig } from '../domain/monitor-config.js';
import type { Notification } from '../domain/notification.js';
import { compareSeverity } from '../domain/severity.js';
import type { PipelineInput, PipelineItem } from './item.js';
import { eachItem } from './stage.js';

/** What a channel accepts. */
export type RouteFilter = Pick<ChannelConfig, 'enabled' | 'minSeverity' | 'categories' | 'match'>;

export interface RouteOptions {
  /** The channels by name with what each accepts. */
  readonly channels: ReadonlyMap<string, RouteFilter>;
  /** Who gets a critical notification that no channel accepts. */
  readonly fallback: readonly string[];
}

/**
 * Stage 9: finds the ways out.
 *
 * - Every enabled channel whose `minSeverity`, `categories` and `match` accept the notification gets it.
 * - A critical notification that no channel accepts goes to the fallback: it must reach somebody.
 *
 * Horizon: none, it keeps no state.
 */
export function route(options: RouteOptions): OperatorFunction<PipelineInput, PipelineItem> {
  return eachItem((item) => {
    if (item.type !== 'notification') return item;
    const { notification, tells } = item;
    const channels: string[] = [];
    for (const [name, filter] of options.channels) {
      if (accepts(filter, notification)) channels.push(name);
    }
    const nobody = channels.length === 0 && notification.severity === 'critical';
    return { type: 'notification', notification, tells, channels: nobody ? options.fallback : channels };
  });
}

/** Whether a channel with that filter wants the notification. */
export function accepts(filter: RouteFilter, notification: Notification): boolean {
  const { enabled, minSeverity, categories, match } = filter;
  if (enabled === false) return false;
  if (minSeverity !== undefined && compareSeverity(notification.severity, minSeverity) < 0) return false;
  if (categories !== undefined && !categories.includes(notification.category)) return false;
  if (match === undefined) return true;
  if (typeof match !== 'function') return notification.alerts.some((alert) => matchesAlert(match, alert));
  try {
    return match(notification);
  } catch {
    // A filter that breaks must not cost a message.
    return true;
  }
}
