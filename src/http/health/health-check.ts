import { cleanLine } from '../../domain/clean-text.js';
import type { MonitorPhase } from '../../domain/monitor.js';
import type { ServiceState } from '../../domain/service.js';
import { type HealthStatus, healthOf } from './health-status.js';

/** One component of a health response, as draft-inadarei-api-health-check-06 has it. */
export interface HealthCheck {
  readonly componentId: string;
  readonly componentType: 'component' | 'datastore' | 'system';
  readonly observedValue?: number;
  readonly observedUnit?: string;
  readonly status: HealthStatus;
  /** In ISO 8601. */
  readonly time?: string;
  /** What is wrong; only when it does not pass. */
  readonly output?: string;
  /** Set on a service that is paused, which does not count. */
  readonly paused?: true;
  /** Where the monitor itself is in its life. */
  readonly phase?: MonitorPhase;
}

/** The most of a name and of a message that is told, in UTF-16 units. */
const LONGEST_NAME = 200;
const LONGEST_OUTPUT = 300;

/** Where a service's check stands in a health response. The draft keeps the colon for itself. */
export function keyOf({ name }: ServiceState): string {
  return `${shown(name).replaceAll(':', '.')}:responseTime`;
}

/** What is known of a service, as a check. */
export function checkOf({
  name,
  status,
  lastCheckAt,
  latencyMs,
  message,
  paused,
}: ServiceState): HealthCheck {
  const health = healthOf(status);
  // What the last check said tells nothing about a service that too few checks saw.
  const output = status === 'unknown' ? 'not known yet' : cleanLine(message ?? '', LONGEST_OUTPUT);
  return {
    componentId: shown(name),
    componentType: 'component',
    ...(latencyMs === undefined ? {} : { observedValue: latencyMs, observedUnit: 'ms' }),
    status: health,
    ...(lastCheckAt === undefined ? {} : { time: timeOf(lastCheckAt) }),
    ...(health === 'pass' || output === '' ? {} : { output }),
    ...(paused ? { paused } : {}),
  };
}

/** A time in epoch milliseconds as the draft wants it. */
export function timeOf(at: number): string {
  return new Date(at).toISOString();
}

/** A name fit to be shown; never empty, though it may consist of what cannot be seen. */
function shown(name: string): string {
  return cleanLine(name, LONGEST_NAME) || '_';
}
