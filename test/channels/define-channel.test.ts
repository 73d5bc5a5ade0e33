import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { defineChannel } from '../../src/channels/define-channel.js';
import { DeliveryError } from '../../src/domain/delivery-error.js';
import { Secret } from '../../src/domain/secret.js';
import { channelContract } from '../../src/testing/channel-contract.js';
import { sampleNotification } from '../../src/testing/sample-notification.js';
import { sendContext, sendFailure } from '../support/send-context.js';

const token = new Secret('t0ken-of-the-pager');

function throwing(error: unknown): ReturnType<typeof defineChannel> {
  return defineChannel({
    kind: 'pager',
    secrets: [token],
    send: () => {
      throw error;
    },
  });
}

describe('defineChannel', () => {
  test('hands the notification and the context to send', async () => {
    const calls: unknown[] = [];
    const channel = defineChannel({ kind: 'pager', send: (...args) => calls.push(args) });
    const context = sendContext();
    await channel.send(sampleNotification(), context);
    expect(calls).toEqual([[sampleNotification(), context]]);
    expect(channel).toMatchObject({ kind: 'pager' });
    expect(channel.verify).toBeUndefined();
    expect(channel.close).toBeUndefined();
  });

  test('makes of any error a retryable one that names the channel', async () => {
    const failure = await sendFailure(throwing(new TypeError('fetch failed')));
    expect(failure).toBeInstanceOf(DeliveryError);
    expect(failure).toMatchObject({ retryable: true, message: 'the pager channel failed: fetch failed' });
  });

  test('passes on what a DeliveryError says', async () => {
    const error = new DeliveryError('the pager is gone', { retryable: false });
    expect(await sendFailure(throwing(error))).toBe(error);
    const limited = new DeliveryError('slow down', {
      retryable: true,
      retryAfterMs: 5_000,
      cause: new Error('429'),
    });
    expect(await sendFailure(throwing(limited))).toMatchObject({
      retryable: true,
      retryAfterMs: 5_000,
      message: 'slow down',
    });
  });

  test('lets no secret through, neither in messages nor in causes', async () => {
    const cause = Object.assign(new Error('request failed'), { headers: { authorization: token.reveal() } });
    for (const error of [
      new Error(`POST https://pager.example/${token.reveal()} failed`, { cause }),
      new DeliveryError(`refused ${token.reveal()}`, { retryable: false, cause }),
      `just a text with ${token.reveal()}`,
    ]) {
      const failure = await sendFailure(throwing(error));
      expect(inspect(failure, { depth: 10, showHidden: true })).not.toContain(token.reveal());
      expect(failure.message).toContain('[redacted]');
    }
  });

  test('treats what verify throws alike', async () => {
    const channel = defineChannel({
      kind: 'pager',
      send: () => {},
      verify: () => Promise.reject(new Error('no line')),
    });
    await expect(channel.verify?.()).rejects.toMatchObject({
      code: 'ERR_DELIVERY',
      message: 'the pager channel failed: no line',
    });
  });
});

describe('the contract of channels', () => {
  const careless = (send: (text: string, key: string) => void | Promise<void>) => ({
    moods: [],
    create: () => {
      const sent: { text: string; idempotencyKey: string }[] = [];
      return {
        channel: {
          kind: 'careless',
          send: async (
            { title, message }: { title: string; message: string },
            context: { idempotencyKey: string },
          ) => {
            sent.push({ text: `${title} ${message}`, idempotencyKey: context.idempotencyKey });
            await send(title, context.idempotencyKey);
          },
        },
        secrets: [],
        behave: () => {},
        received: () => sent,
        close: () => {},
      };
    },
  });

  test('finds out a channel that lets control characters through and sends in spite of an abort', async () => {
    const broken: string[] = [];
    for (const { name, run } of channelContract(careless(() => {}))) {
      await run().catch((error: unknown) => {
        expect(error).toMatchObject({ code: 'ERR_CHANNEL_CONTRACT' });
        broken.push(name);
      });
    }
    expect(broken).toEqual([
      'delivers control characters without harm',
      'delivers marks that turn text around without harm',
      'delivers lone surrogates without harm',
      'delivers a megabyte of text without harm',
      'sends nothing when the signal was aborted before',
    ]);
  });
});
