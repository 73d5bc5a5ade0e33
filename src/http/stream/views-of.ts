import { matchToJson } from '../../domain/matcher.js';
import type { Monitor } from '../../domain/monitor.js';
import { overallStatus } from '../../domain/service.js';
import type { Silence } from '../../domain/silence.js';
import type { ChannelView, SilenceView, Summary } from '../api/views.js';

/** A silence as JSON has it. */
export function silenceView({ match, maintenance, ...silence }: Silence): SilenceView {
  return {
    ...silence,
    match: matchToJson(match),
    ...(maintenance === undefined ? {} : { maintenanceOf: maintenance.service }),
  };
}

/** All channels, with their settings and figures. */
export function channelViews(monitor: Pick<Monitor, 'channelSettings' | 'channelStats'>): ChannelView[] {
  const stats = monitor.channelStats();
  return Object.entries(monitor.channelSettings()).flatMap(([name, settings]) => {
    const figures = stats[name];
    return figures === undefined ? [] : [{ name, ...figures, ...settings }];
  });
}

/** All services at a glance. */
export function summaryOf(monitor: Pick<Monitor, 'services'>): Summary {
  const counts = { unknown: 0, healthy: 0, degraded: 0, unhealthy: 0 };
  const services = monitor.services();
  for (const { status } of services) counts[status]++;
  return { status: overallStatus(counts), counts, total: services.length };
}
