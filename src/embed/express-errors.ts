import type { Monitor } from '../domain/monitor.js';
import { OptionIssues } from '../domain/option-issues.js';
import { expressRoute } from './express-route.js';
import { REQUEST_ERROR_OPTIONS, type RequestErrorOptions, requestErrors } from './request-errors.js';

/** What of express's request and response is used. */
export interface ExpressRequestLike {
  readonly method: string;
}
export interface ExpressResponseLike {
  readonly statusCode: number;
}

/** An error handler of express. */
export type ExpressErrorHandler = (
  error: unknown,
  request: ExpressRequestLike,
  response: ExpressResponseLike,
  next: (error?: unknown) => void,
) => void;

/**
 * Captures errors of requests and passes them on as they are: to handlers of your own, or express's. Use it after all
 * routes and before your own error handler; at the end of a router, too, to give that a `component` of its own.
 *
 * @throws {@link ConfigError} for options that cannot be
 * @example
 * app.use(expressErrors(monitor));
 */
export function expressErrors(monitor: Monitor, options: RequestErrorOptions = {}): ExpressErrorHandler {
  const issues = new OptionIssues('expressErrors');
  issues.monitor(monitor);
  issues.known(options, REQUEST_ERROR_OPTIONS);
  const capture = requestErrors(monitor, options, issues);
  issues.throwIfAny();
  // Express knows an error handler by its four parameters.
  return (error, request, response, next) => {
    capture(error, () => ({
      request,
      method: request.method,
      route: expressRoute(request),
      status: response.statusCode >= 400 ? response.statusCode : undefined,
    }));
    next(error);
  };
}
