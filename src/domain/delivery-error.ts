import { TocsinError } from './tocsin-error.js';

/** What {@link DeliveryError} is made from. */
export interface DeliveryErrorOptions {
  /** Whether the same send may work later. `false` abandons the notification on this channel at once. */
  readonly retryable: boolean;
  /** The least time to wait before the next attempt, in milliseconds; what a `Retry-After` header asked for. */
  readonly retryAfterMs?: number | undefined;
  readonly cause?: unknown;
}

/**
 * Thrown by a channel's `send` to say what the failure means. Any other error counts as retryable.
 * Code `ERR_DELIVERY`. The message must hold no secret: host names, not URLs; no response bodies.
 */
export class DeliveryError extends TocsinError {
  override readonly name: string = 'DeliveryError';
  readonly retryable: boolean;
  readonly retryAfterMs?: number;

  constructor(message: string, options: DeliveryErrorOptions) {
    super('ERR_DELIVERY', message, options.cause === undefined ? {} : { cause: options.cause });
    this.retryable = options.retryable;
    if (options.retryAfterMs !== undefined) this.retryAfterMs = options.retryAfterMs;
  }
}
