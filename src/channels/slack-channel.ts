import type { Channel } from '../domain/channel.js';
import { DeliveryError } from '../domain/delivery-error.js';
import { OptionIssues } from '../domain/option-issues.js';
import { type SecretText, urlOption } from './channel-options.js';
import { defineChannel } from './define-channel.js';
import { httpEndpoint } from './http-endpoint.js';
import { slackMessage } from './slack-message.js';

/** Where the Slack channel posts. */
export interface SlackChannelOptions {
  /** The incoming webhook's URL. A credential: nothing but its host is ever told. */
  readonly webhookUrl: SecretText;
}

const OPTIONS: readonly string[] = ['webhookUrl'] satisfies (keyof SlackChannelOptions)[];

/**
 * A channel that posts to a Slack incoming webhook. Taken is what Slack answers with status 200 and `ok`; 429, 5xx and
 * network errors are retryable, everything else is terminal, redirects included.
 *
 * `verify()` only connects: Slack has no way to test a webhook without posting to it.
 *
 * @throws {@link ConfigError} for options that cannot be.
 * @example slackChannel({ webhookUrl: process.env.SLACK_WEBHOOK_URL ?? '' })
 */
export function slackChannel(options: SlackChannelOptions): Channel {
  const issues = new OptionIssues('slackChannel');
  issues.known(options, OPTIONS);
  const url = urlOption(issues, 'webhookUrl', options.webhookUrl);
  issues.throwIfAny();
  const endpoint = httpEndpoint({ url });
  return defineChannel({
    kind: 'slack',
    secrets: [url],
    async send(notification, context) {
      const answer = await endpoint.post(
        {
          body: JSON.stringify(slackMessage(notification)),
          headers: { 'content-type': 'application/json; charset=utf-8' },
          readBody: (status) => status === 200,
        },
        context,
      );
      if (answer.status !== 200) throw answer.failure();
      if (answer.body === undefined) {
        throw new DeliveryError(`${endpoint.host} broke off its answer`, { retryable: true });
      }
      if (answer.body.trim() !== 'ok') {
        throw new DeliveryError(`${endpoint.host} answered 200, but not with ok`, { retryable: false });
      }
    },
    verify: () => endpoint.reach(),
    close: () => endpoint.close(),
    recipe: () => ({
      module: import.meta.url,
      name: 'slackChannel',
      options: { webhookUrl: url.reveal() },
    }),
  });
}
