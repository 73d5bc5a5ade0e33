import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Context } from 'hono';
import type { RequestFacts } from './access.js';

/** What Node's server hands along with a request. Another server may hand along nothing. */
export interface ServerBindings {
  readonly incoming?: IncomingMessage | undefined;
  readonly outgoing?: Pick<ServerResponse, 'destroy'> | undefined;
}

/** What Hono knows of a request of ours. */
export interface HttpEnv {
  readonly Bindings: ServerBindings;
}

/** What proxies add to a request that they hand on. */
const FORWARDED = ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip'] as const;

/** Who asks, as Hono sees it. */
export function factsOf(c: Context<HttpEnv>): RequestFacts {
  return {
    method: c.req.method,
    host: c.req.header('host') ?? hostOfUrl(c.req.url),
    origin: c.req.header('origin'),
    fetchSite: c.req.header('sec-fetch-site'),
    authorization: c.req.header('authorization'),
    cookie: c.req.header('cookie'),
    remote: c.env?.incoming?.socket?.remoteAddress,
    forwarded: FORWARDED.some((name) => c.req.header(name) !== undefined),
  };
}

/** Who asks, as Node sees it. */
export function factsOfMessage({ method = 'GET', headers, socket }: IncomingMessage): RequestFacts {
  const { host, origin, authorization, cookie } = headers;
  const fetchSite = headers['sec-fetch-site'];
  return {
    method,
    host,
    origin,
    fetchSite: typeof fetchSite === 'string' ? fetchSite : undefined,
    authorization,
    cookie,
    remote: socket.remoteAddress,
    forwarded: FORWARDED.some((name) => headers[name] !== undefined),
  };
}

/** A request that was made in the program itself may have no header for it. */
function hostOfUrl(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).host : undefined;
}
