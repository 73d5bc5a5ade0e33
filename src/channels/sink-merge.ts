import { createHash } from 'node:crypto';
import type { Alert } from '../domain/alert.js';
import { MAX_SAMPLE, type Notification } from '../domain/notification.js';
import { higherSeverity } from '../domain/severity.js';

/** More than so many non-critical notifications waiting for a channel that comes back are merged. */
export const MERGE_ABOVE = 20;

/** So many different titles are listed by name. */
const TITLES_LISTED = 5;

const LONGEST_TITLE = 100;

/**
 * One digest that stands for a backlog, which must not be empty. Its `count` is the sum of the counts, so no alert
 * goes missing; its `total` adds up the latest total of each group. Its id follows from the ids of what it merges.
 */
export function mergeBacklog(backlog: readonly Notification[], channel: string, at: number): Notification {
  const count = sum(backlog.map((notification) => notification.count));
  return {
    id: mergedId(backlog, channel),
    at,
    reason: 'digest',
    groupKey: `backlog:${channel}`,
    title: `${backlog.length} notifications while ${channel} was away`,
    message: listTitles(backlog),
    severity: backlog.map(({ severity }) => severity).reduce(higherSeverity, 'debug'),
    category: commonCategory(backlog),
    count,
    total: Math.max(count, totalOfGroups(backlog)),
    alerts: sampleOf(backlog),
  };
}

function mergedId(backlog: readonly Notification[], channel: string): string {
  const hash = createHash('sha256').update(JSON.stringify([channel, ...backlog.map(({ id }) => id)]));
  return `merged-${hash.digest('hex').slice(0, 32)}`;
}

/** Notifications of one group each carry the total so far, so only the highest of a group counts. */
function totalOfGroups(backlog: readonly Notification[]): number {
  const totals = new Map<string, number>();
  for (const { groupKey, total } of backlog) totals.set(groupKey, Math.max(total, totals.get(groupKey) ?? 0));
  return sum([...totals.values()]);
}

function listTitles(backlog: readonly Notification[]): string {
  const counts = new Map<string, number>();
  for (const { title } of backlog) counts.set(title, (counts.get(title) ?? 0) + 1);
  const often = [...counts].sort(([, a], [, b]) => b - a);
  const lines = often.slice(0, TITLES_LISTED).map(([title, times]) => `${times} × ${shorten(title)}`);
  const others = often.length - lines.length;
  if (others > 0) lines.push(`and ${others} more ${others === 1 ? 'title' : 'titles'}`);
  return lines.join('\n');
}

function shorten(title: string): string {
  // Twice the bound in code units holds at least the bound in code points.
  const points = [...title.slice(0, LONGEST_TITLE * 2)];
  return points.length > LONGEST_TITLE ? `${points.slice(0, LONGEST_TITLE - 1).join('')}…` : title;
}

function commonCategory(backlog: readonly Notification[]): string {
  const categories = new Set(backlog.map(({ category }) => category));
  const [only] = categories;
  return categories.size === 1 && only !== undefined ? only : 'system';
}

/** The newest alerts of the backlog, each once, newest last. */
function sampleOf(backlog: readonly Notification[]): Alert[] {
  const sample = new Map<string, Alert>();
  for (const notification of [...backlog].reverse()) {
    for (const alert of [...notification.alerts].reverse()) {
      if (sample.size === MAX_SAMPLE) break;
      sample.set(alert.id, alert);
    }
  }
  return [...sample.values()].reverse().sort((a, b) => a.at - b.at);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, n) => total + n, 0);
}
