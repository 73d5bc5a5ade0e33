import { createServer, type Server } from 'node:http';
import { ConfigError } from '../domain/config-error.js';
import type { Monitor } from '../domain/monitor.js';
import { OptionIssues } from '../domain/option-issues.js';
import { TocsinError } from '../domain/tocsin-error.js';
import { systemClock } from '../runtime/system-clock.js';
import { createHandler } from './create-handler.js';
import { refuseUpgrade } from './inspect/refuse-upgrade.js';
import { readPrefix } from './read-prefix.js';
import { DEFAULT_HOST, serveIssues } from './serve-issues.js';
import { SERVE_OPTIONS, type ServeOptions } from './serve-options.js';

/** A server that listens. */
export interface Served extends AsyncDisposable {
  /** Where the page is, such as `http://127.0.0.1:8627/`. */
  readonly url: string;
  readonly port: number;
  /** Ends all streams, lets requests under way finish for a moment, and stops to listen. Idempotent. */
  close(): Promise<void>;
}

/** The port if nobody names another one. */
export const DEFAULT_PORT = 8627;

/** How long a request may take to come in, and a connection to lie idle. */
const HEADERS_MS = 10_000;
const REQUEST_MS = 30_000;
const IDLE_MS = 65_000;
/** How often it is looked for requests that take longer. */
const LOOK_EVERY_MS = 1_000;
const MOST_CONNECTIONS = 1_000;
/** How long requests under way may take when it is closed. */
const GRACE_MS = 1_000;

/**
 * Serves a monitor on a port of its own: the live page, the API, health endpoints, metrics and the intake for
 * Prometheus. The monitor's own life is not touched: start and stop it yourself.
 *
 * @throws {@link ConfigError} for options that cannot be, above all another host than this machine without a token;
 * `ERR_HTTP_PORT` if the port cannot be had
 * @example
 * const { url } = await serve(monitor, { port: 8080, host: '0.0.0.0', token: process.env.TOCSIN_TOKEN });
 */
export async function serve(monitor: Monitor, options: ServeOptions = {}): Promise<Served> {
  const given = new OptionIssues('serve');
  given.monitor(monitor);
  given.known(options, SERVE_OPTIONS);
  const { port = DEFAULT_PORT, host = DEFAULT_HOST, ...handled } = options;
  const issues = [...given.all, ...serveIssues(options)];
  if (issues.length > 0) throw new ConfigError(issues);
  const { clock = systemClock } = handled;
  const prefix = readPrefix(handled);
  const handler = createHandler(monitor, handled);
  let closing: Promise<void> | undefined;
  const server = createServer(
    {
      headersTimeout: HEADERS_MS,
      requestTimeout: REQUEST_MS,
      keepAliveTimeout: IDLE_MS,
      connectionsCheckingInterval: LOOK_EVERY_MS,
    },
    (request, response) => {
      // Node ends those connections only that are idle when it begins to close.
      response.once('finish', () => {
        if (closing !== undefined) request.socket.destroySoon();
      });
      // Who asks for the root is shown where it is.
      if (prefix !== '' && request.url === '/') response.writeHead(302, { location: `${prefix}/` }).end();
      else handler(request, response);
    },
  );
  server.maxConnections = MOST_CONNECTIONS;
  server.on('upgrade', (request, socket, head) => {
    if (handler.upgrade(request, socket, head)) return;
    // Nobody else takes it, and Node no longer looks after it: a reset would end the process.
    socket.on('error', () => socket.destroy());
    refuseUpgrade(socket, { status: 404, message: 'there is nothing here' });
  });
  const bound = await listen(server, port, host).catch((error: unknown) => {
    handler.close();
    throw error;
  });
  const close = (): Promise<void> => {
    closing ??= new Promise<void>((resolve) => {
      handler.close();
      const timer = clock.setTimeout(() => server.closeAllConnections(), GRACE_MS);
      server.close(() => {
        clock.clearTimeout(timer);
        resolve();
      });
      server.closeIdleConnections();
    });
    return closing;
  };
  const shown = host.includes(':') ? `[${host}]` : host;
  return {
    url: `http://${shown}:${bound}${prefix}/`,
    port: bound,
    close,
    [Symbol.asyncDispose]: close,
  };
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(portError(error, port, host)));
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

function portError(error: NodeJS.ErrnoException, port: number, host: string): TocsinError {
  const why =
    error.code === 'EADDRINUSE'
      ? 'another program listens there'
      : error.code === 'EACCES'
        ? 'this user may not listen there'
        : error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND'
          ? 'this machine has no such address'
          : (error.code ?? error.message);
  return new TocsinError(
    'ERR_HTTP_PORT',
    `cannot listen on ${host}:${port}: ${why}; choose another port or host`,
    { cause: error },
  );
}
