import type { Channel } from '../domain/channel.js';
import type { Clock } from '../domain/clock.js';
import type { Notification } from '../domain/notification.js';
import { type AttemptOutcome, startAttempt } from './sink-attempt.js';
import { idempotencyKey } from './sink-idempotency-key.js';

/** Sends one notification through one channel, once, past all filters and queues, and tells how that ended. */
export function tryChannel(
  name: string,
  { channel, timeoutMs }: { readonly channel: Channel; readonly timeoutMs: number },
  notification: Notification,
  clock: Clock,
): Promise<AttemptOutcome> {
  return new Promise((resolve) => {
    const key = idempotencyKey(notification.id, name);
    startAttempt({ channel, notification, attempt: 1, idempotencyKey: key, timeoutMs, clock }, resolve);
  });
}
