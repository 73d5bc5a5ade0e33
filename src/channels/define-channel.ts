import type { Channel, ChannelRecipe, SendContext } from '../domain/channel.js';
import type { Awaitable } from '../domain/check.js';
import { DeliveryError } from '../domain/delivery-error.js';
import type { Notification } from '../domain/notification.js';
import { redactText } from '../domain/redact.js';
import { Secret } from '../domain/secret.js';
import type { SecretText } from './channel-options.js';

/** What a channel is made of. */
export interface ChannelDefinition {
  /** What sort of channel it is, such as `pager`; for logs and statistics. */
  readonly kind: string;
  /**
   * Hands one notification to the receiver; returning means that it was taken. Throw a {@link DeliveryError} to say
   * whether another attempt makes sense; anything else that is thrown is retried. Stop when `signal` aborts;
   * it is not called with one that has.
   */
  readonly send: (notification: Notification, context: SendContext) => Awaitable<unknown>;
  /** Checks credentials or reachability without sending noise; throws what is wrong. */
  readonly verify?: (() => Awaitable<unknown>) | undefined;
  /** Frees sockets and the like. A channel that is used again after that may open them anew. */
  readonly close?: (() => Awaitable<unknown>) | undefined;
  /** How another process makes this channel, for the last alert of one that ends; see {@link Channel.recipe}. */
  readonly recipe?: (() => ChannelRecipe | undefined) | undefined;
  /** Texts that no error may hold; wherever one turns up in an error's message, `[redacted]` stands instead. */
  readonly secrets?: readonly SecretText[] | undefined;
}

/** Shorter texts turn up by chance: masking them would make nonsense of messages. */
const SHORTEST_SECRET = 4;

/**
 * Makes a channel of one's own. Whatever `send` and `verify` throw comes out as a {@link DeliveryError} with a short
 * message, free of the given secrets and of what looks like one, and without the original error, which may hold a
 * request with its headers.
 *
 * @example
 * const pager = defineChannel({
 *   kind: 'pager',
 *   secrets: [token],
 *   async send(notification, { signal, idempotencyKey }) {
 *     await page({ text: formatConsole(notification), token, dedupe: idempotencyKey, signal });
 *   },
 * });
 */
export function defineChannel(definition: ChannelDefinition): Channel {
  const { kind, send, verify, close, recipe } = definition;
  const secrets = (definition.secrets ?? []).map((text) =>
    text instanceof Secret ? text : new Secret(text),
  );
  const safely = async (work: () => Awaitable<unknown>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      throw asDeliveryError(error, kind, secrets);
    }
  };
  return {
    kind,
    send: (notification, context) =>
      safely(() => {
        if (context.signal.aborted)
          throw new DeliveryError('the attempt was called off', { retryable: true });
        return send(notification, context);
      }),
    ...(verify === undefined ? {} : { verify: () => safely(verify) }),
    ...(close === undefined ? {} : { close: () => safely(close) }),
    ...(recipe === undefined ? {} : { recipe }),
  };
}

function asDeliveryError(error: unknown, kind: string, secrets: readonly Secret[]): DeliveryError {
  const known = error instanceof DeliveryError;
  const text = error instanceof Error ? error.message : String(error);
  const message = redactText(withoutSecrets(text, secrets));
  if (known && error.message === message && error.cause === undefined) return error;
  return new DeliveryError(known ? message : `the ${kind} channel failed: ${message}`, {
    retryable: known ? error.retryable : true,
    retryAfterMs: known ? error.retryAfterMs : undefined,
  });
}

function withoutSecrets(text: string, secrets: readonly Secret[]): string {
  return secrets.reduce((clean, secret) => {
    const value = secret.reveal();
    return value.length < SHORTEST_SECRET ? clean : clean.replaceAll(value, String(secret));
  }, text);
}
