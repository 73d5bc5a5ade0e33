import type { Alert } from '../../domain/alert.js';
import type { Delivery } from '../../domain/delivery.js';
import type { EventData, EventType, RecordedEvent } from '../../domain/events.js';
import type { AlertView, DeliveryView, NotificationView } from '../api/views.js';

/** The events that a book is made of. */
export const BOOK_EVENTS: readonly EventType[] = [
  'alert.raised',
  'alert.suppressed',
  'notification.requested',
  'delivery.failed',
  'delivery.succeeded',
  'delivery.abandoned',
  'delivery.diverted',
];

/** So many times as much is kept before some is dropped. */
const SOME_MORE = 1.25;

/** How much is kept. */
export interface BookSize {
  readonly alerts: number;
  readonly notifications: number;
}

/** The latest alerts with what became of them, and the latest notifications with how far they came. */
export class AlertBook {
  readonly #size: BookSize;
  // Maps keep the order of insertion: the first ones are the oldest.
  readonly #alerts = new Map<string, AlertView>();
  readonly #notifications = new Map<string, NotificationView>();

  constructor(size: BookSize) {
    this.#size = size;
  }

  /** Oldest first. */
  alerts(): AlertView[] {
    return [...this.#alerts.values()].slice(-this.#size.alerts);
  }

  /** Oldest first. */
  notifications(): NotificationView[] {
    return [...this.#notifications.values()].slice(-this.#size.notifications);
  }

  alert(id: string): AlertView | undefined {
    return this.#alerts.get(id);
  }

  notification(id: string): NotificationView | undefined {
    return this.#notifications.get(id);
  }

  apply(event: RecordedEvent): void {
    switch (event.type) {
      case 'alert.raised':
        this.#raised(event.data.alert);
        break;
      case 'alert.suppressed': {
        const known = this.#alerts.get(event.data.alertId);
        if (known === undefined) break;
        const { alert } = known;
        this.#alerts.set(alert.id, { alert, outcome: 'suppressed', reason: event.data.reason });
        break;
      }
      case 'notification.requested':
        this.#requested(event.data, event.at);
        break;
      case 'delivery.failed':
      case 'delivery.succeeded':
      case 'delivery.abandoned':
      case 'delivery.diverted':
        this.#delivered(event.data);
    }
  }

  /** Takes in what another one knows; of what both know, it knows the latest. */
  adopt(later: AlertBook): void {
    for (const [id, alert] of later.#alerts) this.#alerts.set(id, alert);
    for (const [id, notification] of later.#notifications) this.#notifications.set(id, notification);
    dropOldest(this.#alerts, this.#size.alerts);
    dropOldest(this.#notifications, this.#size.notifications);
  }

  #raised(alert: Alert): void {
    this.#alerts.set(alert.id, { alert, outcome: 'grouped' });
    dropOldest(this.#alerts, this.#size.alerts);
  }

  #requested({ notification, channels, merges = [] }: EventData['notification.requested'], at: number): void {
    const { alerts, ...told } = notification;
    for (const { id } of alerts) {
      const known = this.#alerts.get(id);
      // What was held back is only counted in it.
      if (known?.outcome === 'grouped') this.#alerts.set(id, { ...known, outcome: 'notified' });
    }
    for (const merged of merges) {
      for (const channel of channels) this.#step(merged, { channel, outcome: 'merged', at, attempt: 0 });
    }
    const deliveries = channels.map((channel) => waiting(channel, at));
    this.#notifications.set(told.id, { ...told, alertIds: alerts.map(({ id }) => id), deliveries });
    dropOldest(this.#notifications, this.#size.notifications);
  }

  #delivered(delivery: Delivery): void {
    const { notificationId, channel, outcome, at, attempt, error, retryAt, handedTo = [] } = delivery;
    this.#step(notificationId, {
      channel,
      outcome,
      at,
      attempt,
      ...(error === undefined ? {} : { error: error.message }),
      ...(retryAt === undefined ? {} : { retryAt }),
    });
    for (const other of handedTo) this.#step(notificationId, waiting(other, at));
  }

  /** Puts the latest step on a channel in place of the one before. */
  #step(notificationId: string, step: DeliveryView): void {
    const known = this.#notifications.get(notificationId);
    if (known === undefined) return;
    const others = known.deliveries.filter(({ channel }) => channel !== step.channel);
    this.#notifications.set(notificationId, { ...known, deliveries: [...others, step] });
  }
}

function waiting(channel: string, at: number): DeliveryView {
  return { channel, outcome: 'waiting', at, attempt: 0 };
}

/**
 * Drops what is too much, some at a time: a map walks past all that was deleted at its beginning, so that to drop one
 * after the other would cost more with each.
 */
function dropOldest(map: Map<string, unknown>, most: number): void {
  if (map.size <= most * SOME_MORE) return;
  for (const key of map.keys()) {
    if (map.size <= most) return;
    map.delete(key);
  }
}
