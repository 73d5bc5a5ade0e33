import type { SinkRecord } from '../channels/sink.js';
import { type AttemptOutcome, startAttempt } from '../channels/sink-attempt.js';
import { idempotencyKey } from '../channels/sink-idempotency-key.js';
import type { Channel } from '../domain/channel.js';
import type { Clock } from '../domain/clock.js';
import type { Outbox, OutboxEntry } from '../journal/outbox.js';
import { type WaysOut, wayOut } from './ways-out.js';

/** So many are handed to the fallback in the end: a monitor that stops must not keep its host. */
const MOST = 100;

export interface FarewellOptions {
  readonly outbox: Outbox;
  readonly waysOut: WaysOut;
  readonly clock: Clock;
  /** How long all of it may take, in milliseconds. */
  readonly ms: number;
  readonly record: (channel: string, fact: SinkRecord) => void;
}

/**
 * Hands what channels still owe to the fallback, once, critical ones first: for a monitor whose journal ends with it, so
 * that there is no next start to send them. Gives how many are lost, by channel.
 */
export async function sayFarewell(options: FarewellOptions): Promise<Map<string, number>> {
  const { outbox, waysOut } = options;
  const until = options.clock.now() + options.ms;
  const owed = outbox
    .channels()
    .flatMap((channel) => outbox.pending(channel).map((entry) => ({ channel, entry })))
    .sort((a, b) => rank(a.entry) - rank(b.entry));
  const lost = new Map<string, number>();
  for (const [i, { channel, entry }] of owed.entries()) {
    const { notification, diverted, handedOver } = entry;
    const others = waysOut.fallback.filter(
      (other) => other !== channel && outbox.get(other, notification.id) === undefined,
    );
    const taken =
      diverted || handedOver || i >= MOST ? diverted : await handOver(channel, entry, others, until, options);
    if (!taken) lost.set(channel, (lost.get(channel) ?? 0) + 1);
  }
  return lost;
}

/** Says whether anybody took it. */
async function handOver(
  channel: string,
  entry: OutboxEntry,
  others: readonly string[],
  until: number,
  { waysOut, clock, record }: FarewellOptions,
): Promise<boolean> {
  const { notification } = entry;
  let taken = false;
  for (const other of others) {
    const way = wayOut(waysOut, other);
    const timeoutMs = until - clock.now();
    if (way === undefined || timeoutMs <= 0) continue;
    const about = { notificationId: notification.id, at: clock.now() };
    const key = idempotencyKey(notification.id, other);
    const outcome = await attempt(way, entry, key, timeoutMs, clock);
    if (!outcome.ok) continue;
    if (!taken) {
      const ownKey = idempotencyKey(notification.id, channel);
      record(channel, {
        type: 'delivery.diverted',
        delivery: {
          ...about,
          channel,
          outcome: 'diverted',
          attempt: 0,
          idempotencyKey: ownKey,
          handedTo: [other],
        },
      });
    }
    taken = true;
    const { latencyMs } = outcome;
    record(other, {
      type: 'delivery.succeeded',
      delivery: {
        ...about,
        channel: other,
        outcome: 'succeeded',
        attempt: 1,
        idempotencyKey: key,
        latencyMs,
      },
    });
  }
  return taken;
}

function attempt(
  channel: Channel,
  { notification }: OutboxEntry,
  key: string,
  timeoutMs: number,
  clock: Clock,
): Promise<AttemptOutcome> {
  return new Promise((resolve) => {
    startAttempt({ channel, notification, attempt: 1, idempotencyKey: key, timeoutMs, clock }, resolve);
  });
}

function rank({ notification }: OutboxEntry): number {
  return notification.severity === 'critical' ? 0 : 1;
}
