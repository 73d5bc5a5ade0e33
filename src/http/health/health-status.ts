import type { Status } from '../../domain/service.js';

/** As the health check draft has it: `warn` is healthy, with some concerns. */
export type HealthStatus = 'pass' | 'warn' | 'fail';

/** From best to worst. */
const RANKS: readonly HealthStatus[] = ['pass', 'warn', 'fail'];

/** What a status means for whoever asks. One that is not known yet is no failure: a probe may ask right after the start. */
export function healthOf(status: Status): HealthStatus {
  switch (status) {
    case 'healthy':
      return 'pass';
    case 'degraded':
    case 'unknown':
      return 'warn';
    case 'unhealthy':
      return 'fail';
  }
}

/** The worst of them; `pass` if there are none. */
export function worstHealth(statuses: Iterable<HealthStatus>): HealthStatus {
  let worst: HealthStatus = 'pass';
  for (const status of statuses) if (compareHealth(status, worst) > 0) worst = status;
  return worst;
}

/** Positive if `a` is worse than `b`. */
export function compareHealth(a: HealthStatus, b: HealthStatus): number {
  return RANKS.indexOf(a) - RANKS.indexOf(b);
}

/** The HTTP status that goes with it: only `fail` takes traffic away. */
export function httpStatusOf(status: HealthStatus): 200 | 503 {
  return status === 'fail' ? 503 : 200;
}
