import { type Duration, durationMs } from '../domain/duration.js';
import { TocsinError } from '../domain/tocsin-error.js';

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

/**
 * Fills in what is left out.
 *
 * @throws {@link TocsinError} `ERR_JOURNAL_OPTIONS` for what is no duration
 */
export function resolveRetention(options: RetentionOptions = {}): Retention {
  return {
    checks: spanOf('checks', options),
    events: spanOf('events', options),
    minutes: spanOf('minutes', options),
    hours: spanOf('hours', options),
    days: spanOf('days', options),
  };
}

function spanOf(kind: keyof Retention, options: RetentionOptions): number | undefined {
  const given = options[kind];
  if (given === undefined) return DEFAULTS[kind];
  if (given === false) return undefined;
  const ms = durationMs(given);
  if (ms !== undefined && ms > 0) return ms;
  throw new TocsinError(
    'ERR_JOURNAL_OPTIONS',
    `retention.${kind}: expected a duration above 0 such as '7d', or false, found ${JSON.stringify(given)}`,
  );
}
