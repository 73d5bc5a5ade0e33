import { describe, expect, test } from 'vitest';
import type { SendContext } from '../../src/domain/channel.js';
import type { Notification } from '../../src/domain/notification.js';
import { recordingChannel } from '../../src/testing/recording-channel.js';

const notification: Notification = {
  id: 'n',
  at: 0,
  reason: 'first',
  groupKey: 'g',
  title: 'T',
  message: '',
  severity: 'error',
  category: 'system',
  count: 1,
  total: 1,
  alerts: [],
};
const context = (attempt: number): SendContext => ({
  signal: new AbortController().signal,
  attempt,
  idempotencyKey: 'key',
});

describe('a recording channel', () => {
  test('keeps what it is sent, in order, with what send was told', async () => {
    const channel = recordingChannel();
    await channel.send(notification, context(1));
    await channel.send({ ...notification, id: 'm' }, context(2));
    expect(channel.notifications.map(({ id }) => id)).toEqual(['n', 'm']);
    expect(channel.attempts).toMatchObject([
      { attempt: 1, idempotencyKey: 'key' },
      { attempt: 2, idempotencyKey: 'key' },
    ]);
  });

  test('fails as often as it is told, with that error, and then works', async () => {
    const channel = recordingChannel();
    const error = new Error('down');
    channel.failWith(error, 2);
    await expect(channel.send(notification, context(1))).rejects.toBe(error);
    await expect(channel.send(notification, context(2))).rejects.toBe(error);
    await channel.send(notification, context(3));
    expect([channel.notifications.length, channel.attempts.length]).toEqual([1, 3]);
  });

  test('fails for good if told no number, until it is told 0', async () => {
    const channel = recordingChannel();
    channel.failWith(new Error('down'));
    for (let i = 1; i < 20; i++) await expect(channel.send(notification, context(i))).rejects.toThrow('down');
    channel.failWith(new Error('down'), 0);
    await channel.send(notification, context(20));
    expect(channel.notifications).toHaveLength(1);
  });
});
