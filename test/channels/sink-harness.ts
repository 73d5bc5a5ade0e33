import { createSink, type Sink, type SinkOptions, type SinkRecord } from '../../src/channels/sink.js';
import type { Channel } from '../../src/domain/channel.js';
import type { Delivery } from '../../src/domain/delivery.js';
import type { Notification } from '../../src/domain/notification.js';
import type { Severity } from '../../src/domain/severity.js';
import { VirtualClock } from '../../src/testing/virtual-clock.js';

/** One call of `send`. */
export interface Sent {
  readonly at: number;
  readonly id: string;
  readonly attempt: number;
  readonly key: string;
  readonly signal: AbortSignal;
}

/** What the channel does on one call: take it, fail, or whatever a function does. */
export type Answer = 'ok' | Error | (() => unknown);

/** A sink under a virtual clock, over a channel that follows a script and works once the script is over. */
export interface Harness {
  readonly clock: VirtualClock;
  readonly sink: Sink;
  readonly sent: Sent[];
  readonly records: SinkRecord[];
  /** Adds what the channel is to do on the next calls. */
  answers(...answers: Answer[]): void;
  offer(id: string, severity?: Severity, extra?: Partial<Notification>): void;
  /** `at id#attempt` of each call of `send`. */
  story(): string[];
  /** `at outcome id#attempt` of each delivery fact, and `at merged id`. */
  facts(): string[];
  deliveries(outcome: Delivery['outcome']): Delivery[];
}

export function harness(options: Partial<SinkOptions> = {}, startAt = 0): Harness {
  const clock = new VirtualClock(startAt);
  const sent: Sent[] = [];
  const records: SinkRecord[] = [];
  const recordedAt: number[] = [];
  const script: Answer[] = [];
  const channel = {
    kind: 'scripted',
    send(
      notification: Notification,
      context: { signal: AbortSignal; attempt: number; idempotencyKey: string },
    ) {
      const { signal, attempt, idempotencyKey: key } = context;
      sent.push({ at: clock.now(), id: notification.id, attempt, key, signal });
      const answer = script.shift() ?? 'ok';
      // A test may answer what the type forbids, as plain JavaScript may.
      if (typeof answer === 'function') return answer() as Promise<void>;
      return answer === 'ok' ? Promise.resolve() : Promise.reject(answer);
    },
  } satisfies Channel;
  const sink = createSink({
    name: 'ops',
    channel,
    clock,
    // The longest backoff there is, so that times are exact.
    random: () => 1,
    fallback: ['console'],
    ...options,
    async record(fact) {
      records.push(fact);
      recordedAt.push(clock.now());
      await options.record?.(fact);
    },
  });
  return {
    clock,
    sink,
    sent,
    records,
    answers: (...answers) => {
      script.push(...answers);
    },
    offer: (id, severity, extra) =>
      sink.offer({ notification: notification(id, severity, extra), requestedAt: clock.now() }),
    story: () => sent.map(({ at, id, attempt }) => `${at} ${id}#${attempt}`),
    facts: () =>
      records.map((fact, i) =>
        fact.type === 'notification.merged'
          ? `${recordedAt[i]} merged ${fact.merges.length}`
          : `${recordedAt[i]} ${fact.delivery.outcome} ${fact.delivery.notificationId}#${fact.delivery.attempt}`,
      ),
    deliveries: (outcome) =>
      records.flatMap((fact) =>
        fact.type !== 'notification.merged' && fact.delivery.outcome === outcome ? [fact.delivery] : [],
      ),
  };
}

export function notification(
  id: string,
  severity: Severity = 'error',
  extra: Partial<Notification> = {},
): Notification {
  return {
    id,
    at: 0,
    reason: 'first',
    groupKey: id,
    title: `Title ${id}`,
    message: '',
    severity,
    category: 'system',
    count: 1,
    total: 1,
    alerts: [],
    ...extra,
  };
}

export function times<T>(n: number, make: (i: number) => T): T[] {
  return Array.from({ length: n }, (_, i) => make(i));
}

/** An answer that never comes. */
export const hang = (): Promise<void> => new Promise(() => {});
