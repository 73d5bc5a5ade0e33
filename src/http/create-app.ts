import { Hono } from 'hono';
import { compress } from 'hono/compress';
import { cors } from 'hono/cors';
import type { Clock } from '../domain/clock.js';
import type { Logger } from '../domain/logger.js';
import type { Monitor } from '../domain/monitor.js';
import { createAlertmanagerApi } from './alertmanager/create-alertmanager-api.js';
import { alertEndpoints } from './api/alert-endpoints.js';
import type { ApiContext } from './api/api-context.js';
import type { Endpoint } from './api/endpoint.js';
import { eventEndpoints } from './api/event-endpoints.js';
import { type Operation, openApiDocument } from './api/openapi.js';
import { operatorEndpoints } from './api/operator-endpoints.js';
import { programEndpoints } from './api/program-endpoints.js';
import { serviceEndpoints } from './api/service-endpoints.js';
import { BEAT_OPERATIONS } from './beat/beat-operations.js';
import { beatRoutes, isBeat } from './beat/beat-routes.js';
import type { Access } from './guard/access.js';
import { limitBody } from './guard/limit-body.js';
import { factsOf, type HttpEnv } from './guard/request-facts.js';
import { SECURITY_HEADERS } from './guard/security-headers.js';
import { sessionRoutes } from './guard/session-routes.js';
import type { HandlerOptions } from './handler-options.js';
import { createHealth } from './health/create-health.js';
import { createMetrics } from './metrics/create-metrics.js';
import { pageRoutes } from './page/page-routes.js';
import { HttpProblem, problem, problemOf } from './problem.js';
import { LiveFeed } from './stream/live-feed.js';
import { Seats } from './stream/seats.js';
import { VERSION } from './version.js';

/** Every endpoint of the API. */
const ENDPOINTS: readonly Endpoint[] = [
  ...serviceEndpoints,
  ...programEndpoints,
  ...alertEndpoints,
  ...operatorEndpoints,
  ...eventEndpoints,
];

/** All that the OpenAPI document describes, in its order. */
export const OPERATIONS: readonly Operation[] = [
  ...ENDPOINTS.map((endpoint) => ({ ...endpoint, path: `/api${endpoint.path}` })),
  ...BEAT_OPERATIONS,
];

/** What a request may send, in bytes. */
const MOST_SENT = 1024 * 1024;
/** The same for alerts of Prometheus, which come by the batch. */
const MOST_ALERTS_SENT = 8 * 1024 * 1024;

const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

export interface AppOptions
  extends Pick<HandlerOptions, 'allowedOrigins' | 'resolveTimeout' | 'page' | 'readOnly'> {
  readonly access: Access;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Where a request is mounted, such as `/tocsin`; empty for the root. */
  readonly mountOf: (bindings: HttpEnv['Bindings'] | undefined) => string;
  /** The path of a request below that. */
  readonly getPath: (request: Request) => string;
}

/** All routes, and what to do when they are wanted no more. */
export interface App {
  readonly hono: Hono<HttpEnv>;
  end(): void;
}

/**
 * The routes in the order in which a request meets them: what everybody may see first, then the guard, then the rest.
 */
export function createApp(monitor: Monitor, options: AppOptions): App {
  const { access, clock, logger, mountOf, getPath, readOnly = false, page = true } = options;
  const { allowedOrigins = [], resolveTimeout } = options;
  const seats = new Seats();
  const feed = new LiveFeed({ monitor, clock, logger, version: VERSION, seats });
  const metrics = createMetrics(monitor, { clock });
  const alertmanager = createAlertmanagerApi(monitor, { clock, logger, version: VERSION, resolveTimeout });
  const api: ApiContext = { monitor, clock, logger, feed, seats, version: VERSION, testing: new Set() };
  const hono = new Hono<HttpEnv>({ getPath });

  hono.onError((error, c) => {
    const found = problemOf(error, logger);
    if (found.status === 401) c.header('www-authenticate', 'Bearer realm="tocsin"');
    return problem(c, found);
  });
  hono.notFound((c) => problem(c, new HttpProblem(404, 'ERR_HTTP_NOT_FOUND', 'there is nothing here')));

  hono.use(async (c, next) => {
    await next();
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) c.res.headers.set(name, value);
    if (!c.res.headers.has('cache-control')) c.res.headers.set('cache-control', 'no-store');
  });

  // Probes come from anywhere and must be answered; what they may see of details is for the guard to say.
  hono.route(
    '/',
    createHealth(monitor, {
      clock,
      version: VERSION,
      isTrusted: (c) => access.refuse(factsOf(c)) === undefined,
    }),
  );

  hono.use(async (c, next) => {
    const refusal = access.refuseSite(factsOf(c));
    if (refusal !== undefined) throw new HttpProblem(refusal.status, refusal.code, refusal.detail);
    await next();
  });
  if (allowedOrigins.length > 0) {
    // Only those come here.
    hono.use(cors({ origin: (origin) => origin, credentials: true }));
  }
  if (page) hono.route('/', pageRoutes());
  hono.route('/api', sessionRoutes({ access, readOnly, clock, logger, mountOf }));

  hono.use(async (c, next) => {
    const refusal = access.refuse(factsOf(c));
    if (refusal !== undefined) throw new HttpProblem(refusal.status, refusal.code, refusal.detail);
    if (readOnly && (!SAFE_METHODS.has(c.req.method) || isBeat(c.req.path))) {
      throw new HttpProblem(403, 'ERR_HTTP_READ_ONLY', 'nothing can be changed here: it is served read-only');
    }
    await next();
  });
  // Of strangers nothing is read: what many of them send at a time would fill the memory.
  hono.use('/api/*', async (c, next) => {
    if (!SAFE_METHODS.has(c.req.method)) {
      await limitBody(c, c.req.path.startsWith('/api/v2/') ? MOST_ALERTS_SENT : MOST_SENT);
    }
    await next();
  });
  hono.use('/metrics', compress());
  hono.get('/metrics', async () => {
    const text = await metrics.text();
    return new Response(text, { headers: { 'content-type': metrics.contentType } });
  });
  hono.route('/api/v2', alertmanager.app);
  hono.use('/api/*', compress());
  hono.get('/api/openapi.json', (c) => c.json(openApiDocument(OPERATIONS, VERSION, mountOf(c.env))));
  hono.route('/', beatRoutes(monitor));
  for (const endpoint of ENDPOINTS) {
    hono.on(endpoint.method.toUpperCase(), `/api${endpoint.path}`, (c) => endpoint.respond(api, c));
  }

  return {
    hono,
    end() {
      feed.end();
      seats.end();
      metrics.end();
      alertmanager.end();
    },
  };
}
