import type { SinkRecord } from '../channels/sink.js';
import { idempotencyKey } from '../channels/sink-idempotency-key.js';
import type { Clock } from '../domain/clock.js';
import type { Outbox, OutboxEntry } from '../journal/outbox.js';
import { type Letter, postNow } from './last-post.js';
import { type WaysOut, wayOut } from './ways-out.js';

/** So many are sent in the end, the latest ones: a process that is ending must not hang. */
const MOST_LETTERS = 50;
/** This part of the time is for the channels; what they leave is for the fallback. */
const FOR_CHANNELS = 0.6;

export interface LastDeliveriesOptions {
  /** What is owed, as far as it is decided. */
  readonly outbox: Outbox;
  readonly waysOut: WaysOut;
  /** What is left to others. */
  readonly skip: (channel: string, notificationId: string) => boolean;
  /** How long all of it may take, in milliseconds. */
  readonly ms: number;
  readonly clock: Clock;
  readonly post?: typeof postNow;
}

/** A notification that nobody took, and why. */
export interface Unsent {
  readonly channel: string;
  readonly title: string;
  readonly why: string;
}

/** What came of it. */
export interface LastDeliveries {
  /** What is to be recorded, in order. */
  readonly records: readonly SinkRecord[];
  readonly unsent: readonly Unsent[];
}

/** What one channel owes. */
interface Owed {
  readonly channel: string;
  readonly entry: OutboxEntry;
}

/**
 * Sends the critical notifications that are owed, from another process and before it returns, since this one is about to
 * end. What a channel cannot send goes to the fallback; at a next start the channel owes it still.
 */
export function deliverLast(options: LastDeliveriesOptions): LastDeliveries {
  const { outbox, waysOut, ms } = options;
  const begun = ticks(options);
  const records: SinkRecord[] = [];
  const unsent: Unsent[] = [];
  const owed = outbox
    .channels()
    .flatMap((channel) => outbox.pending(channel).map((entry) => ({ channel, entry })))
    .filter(({ channel, entry: { notification } }) => {
      return notification.severity === 'critical' && !options.skip(channel, notification.id);
    })
    // The latest first: it is what the process ends with.
    .sort((a, b) => b.entry.requestedAt - a.entry.requestedAt);
  for (const { channel, entry } of owed.splice(MOST_LETTERS)) {
    unsent.push({ channel, title: entry.notification.title, why: 'too many others had to be sent' });
  }

  const handed = new Map<string, Owed>();
  for (const { channel, entry, why } of send(owed, ms * FOR_CHANNELS, options, records)) {
    const { notification, diverted, handedOver } = entry;
    const others = diverted || handedOver ? [] : waysOut.fallback.filter((other) => other !== channel);
    if (others.length === 0) unsent.push({ channel, title: notification.title, why });
    // What the fallback owes by itself, it was asked for before.
    const handedTo = others.filter((other) => outbox.get(other, notification.id) === undefined);
    if (handedTo.length > 0) records.push(recordOf('diverted', { channel, entry }, 0, options, handedTo));
    for (const other of handedTo) {
      const key = idempotencyKey(notification.id, other);
      handed.set(key, { channel: other, entry: { ...entry, attempts: 0 } });
    }
  }
  const left = ms - (ticks(options) - begun);
  for (const { channel, entry, why } of send([...handed.values()], left, options, records)) {
    unsent.push({ channel, title: entry.notification.title, why });
  }
  return { records, unsent };
}

/** Records what was sent, and gives back what was not. */
function send(
  owed: readonly Owed[],
  ms: number,
  options: LastDeliveriesOptions,
  records: SinkRecord[],
): (Owed & { readonly why: string })[] {
  const { waysOut, post = postNow } = options;
  const failed: (Owed & { readonly why: string })[] = [];
  const letters: Letter[] = [];
  const senders: Owed[] = [];
  for (const each of owed) {
    const letter = letterOf(each, waysOut);
    if (typeof letter === 'string') {
      failed.push({ ...each, why: letter });
    } else {
      letters.push(letter);
      senders.push(each);
    }
  }
  const begun = ticks(options);
  const outcomes = ms <= 0 ? letters.map(() => 'there was no time left') : post(letters, ms);
  const latencyMs = Math.round(ticks(options) - begun);
  senders.forEach((each, i) => {
    const why = outcomes[i];
    if (why !== undefined) failed.push({ ...each, why });
    else records.push(recordOf('succeeded', each, latencyMs, options));
  });
  return failed;
}

/** What is to be sent, or why it cannot be. */
function letterOf({ channel, entry }: Owed, waysOut: WaysOut): Letter | string {
  const { notification, attempts } = entry;
  const way = wayOut(waysOut, channel);
  if (way === undefined) return 'the channel is disabled, or configured no more';
  let recipe: Letter['recipe'] | undefined;
  try {
    recipe = way.recipe?.();
  } catch {
    recipe = undefined;
  }
  if (recipe === undefined) return 'the channel cannot send from another process: it has no recipe';
  return {
    channel,
    recipe,
    notification,
    attempt: attempts + 1,
    idempotencyKey: idempotencyKey(notification.id, channel),
  };
}

function recordOf(
  outcome: 'succeeded' | 'diverted',
  { channel, entry }: Owed,
  latencyMs: number,
  { clock }: LastDeliveriesOptions,
  handedTo?: readonly string[],
): SinkRecord {
  const { notification, attempts } = entry;
  const about = {
    notificationId: notification.id,
    channel,
    at: clock.now(),
    idempotencyKey: idempotencyKey(notification.id, channel),
  };
  return outcome === 'succeeded'
    ? { type: 'delivery.succeeded', delivery: { ...about, outcome, attempt: attempts + 1, latencyMs } }
    : {
        type: 'delivery.diverted',
        delivery: { ...about, outcome, attempt: 0, ...(handedTo && { handedTo }) },
      };
}

function ticks({ clock }: LastDeliveriesOptions): number {
  return clock.monotonic?.() ?? clock.now();
}
