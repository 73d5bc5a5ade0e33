import type { Alert } from '../domain/alert.js';
import { formatDuration } from '../domain/duration.js';
import { MAX_SAMPLE, type Notification, type NotificationReason } from '../domain/notification.js';
import { compareSeverity, higherSeverity, type Severity } from '../domain/severity.js';

/** What a group's notification is made from. */
export interface GroupNotificationParts {
  readonly id: string;
  readonly at: number;
  readonly reason: Exclude<NotificationReason, 'reminder' | 'resolved'>;
  readonly groupKey: string;
  readonly count: number;
  readonly total: number;
  /** The alerts it tells of, newest last; at least one. */
  readonly sample: readonly Alert[];
  /** When the group opened. */
  readonly openedAt: number;
  readonly windowMs: number;
  /** The highest severity it tells of, also of those beyond the sample. */
  readonly severity: Severity;
}

/** Words for what a group has to tell. */
export function groupNotification(parts: GroupNotificationParts, latest: Alert): Notification {
  const { id, at, reason, groupKey, count, total, sample, severity } = parts;
  const summary = reason === 'repeated' || reason === 'digest';
  const main = mainAlert(sample, latest);
  const uniform = sample.every(({ title }) => title === main.title);
  const mixed = count > 1 && sample.some(({ key }) => key !== main.key);
  const title = `${summary ? 'Repeated: ' : ''}${main.title}${mixed ? ` and ${count - 1} more` : ''}`;
  const tally = tallyOf(parts, uniform ? 'times' : 'alerts alike');
  let { message } = main;
  if (summary) message = join(tally, message);
  else if (count > 1) message = join(message, tally);
  return sealed({
    id,
    at,
    reason,
    groupKey,
    title,
    message,
    severity,
    category: main.category,
    count,
    total,
    alerts: [...sample],
  });
}

/** How many in which window, such as `7 times within 1m, 12 since it began 2m ago`. */
function tallyOf(
  { reason, count, total, at, openedAt, windowMs }: GroupNotificationParts,
  noun: string,
): string {
  const sinceOpening = at - openedAt;
  const n = reason === 'digest' ? count : total;
  const window = reason === 'digest' ? windowMs : Math.max(1, Math.ceil(sinceOpening / windowMs)) * windowMs;
  const what = n === 1 ? noun.replace(/s\b/, '') : noun;
  const tally = `${n} ${what} within ${formatDuration(window)}`;
  return n === total ? tally : `${tally}, ${total} since it began ${formatDuration(sinceOpening)} ago`;
}

/** What a resolution's notification is made from. */
export interface ResolvedParts {
  readonly id: string;
  readonly at: number;
  readonly groupKey: string;
  readonly count: number;
  readonly total: number;
  readonly sample: readonly Alert[];
  /** The highest severity that was told of the condition or is owed by its group. */
  readonly severity: Severity;
  /** When the condition began to fire. */
  readonly openedAt: number;
}

/** Words for a condition that is over. */
export function resolvedNotification(parts: ResolvedParts, alert: Alert): Notification {
  const { id, at, groupKey, count, total, sample, severity, openedAt } = parts;
  const lasted = `resolved after ${formatDuration(Math.max(0, at - openedAt))}`;
  const others = new Set(sample.filter(({ key }) => key !== alert.key).map(({ title }) => title));
  const rest = others.size === 0 ? lasted : `${lasted}; meanwhile also: ${[...others].slice(-5).join(', ')}`;
  return sealed({
    id,
    at,
    reason: 'resolved',
    groupKey,
    title: `Resolved: ${alert.title}`,
    message: join(alert.message, rest),
    severity,
    category: alert.category,
    count,
    total,
    alerts: [...sample, alert].slice(-MAX_SAMPLE),
  });
}

/** What a reminder is made from. */
export interface ReminderParts {
  readonly id: string;
  readonly at: number;
  readonly groupKey: string;
  readonly total: number;
  readonly severity: Severity;
  readonly openedAt: number;
}

/** Words for a condition that still fires. */
export function reminderNotification(parts: ReminderParts, alert: Alert): Notification {
  const { id, at, groupKey, total, severity, openedAt } = parts;
  return sealed({
    id,
    at,
    reason: 'reminder',
    groupKey,
    title: `Still firing: ${alert.title}`,
    message: join(alert.message, `firing for ${formatDuration(at - openedAt)}`),
    severity,
    category: alert.category,
    count: 0,
    total,
    alerts: [alert],
  });
}

/** The highest severity among alerts. */
export function highestSeverity(alerts: readonly Alert[]): Severity {
  return alerts.reduce<Severity>((highest, { severity }) => higherSeverity(highest, severity), 'debug');
}

/** The alert that gives a notification its words: the newest of the most severe. */
function mainAlert(sample: readonly Alert[], latest: Alert): Alert {
  let main: Alert | undefined;
  for (const alert of sample) {
    if (main === undefined || compareSeverity(alert.severity, main.severity) >= 0) main = alert;
  }
  return main ?? latest;
}

function join(first: string, second: string): string {
  if (first === '') return second;
  return second === '' ? first : `${first} (${second})`;
}

/** Many share a notification: the journal, every channel, every observer. None may change it for the others. */
function sealed(notification: Notification): Notification {
  Object.freeze(notification.alerts);
  return Object.freeze(notification);
}
