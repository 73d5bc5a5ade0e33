import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { ConfigError, type ConfigIssue } from '../domain/config-error.js';
import { DeliveryError } from '../domain/delivery-error.js';
import type { Logger } from '../domain/logger.js';
import { TocsinError } from '../domain/tocsin-error.js';
import type { Problem } from './api/views.js';

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad request',
  401: 'Not authorized',
  403: 'Forbidden',
  404: 'Not found',
  405: 'Method not allowed',
  409: 'Conflict',
  413: 'Too large',
  415: 'Unsupported media type',
  429: 'Too many requests',
  500: 'Internal error',
  502: 'Not delivered',
  503: 'Unavailable',
};

/** A request that cannot be met, with the status that says so. */
export class HttpProblem extends TocsinError {
  override readonly name: string = 'HttpProblem';
  readonly status: ContentfulStatusCode;
  readonly issues: readonly ConfigIssue[] | undefined;

  constructor(status: ContentfulStatusCode, code: string, detail: string, issues?: readonly ConfigIssue[]) {
    super(code, detail);
    this.status = status;
    this.issues = issues;
  }
}

/** Answers with a problem, as RFC 9457 has it. */
export function problem(c: Context, { status, code, message, issues }: HttpProblem): Response {
  const body: Problem = {
    status,
    title: TITLES[status] ?? 'Error',
    detail: message,
    code,
    ...(issues === undefined ? {} : { issues }),
  };
  c.header('content-type', 'application/problem+json');
  return c.body(JSON.stringify(body), status);
}

/** What a thrown error means to whoever asked. Only what is meant for them is told. */
export function problemOf(error: unknown, logger: Logger): HttpProblem {
  if (error instanceof HttpProblem) return error;
  if (error instanceof ConfigError) return new HttpProblem(400, error.code, error.message, error.issues);
  if (error instanceof DeliveryError) return new HttpProblem(502, error.code, error.message);
  if (error instanceof TocsinError) {
    const { code, message } = error;
    // The last: its service was taken out, or the monitor stopped, while somebody waited for its check.
    if (code === 'ERR_STOPPED' || code.startsWith('ERR_JOURNAL_') || code === 'ERR_CHECK_CANCELLED')
      return new HttpProblem(503, code, message);
    if (code.startsWith('ERR_UNKNOWN_')) return new HttpProblem(404, code, message);
    if (code.startsWith('ERR_INVALID_') || code === 'ERR_HISTORY_SPAN') {
      return new HttpProblem(400, code, message);
    }
  }
  logger.error({ err: error }, 'a request failed');
  return new HttpProblem(500, 'ERR_HTTP_INTERNAL', 'something went wrong here; the log says what');
}
