import { Hono } from 'hono';
import { deleteCookie, setCookie } from 'hono/cookie';
import { z } from 'zod';
import type { Clock } from '../../domain/clock.js';
import type { Logger } from '../../domain/logger.js';
import type { Session } from '../api/views.js';
import { HttpProblem } from '../problem.js';
import type { Access } from './access.js';
import { limitBody } from './limit-body.js';
import { factsOf, type HttpEnv } from './request-facts.js';
import { ownCookieNames } from './tokens.js';

const MONTH_S = 30 * 86_400;
const MINUTE = 60_000;
/** Wrong tokens in a minute, from everywhere together; after that the form is closed for the rest of it. */
const MOST_WRONG = 20;

/** What strangers may send, in bytes: a token. */
const MOST_SENT = 16 * 1024;

const login = z.object({ token: z.string().min(1).max(4_096) });

export interface SessionOptions {
  readonly access: Access;
  readonly readOnly: boolean;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Where the page is, such as `/tocsin`, for this request. */
  readonly mountOf: (bindings: HttpEnv['Bindings'] | undefined) => string;
}

/** How the page comes to be let in: the token is given once and stands in a cookie that no script can read. */
export function sessionRoutes({ access, readOnly, clock, logger, mountOf }: SessionOptions): Hono<HttpEnv> {
  const app = new Hono<HttpEnv>();
  let wrong = 0;
  let minute = 0;

  const session = (authorized: boolean): Session => ({
    tokenNeeded: access.tokens !== undefined,
    authorized,
    readOnly,
  });

  app.get('/session', (c) => {
    const refusal = access.refuse(factsOf(c));
    if (refusal?.status === 403) throw new HttpProblem(refusal.status, refusal.code, refusal.detail);
    return c.json(session(refusal === undefined));
  });

  app.post('/session', async (c) => {
    const now = Math.floor(clock.now() / MINUTE);
    if (now !== minute) {
      minute = now;
      wrong = 0;
    }
    if (wrong >= MOST_WRONG) {
      throw new HttpProblem(429, 'ERR_HTTP_BUSY', 'too many wrong tokens; wait a minute');
    }
    await limitBody(c, MOST_SENT);
    const { data } = login.safeParse(await c.req.json().catch(() => undefined));
    if (data === undefined) {
      throw new HttpProblem(400, 'ERR_HTTP_REQUEST', 'the body must be { "token": "…" }');
    }
    const cookie = access.tokens?.cookieFor(data.token);
    if (cookie === undefined) {
      wrong++;
      logger.warn({ remote: factsOf(c).remote }, 'a wrong token was given');
      throw new HttpProblem(401, 'ERR_HTTP_UNAUTHORIZED', 'that is not the token');
    }
    setCookie(c, cookie.name, cookie.value, { ...cookieScope(c.env), maxAge: MONTH_S });
    return c.json(session(true));
  });

  app.delete('/session', (c) => {
    for (const name of ownCookieNames(c.req.header('cookie') ?? ''))
      deleteCookie(c, name, cookieScope(c.env));
    return c.json(session(access.tokens === undefined));
  });
  return app;

  function cookieScope(env: HttpEnv['Bindings'] | undefined) {
    const headers = env?.incoming?.headers ?? {};
    const socket = env?.incoming?.socket;
    const secure =
      headers['x-forwarded-proto'] === 'https' || (socket !== undefined && 'encrypted' in socket);
    return { httpOnly: true, sameSite: 'Strict', secure, path: `${mountOf(env)}/` } as const;
  }
}
