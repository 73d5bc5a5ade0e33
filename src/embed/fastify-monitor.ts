import type { Monitor } from '../domain/monitor.js';
import { OptionIssues } from '../domain/option-issues.js';
import { HAND_OVER_OPTIONS, type HandOverOptions, handOver } from './hand-over.js';
import { REQUEST_ERROR_OPTIONS, type RequestErrorOptions, requestErrors } from './request-errors.js';

/** What of a request of fastify is used. */
export interface FastifyRequestLike {
  readonly method: string;
  readonly routeOptions: { readonly url?: string | undefined };
}

/** What of an instance of fastify is used. */
export interface FastifyAppLike {
  addHook(name: 'onReady' | 'preClose' | 'onClose', hook: () => Promise<void>): unknown;
  addHook(
    name: 'onError',
    hook: (request: FastifyRequestLike, reply: unknown, error: unknown, done: () => void) => void,
  ): unknown;
}

export interface FastifyMonitorOptions extends RequestErrorOptions, HandOverOptions {
  /** The handler that is mounted in the app: its streams are ended when the app closes, which would wait for them. */
  readonly handler?: { close(): void } | undefined;
}

/**
 * A plugin for fastify: starts the monitor with the app, captures errors of requests, and stops it with the app: it turns
 * to `stopping` before the server closes, takes alerts while that drains, and delivers what is left before `close()`
 * resolves. Register it first, for hooks hold for what is registered after them.
 *
 * @throws {@link ConfigError} for options that cannot be
 * @example
 * await app.register(fastifyMonitor(monitor));
 */
export function fastifyMonitor(
  monitor: Monitor,
  options: FastifyMonitorOptions = {},
): (app: FastifyAppLike) => Promise<void> {
  const issues = new OptionIssues('fastifyMonitor');
  issues.monitor(monitor);
  issues.known(options, [...REQUEST_ERROR_OPTIONS, ...HAND_OVER_OPTIONS, 'handler']);
  const capture = requestErrors(monitor, options, issues);
  const stopping = handOver(monitor, options, issues);
  const { handler } = options;
  if (handler !== undefined) {
    issues.having('handler', handler, ['close'], 'give what createHandler made');
  }
  issues.throwIfAny();
  const plugin = async (app: FastifyAppLike): Promise<void> => {
    app.addHook('onReady', async () => {
      await monitor.start();
    });
    app.addHook('onError', (request, _reply, error, done) => {
      capture(error, () => ({ request, method: request.method, route: request.routeOptions.url }));
      done();
    });
    app.addHook('preClose', async () => {
      handler?.close();
      stopping.begin();
    });
    app.addHook('onClose', () => stopping.end());
  };
  // Its hooks are for the app that registers it, not for a context of its own.
  return Object.assign(plugin, {
    [Symbol.for('skip-override')]: true,
    [Symbol.for('fastify.display-name')]: 'tocsin',
  });
}
