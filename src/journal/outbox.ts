import type { Delivery, DeliveryFailure } from '../domain/delivery.js';
import type { EventData, RecordedEvent } from '../domain/events.js';
import type { Notification } from '../domain/notification.js';

/** A notification that one channel still owes. It can be offered to that channel's sink as it is. */
export interface OutboxEntry {
  readonly notification: Notification;
  /** When this channel was asked for it, epoch milliseconds; for a fallback, when it was handed over. */
  readonly requestedAt: number;
  /** Attempts recorded as failed. */
  readonly attempts: number;
  /** Epoch milliseconds. */
  readonly lastFailedAt?: number;
  readonly lastError?: DeliveryFailure;
  /** Whether the fallback channels have it already. */
  readonly diverted: boolean;
  /** Whether another channel handed it over. It is not handed on: all fallback channels got it then. */
  readonly handedOver: boolean;
}

/** What one channel owes, as a snapshot holds it. */
export interface SavedOutbox {
  readonly channel: string;
  readonly entry: OutboxEntry;
}

/** Notifications requested and not yet settled, per channel: a projection of the journal. */
export interface Outbox {
  /** Takes in the next recorded event; those that are no concern of the outbox are ignored. O(1). */
  apply(event: RecordedEvent): void;
  /** What a channel owes of one notification. */
  get(channel: string, notificationId: string): OutboxEntry | undefined;
  /** What a channel still owes, in the order in which it was asked. */
  pending(channel: string): readonly OutboxEntry[];
  /** The channels that still owe something; recovery finds here those that the configuration no longer has. */
  channels(): readonly string[];
  save(): SavedOutbox[];
  restore(saved: readonly SavedOutbox[]): void;
}

/**
 * An empty outbox. Fold the recorded events into it in order, then offer each channel's entries to its sink.
 *
 * An entry appears with `notification.requested`, or on a fallback channel with the `handedTo` of `delivery.abandoned`
 * and `delivery.diverted`; it vanishes with `delivery.succeeded` and `delivery.abandoned`, or when a later
 * notification `merges` it. Nothing is kept of what is settled.
 */
export function createOutbox(): Outbox {
  // Maps keep the order of insertion and give up an entry in O(1).
  const entries = new Map<string, Map<string, OutboxEntry>>();

  return {
    apply(event) {
      switch (event.type) {
        case 'notification.requested':
          request(event.data, event.at);
          break;
        case 'delivery.failed':
          fail(event.data);
          break;
        case 'delivery.diverted':
          divert(event.data, event.at);
          break;
        case 'delivery.succeeded':
          settle(event.data.channel, event.data.notificationId);
          break;
        case 'delivery.abandoned':
          handOver(event.data, event.at);
          settle(event.data.channel, event.data.notificationId);
          break;
      }
    },
    get: (channel, notificationId) => entries.get(channel)?.get(notificationId),
    pending: (channel) => [...(entries.get(channel)?.values() ?? [])],
    channels: () => [...entries.keys()],
    save: () =>
      [...entries].flatMap(([channel, owed]) => [...owed.values()].map((entry) => ({ channel, entry }))),
    restore(saved) {
      for (const { channel, entry } of saved) {
        const owed = entries.get(channel) ?? new Map<string, OutboxEntry>();
        entries.set(channel, owed);
        owed.set(entry.notification.id, entry);
      }
    },
  };

  function request(data: EventData['notification.requested'], at: number): void {
    for (const channel of data.channels) {
      for (const merged of data.merges ?? []) settle(channel, merged);
      add(channel, data.notification, at, false);
    }
  }

  function fail(delivery: Delivery): void {
    update(delivery, (entry) => ({
      ...entry,
      attempts: delivery.attempt,
      lastFailedAt: delivery.at,
      ...(delivery.error === undefined ? {} : { lastError: delivery.error }),
    }));
  }

  function divert(delivery: Delivery, at: number): void {
    handOver(delivery, at);
    update(delivery, (entry) => ({ ...entry, diverted: true }));
  }

  function handOver(delivery: Delivery, at: number): void {
    const entry = entries.get(delivery.channel)?.get(delivery.notificationId);
    if (entry === undefined) return;
    for (const channel of delivery.handedTo ?? []) add(channel, entry.notification, at, true);
  }

  function add(channel: string, notification: Notification, requestedAt: number, handedOver: boolean): void {
    const owed = entries.get(channel) ?? new Map<string, OutboxEntry>();
    entries.set(channel, owed);
    // What it owes already keeps its place and its count of attempts.
    if (owed.has(notification.id)) return;
    owed.set(notification.id, { notification, requestedAt, attempts: 0, diverted: false, handedOver });
  }

  function update(delivery: Delivery, change: (entry: OutboxEntry) => OutboxEntry): void {
    const owed = entries.get(delivery.channel);
    const entry = owed?.get(delivery.notificationId);
    if (owed !== undefined && entry !== undefined) owed.set(delivery.notificationId, change(entry));
  }

  function settle(channel: string, notificationId: string): void {
    const owed = entries.get(channel);
    if (owed === undefined) return;
    owed.delete(notificationId);
    if (owed.size === 0) entries.delete(channel);
  }
}
