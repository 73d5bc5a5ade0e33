import type { Channel } from '../domain/channel.js';
import type { DeliveryError } from '../domain/delivery-error.js';
import { OptionIssues } from '../domain/option-issues.js';
import type { Secret } from '../domain/secret.js';
import { type SecretText, urlOption } from './channel-options.js';
import { defineChannel } from './define-channel.js';
import { httpEndpoint } from './http-endpoint.js';
import { webhookBody } from './webhook-body.js';
import { headersOption } from './webhook-headers.js';
import { signingSecrets, signMessage } from './webhook-signature.js';

/** Where the webhook channel posts, and how it proves who it is. */
export interface WebhookChannelOptions {
  /** Taken as a credential: nothing but its host is ever told. */
  readonly url: SecretText;
  /** `whsec_` and the base64 of 24 to 64 bytes; several while one takes the place of another. Default: unsigned. */
  readonly secret?: SecretText | readonly SecretText[] | undefined;
  /** Sent along, such as `authorization`; taken as secrets. */
  readonly headers?: Readonly<Record<string, SecretText>> | undefined;
  /**
   * Whether to refuse a URL that leads to an address which is not on the public internet, whatever its name says. For
   * URLs that others may configure. Default false.
   */
  readonly refusePrivateAddresses?: boolean | undefined;
}

const OPTIONS: readonly string[] = [
  'url',
  'secret',
  'headers',
  'refusePrivateAddresses',
] satisfies (keyof WebhookChannelOptions)[];

/**
 * A channel that posts JSON to a URL, signed as Standard Webhooks has it: headers `webhook-id` (the same for every
 * attempt), `webhook-timestamp` and `webhook-signature`. Any 2xx is taken; 408, 425, 429, 5xx and network errors are
 * retryable; all else is terminal, redirects included. After a 410 nothing more is posted.
 *
 * `verify()` only connects.
 *
 * @throws {@link ConfigError} for options that cannot be.
 * @example webhookChannel({ url: 'https://ops.example/alerts', secret: process.env.WEBHOOK_SECRET })
 */
export function webhookChannel(options: WebhookChannelOptions): Channel {
  const issues = new OptionIssues('webhookChannel');
  issues.known(options, OPTIONS);
  const url = urlOption(issues, 'url', options.url);
  const secrets = signingSecrets(issues, 'secret', options.secret);
  const headers = headersOption(issues, 'headers', options.headers);
  const { refusePrivateAddresses } = options;
  if (refusePrivateAddresses !== undefined) issues.flag('refusePrivateAddresses', refusePrivateAddresses);
  issues.throwIfAny();
  const endpoint = httpEndpoint({ url, refusePrivateAddresses });
  let gone: DeliveryError | undefined;

  return defineChannel({
    kind: 'webhook',
    secrets: [url, ...secrets, ...Object.values(headers)],
    async send(notification, context) {
      if (gone !== undefined) throw gone;
      const body = webhookBody(notification);
      const id = context.idempotencyKey.replace(/[^\w-]/g, '_');
      // Driven by hand there is no clock; the notification has just been made then.
      const timestamp = Math.floor((context.clock?.now() ?? notification.at) / 1_000);
      const answer = await endpoint.post(
        {
          body,
          headers: {
            ...reveal(headers),
            'content-type': 'application/json',
            'webhook-id': id,
            'webhook-timestamp': String(timestamp),
            ...(secrets.length === 0
              ? {}
              : { 'webhook-signature': signMessage({ id, timestamp, body }, secrets) }),
          },
        },
        context,
      );
      if (answer.status === 410) gone = answer.failure();
      if (!answer.ok) throw answer.failure();
    },
    verify: () => endpoint.reach(),
    close: () => endpoint.close(),
    recipe: () => ({
      module: import.meta.url,
      name: 'webhookChannel',
      options: {
        url: url.reveal(),
        headers: reveal(headers),
        refusePrivateAddresses,
        ...(secrets.length === 0 ? {} : { secret: secrets.map((secret) => secret.reveal()) }),
      },
    }),
  });
}

function reveal(headers: Readonly<Record<string, Secret>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value.reveal()]));
}
