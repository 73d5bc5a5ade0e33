import { inspect } from 'node:util';
import type { Channel, SendContext } from '../domain/channel.js';
import type { Awaitable } from '../domain/check.js';
import { DeliveryError } from '../domain/delivery-error.js';
import { TocsinError } from '../domain/tocsin-error.js';
import { EVERY_REASON, HOSTILE_NOTIFICATIONS } from './contract-notifications.js';
import { sampleNotification } from './sample-notification.js';

/** How the receiver behind a channel under test answers. */
export type ReceiverMood =
  /** It takes everything. */
  | { readonly mood: 'accepting' }
  /** It fails, and may work later. */
  | { readonly mood: 'failing' }
  /** It refuses for good. */
  | { readonly mood: 'refusing' }
  /** It takes what it is sent and never answers. */
  | { readonly mood: 'silent' }
  /** It asks to wait, in seconds or by the date at which that many seconds will have passed. */
  | { readonly mood: 'rateLimited'; readonly seconds: number; readonly as: 'seconds' | 'date' };

/** One message as the receiver got it. */
export interface ReceivedMessage {
  /** All of its text that people would see, unescaped. */
  readonly text: string;
  /** By what the receiver can tell repeats; leave it out if the way of sending has no place for it. */
  readonly idempotencyKey?: string;
}

/** A channel with a receiver that a test can steer. One is made for each case of the contract. */
export interface ChannelHarness {
  readonly channel: Channel;
  /** Passwords, tokens, URLs and the like that the channel was given; none of them may ever be seen. */
  readonly secrets: readonly string[];
  /** Makes the receiver answer so from now on; at first it accepts. */
  behave(mood: ReceiverMood): Awaitable<void>;
  /** What the receiver took, in order. */
  received(): Awaitable<readonly ReceivedMessage[]>;
  /** Ends the receiver; the contract has closed the channel by then. */
  close(): Awaitable<void>;
}

/** Which parts of the contract apply. */
export interface ChannelContractOptions {
  readonly create: () => Awaitable<ChannelHarness>;
  /** The moods that the receiver can have, besides accepting. */
  readonly moods: readonly Exclude<ReceiverMood['mood'], 'accepting'>[];
}

/** One rule of the contract. */
export interface ContractCase {
  /** A sentence of behaviour. */
  readonly name: string;
  /** Resolves if the channel keeps the rule; rejects with `ERR_CHANNEL_CONTRACT` saying how it does not. */
  run(): Promise<void>;
}

/** How many turns of the event loop an aborted send may take to end. */
const MOST_TURNS = 50_000;
const nextTurn = setImmediate;

/**
 * What every channel must keep, for whatever test runner there is.
 *
 * @example
 * describe('pager', () => {
 *   for (const { name, run } of channelContract({ create: pagerHarness, moods: ['failing'] })) test(name, run);
 * });
 */
export function channelContract({ create, moods }: ChannelContractOptions): ContractCase[] {
  const cases: ContractCase[] = [];
  const rule = (name: string, check: (harness: ChannelHarness) => Promise<void>): void => {
    cases.push({ name, run: () => withHarness(create, check) });
  };
  const can = (mood: ReceiverMood['mood']): boolean => moods.some((one) => one === mood);

  for (const notification of EVERY_REASON) {
    rule(`tells title and message of a notification with reason ${notification.reason}`, async (harness) => {
      await harness.channel.send(notification, context());
      const [message, ...rest] = await harness.received();
      demand(message !== undefined && rest.length === 0, 'the receiver must get one message for one send');
      for (const text of [notification.title, notification.message]) {
        demand(
          message.text.includes(text),
          `the message must tell ${inspect(text)}, and says: ${message.text}`,
        );
      }
    });
  }

  for (const { name, notification } of HOSTILE_NOTIFICATIONS) {
    rule(`delivers ${name} without harm`, async (harness) => {
      await harness.channel.send(notification, context());
      const [message] = await harness.received();
      demand(message !== undefined, 'it must be sent all the same');
      demand(
        message.text.length < 100_000,
        `the text must be cut, and has ${message.text.length} characters`,
      );
      const harm = HARM.exec(message.text);
      demand(harm === null, `the text must not hold ${inspect(harm?.[0])}`);
    });
  }

  rule('sends nothing when the signal was aborted before', async (harness) => {
    const failure = await failureOf(() =>
      harness.channel.send(sampleNotification(), context(AbortSignal.abort())),
    );
    demand(!(failure instanceof DeliveryError) || failure.retryable, 'an aborted attempt must be retryable');
    demand((await harness.received()).length === 0, 'nothing must be sent');
  });

  rule(
    'carries one idempotency key through all attempts, and another for another notification',
    async (harness) => {
      await harness.channel.send(sampleNotification(), context(undefined, 1, 'key-1'));
      await harness.channel.send(sampleNotification(), context(undefined, 2, 'key-1'));
      await harness.channel.send(sampleNotification(), context(undefined, 1, 'key-2'));
      const [first, again, other] = (await harness.received()).map(({ idempotencyKey }) => idempotencyKey);
      demand(first === again, 'two attempts must carry the same key');
      demand(first === undefined || first !== other, 'two notifications must carry different keys');
    },
  );

  rule('verifies without sending anything', async (harness) => {
    await harness.channel.verify?.();
    demand((await harness.received()).length === 0, 'nothing must be sent');
  });

  rule('closes twice, used or not', async ({ channel }) => {
    await channel.close?.();
    await channel.send(sampleNotification(), context()).catch(() => {});
    await channel.close?.();
    await channel.close?.();
  });

  rule('shows no secret when it is printed', async ({ channel, secrets }) => {
    await channel.send(sampleNotification(), context());
    keepSecrets(secrets, [inspect(channel, PRINT_ALL), JSON.stringify(channel), String(channel)]);
  });

  rule(
    'reaches the same receiver with the same words when it is made again from its recipe',
    async (harness) => {
      const recipe = harness.channel.recipe?.();
      if (recipe === undefined) return;
      const { module, name, options } = structuredClone(recipe);
      const maker: unknown = Reflect.get(await import(module), name);
      demand(typeof maker === 'function', `${module} must export a function ${name}`);
      const again: Channel = await maker(options);
      await harness.channel.send(sampleNotification(), context());
      await again.send(sampleNotification(), context());
      await again.close?.();
      const [first, second] = await harness.received();
      demand(
        second !== undefined && second.text === first?.text && second.idempotencyKey === first.idempotencyKey,
        `both must get through, and as the same: ${inspect([first, second])}`,
      );
    },
  );

  if (can('failing')) {
    rule('fails retryably when the receiver fails, and works again when it does', async (harness) => {
      await harness.behave({ mood: 'failing' });
      const failure = await failureOf(() => harness.channel.send(sampleNotification(), context()));
      demand(!(failure instanceof DeliveryError) || failure.retryable, 'the failure must be retryable');
      await harness.behave({ mood: 'accepting' });
      await harness.channel.send(sampleNotification(), context());
    });
  }

  if (can('refusing')) {
    rule('fails terminally when the receiver refuses', async (harness) => {
      await harness.behave({ mood: 'refusing' });
      const failure = await failureOf(() => harness.channel.send(sampleNotification(), context()));
      demand(failure instanceof DeliveryError && !failure.retryable, 'it must be a terminal DeliveryError');
    });
  }

  if (can('silent')) {
    rule('ends the attempt when the signal aborts', async (harness) => {
      await harness.behave({ mood: 'silent' });
      const controller = new AbortController();
      const sending = failureOf(() => harness.channel.send(sampleNotification(), context(controller.signal)));
      await turns(100);
      controller.abort();
      const failure = await Promise.race([sending, turns(MOST_TURNS)]);
      demand(failure !== undefined, 'the attempt must end soon after its signal aborts');
      demand(
        !(failure instanceof DeliveryError) || failure.retryable,
        'an aborted attempt must be retryable',
      );
    });
  }

  if (can('rateLimited')) {
    for (const as of ['seconds', 'date'] as const) {
      rule(`passes on how long the receiver asks to wait, in ${as}`, async (harness) => {
        await harness.behave({ mood: 'rateLimited', seconds: 120, as });
        const failure = await failureOf(() => harness.channel.send(sampleNotification(), context()));
        demand(failure instanceof DeliveryError && failure.retryable, 'it must be a retryable DeliveryError');
        demand(
          failure.retryAfterMs === 120_000,
          `retryAfterMs must be 120000, and is ${failure.retryAfterMs}`,
        );
      });
    }
  }

  for (const mood of ['failing', 'refusing'] as const) {
    if (!can(mood)) continue;
    rule(`tells no secret when the receiver is ${mood}`, async (harness) => {
      await harness.behave({ mood });
      const failure = await failureOf(() => harness.channel.send(sampleNotification(), context()));
      keepSecrets(harness.secrets, [
        inspect(failure, PRINT_ALL),
        JSON.stringify(failure),
        failure.stack ?? '',
      ]);
    });
  }

  return cases;
}

const PRINT_ALL = { depth: 10, showHidden: true };

/** Control characters but tabs and line breaks, marks that change the direction of text, lone surrogates. */
const HARM = /(?![\t\r\n])\p{Cc}|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]|\p{Cs}/u;

async function withHarness(
  create: () => Awaitable<ChannelHarness>,
  check: (harness: ChannelHarness) => Promise<void>,
): Promise<void> {
  const harness = await create();
  try {
    await check(harness);
  } finally {
    await harness.channel.close?.();
    await harness.close();
  }
}

function context(signal = new AbortController().signal, attempt = 1, idempotencyKey = 'key-1'): SendContext {
  return { signal, attempt, idempotencyKey };
}

async function failureOf(send: () => Promise<void>): Promise<Error> {
  try {
    await send();
  } catch (error) {
    demand(error instanceof Error, `what is thrown must be an Error, and is ${inspect(error)}`);
    return error;
  }
  throw violation('the send must fail');
}

async function turns(most: number): Promise<undefined> {
  for (let turn = 0; turn < most; turn++) {
    await new Promise((resolve) => {
      nextTurn(resolve);
    });
  }
}

function keepSecrets(secrets: readonly string[], texts: readonly string[]): void {
  for (const text of texts) {
    for (const secret of secrets) demand(!text.includes(secret), `a secret was seen: ${text}`);
  }
}

function demand(kept: boolean, rule: string): asserts kept {
  if (!kept) throw violation(rule);
}

function violation(rule: string): TocsinError {
  return new TocsinError('ERR_CHANNEL_CONTRACT', rule);
}
