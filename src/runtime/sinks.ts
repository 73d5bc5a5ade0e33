import type { InspectionEvent } from 'xstate';
import { consoleChannel } from '../channels/console-channel.js';
import { createSink, type Sink, type SinkRecord } from '../channels/sink.js';
import { idempotencyKey } from '../channels/sink-idempotency-key.js';
import { type DeliveryFigures, foldDelivery, NO_DELIVERIES } from '../channels/sink-stats.js';
import type { ResolvedChannel } from '../config/resolve-config.js';
import type { ChannelStats } from '../domain/channel.js';
import type { Clock, Random } from '../domain/clock.js';
import type { Delivery } from '../domain/delivery.js';
import type { RecordedEvent } from '../domain/events.js';
import type { Logger } from '../domain/logger.js';
import { createOutbox, type OutboxEntry } from '../journal/outbox.js';
import type { SnapshotState } from './snapshot-state.js';

export interface SinksOptions {
  readonly channels: ReadonlyMap<string, ResolvedChannel>;
  /** Who takes what another channel gave up. */
  readonly fallback: readonly string[];
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly inspect?: ((event: InspectionEvent) => void) | undefined;
  /** Makes a fact about a channel durable. */
  readonly record: (channel: string, fact: SinkRecord) => Promise<void>;
}

/** The channel that everything falls back to. */
export const CONSOLE = 'console';

/** One sink a channel, kept busy from the outbox. */
export class Sinks {
  readonly #options: SinksOptions;
  readonly #outbox = createOutbox();
  readonly #sinks = new Map<string, Sink>();
  readonly #figures = new Map<string, DeliveryFigures>();
  #offers = 0;
  #live = false;
  #stopped = false;

  constructor(options: SinksOptions) {
    this.#options = options;
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
    for (const name of this.#options.channels.keys()) this.#sink(name);
    for (const name of this.#outbox.channels()) {
      const sink = this.#sink(name);
      if (sink === undefined) this.#handOver(name);
      // The first one offered goes out at once; it must not be one that critical ones would have to wait for.
      const pending = [...this.#outbox.pending(name)].sort((a, b) => rank(a) - rank(b));
      for (const entry of pending) sink?.offer(entry);
    }
  }

  stats(): Record<string, ChannelStats> {
    const stats: Record<string, ChannelStats> = {};
    for (const [name, { enabled }] of this.#options.channels) stats[name] = this.#idleStats(name, enabled);
    for (const [name, sink] of this.#sinks) stats[name] = sink.stats();
    return stats;
  }

  /** Resolves when every sink has settled, those included that took over for another one meanwhile. */
  async settled(): Promise<void> {
    for (let offers = -1; offers !== this.#offers; ) {
      offers = this.#offers;
      await Promise.all([...this.#sinks.values()].map((sink) => sink.settled()));
    }
  }

  async stop(graceMs: number): Promise<void> {
    this.#stopped = true;
    await Promise.all([...this.#sinks.values()].map((sink) => sink.stop(graceMs)));
    const idle = [...this.#options.channels].filter(([name]) => !this.#sinks.has(name));
    await Promise.allSettled(idle.map(async ([, { channel }]) => channel.close?.()));
  }

  /** A channel that the configuration no longer has cannot send what it owes: the fallback does. */
  #handOver(channel: string): void {
    const { channels, fallback, clock, logger, record } = this.#options;
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
      record(channel, { type: 'delivery.abandoned', delivery }).catch((error: unknown) =>
        logger.error({ err: error, channel }, 'delivery fact not recorded'),
      );
    }
  }

  #offer(channels: readonly string[], notificationId: string): void {
    if (!this.#live || this.#stopped) return;
    for (const name of channels) {
      const entry = this.#outbox.get(name, notificationId);
      if (entry === undefined) continue;
      this.#offers++;
      this.#sink(name)?.offer(entry);
    }
  }

  /** The sink of a channel; none for one that is disabled or no longer configured. */
  #sink(name: string): Sink | undefined {
    const known = this.#sinks.get(name);
    if (known !== undefined) return known;
    const { channels, fallback, clock, random, logger, inspect, record } = this.#options;
    const configured = channels.get(name);
    // The console is there to fall back to even if nobody configured it; it is made when it is needed.
    const channel = configured?.channel ?? (name === CONSOLE ? consoleChannel() : undefined);
    if (channel === undefined || configured?.enabled === false) return undefined;
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
    return sink;
  }

  #idleStats(name: string, enabled: boolean): ChannelStats {
    const pending = this.#outbox.pending(name).length;
    return { enabled, ...(this.#figures.get(name) ?? NO_DELIVERIES), pending, circuit: 'closed' };
  }
}

function rank({ notification }: OutboxEntry): number {
  return notification.severity === 'critical' ? 0 : 1;
}
