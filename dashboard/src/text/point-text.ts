import type { HistoryPoint } from '../../../src/domain/history.js';
import { latencyText, percentText, pluralText } from './number-text.js';
import { spanText } from './time-text.js';

/** What a bar of the history tells: when, and what the checks of that time found. */
export function pointText({
  from,
  to,
  checks,
  failures,
  warns,
  uptimePercent,
  latency,
}: HistoryPoint): string {
  if (checks === 0) return `${spanText(from, to)}: no checks`;
  const found = [
    pluralText(checks, 'check'),
    ...(failures > 0 ? [pluralText(failures, 'failure')] : []),
    ...(warns > 0 ? [pluralText(warns, 'warning')] : []),
    ...(uptimePercent !== undefined ? [`${percentText(uptimePercent)} up`] : []),
    ...(latency !== undefined ? [`p95 ${latencyText(latency.p95)}`] : []),
  ];
  return `${spanText(from, to)}: ${found.join(', ')}`;
}
