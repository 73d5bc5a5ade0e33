import type { Channel, SendContext } from '../domain/channel.js';
import type { Notification } from '../domain/notification.js';

/** A channel that keeps what it is sent and fails when told to. */
export interface RecordingChannel extends Channel {
  /** What was sent and taken, in order. */
  readonly notifications: Notification[];
  /** Every attempt, failed ones included, with what `send` was told. */
  readonly attempts: {
    readonly notification: Notification;
    readonly attempt: number;
    readonly idempotencyKey: string;
  }[];
  /** Makes the next `times` attempts (default: all from now on) fail with `error`. `times` 0 makes it work again. */
  failWith(error: Error, times?: number): void;
}

/**
 * A channel for tests.
 *
 * @example
 * const ops = recordingChannel();
 * const monitor = createMonitor({ channels: { ops } }, { clock });
 * await monitor.alert({ title: 'Disk full', severity: 'error' });
 * expect(ops.notifications).toHaveLength(1);
 */
export function recordingChannel(): RecordingChannel {
  const notifications: Notification[] = [];
  const attempts: RecordingChannel['attempts'] = [];
  let failure: Error | undefined;
  let left = 0;
  return {
    kind: 'recording',
    notifications,
    attempts,
    failWith(error, times = Number.POSITIVE_INFINITY) {
      failure = error;
      left = times;
    },
    async send(notification: Notification, { attempt, idempotencyKey }: SendContext) {
      attempts.push({ notification, attempt, idempotencyKey });
      if (failure !== undefined && left > 0) {
        left--;
        throw failure;
      }
      notifications.push(notification);
    },
  };
}
