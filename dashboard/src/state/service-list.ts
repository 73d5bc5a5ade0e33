import { overallStatus, type ServiceState, type Status } from '../../../src/domain/service.js';
import type { ServiceFilter } from './service-filter.js';
import { matchesSearch, searchWords } from './service-search.js';

/** A line of the list: a service, or the head of a group. */
export type Entry = ServiceEntry | GroupEntry;

export interface ServiceEntry {
  readonly type: 'service';
  readonly name: string;
}

export interface GroupEntry {
  readonly type: 'group';
  /** The label's value; empty for services without the label. */
  readonly value: string;
  readonly status: Status;
  readonly counts: Readonly<Record<Status, number>>;
  readonly size: number;
  readonly collapsed: boolean;
}

export interface ListingInput {
  /** By name, in the order of names. */
  readonly states: readonly ServiceState[];
  readonly filter: ServiceFilter;
  /** Over the chosen span; `undefined` while it is not known. */
  readonly uptimeOf: (name: string) => number | undefined;
  /** The groups of which only the head is shown. */
  readonly collapsed: ReadonlySet<string>;
}

const RANK: Readonly<Record<Status, number>> = { unhealthy: 0, degraded: 1, unknown: 2, healthy: 3 };

/** The lines to show, and how many services matched. */
export function listServices({ states, filter, uptimeOf, collapsed }: ListingInput): {
  entries: Entry[];
  matched: number;
} {
  const words = searchWords(filter.q);
  const matching = states.filter(
    (state) =>
      (filter.statuses.length === 0 || filter.statuses.includes(state.status)) && matchesSearch(state, words),
  );
  const sorted = sortServices(matching, filter, uptimeOf);
  const entries = filter.group === '' ? sorted.map(entryOf) : groupServices(sorted, filter, collapsed);
  return { entries, matched: matching.length };
}

/** The labels by which services can be grouped, those that most services have first. */
export function groupLabels(states: Iterable<ServiceState>): string[] {
  const counts = new Map<string, number>();
  for (const { labels } of states) {
    for (const name of Object.keys(labels)) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].sort(([a, n], [b, m]) => m - n || compareText(a, b)).map(([name]) => name);
}

/** Whether two lists show the same lines. */
export function sameEntries(a: readonly Entry[], b: readonly Entry[]): boolean {
  return a.length === b.length && a.every((entry, index) => sameEntry(entry, b[index]));
}

function sameEntry(a: Entry, b: Entry | undefined): boolean {
  if (a.type === 'service') return b?.type === 'service' && a.name === b.name;
  return (
    b?.type === 'group' &&
    a.value === b.value &&
    a.collapsed === b.collapsed &&
    a.size === b.size &&
    a.counts.unhealthy === b.counts.unhealthy &&
    a.counts.degraded === b.counts.degraded &&
    a.counts.unknown === b.counts.unknown
  );
}

function entryOf({ name }: ServiceState): Entry {
  return { type: 'service', name };
}

/** `states` come in the order of names, and sorting is stable: equal ones stay in that order. */
function sortServices(
  states: readonly ServiceState[],
  { sort, reversed }: ServiceFilter,
  uptimeOf: (name: string) => number | undefined,
): ServiceState[] {
  const sign = reversed ? -1 : 1;
  switch (sort) {
    case 'name':
      return reversed ? states.toReversed() : [...states];
    case 'status':
      return states.toSorted((a, b) => sign * (rankOf(a) - rankOf(b)));
    case 'since':
      return states.toSorted((a, b) => sign * (b.since - a.since));
    case 'latency':
      return byNumber(states, ({ latencyMs }) => latencyMs, -sign);
    case 'uptime':
      return byNumber(states, ({ name }) => uptimeOf(name), sign);
  }
}

/** Paused services come after the others of their status: nobody waits for them. */
function rankOf({ status, paused }: ServiceState): number {
  return RANK[status] * 2 + (paused ? 1 : 0);
}

/** Those of which the number is not known come last, whichever way the order runs. */
function byNumber(
  states: readonly ServiceState[],
  numberOf: (state: ServiceState) => number | undefined,
  sign: number,
): ServiceState[] {
  const numbers = new Map(states.map((state) => [state, numberOf(state)]));
  return states.toSorted((a, b) => {
    const x = numbers.get(a);
    const y = numbers.get(b);
    if (x === undefined || y === undefined) return Number(x === undefined) - Number(y === undefined);
    return sign * (x - y);
  });
}

/**
 * Groups in the order of their names, or of their statuses if services are sorted by theirs; services without the label
 * at the end.
 */
function groupServices(
  sorted: readonly ServiceState[],
  { group: label, sort, reversed }: ServiceFilter,
  collapsed: ReadonlySet<string>,
): Entry[] {
  const groups = new Map<string, ServiceState[]>();
  for (const state of sorted) {
    const value = Object.hasOwn(state.labels, label) ? (state.labels[label] ?? '') : '';
    const members = groups.get(value);
    if (members === undefined) groups.set(value, [state]);
    else members.push(state);
  }
  const sign = sort !== 'status' ? 0 : reversed ? -1 : 1;
  return [...groups]
    .map(([value, members]) => ({ head: groupEntry(value, members, collapsed.has(value)), members }))
    .sort(
      ({ head: a }, { head: b }) =>
        Number(a.value === '') - Number(b.value === '') ||
        sign * (RANK[a.status] - RANK[b.status]) ||
        compareText(a.value, b.value),
    )
    .flatMap(({ head, members }): Entry[] => (head.collapsed ? [head] : [head, ...members.map(entryOf)]));
}

function groupEntry(value: string, members: readonly ServiceState[], collapsed: boolean): GroupEntry {
  const counts = { unknown: 0, healthy: 0, degraded: 0, unhealthy: 0 };
  for (const { status } of members) counts[status]++;
  return { type: 'group', value, status: overallStatus(counts), counts, size: members.length, collapsed };
}

const COLLATOR = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** The order of names for people: `db-2` before `db-10`. Texts that differ never count as equal. */
export function compareText(a: string, b: string): number {
  return COLLATOR.compare(a, b) || (a < b ? -1 : Number(a > b));
}
