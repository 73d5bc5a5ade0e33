import type { InspectionEvent } from 'xstate';
import { createSink, type Sink, type SinkRecord } from '../channels/sink.js';
import { doneWithin } from '../channels/sink-alarm.js';
import { idempotencyKey } from '../channels/sink-idempotency-key.js';
import { type DeliveryFigures, foldDelivery, NO_DELIVERIES } from '../channels/sink-stats.js';
import type { ResolvedChannel } from '../config/resolve-config.js';
import type { ChannelStats } from '../domain/channel.js';
import type { Clock, Random } from '../domain/clock.js';
import type { Delivery } from '../domain/delivery.js';
import type { RecordedEvent } from '../domain/events.js';
import type { Logger } from '../domain/logger.js';
import { createOutbox, type OutboxEntry } from '../journal/outbox.js';
import { sayFarewell } from './farewell.js';
import { deliverLast, type LastDeliveries } from './last-deliveries.js';
import type { SnapshotState } from './snapshot-state.js';
import { CONSOLE, type WaysOut, wayOut } from './ways-out.js';

export interface SinksOptions extends WaysOut {
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly inspect?: ((event: InspectionEvent) => void) | undefined;
  /** Makes a fact about a channel durable. */
  readonly record: (channel: string, fact: SinkRecord) => Promise<void>;
}

/** How what is critical is sent when the process seems to end. */
export interface LastChance {
  /** How long it may take, in milliseconds. */
  readonly ms: number;
  /** Whether what the sinks hold already is left to them. */
  readonly leavesHeld: boolean;
}

/** How long a send under way may take when its channel changes. */
const CHANGE_GRACE_MS = 5_000;

/** One sink a channel, kept busy from the outbox. */
export class Sinks {
  readonly #options: SinksOptions;
  #waysOut: WaysOut;
  /** Channels whose sink is being stopped, for another one or for good: what comes for them waits in the outbox. */
  readonly #changing = new Map<string, Promise<void>>();
  readonly #outbox = createOutbox();
  readonly #sinks = new Map<string, Sink>();
  readonly #figures = new Map<string, DeliveryFigures>();
  /** Keys of what was sent when the process seemed to end. */
  readonly #sentLast = new Set<string>();
  /** Keys of what was tried then; once is enough. */
  readonly #triedLast = new Set<string>();
  /** What was sent past the sinks, so that their figures know nothing of it. */
  readonly #sentApart = new Map<string, Pick<DeliveryFigures, 'sent' | 'lastSentAt'>>();
  #offers = 0;
  #live = false;
  #stopped = false;

  constructor(options: SinksOptions) {
    this.#options = options;
    this.#waysOut = options;
  }

  save(): Pick<SnapshotState, 'outbox' | 'figures'> {
    const figures = [...this.#figures].map(([channel, figures]) => ({ channel, figures }));
    return { outbox: this.#outbox.save(), figures };
  }

  /** To be called before anything is sent. */
  restore({ outbox, figures }: Pick<SnapshotState, 'outbox' | 'figures'>): void {
    this.#outbox.restore(outbox);
    for (const { channel, figures: counted } of figures) this.#figures.set(channel, counted);
  }

  /** Takes in a recorded event: the outbox changes, and what is new in it is offered to the sinks. */
  apply(event: RecordedEvent): void {
    this.#outbox.apply(event);
    switch (event.type) {
      case 'notification.requested':
        // A merged backlog is in the hands of its sink already.
        if (event.data.merges === undefined) this.#offer(event.data.channels, event.data.notification.id);
        break;
      case 'delivery.failed':
      case 'delivery.succeeded':
      case 'delivery.abandoned':
      case 'delivery.diverted': {
        const { channel, notificationId, handedTo = [] } = event.data;
        this.#figures.set(channel, foldDelivery(this.#figures.get(channel) ?? NO_DELIVERIES, event.data));
        this.#offer(handedTo, notificationId);
      }
    }
  }

  /** Takes in the events in `[from, to)`. */
  publish(events: readonly RecordedEvent[], from: number, to: number): void {
    for (let i = from; i < to; i++) {
      const event = events[i];
      if (event !== undefined) this.apply(event);
    }
  }

  /** Begins to send: first what the outbox holds from before. */
  start(): void {
    this.#live = true;
    for (const name of this.#waysOut.channels.keys()) this.#sink(name);
    for (const name of this.#outbox.channels()) {
      this.#offerAll(name);
    }
  }

  /**
   * Goes on with other channels. Sinks of channels that stay as they are notice nothing; one that changed makes room for
   * another sink, which goes on with what is owed. Those that are gone keep taking what is decided for them, until
   * {@link Sinks.dropGone}.
   */
  change(waysOut: WaysOut): void {
    const before = this.#waysOut;
    this.#waysOut = waysOut;
    if (!this.#live || this.#stopped) return;
    const sameFallback = isSameList(before.fallback, waysOut.fallback);
    for (const [name, channel] of waysOut.channels) {
      const was = before.channels.get(name);
      if (was === undefined || !sameFallback || !isSameDelivery(was, channel)) {
        this.#replace(name, was?.channel !== channel.channel);
      }
    }
  }

  /** Lets go of the channels that are configured no more: what they owe is handed to the fallback. */
  dropGone(): void {
    if (!this.#live || this.#stopped) return;
    for (const name of this.#sinks.keys()) {
      const needed = name === CONSOLE && this.#waysOut.fallback.includes(name);
      if (!this.#waysOut.channels.has(name) && !needed) this.#replace(name, true);
    }
    for (const name of this.#outbox.channels()) {
      if (!this.#changing.has(name) && this.#sink(name) === undefined) this.#handOver(name);
    }
  }

  stats(): Record<string, ChannelStats> {
    const stats: Record<string, ChannelStats> = {};
    for (const [name, { enabled }] of this.#waysOut.channels) stats[name] = this.#idleStats(name, enabled);
    for (const [name, sink] of this.#sinks) stats[name] = withApart(sink.stats(), this.#sentApart.get(name));
    return stats;
  }

  /** Resolves when every sink has settled, those included that took over for another one meanwhile. */
  async settled(): Promise<void> {
    for (let offers = -1; offers !== this.#offers; ) {
      offers = this.#offers;
      await Promise.all([...this.#changing.values()]);
      await Promise.all([...this.#sinks.values()].map((sink) => sink.settled()));
    }
  }

  /**
   * Sends what is critical and owed before it returns, for a process that is about to end; `decided` is what was decided and
   * may not be published yet.
   */
  deliverLast(decided: readonly RecordedEvent[], { ms, leavesHeld }: LastChance): LastDeliveries {
    if (!this.#live || this.#stopped) return { records: [], unsent: [] };
    const { clock } = this.#options;
    const outbox = createOutbox();
    outbox.restore(this.#outbox.save());
    for (const event of decided) outbox.apply(event);
    const skip = (channel: string, id: string): boolean => {
      const key = idempotencyKey(id, channel);
      if (this.#triedLast.has(key) || (leavesHeld && this.#outbox.get(channel, id) !== undefined))
        return true;
      this.#triedLast.add(key);
      return false;
    };
    const last = deliverLast({ outbox, waysOut: this.#waysOut, skip, ms, clock });
    for (const fact of last.records) {
      if (fact.type === 'notification.merged') continue;
      const { channel, idempotencyKey } = fact.delivery;
      // Should the process live on, it is not to be sent once more.
      if (fact.type === 'delivery.succeeded') this.#sentLast.add(idempotencyKey);
      this.#recordLater(channel, fact);
    }
    return last;
  }

  /**
   * Lets sends under way end, and closes the channels; each within `graceMs` milliseconds.
   *
   * @param isLast whether nobody will send what is owed later on: then the fallback gets it, once
   */
  async stop(graceMs: number, isLast: boolean): Promise<void> {
    this.#stopped = true;
    await Promise.all([...this.#changing.values()]);
    await Promise.all([...this.#sinks.values()].map((sink) => sink.stop(graceMs, !isLast)));
    if (isLast) await this.#sayFarewell(graceMs);
    const idle = [...this.#waysOut.channels.keys()].filter((name) => isLast || !this.#sinks.has(name));
    await Promise.all(idle.map((name) => this.#close(name, graceMs)));
    if (!isLast) this.#tellOwed();
  }

  async #sayFarewell(ms: number): Promise<void> {
    const { clock, logger } = this.#options;
    const record = (channel: string, fact: SinkRecord): void => this.#recordLater(channel, fact);
    const lost = await sayFarewell({ outbox: this.#outbox, waysOut: this.#waysOut, clock, ms, record });
    for (const [channel, notifications] of lost) {
      logger.error(
        { channel, notifications },
        'notifications are lost: neither the channel nor the fallback took them',
      );
    }
  }

  async #close(name: string, graceMs: number): Promise<void> {
    const { clock, logger } = this.#options;
    const { channel } = this.#waysOut.channels.get(name) ?? {};
    try {
      if (await doneWithin(clock, graceMs, Promise.resolve(channel?.close?.()))) return;
      logger.warn({ channel: name }, 'channel not closed in time');
    } catch (error) {
      logger.warn({ channel: name, err: error }, 'channel not closed');
    }
  }

  #tellOwed(): void {
    for (const channel of this.#outbox.channels()) {
      const notifications = this.#outbox.pending(channel).length;
      this.#options.logger.info(
        { channel, notifications },
        'notifications are owed; the next start on this journal sends them',
      );
    }
  }

  /** Records what no sink did. */
  #recordLater(channel: string, fact: SinkRecord): void {
    const { record, logger } = this.#options;
    if (fact.type === 'delivery.succeeded') {
      const sent = (this.#sentApart.get(channel)?.sent ?? 0) + 1;
      this.#sentApart.set(channel, { sent, lastSentAt: fact.delivery.at });
    }
    record(channel, fact).catch((error: unknown) =>
      logger.error({ err: error, channel }, 'delivery fact not recorded'),
    );
  }

  /** A channel that the configuration no longer has cannot send what it owes: the fallback does. */
  #handOver(channel: string): void {
    const { clock, logger } = this.#options;
    const { channels, fallback } = this.#waysOut;
    const why = channels.has(channel) ? 'disabled' : 'configured no more';
    for (const { notification, attempts: attempt, diverted, handedOver } of this.#outbox.pending(channel)) {
      const handedTo = diverted || handedOver ? [] : fallback.filter((other) => other !== channel);
      const delivery: Delivery = {
        notificationId: notification.id,
        channel,
        at: clock.now(),
        outcome: 'abandoned',
        attempt,
        idempotencyKey: idempotencyKey(notification.id, channel),
        error: { message: `the channel is ${why}`, code: 'ERR_CHANNEL_GONE', retryable: false },
        ...(handedTo.length === 0 ? {} : { handedTo }),
      };
      logger.error({ channel, notification: notification.id, handedTo }, `delivery abandoned: ${why}`);
      this.#recordLater(channel, { type: 'delivery.abandoned', delivery });
    }
  }

  /** Stops a sink and, if the channel is still there, begins another one with what it owes. */
  #replace(name: string, closes: boolean): void {
    const sink = this.#sinks.get(name);
    this.#sinks.delete(name);
    const stopped = Promise.all([this.#changing.get(name), sink?.stop(CHANGE_GRACE_MS, closes)]);
    const changed = stopped.then(() => {
      if (this.#changing.get(name) !== changed) return;
      this.#changing.delete(name);
      if (!this.#stopped) this.#offerAll(name);
    });
    this.#changing.set(name, changed);
  }

  /** Offers a channel all that it owes; if there is none, the fallback gets it. */
  #offerAll(name: string): void {
    const sink = this.#sink(name);
    if (sink === undefined) return this.#handOver(name);
    // The first one offered goes out at once; it must not be one that critical ones would have to wait for.
    const pending = [...this.#outbox.pending(name)].sort((a, b) => rank(a) - rank(b));
    for (const entry of pending) if (!this.#isSent(name, entry)) sink.offer(entry);
    this.#offers++;
  }

  #offer(channels: readonly string[], notificationId: string): void {
    if (!this.#live || this.#stopped) return;
    for (const name of channels) {
      const entry = this.#outbox.get(name, notificationId);
      if (entry === undefined || this.#isSent(name, entry)) continue;
      this.#offers++;
      this.#sink(name)?.offer(entry);
    }
  }

  #isSent(channel: string, { notification }: OutboxEntry): boolean {
    return this.#sentLast.size > 0 && this.#sentLast.has(idempotencyKey(notification.id, channel));
  }

  /** The sink of a channel; none for one that is disabled or no longer configured. */
  #sink(name: string): Sink | undefined {
    const known = this.#sinks.get(name);
    if (known !== undefined || this.#changing.has(name)) return known;
    const { clock, random, logger, inspect, record } = this.#options;
    const { channels, fallback } = this.#waysOut;
    const configured = channels.get(name);
    const channel = wayOut(this.#waysOut, name);
    if (channel === undefined) return undefined;
    const sink = createSink({
      name,
      channel,
      ...(configured === undefined
        ? {}
        : {
            timeoutMs: configured.timeoutMs,
            maxAttempts: configured.maxAttempts,
            maxAgeMs: configured.maxAgeMs,
          }),
      fallback: fallback.filter((other) => other !== name),
      figures: this.#figures.get(name) ?? NO_DELIVERIES,
      clock,
      random,
      logger,
      inspect,
      record: (fact) => record(name, fact),
    });
    this.#sinks.set(name, sink);
    // The figures it goes on from know of that.
    this.#sentApart.delete(name);
    return sink;
  }

  #idleStats(name: string, enabled: boolean): ChannelStats {
    const pending = this.#outbox.pending(name).length;
    return { enabled, ...(this.#figures.get(name) ?? NO_DELIVERIES), pending, circuit: 'closed' };
  }
}

function withApart(
  stats: ChannelStats,
  apart: Pick<DeliveryFigures, 'sent' | 'lastSentAt'> | undefined,
): ChannelStats {
  if (apart === undefined) return stats;
  const lastSentAt = Math.max(stats.lastSentAt ?? 0, apart.lastSentAt ?? 0);
  return { ...stats, sent: stats.sent + apart.sent, lastSentAt };
}

/** Whether a channel is sent to in the same way; what it accepts is no concern of its sink. */
function isSameDelivery(a: ResolvedChannel, b: ResolvedChannel): boolean {
  return (
    a.channel === b.channel &&
    a.enabled === b.enabled &&
    a.timeoutMs === b.timeoutMs &&
    a.maxAttempts === b.maxAttempts &&
    a.maxAgeMs === b.maxAgeMs
  );
}

function isSameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item, i) => item === b[i]);
}

function rank({ notification }: OutboxEntry): number {
  return notification.severity === 'critical' ? 0 : 1;
}
