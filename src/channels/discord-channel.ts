import type { Channel } from '../domain/channel.js';
import type { DeliveryError } from '../domain/delivery-error.js';
import { OptionIssues } from '../domain/option-issues.js';
import { Secret } from '../domain/secret.js';
import { type SecretText, urlOption } from './channel-options.js';
import { defineChannel } from './define-channel.js';
import { discordFailure, nextOpening, waitForOpening } from './discord-limits.js';
import { discordMessage } from './discord-message.js';
import { httpEndpoint } from './http-endpoint.js';

/** Where the Discord channel posts. */
export interface DiscordChannelOptions {
  /** The webhook's URL. A credential: nothing but its host is ever told. */
  readonly webhookUrl: SecretText;
  /** The thread to post to; needed for the posts of a forum. */
  readonly threadId?: string | undefined;
}

const OPTIONS: readonly string[] = ['webhookUrl', 'threadId'] satisfies (keyof DiscordChannelOptions)[];

/**
 * A channel that posts an embed to a Discord webhook and waits until Discord has saved it. 429, 5xx and network errors
 * are retryable, with the wait that Discord asks for; everything else is terminal. Once Discord says that the webhook
 * is gone (404) it is posted to no more.
 *
 * `verify()` asks Discord for the webhook, which posts nothing.
 *
 * @throws {@link ConfigError} for options that cannot be.
 * @example discordChannel({ webhookUrl: process.env.DISCORD_WEBHOOK_URL ?? '' })
 */
export function discordChannel(options: DiscordChannelOptions): Channel {
  const issues = new OptionIssues('discordChannel');
  issues.known(options, OPTIONS);
  const url = urlOption(issues, 'webhookUrl', options.webhookUrl);
  const { threadId } = options;
  if (threadId !== undefined && !(typeof threadId === 'string' && /^\d{1,20}$/.test(threadId))) {
    issues.add('threadId', "must be a thread's id: a text of up to 20 digits");
  }
  issues.throwIfAny();
  const endpoint = httpEndpoint({ url: postingUrl(url, threadId) });
  let gone: DeliveryError | undefined;
  /** When Discord's limit lets the next post through, epoch milliseconds. */
  let openAt = 0;

  return defineChannel({
    kind: 'discord',
    secrets: [url],
    async send(notification, context) {
      if (gone !== undefined) throw gone;
      await waitForOpening(openAt, context);
      const answer = await endpoint.post(
        {
          body: JSON.stringify(discordMessage(notification)),
          headers: { 'content-type': 'application/json' },
          readBody: (status) => status === 429,
        },
        context,
      );
      openAt = nextOpening(answer, context.clock);
      if (answer.status === 404) gone = answer.failure();
      if (!answer.ok) throw discordFailure(answer);
    },
    async verify() {
      const answer = await endpoint.get();
      if (!answer.ok) throw answer.failure();
      gone = undefined;
    },
    close: () => endpoint.close(),
    recipe: () => ({
      module: import.meta.url,
      name: 'discordChannel',
      options: { webhookUrl: url.reveal(), threadId },
    }),
  });
}

/** Without `wait` Discord reports no error for a message that it did not save. */
function postingUrl(webhookUrl: Secret, threadId: string | undefined): Secret {
  const url = new URL(webhookUrl.reveal());
  url.searchParams.set('wait', 'true');
  if (threadId !== undefined) url.searchParams.set('thread_id', threadId);
  return new Secret(url.href);
}
