const PREFIX = 'breaker:';

/** The name of the service that stands for a circuit breaker. */
export function breakerService(breaker: string): string {
  return PREFIX + breaker;
}

/** The circuit breaker that a service stands for; `undefined` if it stands for none. */
export function breakerOf(service: string): string | undefined {
  return service.startsWith(PREFIX) && service.length > PREFIX.length
    ? service.slice(PREFIX.length)
    : undefined;
}

/** What makes all alerts that a breaker is open the same condition. */
export function breakerKey(breaker: string): string {
  return `circuit_breaker:${breaker}`;
}

/** What makes all alerts that a breaker lets a trial through the same. */
export function breakerTrialKey(breaker: string): string {
  return `circuit_breaker_trial:${breaker}`;
}
