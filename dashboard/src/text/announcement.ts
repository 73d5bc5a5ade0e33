import type { Status } from '../../../src/domain/service.js';
import { pluralText } from './number-text.js';
import { STATUSES } from './words.js';

/** A service that took another status before the eyes of whoever looks at the page. */
export interface SeenChange {
  readonly service: string;
  readonly from: Status;
  readonly to: Status;
}

/** So many are named one by one; more are only counted. */
const NAMED = 3;

/** What a screen reader is told of changes that came together; empty if there are none. */
export function announcement(changes: readonly SeenChange[]): string {
  const latest = lastOfEach(changes);
  if (latest.length <= NAMED) return latest.map(({ service, to }) => `${service} is ${to}`).join('. ');
  const counts = STATUSES.map((status) => ({
    status,
    count: latest.filter(({ to }) => to === status).length,
  })).filter(({ count }) => count > 0);
  const told = counts.map(({ status, count }) => `${count} ${status}`).join(', ');
  return `${pluralText(latest.length, 'service')} changed: ${told}`;
}

/** One for each service that ended otherwise than it began. */
function lastOfEach(changes: readonly SeenChange[]): SeenChange[] {
  const byService = new Map<string, SeenChange>();
  for (const change of changes) {
    const first = byService.get(change.service);
    byService.set(change.service, first === undefined ? change : { ...change, from: first.from });
  }
  return [...byService.values()].filter(({ from, to }) => from !== to);
}
