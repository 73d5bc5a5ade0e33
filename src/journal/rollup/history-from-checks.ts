import type { RecordedEvent } from '../../domain/events.js';
import type { HistoryPoint } from '../../domain/history.js';
import type { TimeSpan } from '../journal.js';
import { HistoryPoints } from './history-points.js';

const MINUTE = 60_000;

/**
 * The history of a service from its recorded checks, for journals that keep no rollups: the same answer as `historyOf`
 * gives as long as nothing was forgotten. Events of other types and services are passed over.
 */
export async function historyFromChecks(
  events: AsyncIterable<RecordedEvent>,
  service: string,
  span: TimeSpan,
): Promise<HistoryPoint[]> {
  const points = new HistoryPoints(span);
  for await (const event of events) {
    if (event.type !== 'check.completed' || event.subject !== service) continue;
    const { outcome, latencyMs } = event.data;
    // Rollups know no less than a minute.
    points.addCheck(Math.floor(event.at / MINUTE) * MINUTE, outcome, latencyMs);
  }
  return points.toArray();
}
