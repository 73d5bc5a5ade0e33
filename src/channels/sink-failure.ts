import type { DeliveryFailure } from '../domain/delivery.js';
import { DeliveryError } from '../domain/delivery-error.js';
import { formatDuration } from '../domain/duration.js';
import { redactText } from '../domain/redact.js';

/** What a failed attempt means. */
export interface SendFailure {
  /** Fit to be recorded. */
  readonly failure: DeliveryFailure;
  /** The least time to wait that the receiver asked for, in milliseconds. */
  readonly retryAfterMs?: number;
}

/**
 * What to make of something thrown by a channel's `send`. A `DeliveryError` says itself whether trying again makes
 * sense; anything else is retryable. Every message is redacted, for a foreign one may quote the URL that was called.
 */
export function describeSendFailure(thrown: unknown): SendFailure {
  const retryAfterMs = thrown instanceof DeliveryError ? (thrown.retryAfterMs ?? 0) : 0;
  const code = codeOf(thrown);
  return {
    failure: {
      message: describeThrown(thrown),
      ...(code === undefined ? {} : { code }),
      retryable: !(thrown instanceof DeliveryError) || thrown.retryable !== false,
    },
    ...(Number.isFinite(retryAfterMs) && retryAfterMs > 0 ? { retryAfterMs } : {}),
  };
}

/** One redacted line about anything thrown; never empty. */
export function describeThrown(thrown: unknown): string {
  if (!(thrown instanceof Error)) return redactText(`${printed(thrown)} was thrown`);
  const message = redactText(String(thrown.message));
  return message === '' ? redactText(thrown.name) || 'Error' : message;
}

/** Why a notification is given up that was not delivered in time. */
export function tooOld(maxAgeMs: number, lastError: DeliveryFailure | undefined): DeliveryFailure {
  const last = lastError === undefined ? '' : `; last error: ${lastError.message}`;
  return {
    message: `not delivered within ${formatDuration(maxAgeMs)}${last}`,
    code: 'ERR_DELIVERY_TOO_OLD',
    retryable: false,
  };
}

/** Why a notification is given up that was restored with no attempt left. */
export function tooManyAttempts(attempts: number): DeliveryFailure {
  return {
    message: `not delivered in ${attempts} attempts`,
    code: 'ERR_DELIVERY_ATTEMPTS',
    retryable: false,
  };
}

/** The error's own code, or that of its cause: `fetch failed` says nothing, `ECONNREFUSED` behind it does. */
function codeOf(thrown: unknown): string | undefined {
  for (const error of [thrown, thrown instanceof Error ? thrown.cause : undefined]) {
    if (error instanceof Error && 'code' in error && typeof error.code === 'string') {
      return redactText(error.code);
    }
  }
  return undefined;
}

function printed(thrown: unknown): string {
  switch (typeof thrown) {
    case 'string':
      return thrown;
    case 'object':
      return thrown === null ? 'null' : 'an object';
    case 'function':
      return 'a function';
    default:
      return String(thrown);
  }
}
