import type { Status } from '../../../src/domain/service.js';
import type { StripSpan } from '../../../src/http/api/views.js';
import { STATUSES } from '../text/words.js';

export const SORTS = ['status', 'name', 'latency', 'uptime', 'since'] as const;
export type ServiceSort = (typeof SORTS)[number];

export const SPANS: readonly StripSpan[] = ['24h', '7d', '30d', '90d'];

/** Which services are shown, in which order. */
export interface ServiceFilter {
  /** Words that must all occur in the name, a label or the last message. */
  readonly q: string;
  /** Any of these; all if empty. */
  readonly statuses: readonly Status[];
  readonly sort: ServiceSort;
  /** Whether the order is turned around. Each order begins with what needs eyes first. */
  readonly reversed: boolean;
  /** The label by which they are grouped; not at all if empty. */
  readonly group: string;
  /** How far the strips and the uptime look back. */
  readonly span: StripSpan;
}

/** Reads a filter from the query of a route; what makes no sense is at its default. */
export function serviceFilterOf(query: Readonly<Record<string, string>>): ServiceFilter {
  const wanted = (query.status ?? '').split(',');
  const [sort = '', reversed] = query.sort?.startsWith('-')
    ? [query.sort.slice(1), true]
    : [query.sort, false];
  return {
    q: query.q ?? '',
    statuses: STATUSES.filter((status) => wanted.includes(status)),
    sort: SORTS.find((candidate) => candidate === sort) ?? 'status',
    reversed,
    group: query.group ?? '',
    span: SPANS.find((span) => span === query.span) ?? '24h',
  };
}

/** The query of a filter. */
export function serviceQueryOf(filter: ServiceFilter): Record<string, string> {
  const { q, statuses, sort, reversed, group, span } = filter;
  const query: Record<string, string> = {};
  if (q !== '') query.q = q;
  if (statuses.length > 0) query.status = statuses.join(',');
  if (sort !== 'status' || reversed) query.sort = `${reversed ? '-' : ''}${sort}`;
  if (group !== '') query.group = group;
  if (span !== '24h') query.span = span;
  return query;
}

/** The filter with a status added, or taken away if it was among them. */
export function toggleStatus(filter: ServiceFilter, status: Status): ServiceFilter {
  const without = filter.statuses.filter((other) => other !== status);
  const statuses = without.length < filter.statuses.length ? without : [...filter.statuses, status];
  return { ...filter, statuses: STATUSES.filter((candidate) => statuses.includes(candidate)) };
}
