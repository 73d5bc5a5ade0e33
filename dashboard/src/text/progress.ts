import type { ServiceState } from '../../../src/domain/service.js';
import type { ServiceSettings } from '../../../src/domain/settings.js';

/** How far a service is on its way to another status. */
export interface Progress {
  readonly to: 'healthy' | 'unhealthy';
  readonly done: number;
  readonly needed: number;
  /** In words, such as `2 of 3 failures until unhealthy`. */
  readonly text: string;
}

/** The runs of results that lead to another status. Those that lead where the service is already are left out. */
export function progressOf(
  { status, consecutiveFailures, consecutiveSuccesses, paused }: ServiceState,
  { failureThreshold, recoveryThreshold }: ServiceSettings,
): Progress[] {
  if (paused) return [];
  const ways: Progress[] = [];
  if (status !== 'unhealthy') {
    ways.push(progress('unhealthy', consecutiveFailures, failureThreshold, 'failure', 'failures'));
  }
  if (status !== 'healthy') {
    ways.push(progress('healthy', consecutiveSuccesses, recoveryThreshold, 'pass', 'passes'));
  }
  return ways;
}

function progress(to: Progress['to'], run: number, needed: number, one: string, many: string): Progress {
  const done = Math.min(run, needed);
  return { to, done, needed, text: `${done} of ${needed} ${needed === 1 ? one : many} until ${to}` };
}
