import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { consoleChannel } from '../../src/channels/console-channel.js';
import type { Notification } from '../../src/domain/notification.js';

const notification: Notification = {
  id: 'n1', at: Date.UTC(2026, 2, 1, 12, 0, 0), reason: 'digest', groupKey: 'k', title: 'Disk\nfull', message: '95 %\u001b[31m', severity: 'error', category: 'system', count: 2, total: 5, alerts: [],
};
const context = () => ({ signal: new AbortController().signal, attempt: 1, idempotencyKey: 'k' });
describe('consoleChannel', () => {
  test('x', async () => {
    const s = new PassThrough();
    await consoleChannel({ stream: s, color: true }).send(notification, context());
    await consoleChannel({ stream: s, json: true }).send(notification, context());
    await consoleChannel({}).send(notification, context());
    console.log(JSON.stringify(String(s.read())));
    expect(1).toBe(1);
  });
});
