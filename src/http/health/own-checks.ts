import type { Clock } from '../../domain/clock.js';
import type { Monitor } from '../../domain/monitor.js';
import { type HealthCheck, timeOf } from './health-check.js';

/** Whether the monitor still watches: what it knows grows old once it stops. */
export function monitorCheck({ phase }: Monitor, clock: Clock): HealthCheck {
  const over = phase === 'stopping' || phase === 'stopped';
  return {
    componentId: 'monitor',
    componentType: 'system',
    phase,
    status: over ? 'warn' : 'pass',
    time: timeOf(clock.now()),
    ...(over ? { output: `nothing is watched any more: the monitor is ${phase}` } : {}),
  };
}

/** Whether the journal can be written. What it cannot take waits in memory, so this is no failure yet. */
export function journalCheck(monitor: Monitor, clock: Clock): HealthCheck {
  const { failing, waiting } = monitor.journalStats();
  return {
    componentId: 'journal',
    componentType: 'datastore',
    observedValue: waiting,
    observedUnit: 'events',
    status: failing ? 'warn' : 'pass',
    time: timeOf(clock.now()),
    ...(failing ? { output: 'the journal cannot be written; events wait in memory' } : {}),
  };
}
