/** One step in the life of a notification on one channel. */
export interface Delivery {
  readonly notificationId: string;
  readonly channel: string;
  /** Epoch milliseconds. */
  readonly at: number;
  /** `failed` may be followed by more; `succeeded` and `abandoned` settle it; `diverted` went to the fallback while it waits. */
  readonly outcome: 'succeeded' | 'failed' | 'abandoned' | 'diverted';
  /** Which attempt this was, from 1; 0 when nothing was tried, as when diverted. */
  readonly attempt: number;
  readonly idempotencyKey: string;
  /** How long the attempt took, in milliseconds. */
  readonly latencyMs?: number;
  /** What went wrong, redacted. */
  readonly error?: DeliveryFailure;
  /** What was amiss with a send that succeeded all the same, such as a refused recipient, redacted. */
  readonly problems?: readonly string[];
  /** When the next attempt is due, epoch milliseconds. */
  readonly retryAt?: number;
  /** The fallback channels that were handed the notification. */
  readonly handedTo?: readonly string[];
}

/** Why an attempt failed, free of secrets. */
export interface DeliveryFailure {
  readonly message: string;
  readonly code?: string;
  readonly retryable: boolean;
}
