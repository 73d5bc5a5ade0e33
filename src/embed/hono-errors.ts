import type { Monitor } from '../domain/monitor.js';
import { OptionIssues } from '../domain/option-issues.js';
import { REQUEST_ERROR_OPTIONS, type RequestErrorOptions, requestErrors } from './request-errors.js';

/** What of hono's context is used. */
export interface HonoContextLike {
  /** What a handler threw, once hono has dealt with it. */
  readonly error: Error | undefined;
  readonly req: {
    readonly method: string;
    readonly raw: object;
    readonly matchedRoutes: readonly { readonly path: string }[];
  };
}

/** A middleware of hono. */
export type HonoMiddleware = (context: HonoContextLike, next: () => Promise<void>) => Promise<void>;

/**
 * Captures errors of requests; hono's `onError` gets them as they are. Use it before all routes.
 *
 * @throws {@link ConfigError} for options that cannot be
 * @example
 * app.use(honoErrors(monitor));
 */
export function honoErrors(monitor: Monitor, options: RequestErrorOptions = {}): HonoMiddleware {
  const issues = new OptionIssues('honoErrors');
  issues.monitor(monitor);
  issues.known(options, REQUEST_ERROR_OPTIONS);
  const capture = requestErrors(monitor, options, issues);
  issues.throwIfAny();
  return async (context, next) => {
    const read = () => {
      const { raw, method, matchedRoutes } = context.req;
      return { request: raw, method, route: matchedRoutes.at(-1)?.path };
    };
    try {
      await next();
    } catch (error) {
      // Hono lets through what is no `Error`.
      capture(error, read);
      throw error;
    }
    if (context.error !== undefined) capture(context.error, read);
  };
}
