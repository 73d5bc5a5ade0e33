const SECOND = 1_000;
const MINUTE = 60_000;
const HOUR = 3_600_000;
const DAY = 86_400_000;

const CLOCK = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const SHORT_CLOCK = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const DAY_NAME = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long' });
const DAY_OF_YEAR = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
const SHORT_DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const FULL = new Intl.DateTimeFormat('en-GB', {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  timeZoneName: 'short',
});

/**
 * How long something has lasted, for a narrow column: it changes every second only within the first minute.
 *
 * @example ageText(11_520_000) // '3h 12m'
 */
export function ageText(ms: number): string {
  if (ms < MINUTE) return `${Math.max(0, Math.floor(ms / SECOND))}s`;
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)}m`;
  if (ms < DAY) return pair(ms, HOUR, 'h', MINUTE, 'm');
  return pair(ms, DAY, 'd', HOUR, 'h');
}

/** {@link ageText} of something that was, such as `5m ago` or `just now`. */
export function agoText(ms: number): string {
  return ms < SECOND ? 'just now' : `${ageText(ms)} ago`;
}

/** {@link ageText} of something that will be, such as `in 5m`, or `now` once it should be. */
export function inText(ms: number): string {
  return ms < SECOND ? 'now' : `in ${ageText(ms)}`;
}

/** A duration that ticks: always to the second, such as `0:07`, `12:03` or `1d 2:15:09`. */
export function stopwatchText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / SECOND));
  const days = Math.floor(seconds / 86_400);
  const hours = Math.floor(seconds / 3_600) % 24;
  const minutes = Math.floor(seconds / 60) % 60;
  const two = (n: number): string => String(n).padStart(2, '0');
  const clock =
    days > 0 || hours > 0
      ? `${hours}:${two(minutes)}:${two(seconds % 60)}`
      : `${minutes}:${two(seconds % 60)}`;
  return days > 0 ? `${days}d ${clock}` : clock;
}

/** The time of day to the second, in the zone of the browser. */
export function clockText(at: number): string {
  return CLOCK.format(at);
}

/** The time of day to the minute. */
export function shortClockText(at: number): string {
  return SHORT_CLOCK.format(at);
}

/** Day and month, such as `5 Jan`. */
export function dateText(at: number): string {
  return SHORT_DAY.format(at);
}

/** The whole moment with its zone, for a tooltip. */
export function momentText(at: number): string {
  return FULL.format(at);
}

/** The time of day to the minute, after the day if that is not the one of `now`. */
export function shortMomentText(at: number, now: number): string {
  const time = SHORT_CLOCK.format(at);
  return dayKey(at) === dayKey(now) ? time : `${SHORT_DAY.format(at)}, ${time}`;
}

/** From when to when, as short as it can be told: `14:00–14:30`, `5 Jan, 14:00–16:00` or `5 Jan–6 Jan`. */
export function spanText(from: number, to: number): string {
  const days = to - from >= DAY;
  const first = SHORT_DAY.format(from);
  if (days) {
    const last = SHORT_DAY.format(to - 1);
    return first === last ? first : `${first}–${last}`;
  }
  return `${first}, ${SHORT_CLOCK.format(from)}–${SHORT_CLOCK.format(to)}`;
}

/** The day for a heading: `Today`, `Yesterday`, `Monday 5 January`, or with the year if that is another one. */
export function dayText(at: number, now: number): string {
  if (dayKey(at) === dayKey(now)) return 'Today';
  if (dayKey(at) === dayKey(startOfDay(now) - 1)) return 'Yesterday';
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return sameYear ? DAY_NAME.format(at) : DAY_OF_YEAR.format(at);
}

/** The same for all moments of a day in the zone of the browser. */
export function dayKey(at: number): string {
  const date = new Date(at);
  return `${date.getFullYear()}-${date.getMonth() + 1}-${date.getDate()}`;
}

function startOfDay(at: number): number {
  const date = new Date(at);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}

function pair(ms: number, large: number, largeUnit: string, small: number, smallUnit: string): string {
  const rest = Math.floor((ms % large) / small);
  const head = `${Math.floor(ms / large)}${largeUnit}`;
  return rest === 0 ? head : `${head} ${rest}${smallUnit}`;
}
