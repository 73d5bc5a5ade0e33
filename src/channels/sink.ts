import { type Actor, type ActorOptions, createActor } from 'xstate';
import type { Circuit } from '../../machines/circuit-breaker.js';
import { nextLane, type SinkLane, sinkMachine, wakeAt } from '../../machines/sink.js';
import type { Channel, ChannelStats } from '../domain/channel.js';
import type { Clock, Random } from '../domain/clock.js';
import type { DeliveryFailure } from '../domain/delivery.js';
import { type Logger, silentLogger } from '../domain/logger.js';
import type { Notification } from '../domain/notification.js';
import { TimeSlice } from '../domain/time-slice.js';
import { doneWithin, sinkAlarm } from './sink-alarm.js';
import { type Attempt, type AttemptOutcome, startAttempt } from './sink-attempt.js';
import { describeThrown, tooManyAttempts, tooOld } from './sink-failure.js';
import { type SinkRecord, sinkLedger } from './sink-ledger.js';
import { MERGE_ABOVE, mergeBacklog } from './sink-merge.js';
import { enqueued, type QueuedNotification, type SinkItem, sinkQueue } from './sink-queue.js';
import { retryDelayMs } from './sink-retry.js';
import { type DeliveryFigures, NO_DELIVERIES } from './sink-stats.js';

export type { SinkRecord } from './sink-ledger.js';
export type { SinkItem } from './sink-queue.js';

export interface SinkOptions {
  /** The channel's name in the configuration. */
  readonly name: string;
  readonly channel: Channel;
  /** How long one attempt may take, in milliseconds. Default 10 s. */
  readonly timeoutMs?: number;
  /** How many attempts before a notification is abandoned. Default 8. */
  readonly maxAttempts?: number;
  /** How long after its request a notification is abandoned, in milliseconds. Default 24 h. */
  readonly maxAgeMs?: number;
  /** The channels that get what this one cannot deliver; this one not among them. Default: none. */
  readonly fallback?: readonly string[];
  /** Figures to go on counting from, as folded from the journal. Default: none. */
  readonly figures?: DeliveryFigures;
  readonly clock: Clock;
  readonly random: Random;
  /** Default: says nothing. */
  readonly logger?: Logger;
  /** Watches the sink's machine, as XState's `inspect` does. */
  readonly inspect?: ActorOptions<typeof sinkMachine>['inspect'] | undefined;
  /**
   * Appends a fact to the journal; resolves when it is durable. Facts of one outcome come in order within one turn, so
   * they can be one transaction. If it rejects, the sink logs that and goes on: an alert matters more than its record.
   */
  record(fact: SinkRecord): Promise<void>;
}

/** What serves one channel: it queues, sends, retries and gives up. */
export interface Sink {
  readonly name: string;
  /** The machine behind it, to be watched. */
  readonly actor: Actor<typeof sinkMachine>;
  /**
   * Takes a notification over. If nothing stands in the way, `channel.send` is called before this returns. One that
   * is in the queue already is ignored, and so is everything after {@link Sink.stop}: it stays in the outbox.
   */
  offer(item: SinkItem): void;
  stats(): ChannelStats;
  /** Resolves when all is settled and recorded, or waits for a retry, the circuit or a rate limit. */
  settled(): Promise<void>;
  /**
   * Starts no more attempts, lets the one under way end within `graceMs` milliseconds, then aborts it: that one counts
   * as not tried and stays in the outbox with all else. Then closes the channel, within the same bound again.
   * Idempotent; leaves no timer.
   *
   * @param closes `false` leaves the channel open, for another sink to go on with
   */
  stop(graceMs: number, closes?: boolean): Promise<void>;
}

const DEFAULT_TIMEOUT_MS = 10_000;
const DEFAULT_MAX_ATTEMPTS = 8;
const DEFAULT_MAX_AGE_MS = 86_400_000;

/**
 * A sink for one channel. Its machine (`machines/sink.ts`) decides when to send; this drives it.
 *
 * - **Order.** Critical notifications go first; within each of the two lanes the order is kept. One attempt is under
 *   way at a time. After a failure the next begins when its facts are recorded; after a success at once, since the
 *   idempotency key tells a receiver what a crash in between would send again.
 * - **Backoff.** A notification that failed keeps its place, and its lane waits with it. A critical one is held up by
 *   the backoff of critical ones before it, never by that of others.
 * - **Rate limit.** `Retry-After` is about the whole channel: nothing is sent before, critical or not.
 * - **Circuit.** Every failed attempt counts, whatever its kind. While the circuit is open nothing is sent; each
 *   critical notification in the queue is handed to the fallback at once, once, and keeps its place.
 * - **Giving up.** After a terminal failure, the last attempt or the greatest age, which also passes while waiting. A
 *   notification under way is given up for its age only after the attempt.
 * - **Coming back.** After a success that follows failures, more than 20 non-critical notifications waiting are
 *   merged into one digest.
 * - **Restart.** Restored attempts count, but a wait does not outlive a restart: the channel is tried at once, for
 *   what was wrong may have been put right.
 */
export function createSink(options: SinkOptions): Sink {
  const { name, channel, clock, random } = options;
  const timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  const maxAttempts = options.maxAttempts ?? DEFAULT_MAX_ATTEMPTS;
  const maxAgeMs = options.maxAgeMs ?? DEFAULT_MAX_AGE_MS;
  const fallback = options.fallback ?? [];
  const logger = options.logger ?? silentLogger;

  const queue = sinkQueue();
  const slice = new TimeSlice(clock);
  const ledger = sinkLedger({
    channel: name,
    figures: options.figures ?? NO_DELIVERIES,
    clock,
    logger,
    record: options.record,
    onWritten: tellSettled,
  });
  const actor = createActor(sinkMachine, {
    id: `channel:${name}`,
    ...(options.inspect === undefined ? {} : { inspect: options.inspect }),
  });
  const alarm = sinkAlarm(clock, (at) => look('elapsed', at));
  let attempt: Attempt | undefined;
  let waiters: (() => void)[] = [];
  let stopped: Promise<void> | undefined;
  actor.start();

  return {
    name,
    actor,
    offer(item) {
      if (stopped !== undefined || queue.has(item.notification.id)) return;
      const queued = enqueued(item, name);
      if (queued.attempts >= maxAttempts)
        return abandon(queued, queued.lastError ?? tooManyAttempts(queued.attempts));
      queue.add(queued);
      if (circuit().status === 'open') divert(queued);
      // While it is busy it looks at the queue afterwards anyway.
      if (!busy()) look('queued', clock.now());
    },
    stats: () => ({ enabled: true, ...ledger.figures, pending: queue.size, circuit: circuit().status }),
    settled,
    stop(graceMs, closes) {
      stopped ??= stop(graceMs, closes);
      return stopped;
    },
  };

  /** Tells the machine what waits at this time, and does what it decides. */
  function look(type: 'queued' | 'elapsed' | 'recorded', at: number): void {
    if (actor.getSnapshot().status !== 'active') return;
    abandonTooOld(at);
    actor.send({ type, at, heads: queue.heads() });
    const snapshot = actor.getSnapshot();
    if (snapshot.hasTag('attempt') && attempt === undefined) begin(nextLane(snapshot.context));
    alarm.set(snapshot.status === 'active' && !busy() ? nextDue() : undefined);
    tellSettled();
  }

  function begin(lane: SinkLane | undefined): void {
    const item = lane === undefined ? undefined : queue.head(lane);
    if (lane === undefined || item === undefined) return;
    const { notification, idempotencyKey } = item;
    const number = item.attempts + 1;
    attempt = startAttempt(
      { channel, notification, attempt: number, idempotencyKey, timeoutMs, clock },
      (outcome) => {
        attempt = undefined;
        if (outcome.ok && !succeed(lane, item, number, outcome)) return goOn();
        if (!outcome.ok) fail(lane, item, number, outcome);
        void ledger.written().then(() => look('recorded', clock.now()));
      },
    );
  }

  /** A channel that answers at once must not keep the host busy until the queue is empty. */
  function goOn(): void {
    if (!slice.isOver) return look('recorded', clock.now());
    void slice.pause().then(() => look('recorded', clock.now()));
  }

  /** Says whether a backlog was merged: its digest must be durable before it is sent. */
  function succeed(
    lane: SinkLane,
    item: QueuedNotification,
    number: number,
    { latencyMs, problems }: SuccessfulAttempt,
  ): boolean {
    actor.send({ type: 'succeeded', attempt: number });
    queue.take(lane);
    ledger.delivery('succeeded', item, number, {
      latencyMs,
      ...(problems.length === 0 ? {} : { problems }),
    });
    const merges = actor.getSnapshot().context.cameBack && queue.length('other') > MERGE_ABOVE;
    if (merges) mergeWaiting();
    return merges;
  }

  function fail(lane: SinkLane, item: QueuedNotification, number: number, outcome: FailedAttempt): void {
    const { failure: error, retryAfterMs, latencyMs } = outcome;
    const at = clock.now();
    actor.send({ type: 'failed', at, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) });
    item.attempts = number;
    item.lastError = error;
    if (!error.retryable || number >= maxAttempts) {
      queue.take(lane);
      ledger.delivery('failed', item, number, { latencyMs, error });
      abandon(item, error);
    } else {
      item.notBefore = at + retryDelayMs(number, random);
      ledger.delivery('failed', item, number, { latencyMs, error, retryAt: retryAt(item) });
    }
    if (circuit().status === 'open') for (const waiting of queue.list('critical')) divert(waiting);
  }

  function retryAt(item: QueuedNotification): number {
    const { circuit, rateLimitedUntil } = actor.getSnapshot().context;
    return Math.max(circuit.status === 'open' ? circuit.openUntil : item.notBefore, rateLimitedUntil);
  }

  function mergeWaiting(): void {
    const backlog: Notification[] = [];
    for (let item = queue.take('other'); item !== undefined; item = queue.take('other')) {
      backlog.push(item.notification);
    }
    const at = clock.now();
    const notification = mergeBacklog(backlog, name, at);
    ledger.merged(
      notification,
      backlog.map(({ id }) => id),
    );
    queue.add(enqueued({ notification, requestedAt: at }, name));
  }

  function abandonTooOld(at: number): void {
    for (const lane of LANES) {
      for (let item = queue.head(lane); item !== undefined; item = queue.head(lane)) {
        if (at - item.requestedAt < maxAgeMs) break;
        queue.take(lane);
        abandon(item, tooOld(maxAgeMs, item.lastError));
      }
    }
  }

  function abandon(item: QueuedNotification, error: DeliveryFailure): void {
    ledger.delivery('abandoned', item, item.attempts, {
      error,
      ...(fallback.length === 0 || item.diverted ? {} : { handedTo: fallback }),
    });
  }

  /** Hands a critical notification to the fallback while it waits for the circuit; once is enough. */
  function divert(item: QueuedNotification): void {
    if (fallback.length === 0 || item.diverted || item.notification.severity !== 'critical') return;
    item.diverted = true;
    ledger.delivery('diverted', item, 0, { handedTo: fallback });
  }

  /** When there is next something to decide. */
  function nextDue(): number | undefined {
    const tooOldAt = LANES.map(
      (lane) => (queue.head(lane)?.requestedAt ?? Number.POSITIVE_INFINITY) + maxAgeMs,
    );
    const due = Math.min(...tooOldAt, wakeAt(actor.getSnapshot()) ?? Number.POSITIVE_INFINITY);
    return Number.isFinite(due) ? due : undefined;
  }

  function settled(): Promise<void> {
    return new Promise((resolve) => {
      waiters.push(resolve);
      tellSettled();
    });
  }

  function tellSettled(): void {
    if (busy() || ledger.writing) return;
    const told = waiters;
    waiters = [];
    for (const resolve of told) resolve();
  }

  async function stop(graceMs: number, closes = true): Promise<void> {
    alarm.set(undefined);
    actor.send({ type: 'stop' });
    if (!(await doneWithin(clock, graceMs, settled()))) abort();
    actor.stop();
    tellSettled();
    if (!closes) return;
    try {
      if (!(await doneWithin(clock, graceMs, Promise.resolve(channel.close?.())))) {
        logger.warn({ channel: name }, 'channel not closed in time');
      }
    } catch (thrown) {
      logger.warn({ channel: name, error: describeThrown(thrown) }, 'channel not closed');
    }
  }

  function abort(): void {
    if (attempt === undefined) return;
    attempt.cancel();
    attempt = undefined;
    actor.send({ type: 'aborted' });
  }

  function circuit(): Circuit {
    return actor.getSnapshot().context.circuit;
  }

  function busy(): boolean {
    return actor.getSnapshot().hasTag('busy');
  }
}

const LANES: readonly SinkLane[] = ['critical', 'other'];

type SuccessfulAttempt = Extract<AttemptOutcome, { ok: true }>;
type FailedAttempt = Extract<AttemptOutcome, { ok: false }>;
