import { type Context, Hono } from 'hono';
import type { BeatInput } from '../../domain/heartbeat.js';
import type { Monitor } from '../../domain/monitor.js';
import { limitBody } from '../guard/limit-body.js';
import { factsOf, type HttpEnv } from '../guard/request-facts.js';
import { HttpProblem } from '../problem.js';
import { BEATS } from './beats.js';

/** What a job may send along, in bytes; of a text the first 10 000 characters are kept. */
const MOST_SENT = 1024 * 1024;

/** Pages of these may not speak for a job. */
const STRANGERS: ReadonlySet<string | undefined> = new Set(['cross-site', 'same-site']);

/** Whether a request of that path changes something whatever its method is, since `curl` asks with GET. */
export function isBeat(path: string): boolean {
  return path.startsWith('/beat/');
}

/**
 * Where jobs report that they began, did their work or could not: `/beat/<service>`, `…/start`, `…/fail`, or `…/<exit
 * status>`, by GET, HEAD or POST. What they have to say is the body, or `?message=`. Answers with the service's state.
 *
 * To be mounted at the root, behind whatever guards the rest: it changes something by GET, too. Requests that a page of
 * another site makes are refused here.
 */
export function beatRoutes(monitor: Monitor): Hono<HttpEnv> {
  const app = new Hono<HttpEnv>();
  const take = async (c: Context<HttpEnv>, beat: BeatInput): Promise<Response> => {
    const message = await messageOf(c);
    const said = [beat.message, message].filter((text) => text !== undefined && text !== '').join(': ');
    const state = await monitor.beat(c.req.param('name') ?? '', { ...beat, message: said });
    return c.json(state);
  };
  app.use('/beat/*', async (c, next) => {
    if (STRANGERS.has(factsOf(c).fetchSite) && c.req.header('origin') === undefined) {
      throw new HttpProblem(403, 'ERR_HTTP_ORIGIN', 'the request comes from a page of another site');
    }
    await next();
  });
  // Hono answers HEAD as it does GET, without the body.
  for (const { path, say } of BEATS) {
    app.on(['GET', 'POST'], path, (c) => take(c, say(Number(c.req.param('status')))));
  }
  return app;
}

/** The body, or else the query's `message`. */
async function messageOf(c: Context<HttpEnv>): Promise<string | undefined> {
  if (c.req.method === 'POST') {
    await limitBody(c, MOST_SENT);
    const body = await c.req.text();
    if (body.trim() !== '') return body;
  }
  return c.req.query('message');
}
