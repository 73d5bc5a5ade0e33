import { TocsinError } from '../domain/tocsin-error.js';

/** A call that a circuit breaker did not let through. Code `ERR_BREAKER_OPEN`. */
export class BreakerOpenError extends TocsinError {
  override readonly name: string = 'BreakerOpenError';
  /** The name of the breaker. */
  readonly breaker: string;
  /**
   * When it will let a trial through, epoch milliseconds; `undefined` while a trial is under way, and if it stays open
   * until somebody resets it.
   */
  readonly retryAt: number | undefined;

  constructor(breaker: string, why: string, retryAt?: number) {
    super('ERR_BREAKER_OPEN', `the circuit '${breaker}' is open: ${why}`);
    this.breaker = breaker;
    this.retryAt = retryAt;
  }
}
