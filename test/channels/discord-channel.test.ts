import { afterEach, describe, expect, test } from 'vitest';
import { type DiscordChannelOptions, discordChannel } from '../../src/channels/discord-channel.js';
import type { Channel } from '../../src/domain/channel.js';
import { sampleNotification } from '../../src/testing/sample-notification.js';
import { VirtualClock } from '../../src/testing/virtual-clock.js';
import { configIssues } from '../support/config-issues.js';
import { type ScriptedHttpServer, startHttpServer } from '../support/scripted-http-server.js';
import { sendContext, sendFailure } from '../support/send-context.js';

const opened: { close?(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close?.();
});

async function setUp(
  options: Partial<DiscordChannelOptions> = {},
): Promise<{ channel: Channel; server: ScriptedHttpServer }> {
  const server = await startHttpServer();
  const channel = discordChannel({ webhookUrl: `${server.origin}/api/webhooks/1/tok3n`, ...options });
  opened.push(channel, server);
  return { channel, server };
}

describe('discordChannel', () => {
  test('waits for Discord to save the message', async () => {
    const { channel, server } = await setUp();
    await channel.send(sampleNotification(), sendContext());
    expect(server.requests[0]).toMatchObject({ method: 'POST', path: '/api/webhooks/1/tok3n?wait=true' });
  });

  test('posts to a thread', async () => {
    const { channel, server } = await setUp({ threadId: '123456789012345678' });
    await channel.send(sampleNotification(), sendContext());
    expect(server.requests[0]?.path).toBe('/api/webhooks/1/tok3n?wait=true&thread_id=123456789012345678');
  });

  test.each([
    { title: 'the header', header: '3', body: '{"retry_after": 0.5}', expected: 3_000 },
    { title: 'the body', header: '1', body: '{"retry_after": 1.337, "global": false}', expected: 1_337 },
    { title: 'the header when the body is broken', header: '2', body: '<html>', expected: 2_000 },
    {
      title: 'the header when the body asks for nonsense',
      header: '2',
      body: '{"retry_after":"-1"}',
      expected: 2_000,
    },
    {
      title: 'the body when there is no header',
      header: undefined,
      body: '{"retry_after":4}',
      expected: 4_000,
    },
  ])('waits as long as the longer of header and body asks: $title', async ({ header, body, expected }) => {
    const { channel, server } = await setUp();
    server.answer({ status: 429, headers: header === undefined ? {} : { 'retry-after': header }, body });
    expect(await sendFailure(channel)).toMatchObject({ retryable: true, retryAfterMs: expected });
  });

  test('waits before it goes over the limit that the last answer told of', async () => {
    const { channel, server } = await setUp();
    const clock = new VirtualClock();
    server.answer({ headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset-after': '1.25' } }, {});
    await channel.send(sampleNotification(), sendContext({ clock }));
    const second = channel.send(sampleNotification(), sendContext({ clock }));
    await clock.advance(1_249);
    expect(server.requests).toHaveLength(1);
    await clock.advance(1);
    await second;
    expect(server.requests).toHaveLength(2);
    expect(clock.pendingTasks).toBe(0);
  });

  test('leaves a long wait for the limit to the sink', async () => {
    const { channel, server } = await setUp();
    const clock = new VirtualClock();
    server.answer({ headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset-after': '60' } });
    await channel.send(sampleNotification(), sendContext({ clock }));
    expect(await sendFailure(channel, { clock })).toMatchObject({ retryable: true, retryAfterMs: 60_000 });
    expect(server.requests).toHaveLength(1);
  });

  test('stops waiting for the limit when the signal aborts, and leaves no timer', async () => {
    const { channel, server } = await setUp();
    const clock = new VirtualClock();
    server.answer({ headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset-after': '2' } });
    await channel.send(sampleNotification(), sendContext({ clock }));
    const controller = new AbortController();
    const failure = sendFailure(channel, { clock, signal: controller.signal });
    await clock.advance(1_000);
    controller.abort();
    expect(await failure).toMatchObject({ retryable: true });
    expect(clock.pendingTasks).toBe(0);
  });

  test('does not wait while the limit is not used up', async () => {
    const { channel, server } = await setUp();
    const clock = new VirtualClock();
    server.answer({ headers: { 'x-ratelimit-remaining': '1', 'x-ratelimit-reset-after': '2' } });
    for (let n = 0; n < 3; n++) await channel.send(sampleNotification(), sendContext({ clock }));
    expect(server.requests).toHaveLength(3);
  });

  test('posts no more to a webhook that is gone, until verify finds it again', async () => {
    const { channel, server } = await setUp();
    server.answer({ status: 404 }, { status: 200 });
    expect(await sendFailure(channel)).toMatchObject({ retryable: false });
    expect(await sendFailure(channel)).toMatchObject({
      retryable: false,
      message: expect.stringContaining('404'),
    });
    expect(server.requests).toHaveLength(1);
    await channel.verify?.();
    await channel.send(sampleNotification(), sendContext());
    expect(server.requests.map(({ method }) => method)).toEqual(['POST', 'GET', 'POST']);
  });

  test('verifies by asking for the webhook', async () => {
    const { channel, server } = await setUp();
    server.answer({ status: 401, body: 'tok3n' });
    await expect(channel.verify?.()).rejects.toMatchObject({
      retryable: false,
      message: expect.stringMatching(/answered 401: the credentials are not accepted$/),
    });
  });
});

describe('the options of discordChannel', () => {
  test.each<[unknown, string]>([
    [{ webhookUrl: undefined }, 'webhookUrl'],
    [{ webhookUrl: 'discord.com/api/webhooks/1/tok3n' }, 'webhookUrl'],
    [{ webhookUrl: 'https://discord.com/api/webhooks/1/tok3n', threadId: '1&x=tok3n' }, 'threadId'],
  ])('are checked: %j', (options, path) => {
    const issues = configIssues(() => discordChannel(Object(options)));
    expect(issues.map((issue) => issue.path)).toEqual([`discordChannel.${path}`]);
    expect(JSON.stringify(issues)).not.toContain('tok3n');
  });
});
