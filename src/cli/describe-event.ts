import type { Alert } from '../domain/alert.js';
import { cleanLine } from '../domain/clean-text.js';
import type { Delivery } from '../domain/delivery.js';
import { formatDuration } from '../domain/duration.js';
import type { EventData, RecordedEvent } from '../domain/events.js';
import { formatTime } from '../domain/format-alert.js';
import { type AlertMatchJson, isNot, type PlainMatchJson, type TextMatchJson } from '../domain/matcher.js';
import type { SilenceRecord } from '../domain/silence.js';

/** What is shown of one event at most, in UTF-16 units. */
const LONGEST = 1_000;

/**
 * The data of an event on one line, for people: nothing beyond what is recorded, and not all of that. Empty where the
 * type and the subject say all.
 *
 * @example describeEvent(event) // 'healthy -> unhealthy: connection refused'
 */
export function describeEvent(event: RecordedEvent): string {
  return cleanLine(describeData(event), LONGEST);
}

function describeData(event: RecordedEvent): string {
  switch (event.type) {
    case 'runtime.started':
      return `run ${event.data.run}`;
    case 'runtime.reconfigured':
    case 'runtime.stopped':
    case 'service.unregistered':
    case 'service.paused':
    case 'service.resumed':
    case 'throttle.reset':
      return '';
    case 'service.registered':
      return registered(event.data);
    case 'check.completed':
      return `${event.data.outcome} in ${formatDuration(event.data.latencyMs)}${said(event.data.message)}`;
    case 'status.changed':
      return `${event.data.from} -> ${event.data.to}${said(event.data.message)}`;
    case 'flapping.started':
    case 'flapping.stopped':
      return `${Math.round(event.data.sharePercent)} % of its latest checks changed`;
    case 'alert.raised':
      return raised(event.data.alert);
    case 'alert.suppressed':
      return `${event.data.alertId}: ${event.data.reason}`;
    case 'notification.requested':
      return requested(event.data);
    case 'delivery.failed':
    case 'delivery.succeeded':
    case 'delivery.abandoned':
    case 'delivery.diverted':
      return delivered(event.data);
    case 'incident.opened':
    case 'incident.resolved':
      return `by ${event.data.alertId}`;
    case 'incident.acknowledged':
      return `by ${event.data.by}${said(event.data.note)}`;
    case 'silence.created':
      return silenced(event.data, event.at);
    case 'silence.ended':
      return event.data.removed ? 'removed' : 'its time was over';
  }
}

function registered(data: EventData['service.registered']): string {
  const { failureThreshold, recoveryThreshold, dependsOn, labels, maintenance = [] } = data;
  const named = Object.entries(labels).map(([name, value]) => `${name}=${value}`);
  return [
    `failureThreshold ${failureThreshold}, recoveryThreshold ${recoveryThreshold}`,
    ...(dependsOn.length === 0 ? [] : [`dependsOn ${dependsOn.join(', ')}`]),
    ...(named.length === 0 ? [] : [`labels ${named.join(', ')}`]),
    ...maintenance.map(
      ({ days, start, durationMs, timeZone }) =>
        `maintenance ${days.length === 7 ? 'daily' : days.join(', ')} ${start} ${timeZone} for ${formatDuration(durationMs)}`,
    ),
  ].join('; ');
}

function raised({ id, kind, status, severity, title, message }: Alert): string {
  return `${severity} ${kind === 'event' ? 'event' : status} ${id}: ${title}${said(message)}`;
}

function requested({ notification, channels, merges = [] }: EventData['notification.requested']): string {
  const { id, reason, severity, count, total, title } = notification;
  const to = channels.length === 0 ? 'no channel' : channels.join(', ');
  const merged = merges.length === 0 ? '' : `, in place of ${merges.length} others`;
  return `${reason} ${count}/${total} ${severity} ${id} -> ${to}${merged}: ${title}`;
}

function delivered(delivery: Delivery): string {
  const { notificationId, outcome, at, attempt, latencyMs, error, problems = [], retryAt } = delivery;
  const took = latencyMs === undefined ? '' : ` in ${formatDuration(latencyMs)}`;
  const { handedTo = [] } = delivery;
  return [
    `${notificationId}${outcome === 'diverted' ? '' : ` attempt ${attempt}${took}`}${said(error?.message)}`,
    ...problems.map((problem) => `but ${problem}`),
    ...(retryAt === undefined ? [] : [`next attempt in ${formatDuration(retryAt - at)}`]),
    ...(handedTo.length === 0 ? [] : [`handed to ${handedTo.join(', ')}`]),
  ].join('; ');
}

function silenced({ match, from, until, by, reason }: SilenceRecord, at: number): string {
  const span = `${from > at ? `from ${formatTime(from)} ` : ''}until ${formatTime(until)}`;
  return `${describeMatch(match)} ${span} by ${by}${said(reason)}`;
}

/**
 * What a silence matches, on one line.
 *
 * @example describeMatch({ service: 'api', title: { not: { regex: '^Disk', flags: 'i' } } }) // 'service api, title not /^Disk/i'
 */
export function describeMatch({ labels = {}, ...fields }: AlertMatchJson): string {
  const all: [string, TextMatchJson][] = [
    ...Object.entries(fields),
    ...Object.entries(labels).map(([name, wanted]): [string, TextMatchJson] => [`label ${name}`, wanted]),
  ];
  const parts = all.map(([name, wanted]) => `${name} ${textOf(wanted)}`);
  return parts.length === 0 ? 'all alerts' : parts.join(', ');
}

function textOf(wanted: TextMatchJson): string {
  return isNot(wanted) ? `not ${plainTextOf(wanted.not)}` : plainTextOf(wanted);
}

function plainTextOf(wanted: PlainMatchJson): string {
  return typeof wanted === 'string' ? wanted : `/${wanted.regex}/${wanted.flags}`;
}

function said(message: string | undefined): string {
  return message === undefined || message === '' ? '' : `: ${message}`;
}
