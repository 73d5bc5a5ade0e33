import type { Summary } from '../../../src/http/api/views.js';
import { countText, pluralText } from './number-text.js';

/** The state of everything, in one short sentence. */
export function headline({ counts, total, status }: Summary): string {
  if (total === 0) return 'No services are watched';
  if (status === 'unhealthy') return are(counts.unhealthy, total, 'unhealthy');
  if (status === 'degraded') return are(counts.degraded, total, 'degraded');
  if (status === 'unknown') return 'Waiting for the first results';
  if (counts.unknown > 0)
    return `${countText(counts.healthy)} healthy, ${countText(counts.unknown)} not known yet`;
  return total === 1 ? 'The service is healthy' : `All ${countText(total)} services are healthy`;
}

function are(count: number, total: number, word: string): string {
  if (count === total && total > 1) return `All ${countText(total)} services are ${word}`;
  return `${pluralText(count, 'service')} ${count === 1 ? 'is' : 'are'} ${word}`;
}
