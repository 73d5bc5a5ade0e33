import { z } from 'zod';
import { CHECK_TYPES, complainAboutCheck } from './check-types.js';
import { describeType } from './describe-value.js';
import { headers, options, pem, port, secret, signingSecret, webAddress } from './file-parts.js';
import { FALSE } from './json-form.js';
import { byType, either, expected, flag, oneOrMore, settings, text } from './schema-parts.js';

/*
 * What only a configuration file can say: checks and channels by their type. What the options mean is checked by the
 * check or channel that is made of them; all other settings by watch-config-schema.ts.
 */

const tls = settings(
  { ca: pem.optional(), servername: text.optional(), rejectUnauthorized: flag.optional() },
  expected('false or { ca, servername, rejectUnauthorized }'),
);

/** Settings that watch-config-schema.ts reads. */
const later = z.unknown().optional();

/** A check by its type. */
export const checkSpec = byType(CHECK_TYPES, complainAboutCheck);

/** What `checkSpec` read. */
export type CheckSpec = z.output<typeof checkSpec>;

/** What every channel can be told beside its own options. */
const delivery = {
  enabled: later,
  minSeverity: later,
  categories: later,
  match: later,
  timeout: later,
  maxAttempts: later,
  maxAge: later,
};

/** A channel by its type, with the settings that every channel has. */
export const channelSpec = byType(
  {
    console: settings({ type: z.literal('console'), json: flag.optional(), ...delivery }, options),
    slack: settings({ type: z.literal('slack'), webhookUrl: webAddress, ...delivery }, options),
    discord: settings(
      { type: z.literal('discord'), webhookUrl: webAddress, threadId: text.optional(), ...delivery },
      options,
    ),
    webhook: settings(
      {
        type: z.literal('webhook'),
        url: webAddress,
        secret: oneOrMore(signingSecret).optional(),
        headers: headers.optional(),
        refusePrivateAddresses: flag.optional(),
        ...delivery,
      },
      options,
    ),
    email: settings(
      {
        type: z.literal('email'),
        host: text,
        port: port.optional(),
        from: text,
        to: oneOrMore(text),
        auth: settings({ user: secret, pass: secret }, () => 'expected { user, pass }').optional(),
        tls: either((given) => (given === false ? given : undefined), tls, FALSE).optional(),
        ...delivery,
      },
      options,
    ),
  },
  (given) => `expected { type: … }, found ${describeType(given)}`,
);

/** What `channelSpec` read. */
export type ChannelSpec = z.output<typeof channelSpec>;

/** The names of the settings that every channel has; the others are its type's own options. */
export const DELIVERY_SETTINGS: readonly string[] = Object.keys(delivery);
