import type { RecordedEvent } from '../../domain/events.js';
import type { Monitor } from '../../domain/monitor.js';
import type { Change } from '../api/views.js';
import type { AlertBook } from './alert-book.js';
import { channelViews, silenceView, summaryOf } from './views-of.js';

/** What some events touched: names, keys and ids, so that how these things are now can be told. */
export class Touched {
  readonly #services = new Set<string>();
  readonly #incidents = new Set<string>();
  readonly #silences = new Set<string>();
  readonly #alerts = new Set<string>();
  readonly #notifications = new Set<string>();
  #summary = false;
  #channels = false;

  add(event: RecordedEvent): void {
    switch (event.type) {
      case 'check.completed':
        this.#services.add(event.subject);
        break;
      case 'status.changed':
      case 'service.registered':
      case 'service.unregistered':
      case 'service.paused':
      case 'service.resumed':
      case 'flapping.started':
      case 'flapping.stopped':
        this.#services.add(event.subject);
        this.#summary = true;
        break;
      case 'alert.raised':
        this.#alerts.add(event.data.alert.id);
        if (event.data.alert.kind === 'condition') this.#incidents.add(event.subject);
        break;
      case 'alert.suppressed':
        this.#alerts.add(event.data.alertId);
        break;
      case 'notification.requested': {
        const { notification, tells, merges = [] } = event.data;
        for (const id of [notification.id, ...merges]) this.#notifications.add(id);
        for (const { id } of notification.alerts) this.#alerts.add(id);
        for (const key of tells) this.#incidents.add(key);
        this.#channels = true;
        break;
      }
      case 'delivery.failed':
      case 'delivery.succeeded':
      case 'delivery.abandoned':
      case 'delivery.diverted':
        this.#notifications.add(event.data.notificationId);
        this.#channels = true;
        break;
      case 'incident.opened':
      case 'incident.acknowledged':
      case 'incident.resolved':
        this.#incidents.add(event.subject);
        break;
      case 'silence.created':
      case 'silence.ended':
        this.#silences.add(event.subject);
        break;
      case 'runtime.reconfigured':
        this.#channels = true;
    }
  }

  /** Takes in what others touched. */
  merge(other: Touched): void {
    addAll(this.#services, other.#services);
    addAll(this.#incidents, other.#incidents);
    addAll(this.#silences, other.#silences);
    addAll(this.#alerts, other.#alerts);
    addAll(this.#notifications, other.#notifications);
    this.#summary ||= other.#summary;
    this.#channels ||= other.#channels;
  }

  /** How what was touched is now. What it holds of alerts is only as much as the book still has. */
  change(monitor: Monitor, book: AlertBook, at: number): Change {
    const journal = monitor.journalStats();
    const services = split(this.#services, (name) => monitor.service(name));
    const incidents = split(this.#incidents, (key) => monitor.incidents.get(key));
    const known = this.#silences.size === 0 ? [] : monitor.silences.list();
    const silences = split(this.#silences, (id) => known.find((silence) => silence.id === id));
    const alerts = split(this.#alerts, (id) => book.alert(id)).found;
    const notifications = split(this.#notifications, (id) => book.notification(id)).found;
    return {
      position: journal.position,
      at,
      phase: monitor.phase,
      ...(this.#summary ? { summary: summaryOf(monitor) } : {}),
      ...(services.found.length > 0 ? { services: services.found } : {}),
      ...(services.missing.length > 0 ? { gone: services.missing } : {}),
      ...(incidents.found.length > 0 ? { incidents: incidents.found } : {}),
      ...(incidents.missing.length > 0 ? { incidentsGone: incidents.missing } : {}),
      ...(silences.found.length > 0 ? { silences: silences.found.map(silenceView) } : {}),
      ...(silences.missing.length > 0 ? { silencesGone: silences.missing } : {}),
      ...(this.#channels ? { channels: channelViews(monitor) } : {}),
      ...(alerts.length > 0 ? { alerts, stats: monitor.alertStats() } : {}),
      ...(notifications.length > 0 ? { notifications } : {}),
      journal,
    };
  }

  /** Whether the book still has every alert and notification that was touched. */
  isIn(book: AlertBook): boolean {
    for (const id of this.#alerts) if (book.alert(id) === undefined) return false;
    for (const id of this.#notifications) if (book.notification(id) === undefined) return false;
    return true;
  }
}

function addAll<T>(to: Set<T>, from: ReadonlySet<T>): void {
  for (const item of from) to.add(item);
}

/** Those that are known, as they are, and those that are not. */
function split<T>(names: Iterable<string>, find: (name: string) => T | undefined) {
  const found: T[] = [];
  const missing: string[] = [];
  for (const name of names) {
    const thing = find(name);
    if (thing === undefined) missing.push(name);
    else found.push(thing);
  }
  return { found, missing };
}
