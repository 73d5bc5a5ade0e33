import { createHash } from 'node:crypto';
import { domainToASCII } from 'node:url';
import type { Transporter } from 'nodemailer';
import type { Channel, SendContext } from '../domain/channel.js';
import { DeliveryError } from '../domain/delivery-error.js';
import type { Notification } from '../domain/notification.js';
import { defineChannel } from './define-channel.js';
import { emailFailure } from './email-failure.js';
import { emailMessage } from './email-message.js';
import { type EmailChannelOptions, type EmailSettings, emailSettings } from './email-options.js';
import { createRecipientLedger, type RecipientLedger } from './email-recipients.js';
import { openTransport } from './email-transport.js';
import { hostOfAddress } from './mailbox.js';

/**
 * A channel that mails by an SMTP server, text and HTML, one mail to all recipients. TLS is required unless `tls` is
 * `false`. Replies 4xx and network errors are retryable, 5xx is terminal. Where the server takes some recipients and
 * not others, those it puts off (4xx) are tried again by themselves, and those it refuses (5xx) are reported.
 *
 * Each attempt for one notification has the same Message-ID, made from the idempotency key, by which mail systems know
 * a mail that arrives twice because the answer to the first got lost.
 *
 * `verify()` connects, logs in and hangs up.
 *
 * @throws {@link ConfigError} for options that cannot be.
 * @example emailChannel({ host: 'smtp.example.org', from: 'tocsin@example.org', to: 'ops@example.org', auth: { user, pass } })
 */
export function emailChannel(options: EmailChannelOptions): Channel {
  const settings = emailSettings(options);
  const { host, auth } = settings;
  const ledger = createRecipientLedger(settings.to.map(({ address }) => address));
  let transport: Promise<Transporter> | undefined;
  const open = (): Promise<Transporter> => {
    transport ??= openTransport(settings);
    return transport;
  };
  return defineChannel({
    kind: 'email',
    secrets: auth === undefined ? [] : [auth.pass],
    send: async (notification, context) => sendMail(await open(), settings, ledger, notification, context),
    async verify() {
      try {
        await (await open()).verify();
      } catch (error) {
        throw emailFailure(host, error);
      }
    },
    async close() {
      const opened = transport;
      transport = undefined;
      (await opened)?.close();
    },
    recipe: () => ({
      module: import.meta.url,
      name: 'emailChannel',
      options: {
        ...options,
        ...(auth === undefined ? {} : { auth: { user: auth.user, pass: auth.pass.reveal() } }),
      },
    }),
  });
}

async function sendMail(
  transport: Transporter,
  { host, from, to }: EmailSettings,
  ledger: RecipientLedger,
  notification: Notification,
  { signal, idempotencyKey, report = warn }: SendContext,
): Promise<void> {
  const recipients = ledger.waiting(idempotencyKey);
  const outcome = await transport
    .sendMail({
      ...emailMessage(notification),
      from,
      to: [...to],
      // Who is addressed stays the same; who is sent to shrinks to those who have not got it.
      envelope: { from: from.address, to: [...recipients] },
      messageId: messageId(idempotencyKey, from.address),
      date: new Date(notification.at),
      priority: notification.severity === 'critical' ? 'high' : 'normal',
      headers: { 'Auto-Submitted': 'auto-generated' },
      signal,
    })
    .catch((error: unknown) => error);
  const { failed, putOff, refused } = ledger.settle(idempotencyKey, outcome);
  if (failed) throw emailFailure(host, outcome, signal);
  if (refused.length > 0) report(`${host} refused ${refused.join(', ')}; the other recipients got the mail`);
  if (putOff.length > 0) {
    throw new DeliveryError(`${host} put off ${putOff.join(', ')}; the other recipients got the mail`, {
      retryable: true,
    });
  }
}

function messageId(idempotencyKey: string, from: string): string {
  const id = /^[\w-]{1,100}$/.test(idempotencyKey)
    ? idempotencyKey
    : createHash('sha256').update(idempotencyKey).digest('hex');
  return `<${id}@${domainToASCII(hostOfAddress(from)) || 'tocsin.invalid'}>`;
}

/** Where nobody listens for problems, Node's own way of warning keeps them from getting lost. */
function warn(problem: string): void {
  process.emitWarning(problem, 'TocsinWarning');
}
