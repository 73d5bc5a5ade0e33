import type { EventData } from '../../src/domain/events.js';
import type { Status } from '../../src/domain/service.js';
import { runServiceModel } from '../support/service-model.js';
import type { LaneRecord, Receipt } from './crash-lane.js';
import type { JournalFile } from './read-journal.js';
import type { Received } from './receiver.js';

/* What is wrong with a lane's record, each as a list that must be empty. */

type Requested = EventData['notification.requested'];

/** Positions that are not the one after the one before, and times that go back. */
export function disorder({ events }: JournalFile): string[] {
  return events.flatMap(({ position, at }, i) => {
    const found: string[] = [];
    if (position !== i + 1) found.push(`position ${position} in place ${i + 1}`);
    if (at < (events[i - 1]?.at ?? 0)) found.push(`position ${position} is before the one before it`);
    return found;
  });
}

/** Receipts for alerts that the journal does not hold, or holds with another fate. */
export function emptyReceipts({ receipts }: LaneRecord, file: JournalFile): Receipt[] {
  const alerts = new Map(file.of('alert.raised').map(({ data: { alert } }) => [alert.id, alert]));
  const suppressed = new Set(file.of('alert.suppressed').map(({ data }) => data.alertId));
  return receipts.filter(({ id, title, outcome }) => {
    const alert = alerts.get(id);
    const recorded = alert?.status === 'resolved' ? `resolve ${alert.key}` : alert?.title;
    return recorded !== title || suppressed.has(id) !== (outcome === 'suppressed');
  });
}

/** Alerts of the program that were raised more than once. */
export function raisedTwice(file: JournalFile): string[] {
  const titles = file
    .of('alert.raised')
    .filter(({ data: { alert, origin } }) => origin === 'program' && alert.status === 'firing')
    .map(({ data }) => data.alert.title);
  return repeated(titles);
}

/** Notifications that the receiver never took, neither by themselves nor as part of a backlog. */
export function undelivered({ received }: LaneRecord, file: JournalFile): string[] {
  const taken = new Set(
    received.filter((message) => message.taken).map(({ notification }) => notification.id),
  );
  const mergedInto = new Map(
    requestsOf(file).flatMap(({ notification, merges = [] }) => merges.map((id) => [id, notification.id])),
  );
  const isTaken = (id: string): boolean => {
    const into = mergedInto.get(id);
    return taken.has(id) || (into !== undefined && isTaken(into));
  };
  return requestsOf(file)
    .map(({ notification }) => notification.id)
    .filter((id) => !isTaken(id));
}

/** Idempotency keys of several messages, messages with several keys, and those that nobody requested. */
export function confusedKeys({ received }: LaneRecord, file: JournalFile): string[] {
  const bodies = new Map<string, string>();
  const keys = new Map<string, string>();
  const requested = new Map(requestsOf(file).map(({ notification }) => [notification.id, notification]));
  return received.flatMap(({ idempotencyKey: key, body, notification: sent }) => {
    const { id, title, count, total, reason } = sent;
    const found: string[] = [];
    if ((bodies.get(key) ?? body) !== body) found.push(`${key} is the key of several messages`);
    if ((keys.get(id) ?? key) !== key) found.push(`${id} was sent under several keys`);
    bodies.set(key, body);
    keys.set(id, key);
    const notification = requested.get(id);
    const isSame =
      notification?.title === title &&
      notification.count === count &&
      notification.total === total &&
      notification.reason === reason;
    if (!isSame) found.push(`${id} is not what the journal says`);
    return found;
  });
}

/** Messages that were sent by a life that began after it was recorded that they had arrived, or recorded so twice. */
export function sentOnceTooOften({ received, lives }: LaneRecord, file: JournalFile): (Received | string)[] {
  const succeeded = file.of('delivery.succeeded');
  const arrivedAt = new Map(succeeded.map(({ at, data }) => [data.notificationId, at]));
  const late = received.filter(({ notification, life }) => {
    const begunAt = lives[life]?.begunAt ?? 0;
    return begunAt > (arrivedAt.get(notification.id) ?? Number.POSITIVE_INFINITY);
  });
  return [...late, ...repeated(succeeded.map(({ data }) => data.notificationId))];
}

/** Alerts that have not exactly one fate where each is told by itself: one notification, or one reason against it. */
export function unclearFates(file: JournalFile): string[] {
  const fates = new Map<string, number>();
  const count = (id: string | undefined): void => {
    if (id !== undefined) fates.set(id, (fates.get(id) ?? 0) + 1);
  };
  for (const { notification, merges } of requestsOf(file)) {
    if (merges === undefined) count(notification.alerts.at(-1)?.id);
  }
  for (const { data } of file.of('alert.suppressed')) count(data.alertId);
  return file
    .of('alert.raised')
    .map(({ data }) => data.alert.id)
    .filter((id) => fates.get(id) !== 1);
}

/** Groups, by key, whose notifications do not add up to the alerts that came in. */
export function unbalancedGroups(file: JournalFile): string[] {
  const counts = new Map<string, number>();
  const add = (key: string, count: number): void => void counts.set(key, (counts.get(key) ?? 0) + count);
  const reasons = new Map(file.of('alert.suppressed').map(({ data }) => [data.alertId, data.reason]));
  /** Throttled firings of a condition. They are counted in a digest, unless it is over before anybody heard of it. */
  const throttled = new Map<string, number>();
  for (const { data } of file.of('alert.raised')) {
    const { id, key, status } = data.alert;
    const reason = reasons.get(id);
    if (status === 'resolved') {
      if (reason === 'untold') add(key, -(throttled.get(key) ?? 0));
      throttled.delete(key);
    } else if (reason === undefined || reason === 'throttled') {
      add(key, 1);
      if (reason !== undefined) throttled.set(key, (throttled.get(key) ?? 0) + 1);
    }
  }
  for (const { notification, merges } of requestsOf(file)) {
    if (merges === undefined) add(notification.groupKey, -notification.count);
  }
  return [...counts].filter(([, count]) => count !== 0).map(([key, count]) => `${key} is off by ${count}`);
}

/** Suppressions that are not about the severity of an alert, and mild alerts that were not suppressed. */
export function oddSuppressions(file: JournalFile, allowed: readonly string[]): string[] {
  const reasons = new Map(file.of('alert.suppressed').map(({ data }) => [data.alertId, data.reason]));
  return file.of('alert.raised').flatMap(({ data: { alert } }) => {
    const reason = reasons.get(alert.id) ?? 'none';
    const isFine = alert.severity === 'info' ? reason === 'severity' : ['none', ...allowed].includes(reason);
    return isFine ? [] : [`${alert.id} (${alert.severity}): ${reason}`];
  });
}

/** Conditions of the program that were not told once when they began and once when they were over. */
export function conditionsToldWrong(file: JournalFile): string[] {
  const stories = new Map<string, string[]>();
  const tell = (key: string, what: string): void => {
    if (key.startsWith('condition')) stories.set(key, [...(stories.get(key) ?? []), what]);
  };
  for (const { type, subject, data } of file.events) {
    if (type === 'incident.opened' || type === 'incident.resolved') tell(subject, type);
    if (type === 'notification.requested' && data.merges === undefined)
      tell(subject, data.notification.reason);
  }
  const whole = 'incident.opened first resolved incident.resolved';
  if (stories.size === 0) return ['there were none'];
  return [...stories].flatMap(([key, story]) =>
    story.join(' ') === whole ? [] : [`${key}: ${story.join(' ')}`],
  );
}

/** Changes of a service's status that do not follow from its checks, counted over all lives. */
export function statusesOffModel(
  file: JournalFile,
  service: string,
): { found: string[]; expected: string[] } {
  const found: string[] = [];
  const expected: string[] = [];
  const outcomes: ('pass' | 'warn' | 'fail')[] = [];
  let status: Status = 'unknown';
  for (const event of file.events.filter(({ subject }) => subject === service)) {
    if (event.type === 'check.completed') {
      outcomes.push(event.data.outcome);
      const { status: to } = runServiceModel({ failureThreshold: 3, recoveryThreshold: 2 }, outcomes);
      if (to !== status) expected.push(`${outcomes.length}: ${status} -> ${to}`);
      status = to;
    } else if (event.type === 'status.changed') {
      found.push(`${outcomes.length}: ${event.data.from} -> ${event.data.to}`);
    }
  }
  return { found, expected };
}

function repeated(texts: readonly string[]): string[] {
  const seen = new Set<string>();
  return texts.filter((text) => seen.size === seen.add(text).size);
}

function requestsOf(file: JournalFile): Requested[] {
  return file.of('notification.requested').map(({ data }) => data);
}
