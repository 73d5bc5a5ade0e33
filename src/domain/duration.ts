import { TocsinError } from './tocsin-error.js';

/** A span of time: milliseconds, or a number with a unit such as `'250ms'`, `'10s'`, `'5m'`, `'4h'`, `'7d'`. */
export type Duration = number | DurationString;

/** A duration with its unit: milliseconds, seconds, minutes, hours, days or weeks. */
export type DurationString = `${number}${'ms' | 's' | 'm' | 'h' | 'd' | 'w'}`;

const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

const PATTERN = /^(\d+(?:\.\d+)?)\s?(ms|s|m|h|d|w)$/;

/** The milliseconds of a duration, or `undefined` if it is none. */
export function durationMs(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) && value >= 0 ? value : undefined;
  if (typeof value !== 'string') return undefined;
  const match = PATTERN.exec(value.trim());
  const unit = UNITS[match?.[2] ?? ''];
  return match === null || unit === undefined ? undefined : Number(match[1]) * unit;
}

/**
 * The milliseconds of a duration.
 *
 * @throws {@link TocsinError} `ERR_DURATION` for anything else, negative and infinite numbers included.
 * @example parseDuration('5m') // 300_000
 */
export function parseDuration(value: Duration): number {
  const ms = durationMs(value);
  if (ms === undefined) {
    throw new TocsinError(
      'ERR_DURATION',
      `${JSON.stringify(value) ?? String(value)} is not a duration; write milliseconds or a number with a unit, such as '250ms', '10s', '5m', '4h' or '7d'`,
    );
  }
  return ms;
}

/**
 * A duration for people: the two largest units that are not zero.
 *
 * @example formatDuration(95_000) // '1m 35s'
 */
export function formatDuration(ms: number): string {
  if (Math.round(ms) < 1_000) return `${Math.round(ms)}ms`;
  const parts: string[] = [];
  let rest = Math.round(ms / 1_000) * 1_000;
  for (const unit of ['d', 'h', 'm', 's'] as const) {
    const size = UNITS[unit] ?? 1;
    const n = Math.floor(rest / size);
    rest -= n * size;
    if (n > 0) parts.push(`${n}${unit}`);
    else if (parts.length > 0) break;
    if (parts.length === 2) break;
  }
  return parts.join(' ');
}
