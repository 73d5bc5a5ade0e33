import { afterEach, describe, expect, test } from 'vitest';
import { discordChannel } from '../../src/channels/discord-channel.js';
import { slackChannel } from '../../src/channels/slack-channel.js';
import { webhookChannel } from '../../src/channels/webhook-channel.js';
import type { Channel } from '../../src/domain/channel.js';
import { DeliveryError } from '../../src/domain/delivery-error.js';
import { sampleNotification } from '../../src/testing/sample-notification.js';
import {
  type ScriptedAnswer,
  type ScriptedHttpServer,
  startHttpServer,
} from '../support/scripted-http-server.js';
import { sendContext, sendFailure } from '../support/send-context.js';

const opened: { close?(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close?.();
});

const MAKERS = {
  slack: (origin: string) => slackChannel({ webhookUrl: `${origin}/services/T0/B0/secret` }),
  discord: (origin: string) => discordChannel({ webhookUrl: `${origin}/api/webhooks/1/secret` }),
  webhook: (origin: string) => webhookChannel({ url: `${origin}/secret` }),
};

async function setUp(
  kind: keyof typeof MAKERS,
): Promise<{ channel: Channel; server: ScriptedHttpServer; host: string }> {
  const server = await startHttpServer();
  const channel = MAKERS[kind](server.origin);
  opened.push(channel, server);
  return { channel, server, host: new URL(server.origin).host };
}

describe.each(['slack', 'discord', 'webhook'] as const)('the %s channel', (kind) => {
  test.each([408, 425, 429, 500, 502, 503, 599])('tries again after a %i', async (status) => {
    const { channel, server, host } = await setUp(kind);
    server.answer({ status, body: 'secret' });
    const failure = await sendFailure(channel);
    expect(failure).toBeInstanceOf(DeliveryError);
    expect(failure).toMatchObject({
      retryable: true,
      code: 'ERR_DELIVERY',
      message: `${host} answered ${status}`,
    });
  });

  test.each([301, 302, 307, 308, 400, 401, 403, 404, 405, 410, 413])(
    'gives up after a %i',
    async (status) => {
      const { channel, server, host } = await setUp(kind);
      server.answer({
        status,
        headers: { location: 'http://127.0.0.1:1/elsewhere', 'retry-after': '3' },
        body: 'secret',
      });
      const failure = await sendFailure(channel);
      expect(failure).toMatchObject({
        retryable: false,
        message: expect.stringContaining(`${host} answered ${status}`),
      });
      expect(failure).toHaveProperty('retryAfterMs', undefined);
      expect(failure.message).not.toContain('secret');
      expect(server.requests, 'no redirect may be followed').toHaveLength(1);
    },
  );

  test('tries again when the connection is reset', async () => {
    const { channel, server, host } = await setUp(kind);
    server.answer({ fault: 'reset' });
    expect(await sendFailure(channel)).toMatchObject({
      retryable: true,
      message: expect.stringMatching(new RegExp(`^could not reach ${host}: (ECONNRESET|UND_ERR_SOCKET)$`)),
    });
  });

  test('tries again when nobody listens', async () => {
    const { channel, server, host } = await setUp(kind);
    await server.close();
    expect(await sendFailure(channel)).toMatchObject({
      retryable: true,
      message: `could not reach ${host}: ECONNREFUSED`,
    });
  });

  test('keeps its connections from one notification to the next', async () => {
    const { channel, server } = await setUp(kind);
    server.answer({ body: 'ok' });
    for (let n = 0; n < 20; n++) await channel.send(sampleNotification(), sendContext());
    expect(server.requests).toHaveLength(20);
    // The answer's end may still be on its way when the next request goes out, over another connection then.
    expect(server.connections()).toBeLessThanOrEqual(2);
  });

  test('sends UTF-8 as JSON', async () => {
    const { channel, server } = await setUp(kind);
    server.answer({ body: 'ok' });
    await channel.send(sampleNotification({ title: 'Größe → 磁盘 🚨' }), sendContext());
    expect(server.requests[0]?.headers['content-type']).toMatch(/^application\/json/);
    expect(server.requests[0]?.body).toContain('Größe → 磁盘 🚨');
  });

  test('is reachable while somebody listens, without a post', async () => {
    const { channel, server } = await setUp(kind);
    await channel.verify?.();
    expect(server.requests.filter(({ method }) => method !== 'GET')).toHaveLength(0);
    await server.close();
    await expect(channel.verify?.()).rejects.toThrow(/could not reach 127\.0\.0\.1:\d+: ECONNREFUSED/);
  });
});

const BREAKING: ScriptedAnswer[] = [
  { body: 'ok', fault: 'resetInBody' },
  { body: 'ok', fault: 'endless' },
];

describe.each(['discord', 'webhook'] as const)('the %s channel, told by the status alone,', (kind) => {
  test.each(BREAKING)('takes a 200 for success though its body is broken: $fault', async (answer) => {
    const { channel, server } = await setUp(kind);
    server.answer(answer);
    for (let n = 0; n < 8; n++) await channel.send(sampleNotification(), sendContext());
    expect(server.requests).toHaveLength(8);
  });

  test('reads no more than the beginning of an endless answer', async () => {
    const { channel, server } = await setUp(kind);
    server.answer({ body: 'x'.repeat(2_000_000) });
    for (let n = 0; n < 3; n++) await channel.send(sampleNotification(), sendContext());
    expect(server.requests).toHaveLength(3);
  });
});

test('a slack answer that breaks off is tried again, for nobody knows what it said', async () => {
  const { channel, server } = await setUp('slack');
  server.answer({ body: 'ok', fault: 'resetInBody' });
  expect(await sendFailure(channel)).toMatchObject({ retryable: true });
});

test('a slack answer that never ends is ended by the signal', async () => {
  const { channel, server } = await setUp('slack');
  server.answer({ body: 'ok', fault: 'endless' });
  const controller = new AbortController();
  const failure = sendFailure(channel, { signal: controller.signal });
  await expect.poll(() => server.requests.length).toBe(1);
  controller.abort();
  expect(await failure).toMatchObject({ retryable: true });
});

test.each(['no_text', 'ok but', '', 'x'.repeat(200_000)])(
  'a slack 200 without ok is terminal: %.10s',
  async (body) => {
    const { channel, server } = await setUp('slack');
    server.answer({ body });
    const failure = await sendFailure(channel);
    expect(failure).toMatchObject({
      retryable: false,
      message: expect.stringContaining('answered 200, but not with ok'),
    });
  },
);
