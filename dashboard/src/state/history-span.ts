import type { DurationString } from '../../../src/domain/duration.js';

/** Over which time a service's history can be looked at. */
export const HISTORY_SPANS = ['1h', '24h', '7d', '30d', '90d'] as const;
export type HistorySpanName = (typeof HISTORY_SPANS)[number];

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** How finely a span is asked for: about a hundred bars each. */
const STEPS: Readonly<
  Record<HistorySpanName, { readonly length: number; readonly step: number; readonly text: DurationString }>
> = {
  '1h': { length: HOUR, step: MINUTE, text: '1m' },
  '24h': { length: 24 * HOUR, step: 15 * MINUTE, text: '15m' },
  '7d': { length: 168 * HOUR, step: 2 * HOUR, text: '2h' },
  '30d': { length: 720 * HOUR, step: 6 * HOUR, text: '6h' },
  '90d': { length: 2_160 * HOUR, step: 24 * HOUR, text: '24h' },
};

/** The span that a query names; a day if it names none. */
export function historySpanOf(query: Readonly<Record<string, string>>): HistorySpanName {
  return HISTORY_SPANS.find((span) => span === query.span) ?? '24h';
}

/** What of a service's history to ask for, up to now. Whole steps, so that bars do not wander from one time to the next. */
export function historySpan(
  span: HistorySpanName,
  now: number,
): { readonly from: number; readonly to: number; readonly step: DurationString } {
  const { length, step, text } = STEPS[span];
  const to = Math.ceil(now / step) * step;
  return { from: to - length, to, step: text };
}

/** How often to ask anew while somebody looks, in milliseconds. */
export function historyRefresh(span: HistorySpanName): number {
  return span === '1h' ? 10_000 : MINUTE;
}
