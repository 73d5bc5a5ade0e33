import { DeliveryError } from '../domain/delivery-error.js';
import { PrivateAddressError } from './http-connector.js';

/** An answer that is no success, as far as it may be told. */
export interface RefusedAnswer {
  readonly host: string;
  readonly status: number;
  readonly retryAfterMs?: number | undefined;
}

/** Statuses below 500 after which the same request may work later: a timeout, too early, too many requests. */
const RETRYABLE = new Set([408, 425, 429]);

/** What the statuses that ask for somebody to act mean. */
const HINTS: Readonly<Record<number, string>> = {
  401: 'the credentials are not accepted',
  403: 'the credentials are not accepted',
  404: 'there is no such webhook',
  410: 'the webhook was taken out of service',
};

/** The error for an answer with a status that is no success. Nothing of its body is told. */
export function statusFailure({ host, status, retryAfterMs }: RefusedAnswer): DeliveryError {
  const retryable = status >= 500 || RETRYABLE.has(status);
  const redirect = status >= 300 && status < 400;
  const hint = redirect ? 'redirects are not followed, configure the new address' : HINTS[status];
  return new DeliveryError(`${host} answered ${status}${hint === undefined ? '' : `: ${hint}`}`, {
    retryable,
    retryAfterMs: retryable ? retryAfterMs : undefined,
  });
}

/**
 * The error for a request that got no answer. It carries only the error's code: messages of the network stack may
 * hold URLs, and the error itself the request.
 */
export function networkFailure(host: string, error: unknown, signal?: AbortSignal): DeliveryError {
  if (signal?.aborted === true) return calledOff(host);
  if (error instanceof PrivateAddressError) {
    return new DeliveryError(`${host} has a private address, which this channel must not reach`, {
      retryable: false,
    });
  }
  return new DeliveryError(`could not reach ${host}: ${errorCode(error)}`, { retryable: true });
}

/** The error for an attempt whose signal was aborted. */
export function calledOff(host: string): DeliveryError {
  return new DeliveryError(`the attempt to reach ${host} was called off`, { retryable: true });
}

/** The code by which a network error is known, such as `ECONNREFUSED`; looks into what it was caused by. */
function errorCode(error: unknown): string {
  for (const candidate of candidates(error)) {
    if ('code' in candidate && typeof candidate.code === 'string' && /^[A-Z0-9_]+$/.test(candidate.code)) {
      return candidate.code;
    }
  }
  return 'connection failed';
}

function candidates(error: unknown): Error[] {
  if (!(error instanceof Error)) return [];
  const within = error instanceof AggregateError ? error.errors : [];
  return [error, error.cause, ...within].filter((found) => found instanceof Error);
}
