import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { getRequestListener } from '@hono/node-server';
import { guardedLogger } from '../domain/guarded-logger.js';
import { silentLogger } from '../domain/logger.js';
import type { Monitor } from '../domain/monitor.js';
import { OptionIssues } from '../domain/option-issues.js';
import { systemClock } from '../runtime/system-clock.js';
import { createApp } from './create-app.js';
import { type FastifyLike, fastifyRoutes } from './fastify-routes.js';
import { Access } from './guard/access.js';
import { factsOfMessage, type ServerBindings } from './guard/request-facts.js';
import { HANDLER_OPTIONS, type HandlerOptions } from './handler-options.js';
import { createInspectBridge } from './inspect/inspect-bridge.js';
import { readPrefix } from './read-prefix.js';
import { takeParsedBody } from './take-parsed-body.js';

/**
 * A monitor over HTTP. Called as it is, it answers requests of `node:http` and express; the members serve other
 * frameworks.
 */
export interface Handler {
  (request: IncomingMessage, response: ServerResponse): void;
  /**
   * Answers requests of the web's kind, as in hono. Pass the server's bindings on, so that it can be seen who asks.
   *
   * @example app.all('/tocsin/*', (c) => handler.fetch(c.req.raw, c.env))
   */
  fetch(request: Request, bindings?: unknown): Response | Promise<Response>;
  /**
   * A plugin for fastify.
   *
   * @example await app.register(handler.fastify, { prefix: '/tocsin' })
   */
  fastify(app: FastifyLike): Promise<void>;
  /**
   * Takes WebSockets for `/inspect`; others are left alone, which Node leaves open for ever. Returns whether it took it.
   * Under express and fastify, too, it needs the option `prefix`.
   *
   * @example
   * server.on('upgrade', (request, socket, head) => {
   *   if (!handler.upgrade(request, socket, head)) socket.destroy();
   * });
   */
  readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => boolean;
  /** Ends all streams and lets go of the monitor. It does so by itself when the monitor stops. */
  close(): void;
}

/**
 * Serves a monitor: the live page, the API, health endpoints, metrics, and the intake for Prometheus. It listens
 * nowhere by itself: mount it, or see `serve`.
 *
 * @throws {@link ConfigError} for options that cannot be
 * @example
 * const handler = createHandler(monitor, { prefix: '/tocsin', token: process.env.TOCSIN_TOKEN });
 * app.use('/tocsin', handler); // express
 */
export function createHandler(monitor: Monitor, options: HandlerOptions = {}): Handler {
  const issues = new OptionIssues('createHandler');
  issues.monitor(monitor);
  issues.known(options, HANDLER_OPTIONS);
  issues.clock(options.clock);
  issues.logger(options.logger);
  const { readOnly, page, resolveTimeout } = options;
  if (readOnly !== undefined) issues.flag('readOnly', readOnly);
  if (page !== undefined) issues.flag('page', page);
  if (resolveTimeout !== undefined) issues.duration('resolveTimeout', resolveTimeout);
  issues.throwIfAny();
  const { clock = systemClock } = options;
  const logger = guardedLogger(options.logger ?? silentLogger);
  const prefix = readPrefix(options);
  const access = new Access(options);
  const below = (path: string): string => {
    const within = prefix !== '' && (path === prefix || path.startsWith(`${prefix}/`));
    const rest = within ? path.slice(prefix.length) : path;
    return rest === '' ? '/' : rest;
  };
  const app = createApp(monitor, {
    ...options,
    access,
    clock,
    logger,
    mountOf: (bindings) => mountedBy(bindings?.incoming) ?? prefix,
    getPath: (request) => below(pathOf(request.url)),
  });
  const inspect = createInspectBridge(monitor, {
    clock,
    logger,
    authorize(request) {
      const refusal = access.refuse(factsOfMessage(request));
      return refusal === undefined ? true : { status: refusal.status, message: refusal.detail };
    },
  });
  const listener = getRequestListener((request, bindings) => app.hono.fetch(request, bindingsOf(bindings)), {
    overrideGlobalObjects: false,
  });

  function handle(request: IncomingMessage, response: ServerResponse): void {
    const mount = mountedBy(request) ?? prefix;
    const path = pathOf(originalUrl(request));
    if (mount !== '' && path === mount) {
      // Without the slash the page would look for its files one level up.
      response.writeHead(308, { location: `${mount}/` }).end();
      return;
    }
    takeParsedBody(request);
    void listener(request, response);
  }

  const handler: Handler = Object.assign(handle, {
    fetch: (request: Request, bindings?: unknown) => {
      const path = pathOf(request.url);
      if (prefix !== '' && path === prefix) {
        return new Response(null, { status: 308, headers: { location: `${prefix}/` } });
      }
      return app.hono.fetch(request, bindingsOf(bindings));
    },
    fastify: (fastify: FastifyLike) => fastifyRoutes(fastify, handle),
    upgrade(request: IncomingMessage, socket: Duplex, head: Buffer) {
      if (below(pathOf(request.url ?? '/')) !== '/inspect') return false;
      inspect.upgrade(request, socket, head);
      return true;
    },
    close() {
      app.end();
      inspect.end();
    },
  });
  return handler;
}

/** Where express mounted it: what it took off the path. */
function mountedBy(request: IncomingMessage | undefined): string | undefined {
  const mount: unknown = request === undefined ? undefined : Reflect.get(request, 'baseUrl');
  return typeof mount === 'string' && mount !== '' ? mount : undefined;
}

/** The path as it was asked for, before a framework took something off it. */
function originalUrl(request: IncomingMessage): string {
  const original: unknown = Reflect.get(request, 'originalUrl');
  return typeof original === 'string' ? original : (request.url ?? '/');
}

function pathOf(url: string): string {
  const begin = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i.exec(url)?.[0].length ?? 0;
  const end = url.slice(begin).search(/[?#]/);
  const path = end < 0 ? url.slice(begin) : url.slice(begin, begin + end);
  return path === '' ? '/' : path;
}

/** What is used of the bindings of a server, whichever it is. */
function bindingsOf(bindings: unknown): ServerBindings {
  if (typeof bindings !== 'object' || bindings === null) return {};
  return {
    incoming: 'incoming' in bindings && isIncoming(bindings.incoming) ? bindings.incoming : undefined,
    outgoing: 'outgoing' in bindings && isOutgoing(bindings.outgoing) ? bindings.outgoing : undefined,
  };
}

function isIncoming(value: unknown): value is IncomingMessage {
  return typeof value === 'object' && value !== null && 'socket' in value && 'headers' in value;
}

function isOutgoing(value: unknown): value is NonNullable<ServerBindings['outgoing']> {
  return (
    typeof value === 'object' && value !== null && 'destroy' in value && typeof value.destroy === 'function'
  );
}
