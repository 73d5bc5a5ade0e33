import { type Duration, durationMs } from '../domain/duration.js';
import { type OptionIssues, show } from '../domain/option-issues.js';

/** How long each kind of record is kept. `false`: for ever. */
export interface RetentionOptions {
  /** Completed checks. Default 7 days. */
  readonly checks?: Duration | false | undefined;
  /** Everything else that is recorded. Default 90 days. */
  readonly events?: Duration | false | undefined;
  /** Rollups by the minute. Default 14 days. */
  readonly minutes?: Duration | false | undefined;
  /** Rollups by the hour. Default 180 days. */
  readonly hours?: Duration | false | undefined;
  /** Rollups by the day. Default `false`. */
  readonly days?: Duration | false | undefined;
}

/** The same with nothing left open: milliseconds, or `undefined` for ever. */
export type Retention = { readonly [K in keyof RetentionOptions]-?: number | undefined };

const DAY = 86_400_000;

const DEFAULTS: Retention = {
  checks: 7 * DAY,
  events: 90 * DAY,
  minutes: 14 * DAY,
  hours: 180 * DAY,
  days: undefined,
};

/** Fills in what is left out; notes what cannot be. */
export function resolveRetention(options: RetentionOptions, issues: OptionIssues): Retention {
  issues.known(options, Object.keys(DEFAULTS), 'retention');
  const span = (kind: keyof Retention): number | undefined => {
    const given = options[kind];
    if (given === undefined) return DEFAULTS[kind];
    if (given === false) return undefined;
    const ms = durationMs(given);
    if (ms !== undefined && ms > 0) return ms;
    issues.add(
      `retention.${kind}`,
      `${show(given)} is not a duration above 0; write one such as '7d', or false for ever`,
    );
    return undefined;
  };
  return {
    checks: span('checks'),
    events: span('events'),
    minutes: span('minutes'),
    hours: span('hours'),
    days: span('days'),
  };
}
