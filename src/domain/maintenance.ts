import type { Duration } from './duration.js';

/** The days of the week, Monday first. */
export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

export type Weekday = (typeof WEEKDAYS)[number];

/** A recurring time in which a service may fail without anybody being told. */
export interface MaintenanceWindow {
  /** The days on which it begins. Default: every day. */
  readonly days?: readonly Weekday[] | undefined;
  /** When it begins on those days, by the clock on the wall of `timeZone`, such as `'02:30'`. */
  readonly start: string;
  /** How long it lasts, in real time; less than a day. */
  readonly duration: Duration;
  /** An IANA time zone such as `'Europe/Berlin'`. Default `'UTC'`. */
  readonly timeZone?: string | undefined;
  /** Shown with the silence that it makes. */
  readonly reason?: string | undefined;
}

/** A maintenance window with nothing left open, as the journal holds it. */
export interface MaintenanceRecord {
  readonly days: readonly Weekday[];
  readonly start: string;
  readonly durationMs: number;
  readonly timeZone: string;
  readonly reason?: string;
}

/** `HH:MM`, from 00:00 to 23:59. */
export const TIME_OF_DAY = /^([01]\d|2[0-3]):([0-5]\d)$/;

/** Whether the machine knows a time zone of that name. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
