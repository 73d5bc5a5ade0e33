import { createHmac } from 'node:crypto';
import { createServer } from 'node:net';
import { test as property } from '@fast-check/vitest';
import { afterEach, describe, expect, test } from 'vitest';
import { webhookBody } from '../../src/channels/webhook-body.js';
import { type WebhookChannelOptions, webhookChannel } from '../../src/channels/webhook-channel.js';
import { signMessage } from '../../src/channels/webhook-signature.js';
import type { Channel } from '../../src/domain/channel.js';
import { Secret } from '../../src/domain/secret.js';
import { sampleAlert, sampleNotification } from '../../src/testing/sample-notification.js';
import { VirtualClock } from '../../src/testing/virtual-clock.js';
import { arbitraryNotification } from '../support/arbitrary-notification.js';
import { configIssues } from '../support/config-issues.js';
import { type ScriptedHttpServer, startHttpServer } from '../support/scripted-http-server.js';
import { selfSignedCertificate } from '../support/self-signed-certificate.js';
import { sendContext, sendFailure } from '../support/send-context.js';

const OLD_SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const NEW_SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

const opened: { close?(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close?.();
});

async function setUp(
  options: Partial<WebhookChannelOptions> = {},
): Promise<{ channel: Channel; server: ScriptedHttpServer }> {
  const server = await startHttpServer();
  const channel = webhookChannel({ url: `${server.origin}/hook?key=1`, ...options });
  opened.push(channel, server);
  return { channel, server };
}

/** Signs as the specification says, apart from the code under test. */
function signature(secret: string, signed: string): string {
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  return `v1,${createHmac('sha256', key).update(signed).digest('base64')}`;
}

describe('signMessage', () => {
  test('agrees with the vector that Standard Webhooks gives', () => {
    const message = {
      id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      timestamp: 1_614_265_330,
      body: '{"test": 2432232314}',
    };
    expect(signMessage(message, [new Secret(OLD_SECRET)])).toBe(
      'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    );
  });
});

describe('webhookChannel', () => {
  test('signs the bytes it sends, with every secret', async () => {
    const { channel, server } = await setUp({ secret: [NEW_SECRET, OLD_SECRET] });
    await channel.send(sampleNotification({ title: 'Größe 🚨' }), sendContext());
    const headers = server.requests[0]?.headers ?? {};
    const body = server.requests[0]?.body ?? '';
    const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
    expect(headers['webhook-signature']).toBe(
      `${signature(NEW_SECRET, signed)} ${signature(OLD_SECRET, signed)}`,
    );
  });

  test('has the time of each attempt in it, and the same id', async () => {
    const { channel, server } = await setUp({ secret: OLD_SECRET });
    const clock = new VirtualClock(1_772_366_400_999);
    await channel.send(sampleNotification(), sendContext({ clock }));
    await clock.advance('90s');
    await channel.send(sampleNotification(), sendContext({ clock, attempt: 2 }));
    const heads = server.requests.map(({ headers }) => [headers['webhook-timestamp'], headers['webhook-id']]);
    expect(heads).toEqual([
      ['1772366400', 'notification-1__ops'],
      ['1772366490', 'notification-1__ops'],
    ]);
  });

  test('has an id without dots, for the signature would be ambiguous', async () => {
    const { channel, server } = await setUp();
    await channel.send(sampleNotification(), sendContext({ idempotencyKey: 'a.b c' }));
    expect(server.requests[0]?.headers['webhook-id']).toBe('a_b_c');
  });

  test('posts to the whole URL, with the headers it was given', async () => {
    const { channel, server } = await setUp({
      headers: { Authorization: 'Bearer abc', 'X-Team': new Secret('ops') },
    });
    await channel.send(sampleNotification(), sendContext());
    expect(server.requests[0]).toMatchObject({
      method: 'POST',
      path: '/hook?key=1',
      headers: { authorization: 'Bearer abc', 'x-team': 'ops', 'content-type': 'application/json' },
    });
    expect(server.requests[0]?.headers).not.toHaveProperty('webhook-signature');
  });

  test('posts no more once it was answered 410, and says why', async () => {
    const { channel, server } = await setUp();
    server.answer({ status: 410 }, { status: 200 });
    const first = await sendFailure(channel);
    const second = await sendFailure(channel);
    expect(second).toMatchObject({ retryable: false, message: first.message });
    expect(first.message).toContain('410: the webhook was taken out of service');
    expect(server.requests).toHaveLength(1);
  });

  test('keeps the version, type and exact figures of a notification in its body', async () => {
    const { channel, server } = await setUp();
    await channel.send(sampleNotification({ count: 12, total: 34 }), sendContext());
    expect(JSON.parse(server.requests[0]?.body ?? '')).toEqual({
      type: 'notification',
      version: 1,
      timestamp: '2026-03-01T12:00:00.000Z',
      data: { ...sampleNotification({ count: 12, total: 34 }), alerts: [sampleAlert()] },
    });
  });

  property.prop([arbitraryNotification], { numRuns: 100 })('never posts 20 kB or more', (notification) => {
    const body = webhookBody(notification);
    expect(body.length).toBeLessThan(20_001);
    const { data } = JSON.parse(body.toString('utf8'));
    expect(data).toMatchObject({ count: notification.count, total: notification.total });
  });

  test('leaves out the oldest alerts when there is no room for all', () => {
    const alerts = Array.from({ length: 100 }, (_, n) =>
      sampleAlert({ id: `alert-${n}`, message: 'x'.repeat(1_000) }),
    );
    const { data } = JSON.parse(webhookBody(sampleNotification({ alerts })).toString('utf8'));
    const ids = data.alerts.map(({ id }: { id: string }) => id);
    expect(ids.length).toBeGreaterThan(10);
    expect(ids).toEqual(alerts.slice(-ids.length).map(({ id }) => id));
    expect(data.count).toBe(100);
  });
});

describe('the guard against private addresses', () => {
  test.each(['127.0.0.1', 'localhost', '[::ffff:127.0.0.1]'])(
    'hangs up on %s before a byte is sent',
    async (host) => {
      let bytes = 0;
      let connections = 0;
      const server = createServer((socket) => {
        connections++;
        socket.on('data', (data) => {
          bytes += data.length;
        });
        socket.on('error', () => {});
      });
      await new Promise<void>((resolve) => server.listen(0, '::', resolve));
      const address = server.address();
      const port = typeof address === 'object' ? address?.port : undefined;
      for (const scheme of ['http', 'https']) {
        const channel = webhookChannel({ url: `${scheme}://${host}:${port}/`, refusePrivateAddresses: true });
        const failure = await sendFailure(channel);
        expect(failure).toMatchObject({
          retryable: false,
          message: expect.stringContaining('has a private address'),
        });
        await expect(channel.verify?.()).rejects.toThrow('has a private address');
        await channel.close?.();
      }
      await new Promise((resolve) => server.close(resolve));
      expect(connections).toBe(4);
      expect(bytes).toBe(0);
    },
  );

  test('is off unless asked for', async () => {
    const { channel, server } = await setUp();
    await channel.send(sampleNotification(), sendContext());
    expect(server.requests).toHaveLength(1);
  });
});

test('a certificate that nobody vouches for is not accepted', async () => {
  const server = await startHttpServer(selfSignedCertificate());
  const channel = webhookChannel({ url: server.origin });
  opened.push(channel, server);
  expect(await sendFailure(channel)).toMatchObject({
    retryable: true,
    message: expect.stringMatching(/DEPTH_ZERO_SELF_SIGNED_CERT$/),
  });
  await expect(channel.verify?.()).rejects.toThrow('DEPTH_ZERO_SELF_SIGNED_CERT');
  expect(server.requests).toHaveLength(0);
});

describe('the options of webhookChannel', () => {
  test.each<[string, unknown, string]>([
    ['no url', {}, 'url'],
    ['an empty url', { url: ' ' }, 'url'],
    ['a url that is none', { url: 'ops.example/hook-secret' }, 'url'],
    ['a url of another scheme', { url: 'ftp://ops.example/hook-secret' }, 'url'],
    ['a url with a password', { url: 'https://user:hook-secret@ops.example/' }, 'url'],
    ['a secret without its prefix', { secret: 'hook-secret' }, 'secret'],
    ['a secret that is too short', { secret: 'whsec_aG9vay1zZWNyZXQ=' }, 'secret'],
    [
      'a secret that is no base64',
      { secret: [OLD_SECRET, 'whsec_hook-secret-hook-secret-hook-secret'] },
      'secret.1',
    ],
    ['an empty list of secrets', { secret: [] }, 'secret'],
    ['a header with a line break', { headers: { 'x-a': 'hook-secret\r\nx-b: c' } }, 'headers.x-a'],
    ['a header that the channel sets', { headers: { 'Webhook-Id': 'hook-secret' } }, 'headers.Webhook-Id'],
    ['a header with a bad name', { headers: { 'a b': 'hook-secret' } }, 'headers'],
  ])('%s is told without the value', (_what, options, path) => {
    const issues = configIssues(() => {
      webhookChannel({ ...(path === 'url' ? {} : { url: 'https://ops.example/' }), ...Object(options) });
    });
    expect(issues.map((issue) => issue.path)).toEqual([`webhookChannel.${path}`]);
    expect(JSON.stringify(issues)).not.toMatch(/hook-secret|aG9vay/);
  });

  test('name the header that can be none', () => {
    const issues = configIssues(() =>
      webhookChannel({
        url: 'https://ops.example/',
        headers: { 'X Token': 'hook-secret', '': 'hook-secret' },
      }),
    );
    expect(issues).toEqual([
      {
        path: 'webhookChannel.headers',
        message:
          'a header cannot be named "X Token"; write letters, digits and hyphens, such as authorization',
      },
      {
        path: 'webhookChannel.headers',
        message: 'a header cannot be named ""; write letters, digits and hyphens, such as authorization',
      },
    ]);
  });

  test('that are wrong are all told at once', () => {
    const paths = configIssues(() => webhookChannel({ url: '', secret: 'x' })).map(({ path }) => path);
    expect(paths).toEqual(['webhookChannel.url', 'webhookChannel.secret']);
  });
});
