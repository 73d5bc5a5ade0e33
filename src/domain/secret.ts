import { inspect } from 'node:util';

const REDACTED = '[redacted]';

/**
 * Text that must not be seen: a password, a token, a webhook's URL. However it is printed (in a string, as JSON, by
 * `util.inspect`) it says `[redacted]`; only {@link Secret.reveal} gives it away.
 *
 * @example
 * const password = new Secret(process.env.SMTP_PASSWORD ?? '');
 * `${password}` // '[redacted]'
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The text itself. Call it where it is used, and keep the result nowhere. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return REDACTED;
  }

  toJSON(): string {
    return REDACTED;
  }

  [inspect.custom](): string {
    return REDACTED;
  }
}

/** All of a URL that may be told: its host, with a port that is not the usual one; `[redacted]` if it is no URL. */
export function hostOf(url: string): string {
  const host = URL.canParse(url) ? new URL(url).host : '';
  return host === '' ? REDACTED : host;
}
