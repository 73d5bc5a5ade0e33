import type { Incident } from '../../../src/domain/incident.js';
import { compareSeverity } from '../../../src/domain/severity.js';

/** How many of those that are over are kept. */
const MOST_RESOLVED = 200;

/** What makes incidents the same: a condition that fires again after its end is another one. */
export function incidentId({ key, openedAt }: Incident): string {
  return `${openedAt}:${key}`;
}

/** Those that fire, the worst and among them the newest first; then those that are over, the last one first. */
export function sortIncidents(incidents: readonly Incident[]): readonly Incident[] {
  const firing = incidents.filter(({ status }) => status !== 'resolved');
  const resolved = incidents.filter(({ status }) => status === 'resolved');
  firing.sort(
    (a, b) =>
      Number(a.status === 'acknowledged') - Number(b.status === 'acknowledged') ||
      compareSeverity(b.alert.severity, a.alert.severity) ||
      b.openedAt - a.openedAt,
  );
  resolved.sort((a, b) => (b.resolvedAt ?? b.openedAt) - (a.resolvedAt ?? a.openedAt));
  return [...firing, ...resolved.slice(0, MOST_RESOLVED)];
}

/**
 * Puts news in place of what is known. One that fires stands for all earlier ones of its key that seemed to fire.
 *
 * @param gone keys of which nothing is known any more
 */
export function mergeIncidents(
  known: readonly Incident[],
  news: readonly Incident[],
  gone: readonly string[] = [],
): readonly Incident[] {
  if (news.length === 0 && gone.length === 0) return known;
  const forgotten = new Set(gone);
  const byId = new Map(known.map((incident) => [incidentId(incident), incident]));
  const newest = new Map<string, number>();
  for (const incident of news) {
    byId.set(incidentId(incident), incident);
    newest.set(incident.key, Math.max(incident.openedAt, newest.get(incident.key) ?? 0));
  }
  const outlived = ({ key, status, openedAt }: Incident): boolean =>
    status !== 'resolved' && openedAt < (newest.get(key) ?? 0);
  return sortIncidents(
    [...byId.values()].filter((incident) => !outlived(incident) && !forgotten.has(incident.key)),
  );
}
