import type { ConnectionOptions } from 'node:tls';
import { OptionIssues } from '../domain/option-issues.js';
import { redactText } from '../domain/redact.js';
import type { Secret } from '../domain/secret.js';
import { type SecretText, secretOption, whatIs } from './channel-options.js';
import { type Mailbox, parseMailbox } from './mailbox.js';

/** How TLS is set up: what `tls.connect` takes, such as `ca` and `servername`. */
export type TlsOptions = ConnectionOptions;

/** By which server the email channel sends, and to whom. */
export interface EmailChannelOptions {
  readonly host: string;
  /** Default 587. On 465 TLS begins with the connection, on any other port with STARTTLS. */
  readonly port?: number | undefined;
  /** `name@host` or `Name <name@host>`. */
  readonly from: string;
  /** One recipient or several; a text may hold several with commas between. */
  readonly to: string | readonly string[];
  readonly auth?: { readonly user: string; readonly pass: SecretText } | undefined;
  /**
   * Extra settings for TLS, which is always used and whose certificates are always checked, unless `rejectUnauthorized`
   * says otherwise. `false` sends in the clear: for a relay on the same machine or network only.
   */
  readonly tls?: false | TlsOptions | undefined;
}

/** The options once they are known to be good. */
export interface EmailSettings {
  readonly host: string;
  readonly port: number;
  readonly from: Mailbox;
  readonly to: readonly Mailbox[];
  readonly auth: { readonly user: string; readonly pass: Secret } | undefined;
  readonly tls: false | TlsOptions;
}

const OPTIONS: readonly string[] = [
  'host',
  'port',
  'from',
  'to',
  'auth',
  'tls',
] satisfies (keyof EmailChannelOptions)[];

const SUBMISSION_PORT = 587;
const HOST = /^[A-Za-z0-9._:-]{1,255}$/;

/** Checks the options of the email channel. @throws {@link ConfigError} */
export function emailSettings(options: EmailChannelOptions): EmailSettings {
  const issues = new OptionIssues('emailChannel');
  issues.known(options, OPTIONS);
  const { host, port = SUBMISSION_PORT, tls = {} } = options;
  if (typeof host !== 'string' || !HOST.test(host)) {
    issues.add('host', `must be the name or the address of a mail server, and is ${describedHost(host)}`);
  }
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    issues.add('port', 'must be a whole number from 1 to 65535; leave it out for 587');
  }
  if (tls !== false && (typeof tls !== 'object' || tls === null)) {
    issues.add('tls', 'must be settings for TLS, or false for a plain local relay');
  }
  const settings: EmailSettings = {
    host,
    port,
    tls,
    from: mailboxOption(issues, 'from', options.from),
    to: recipientsOption(issues, options.to),
    auth: authOption(issues, options.auth),
  };
  issues.throwIfAny();
  return settings;
}

function recipientsOption(issues: OptionIssues, to: unknown): Mailbox[] {
  if (typeof to === 'string') {
    const parts = to.split(',');
    return parts.map((part) => mailboxOption(issues, 'to', part));
  }
  if (!Array.isArray(to) || to.length === 0) {
    issues.add(
      'to',
      `must be a mail address or a list of them, and is ${Array.isArray(to) ? 'empty' : whatIs(to)}`,
    );
    return [];
  }
  return to.map((one: unknown, index) => mailboxOption(issues, `to.${index}`, one));
}

function mailboxOption(issues: OptionIssues, path: string, value: unknown): Mailbox {
  const mailbox = typeof value === 'string' ? parseMailbox(value) : undefined;
  if (mailbox === undefined) {
    issues.add(path, `must be a mail address such as ops@example.org, and is ${described(value)}`);
  }
  return mailbox ?? { name: '', address: '' };
}

function authOption(issues: OptionIssues, auth: EmailChannelOptions['auth']): EmailSettings['auth'] {
  if (auth === undefined) return undefined;
  if (typeof auth !== 'object' || auth === null) {
    issues.add('auth', 'must be an object with user and pass');
    return undefined;
  }
  issues.known(auth, ['user', 'pass'], 'auth');
  if (typeof auth.user !== 'string' || auth.user === '')
    issues.add('auth.user', 'must be a text that is not empty');
  return { user: auth.user, pass: secretOption(issues, 'auth.pass', auth.pass) };
}

/** Mail servers are often known by a URL such as `smtps://user:password@host`, which must not be shown. */
function describedHost(host: unknown): string {
  return typeof host === 'string' && /[@/]/.test(host)
    ? 'a URL or holds a user name; write the name alone, port and auth are options of their own'
    : described(host);
}

/** The value of an option that holds no secret, unless it got there by mistake. */
function described(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(redactText(value).slice(0, 100)) : whatIs(value);
}
