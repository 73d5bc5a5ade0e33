import type { Channel } from '../domain/channel.js';
import type { Clock } from '../domain/clock.js';
import type { DeliveryFailure } from '../domain/delivery.js';
import { formatDuration } from '../domain/duration.js';
import type { Notification } from '../domain/notification.js';
import { redactText } from '../domain/redact.js';
import { describeSendFailure, type SendFailure } from './sink-failure.js';

/** So many problems of one attempt are recorded. */
const MAX_PROBLEMS = 10;

/** How an attempt ended; `latencyMs` is how long it took, in whole milliseconds. */
export type AttemptOutcome = { readonly latencyMs: number } & (
  | { readonly ok: true; readonly problems: readonly string[] }
  | ({ readonly ok: false } & SendFailure)
);

/** A send under way. */
export interface Attempt {
  /** Gives it up: its signal is aborted and nothing is heard of it any more. */
  cancel(): void;
}

export interface AttemptOptions {
  readonly channel: Channel;
  readonly notification: Notification;
  /** From 1. */
  readonly attempt: number;
  readonly idempotencyKey: string;
  readonly timeoutMs: number;
  readonly clock: Clock;
}

/**
 * Calls `channel.send` at once and tells the outcome exactly once, never before this function has returned. After
 * `timeoutMs` the signal is aborted and the outcome is a retryable failure, whether or not the channel heeds the
 * signal; what it answers later is discarded, even a success: the retry carries the same idempotency key, by which the
 * receiver can tell that it has the notification already.
 */
export function startAttempt(options: AttemptOptions, onEnd: (outcome: AttemptOutcome) => void): Attempt {
  const { channel, notification, attempt, idempotencyKey, timeoutMs, clock } = options;
  const controller = new AbortController();
  const ticks = (): number => clock.monotonic?.() ?? clock.now();
  const startedAt = ticks();
  const problems: string[] = [];
  const report = (problem: string): void => {
    if (problems.length < MAX_PROBLEMS) problems.push(redactText(String(problem)));
  };
  const latencyMs = (): number => Math.round(ticks() - startedAt);
  let ended = false;

  const timer = clock.setTimeout(() => {
    const failure: DeliveryFailure = {
      message: `no answer within ${formatDuration(timeoutMs)}`,
      code: 'ERR_DELIVERY_TIMEOUT',
      retryable: true,
    };
    end(() => {
      controller.abort();
      onEnd({ ok: false, failure, latencyMs: latencyMs() });
    });
  }, timeoutMs);

  // The executor runs at once; what it throws becomes a rejection, and an answer that is no promise resolves.
  new Promise((resolve) => {
    const { signal } = controller;
    resolve(channel.send(notification, { signal, attempt, idempotencyKey, clock, report }));
  }).then(
    () => end(() => onEnd({ ok: true, problems, latencyMs: latencyMs() })),
    (thrown) => end(() => onEnd({ ok: false, ...describeSendFailure(thrown), latencyMs: latencyMs() })),
  );

  return { cancel: () => end(() => controller.abort()) };

  function end(then: () => void): void {
    if (ended) return;
    ended = true;
    clock.clearTimeout(timer);
    then();
  }
}
