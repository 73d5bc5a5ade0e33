import type { Monitor } from '../domain/monitor.js';
import type { OptionIssues } from '../domain/option-issues.js';

/** Which errors of requests are captured, and under what name. */
export interface RequestErrorOptions {
  /** The part of the program that they are counted for, such as the name of a service. Only few. Default `http`. */
  readonly component?: string | undefined;
  /**
   * Whether an error is captured; `status` is what the request is answered with, as far as the error says it. Default:
   * those of 500 and above, for the others are the client's.
   */
  readonly captures?: ((error: unknown, status: number) => boolean) | undefined;
}

/** The names of these options, for all that take them. */
export const REQUEST_ERROR_OPTIONS: readonly string[] = [
  'component',
  'captures',
] satisfies (keyof RequestErrorOptions)[];

/** A request that failed. */
export interface FailedRequest {
  /** The framework's request: one error of one request is captured once, however many handlers see it. */
  readonly request: object;
  readonly method: string;
  /** The pattern of its route, such as `/orders/:id`; never its path, which is anybody's. */
  readonly route: string | undefined;
  /** What it is answered with if the error does not say. */
  readonly status?: number | undefined;
}

/** Takes in an error of a request. Never throws. */
export type CaptureRequestError = (error: unknown, read: () => FailedRequest) => void;

const INTERNAL = 500;

/** The last error of a request, by the desk that took it. */
const captured = new WeakMap<object, WeakMap<object, unknown>>();

/**
 * What the adapters of all frameworks do with an error: capture it by route and method, and nothing else of the request.
 *
 * @param issues to which what is wrong with the options is added
 */
export function requestErrors(
  monitor: Monitor,
  options: RequestErrorOptions,
  issues: OptionIssues,
): CaptureRequestError {
  const { component = 'http', captures = (_, status) => status >= INTERNAL } = options;
  issues.text('component', component, "'http'");
  issues.func('captures', captures, 'the error and the status');
  const isWanted = (error: unknown, status: number): boolean => {
    try {
      return captures(error, status);
    } catch {
      // What cannot be judged had better be seen.
      return true;
    }
  };
  return (error, read) => {
    // Whatever the request is like, its error goes on to the framework.
    try {
      const { request, method, route, status } = read();
      if (isKnown(request, monitor.errors, error)) return;
      const answered = statusOf(error) ?? status ?? INTERNAL;
      if (!isWanted(error, answered)) return;
      monitor.errors.capture(error, {
        component,
        operation: route === undefined ? method : `${method} ${route}`,
        // What most are answered with need not be said.
        ...(answered === INTERNAL ? {} : { context: { status: answered } }),
      });
    } catch {
      monitor.errors.capture(error, { component });
    }
  };
}

/** Whether this error of this request was seen before; from now on it was. */
function isKnown(request: object, desk: object, error: unknown): boolean {
  const seen = captured.get(request) ?? new WeakMap<object, unknown>();
  captured.set(request, seen);
  if (seen.has(desk) && seen.get(desk) === error) return true;
  seen.set(desk, error);
  return false;
}

/** The status that an error asks for, as express, fastify, hono and Nest read it. */
function statusOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  for (const name of ['status', 'statusCode']) {
    const status: unknown = Reflect.get(error, name);
    if (typeof status === 'number' && status >= 400 && status <= 599) return status;
  }
  return undefined;
}
