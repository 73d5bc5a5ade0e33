import type { Alert } from '../domain/alert.js';
import type { RecordedEvent } from '../domain/events.js';
import type { Notification } from '../domain/notification.js';

/** How late a critical alert may be told at most, unless its condition lasts that long. */
export const LATEST_TOLD_MS = 3_600_000;

/** A condition's time from firing to resolved. */
interface Span {
  readonly from: number;
  to: number;
}

/**
 * Finds those missing notifications that leave a critical alert untold. An alert counts as told if a critical
 * notification of the simulation tells of its key
 *
 * - at or after the alert, for a condition at or after its beginning, less the tolerance, and
 * - before its condition ends, or within the hour after it was told in truth.
 *
 * A `resolved` or a `reminder` that is missing costs nobody the news. Both journals are heard as they are read: only
 * times are kept of them.
 */
export class MissedCritical {
  readonly #groupKeyOf: (alert: Alert) => string;
  readonly #toleranceMs: number;
  readonly #spans = new Map<string, Span[]>();
  /** When the simulation told of a key as critical, in order. */
  readonly #told = new Map<string, number[]>();
  /** When it told of more critical alerts of a group than its sample shows. */
  readonly #toldBeyond = new Map<string, number[]>();

  /** @param groupKeyOf how the simulated pipeline names an alert's group */
  constructor(groupKeyOf: (alert: Alert) => string, toleranceMs: number) {
    this.#groupKeyOf = groupKeyOf;
    this.#toleranceMs = toleranceMs;
  }

  /** Takes in what was recorded in truth. */
  hearRecorded({ type, subject, at }: RecordedEvent): void {
    if (type === 'incident.opened') {
      entryOf(this.#spans, subject).push({ from: at, to: Number.POSITIVE_INFINITY });
    } else if (type === 'incident.resolved') {
      const span = this.#spans.get(subject)?.at(-1);
      if (span !== undefined) span.to = Math.min(span.to, at);
    }
  }

  /** Takes in what the simulation would have recorded. */
  hearSimulated(event: RecordedEvent): void {
    if (event.type === 'notification.requested' && event.data.merges === undefined) {
      this.#tell(event.data.notification, event.data.tells);
    }
  }

  /** Those of the missing that must not be missing. */
  among(missing: readonly Notification[]): Notification[] {
    return missing.filter((notification) => this.#isMissed(notification));
  }

  #tell({ at, reason, severity, groupKey, alerts, count }: Notification, tells: readonly string[]): void {
    if (severity !== 'critical' || reason === 'resolved') return;
    const shown = new Set(alerts.map(({ key }) => key));
    const critical = alerts.filter((alert) => reason === 'reminder' || isCriticalFiring(alert));
    // A condition beyond the sample may be a critical one as well.
    const keys = new Set([...critical.map(({ key }) => key), ...tells.filter((key) => !shown.has(key))]);
    for (const key of keys) entryOf(this.#told, key).push(at);
    if (count > alerts.length) entryOf(this.#toldBeyond, groupKey).push(at);
  }

  #isMissed(notification: Notification): boolean {
    const { severity, reason, alerts } = notification;
    if (severity !== 'critical' || reason === 'resolved' || reason === 'reminder') return false;
    const critical = alerts.filter(isCriticalFiring);
    const isTold = (alert: Alert): boolean => this.#isTold(alert, notification.at);
    // In a storm the critical ones may lie beyond the sample; then it takes one of their company that is told.
    return critical.length > 0 ? !critical.every(isTold) : !alerts.some(isTold);
  }

  #isTold(alert: Alert, toldAt: number): boolean {
    const { key, kind, at } = alert;
    const spans = kind === 'condition' ? (this.#spans.get(key) ?? []) : [];
    const span = spans[firstWhere(spans, ({ from }) => from > at) - 1];
    const from = (span?.from ?? at) - this.#toleranceMs;
    const to = Math.max(toldAt + LATEST_TOLD_MS, span?.to ?? 0);
    if (hasWithin(this.#told.get(key), from, to)) return true;
    // No rule of a configuration holds a critical alert of a program back: its group accounts for it.
    return hasWithin(this.#toldBeyond.get(this.#groupKeyOf(alert)), at, to);
  }
}

function isCriticalFiring({ severity, status }: Alert): boolean {
  return severity === 'critical' && status === 'firing';
}

function entryOf<T>(map: Map<string, T[]>, key: string): T[] {
  const known = map.get(key);
  if (known !== undefined) return known;
  const entry: T[] = [];
  map.set(key, entry);
  return entry;
}

function hasWithin(times: readonly number[] = [], from: number, to: number): boolean {
  const first = times[firstWhere(times, (time) => time >= from)];
  return first !== undefined && first <= to;
}

/** The place of the first that is so, in a list where all after it are so, too; its length if none is. */
function firstWhere<T>(list: readonly T[], isSo: (item: T) => boolean): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const item = list[middle];
    if (item !== undefined && isSo(item)) high = middle;
    else low = middle + 1;
  }
  return low;
}
