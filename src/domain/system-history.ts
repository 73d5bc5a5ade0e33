import type { Status } from './service.js';

/** How everything was in one minute. */
export interface SystemPoint {
  /** When the minute began, epoch milliseconds. */
  readonly from: number;
  /** How many services had each status at its end; in the present minute now. */
  readonly counts: Readonly<Record<Status, number>>;
  /** Alerts raised in it, resolutions included. */
  readonly alerts: number;
  /** Notifications requested in it. */
  readonly notifications: number;
  /** Errors of the program captured in it. */
  readonly errors: number;
}
