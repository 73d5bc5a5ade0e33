import type { Alert } from '../../domain/alert.js';
import type { Clock } from '../../domain/clock.js';
import type { Incident } from '../../domain/incident.js';
import { matchesAlert } from '../../domain/matcher.js';
import type { Monitor } from '../../domain/monitor.js';
import { serviceHealthKey } from '../../domain/service-alerts.js';
import type { ChannelSettings } from '../../domain/settings.js';
import { compareSeverity } from '../../domain/severity.js';
import { TimeSlice } from '../../domain/time-slice.js';
import type { AlertFacts } from './alert-facts.js';
import type { AlertFilter } from './alert-filter.js';
import type { AlertIntake } from './alert-intake.js';
import { isLink } from './condition-input.js';

/** A condition that fires, in Alertmanager's words. */
export interface AlertView {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly updatedAt: string;
  readonly fingerprint: string;
  readonly generatorURL?: string;
  readonly receivers: readonly { readonly name: string }[];
  readonly status: {
    readonly state: 'active' | 'suppressed';
    readonly silencedBy: readonly string[];
    readonly inhibitedBy: readonly string[];
    readonly mutedBy: readonly string[];
  };
}

export interface AlertViewsOptions {
  readonly monitor: Monitor;
  readonly intake: AlertIntake;
  readonly facts: AlertFacts;
  readonly clock: Clock;
  /** Milliseconds; the end that is shown of what has none lies so far ahead. */
  readonly resolveTimeoutMs: number;
}

/** All conditions that fire and fit, by their fingerprints; those that were not posted here, too. */
export async function alertViews(options: AlertViewsOptions, filter: AlertFilter): Promise<AlertView[]> {
  const { monitor, facts, clock } = options;
  const channels = Object.entries(monitor.channelSettings());
  const silences = monitor.silences.list().filter(({ status }) => status === 'active');
  const slice = new TimeSlice(clock);
  const views: AlertView[] = [];
  let seen = 0;
  for (const incident of monitor.incidents.list()) {
    if (++seen % 16 === 0 && slice.isOver) await slice.pause();
    if (incident.status === 'resolved') continue;
    const { alert, heldBy } = incident;
    const { labels, fingerprint } = facts.of(alert);
    if (!filter.labels(labels)) continue;
    const receivers = channels.filter(([, settings]) => accepts(settings, alert)).map(([name]) => ({ name }));
    if (!filter.receivers(receivers)) continue;
    const silencedBy = silences.filter(({ match }) => matchesAlert(match, alert)).map(({ id }) => id);
    const isInhibited = heldBy === 'inhibited';
    const mutedBy = heldBy === 'flapping' ? ['flapping'] : [];
    const isSuppressed = isInhibited || silencedBy.length > 0 || mutedBy.length > 0;
    const state = isSuppressed ? 'suppressed' : 'active';
    if (!filter.status({ state, silencedBy, isInhibited })) continue;
    const inhibitedBy = isInhibited ? inhibitors(options, alert) : [];
    const status = { state, silencedBy, inhibitedBy, mutedBy } as const;
    views.push({ ...sayings(incident, options), labels, fingerprint, receivers, status });
  }
  return views.sort((a, b) => (a.fingerprint < b.fingerprint ? -1 : 1));
}

/** Whether a channel would take it, as far as its settings say. */
function accepts({ enabled, minSeverity, categories }: ChannelSettings, alert: Alert): boolean {
  if (!enabled || (minSeverity !== undefined && compareSeverity(alert.severity, minSeverity) < 0))
    return false;
  return categories === undefined || categories.includes(alert.category);
}

function sayings(
  incident: Incident,
  { intake, clock, resolveTimeoutMs }: AlertViewsOptions,
): Pick<AlertView, 'annotations' | 'startsAt' | 'endsAt' | 'updatedAt' | 'generatorURL'> {
  const { alert, openedAt } = incident;
  const standing = intake.standing(incident);
  if (standing === undefined) {
    return {
      annotations: alert.message === '' ? {} : { description: alert.message },
      startsAt: timeOf(openedAt),
      updatedAt: timeOf(alert.at),
      endsAt: timeOf(clock.now() + resolveTimeoutMs),
    };
  }
  const { saying, endsAt, updatedAt } = standing;
  return {
    annotations: saying.annotations,
    startsAt: timeOf(saying.startsAt ?? openedAt),
    updatedAt: timeOf(updatedAt),
    endsAt: timeOf(endsAt),
    ...(isLink(saying.generatorURL) ? { generatorURL: saying.generatorURL } : {}),
  };
}

/** The fingerprints of the services' alerts that hold this one back. */
function inhibitors({ monitor, facts }: AlertViewsOptions, { service = '' }: Alert): string[] {
  const seen = new Set<string>();
  const waiting = [service];
  const found: string[] = [];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    for (const parent of monitor.serviceSettings(name)?.dependsOn ?? []) {
      if (seen.has(parent)) continue;
      seen.add(parent);
      waiting.push(parent);
      if (monitor.service(parent)?.status !== 'unhealthy') continue;
      const incident = monitor.incidents.get(serviceHealthKey(parent));
      if (incident !== undefined) found.push(facts.of(incident.alert).fingerprint);
    }
  }
  return found;
}

/** As Alertmanager's clients read it. A time that no calendar has is told as the last one that it has. */
export function timeOf(at: number): string {
  return new Date(Math.min(at, 253_402_300_799_000)).toISOString();
}
