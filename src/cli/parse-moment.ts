import { durationMs } from '../domain/duration.js';
import { TocsinError } from '../domain/tocsin-error.js';

/** `2026-01-31`, `2026-01-31T08:00`, `2026-01-31 08:00:05.250Z`, `2026-01-31T08:00+02:00`. */
const DATE =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3}))?)?(?:Z|([+-])(\d{2}):(\d{2}))?)?$/i;

/**
 * The time that somebody wrote on the command line: a duration before `now`, such as `7d`, or an ISO date with or
 * without a time of day. Without an offset it is meant in UTC, as all times are that Tocsin prints.
 *
 * @param now epoch milliseconds
 * @returns epoch milliseconds
 * @throws {@link TocsinError} `ERR_USAGE` for anything else, a 30th of February included.
 * @example parseMoment('1h', now) // now - 3_600_000
 */
export function parseMoment(text: string, now: number): number {
  const wanted = text.trim();
  const before = durationMs(wanted);
  const at = before === undefined ? dateMs(wanted) : now - before;
  // The ends of time of a `Date`: what lies beyond could not even be shown.
  if (at !== undefined && Math.abs(at) <= 8.64e15) return at;
  throw new TocsinError(
    'ERR_USAGE',
    `${JSON.stringify(text)} is no time; write a duration before now, such as 7d or 90m, or a date in UTC, such as 2026-01-31 or 2026-01-31T08:00`,
  );
}

function dateMs(text: string): number | undefined {
  const match = DATE.exec(text);
  if (match === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(numberOf);
  const [offsetHours = 0, offsetMinutes = 0] = match.slice(9).map(numberOf);
  if (hour > 23 || minute > 59 || second > 59 || offsetHours > 23 || offsetMinutes > 59) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  // A day or month that there is not is carried over by `Date`; here it is a slip of the pen.
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  date.setUTCHours(hour, minute, second, Number((match[7] ?? '').padEnd(3, '0')));
  const offsetMs = (offsetHours * 60 + offsetMinutes) * 60_000;
  return date.getTime() - (match[8] === '-' ? -offsetMs : offsetMs);
}

function numberOf(digits: string | undefined): number {
  return Number(digits ?? 0);
}
