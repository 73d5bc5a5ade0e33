import type { RecordedEvent } from '../domain/events.js';
import { matchesText, matchFromJson } from '../domain/matcher.js';
import { serviceFlappingKey, serviceHealthKey } from '../domain/service-alerts.js';
import type { SilenceRecord } from '../domain/silence.js';

/** So many notifications are remembered for what becomes of them. */
const MOST_NOTIFICATIONS = 10_000;

/** Tells which events concern one service; the runs concern all. Ask it of each event in order. */
export class ReplayFocus {
  readonly #service: string;
  readonly #keys: ReadonlySet<string>;
  readonly #notifications = new Set<string>();
  readonly #silences = new Set<string>();

  constructor(service: string) {
    this.#service = service;
    this.#keys = new Set([serviceHealthKey(service), serviceFlappingKey(service)]);
  }

  /** Whether a condition's key is one of the service's. */
  owns(key: string): boolean {
    return this.#keys.has(key);
  }

  concerns(event: RecordedEvent): boolean {
    switch (event.type) {
      case 'runtime.started':
      case 'runtime.stopped':
        return true;
      case 'alert.raised':
        return this.owns(event.subject) || event.data.alert.service === this.#service;
      case 'alert.suppressed':
      case 'incident.opened':
      case 'incident.acknowledged':
      case 'incident.resolved':
        return this.owns(event.subject);
      case 'notification.requested': {
        const { id, alerts } = event.data.notification;
        const concerned = alerts.some(({ service }) => service === this.#service);
        if (concerned) this.#remember(id);
        return concerned;
      }
      case 'delivery.failed':
      case 'delivery.succeeded':
      case 'delivery.abandoned':
      case 'delivery.diverted':
        return this.#notifications.has(event.data.notificationId);
      case 'silence.created': {
        const concerned = this.#mayHoldBack(event.data);
        if (concerned) this.#silences.add(event.subject);
        return concerned;
      }
      case 'silence.ended':
        return this.#silences.delete(event.subject);
      default:
        return event.subject === this.#service;
    }
  }

  #mayHoldBack({ match }: SilenceRecord): boolean {
    return matchesText(matchFromJson(match).service, this.#service);
  }

  #remember(id: string): void {
    this.#notifications.add(id);
    const [oldest] = this.#notifications;
    if (this.#notifications.size > MOST_NOTIFICATIONS && oldest !== undefined)
      this.#notifications.delete(oldest);
  }
}
