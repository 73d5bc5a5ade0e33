import type { Channel, SendContext } from '../../src/domain/channel.js';
import type { Notification } from '../../src/domain/notification.js';
import { sampleNotification } from '../../src/testing/sample-notification.js';

/** What a sink tells a channel about one attempt. */
export function sendContext(fields: Partial<SendContext> = {}): SendContext {
  return {
    signal: new AbortController().signal,
    attempt: 1,
    idempotencyKey: 'notification-1__ops',
    ...fields,
  };
}

/** The error with which a send ends; fails if it succeeds. */
export async function sendFailure(
  channel: Channel,
  fields: Partial<SendContext> = {},
  notification: Notification = sampleNotification(),
): Promise<Error> {
  try {
    await channel.send(notification, sendContext(fields));
  } catch (error) {
    if (error instanceof Error) return error;
    throw new Error(`threw what is no error: ${String(error)}`);
  }
  throw new Error('the send succeeded');
}
