import { type Observable, tap } from 'rxjs';
import type { Monitor } from '../domain/monitor.js';
import { OptionIssues } from '../domain/option-issues.js';
import {
  type FailedRequest,
  REQUEST_ERROR_OPTIONS,
  type RequestErrorOptions,
  requestErrors,
} from './request-errors.js';

/** What of Nest's execution context is used. */
export interface NestContextLike {
  getType(): string;
  getClass(): { readonly name: string };
  getHandler(): { readonly name: string };
  switchToHttp(): { getRequest(): unknown };
}

/** An interceptor of Nest's. */
export interface NestInterceptor {
  intercept<T>(context: NestContextLike, next: { handle(): Observable<T> }): Observable<T>;
}

/**
 * Captures what handlers, pipes and inner interceptors throw; exception filters get it as it is. (What guards throw does
 * not come by here.) Requests are named by their route; messages of other transports by class and method.
 *
 * @throws {@link ConfigError} for options that cannot be
 * @example
 * app.useGlobalInterceptors(nestErrors(monitor));
 */
export function nestErrors(monitor: Monitor, options: RequestErrorOptions = {}): NestInterceptor {
  const issues = new OptionIssues('nestErrors');
  issues.monitor(monitor);
  issues.known(options, REQUEST_ERROR_OPTIONS);
  const capture = requestErrors(monitor, options, issues);
  issues.throwIfAny();
  return {
    intercept: (context, next) =>
      next.handle().pipe(tap({ error: (error: unknown) => capture(error, () => failedRequest(context)) })),
  };
}

function failedRequest(context: NestContextLike): FailedRequest {
  const handled = `${context.getClass().name}.${context.getHandler().name}`;
  if (context.getType() !== 'http') return { request: context, method: handled, route: undefined };
  const request = context.switchToHttp().getRequest();
  if (typeof request !== 'object' || request === null) {
    return { request: context, method: handled, route: undefined };
  }
  const method = textOf(request, 'method') ?? '';
  // Of express, whose routes Nest gives their whole path; of fastify.
  const route =
    textOf(partOf(request, 'route'), 'path') ?? textOf(partOf(request, 'routeOptions'), 'url') ?? handled;
  return { request, method, route };
}

function partOf(value: object, name: string): object | undefined {
  const part: unknown = Reflect.get(value, name);
  return typeof part === 'object' && part !== null ? part : undefined;
}

function textOf(value: object | undefined, name: string): string | undefined {
  const text: unknown = value === undefined ? undefined : Reflect.get(value, name);
  return typeof text === 'string' ? text : undefined;
}
