import type { DurationString } from '../../../src/domain/duration.js';
import type { StripSpan } from '../../../src/http/api/views.js';

const HOUR = 3_600_000;

/** How finely a span is asked for: about a hundred bars each. */
const STEPS: Readonly<Record<StripSpan, { length: number; step: number; text: DurationString }>> = {
  '24h': { length: 24 * HOUR, step: HOUR / 4, text: '15m' },
  '7d': { length: 168 * HOUR, step: 2 * HOUR, text: '2h' },
  '30d': { length: 720 * HOUR, step: 6 * HOUR, text: '6h' },
  '90d': { length: 2_160 * HOUR, step: 24 * HOUR, text: '24h' },
};

/** What of a service's history to ask for, up to now. Whole steps, so that bars do not wander from one time to the next. */
export function historySpan(
  span: StripSpan,
  now: number,
): { readonly from: number; readonly to: number; readonly step: DurationString } {
  const { length, step, text } = STEPS[span];
  const to = Math.ceil(now / step) * step;
  return { from: to - length, to, step: text };
}
