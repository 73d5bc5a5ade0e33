import { Cron } from 'croner';
import type { MaintenanceRecord } from '../domain/maintenance.js';

/** A span of time in epoch milliseconds. */
export interface Span {
  readonly from: number;
  readonly until: number;
}

/**
 * The maintenance window that is in force at `now`, else the next one.
 *
 * It begins by the clock on the wall. Where that clock is put forward over the beginning, the window begins when the
 * clock has been put; where it is put back, at the first of the two times. It lasts its duration in real time.
 */
export function nextMaintenance(
  { days, start, durationMs, timeZone }: MaintenanceRecord,
  now: number,
): Span | undefined {
  const [hour, minute] = start.split(':').map(Number);
  const cron = new Cron(`${minute} ${hour} * * ${days.join(',')}`, { timezone: timeZone, paused: true });
  // A window that began up to its duration ago is still in force; croner looks strictly after the given time.
  const from = cron.nextRun(new Date(now - durationMs))?.getTime();
  return from === undefined ? undefined : { from, until: from + durationMs };
}
