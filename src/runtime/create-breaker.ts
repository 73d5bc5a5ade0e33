import { type Breaker, type BreakerOperation, CircuitBreaker } from '../breakers/breaker.js';
import { type BreakerOptions, readBreakerOptions } from '../breakers/breaker-options.js';
import { ConfigError } from '../domain/config-error.js';
import { systemClock, systemRandom } from './system-clock.js';

export type { BreakerOptions };

/**
 * Puts a circuit breaker around an operation: after so many failures in a row no call is let through for a while, then one,
 * on trial. Show it to `watchBreaker` to be told when it opens.
 *
 * @throws {@link ConfigError} for options that cannot be
 * @example
 * const charge = createBreaker(({ signal }, order: Order) => payments.charge(order, { signal }), { name: 'payments' });
 * const receipt = await charge.run(order);
 */
export function createBreaker<Args extends readonly unknown[], T>(
  operation: BreakerOperation<Args, T>,
  options: BreakerOptions = {},
): Breaker<Args, T> {
  if (typeof operation !== 'function') {
    throw new ConfigError([
      { path: 'createBreaker', message: `expected a function to call, found ${typeof operation}` },
    ]);
  }
  const rules = readBreakerOptions(options, operation.name);
  const { clock = systemClock, random = systemRandom } = options;
  return new CircuitBreaker(operation, rules, { clock, random });
}
