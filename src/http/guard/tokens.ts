import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** A token as it is kept: nothing here gives it away. */
interface KnownToken {
  readonly digest: Buffer;
  /** The cookie that stands for it. Its name differs by token, since browsers share cookies between ports. */
  readonly cookie: { readonly name: string; readonly value: string };
}

const OWN_COOKIE = /^tocsin_[0-9a-f]{8}=/;
const NAME_LENGTH = 'tocsin_'.length + 8;
/** More would keep the host busy for whoever sends them. */
const MOST_TRIED = 64;

/** The tokens that let somebody in. They are compared in constant time. */
export class Tokens {
  readonly #known: readonly KnownToken[];

  constructor(tokens: readonly string[]) {
    this.#known = tokens.map(known);
  }

  /** Whether it is one of them. */
  accepts(token: string): boolean {
    return this.#find(token) !== undefined;
  }

  /** The cookie for a token that is accepted. */
  cookieFor(token: string): KnownToken['cookie'] | undefined {
    return this.#find(token)?.cookie;
  }

  /** Whether a `Cookie` header holds one that {@link cookieFor} gave; only the first 64 that look like it are tried. */
  acceptsCookies(header: string): boolean {
    const given = ownCookies(header).slice(0, MOST_TRIED).map(digest);
    return this.#known.some(({ cookie }) => {
      const wanted = digest(`${cookie.name}=${cookie.value}`);
      return given.some((candidate) => timingSafeEqual(candidate, wanted));
    });
  }

  #find(token: string): KnownToken | undefined {
    const given = digest(token);
    let found: KnownToken | undefined;
    // All are looked at, however early one fits.
    for (const candidate of this.#known) if (timingSafeEqual(candidate.digest, given)) found = candidate;
    return found;
  }
}

/**
 * The names of the cookies in a `Cookie` header that were given out by this or another Tocsin. The name of a cookie that
 * was not sent is not for strangers: it is made from the token.
 */
export function ownCookieNames(header: string): string[] {
  return [...new Set(ownCookies(header).map((cookie) => cookie.slice(0, NAME_LENGTH)))];
}

function ownCookies(header: string): string[] {
  return header
    .split(';')
    .map((part) => part.trim())
    .filter((part) => OWN_COOKIE.test(part));
}

function known(token: string): KnownToken {
  const tagged = (tag: string): Buffer => createHmac('sha256', token).update(tag).digest();
  return {
    digest: digest(token),
    cookie: {
      name: `tocsin_${tagged('tocsin cookie name').toString('hex').slice(0, 8)}`,
      value: tagged('tocsin session').toString('base64url'),
    },
  };
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
