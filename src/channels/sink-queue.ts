import type { QueueHeads, SinkLane } from '../../machines/sink.js';
import type { DeliveryFailure } from '../domain/delivery.js';
import type { Notification } from '../domain/notification.js';
import { idempotencyKey } from './sink-idempotency-key.js';

/** A notification that a channel is asked to deliver; an entry of the outbox is one. */
export interface SinkItem {
  readonly notification: Notification;
  /** Epoch milliseconds; its age counts from here. */
  readonly requestedAt: number;
  /** Attempts that failed before, as after a restart. Default 0. */
  readonly attempts?: number;
  readonly lastError?: DeliveryFailure;
  /** Whether the fallback got it before. Default false. */
  readonly diverted?: boolean;
  /** Whether another channel handed it over; it is not handed on. Default false. */
  readonly handedOver?: boolean;
}

/** A notification that waits for its turn or is being sent. */
export interface QueuedNotification {
  readonly notification: Notification;
  /** Epoch milliseconds; its age counts from here. */
  readonly requestedAt: number;
  readonly idempotencyKey: string;
  /** Attempts that failed. */
  attempts: number;
  lastError: DeliveryFailure | undefined;
  /** Whether the fallback has it already. */
  diverted: boolean;
  /** It may be tried from then on, epoch milliseconds; 0 until it first failed. */
  notBefore: number;
}

/** What waits for one channel: two lanes, each first in, first out. The one being sent stays at its lane's head. */
export interface SinkQueue {
  readonly size: number;
  /** Whether a notification of that id is in the queue. */
  has(id: string): boolean;
  add(item: QueuedNotification): void;
  head(lane: SinkLane): QueuedNotification | undefined;
  /** Takes out the head of a lane. */
  take(lane: SinkLane): QueuedNotification | undefined;
  length(lane: SinkLane): number;
  /** All of a lane, in order. */
  list(lane: SinkLane): readonly QueuedNotification[];
  /** From when on the head of each lane may be tried; null for an empty lane. */
  heads(): QueueHeads;
}

/** What a channel is asked to deliver, as the queue of that channel holds it. */
export function enqueued(item: SinkItem, channel: string): QueuedNotification {
  return {
    notification: item.notification,
    requestedAt: item.requestedAt,
    idempotencyKey: idempotencyKey(item.notification.id, channel),
    attempts: item.attempts ?? 0,
    lastError: item.lastError,
    // What was handed over counts as handed on: two fallback channels must not play it to each other for ever.
    diverted: item.diverted === true || item.handedOver === true,
    notBefore: 0,
  };
}

/** An empty queue. */
export function sinkQueue(): SinkQueue {
  const lanes: Readonly<Record<SinkLane, Fifo>> = { critical: fifo(), other: fifo() };
  const ids = new Set<string>();

  return {
    get size() {
      return ids.size;
    },
    has: (id) => ids.has(id),
    add(item) {
      ids.add(item.notification.id);
      lanes[item.notification.severity === 'critical' ? 'critical' : 'other'].add(item);
    },
    head: (lane) => lanes[lane].head(),
    take(lane) {
      const item = lanes[lane].take();
      if (item !== undefined) ids.delete(item.notification.id);
      return item;
    },
    length: (lane) => lanes[lane].length(),
    list: (lane) => lanes[lane].list(),
    heads: () => ({
      critical: lanes.critical.head()?.notBefore ?? null,
      other: lanes.other.head()?.notBefore ?? null,
    }),
  };
}

type Fifo = ReturnType<typeof fifo>;

/** An array that is taken from at its front; what was taken is cut off when it is the greater part. */
function fifo() {
  let items: QueuedNotification[] = [];
  let taken = 0;
  return {
    add: (item: QueuedNotification): void => {
      items.push(item);
    },
    head: (): QueuedNotification | undefined => items[taken],
    length: (): number => items.length - taken,
    list: (): readonly QueuedNotification[] => items.slice(taken),
    take(): QueuedNotification | undefined {
      const item = items[taken];
      if (item === undefined) return undefined;
      taken++;
      if (taken * 2 > items.length) {
        items = items.slice(taken);
        taken = 0;
      }
      return item;
    },
  };
}
