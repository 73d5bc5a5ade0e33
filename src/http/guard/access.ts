import { ConfigError } from '../../domain/config-error.js';
import type { HandlerOptions } from '../handler-options.js';
import { isLoopbackAddress, isLoopbackHost, namesHost } from './host-names.js';
import { readTokens } from './read-tokens.js';
import { Tokens } from './tokens.js';

/** What of a request says who asks, and from where. */
export interface RequestFacts {
  readonly method: string;
  /** The `Host` header. */
  readonly host: string | undefined;
  readonly origin: string | undefined;
  /** The `Sec-Fetch-Site` header. */
  readonly fetchSite: string | undefined;
  readonly authorization: string | undefined;
  readonly cookie: string | undefined;
  /** The address at the connection's other end, if it is known. */
  readonly remote: string | undefined;
  /** Whether a proxy handed it on, so that it may come from anywhere. */
  readonly forwarded: boolean;
}

/** Why somebody is not let in. */
export interface Refusal {
  readonly status: 401 | 403;
  readonly code: string;
  readonly detail: string;
}

const BEARER = /^bearer +(\S+) *$/i;
const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Decides who is served. */
export class Access {
  readonly tokens: Tokens | undefined;
  /** Whether everybody is served, since somebody else guards it. */
  readonly #open: boolean;
  readonly #hosts: readonly string[] | undefined;
  readonly #origins: readonly string[];

  /** @throws {@link ConfigError} for a token or an origin that cannot be */
  constructor({ token, allowedHosts, allowedOrigins = [] }: HandlerOptions) {
    const tokens = readTokens(token);
    this.tokens = tokens.length === 0 ? undefined : new Tokens(tokens);
    this.#open = token === false;
    this.#hosts = allowedHosts;
    this.#origins = allowedOrigins.map(readOrigin);
  }

  /** Why a request is refused; `undefined` if it is served. */
  refuse(facts: RequestFacts): Refusal | undefined {
    return this.refuseSite(facts) ?? this.#refuseStranger(facts);
  }

  /** Why a request is refused whoever sends it: it came under a wrong name, or from another site's page. */
  refuseSite({ method, host = '', origin, fetchSite }: RequestFacts): Refusal | undefined {
    if (!this.#allowsHost(host)) {
      return forbidden(
        'ERR_HTTP_HOST',
        `the host ${quoted(host)} is not one that is served; name it in allowedHosts, or set a token`,
      );
    }
    if (origin !== undefined && !this.allowsOrigin(origin, host)) {
      return forbidden(
        'ERR_HTTP_ORIGIN',
        `pages of ${quoted(origin)} may not use this; name the origin in allowedOrigins`,
      );
    }
    if (origin === undefined && fetchSite === 'cross-site' && !SAFE_METHODS.has(method)) {
      return forbidden('ERR_HTTP_ORIGIN', 'the request comes from another site');
    }
    return undefined;
  }

  /** Whether a page of that origin may use this: its own, or an allowed one. */
  allowsOrigin(origin: string, host: string): boolean {
    if (this.#origins.includes(origin.toLowerCase())) return true;
    return URL.canParse(origin) && new URL(origin).host === host.toLowerCase();
  }

  #allowsHost(host: string): boolean {
    if (this.#hosts !== undefined) return isLoopbackHost(host) || namesHost(host, this.#hosts);
    return this.tokens !== undefined || this.#open || isLoopbackHost(host);
  }

  #refuseStranger({ authorization, cookie, remote, forwarded }: RequestFacts): Refusal | undefined {
    if (this.#open) return undefined;
    if (this.tokens === undefined) {
      if (remote !== undefined && isLoopbackAddress(remote) && !forwarded) return undefined;
      return forbidden(
        'ERR_HTTP_TOKEN_NEEDED',
        `without a token only this machine is served${whyNot(remote, forwarded)}`,
      );
    }
    const [, bearer] = BEARER.exec(authorization ?? '') ?? [];
    if (bearer !== undefined && this.tokens.accepts(bearer)) return undefined;
    if (cookie !== undefined && this.tokens.acceptsCookies(cookie)) return undefined;
    const detail =
      authorization === undefined
        ? 'this needs the token, as Authorization: Bearer …'
        : 'that is not the token, or not of the form Authorization: Bearer …';
    return { status: 401, code: 'ERR_HTTP_UNAUTHORIZED', detail };
  }
}

const ORIGIN = /^[a-z][a-z0-9+.-]*:\/\/[^/?#\s*]+\/?$/i;

/** An origin as browsers write it. */
function readOrigin(given: string, index: number): string {
  if (!ORIGIN.test(given) || !URL.canParse(given)) {
    throw new ConfigError([
      {
        path: `allowedOrigins.${index}`,
        message: `expected an origin such as https://ops.example.org, found ${quoted(given)}`,
      },
    ]);
  }
  const { origin } = new URL(given);
  // Of schemes that it does not know the standard names none.
  return origin === 'null' ? given.toLowerCase().replace(/\/$/, '') : origin;
}

function forbidden(code: string, detail: string): Refusal {
  return { status: 403, code, detail };
}

/** Why a request does not count as one of this machine, and the way out. */
function whyNot(remote: string | undefined, forwarded: boolean): string {
  if (forwarded) {
    return ', and this request came through a proxy; set a token, or token: false if the proxy lets in only who may';
  }
  return remote === undefined
    ? ', and it cannot be seen where this request comes from; set a token, or pass the server’s bindings on to fetch'
    : '; set a token';
}

/** What was sent, bounded. */
function quoted(text: string): string {
  return JSON.stringify(text.slice(0, 200));
}
