import { type Duration, durationMs } from './duration.js';
import { TocsinError } from './tocsin-error.js';

/** How long the checks of a span took, in milliseconds. Failed checks and timeouts count with the time they took. */
export interface LatencyStats {
  readonly min: number;
  readonly mean: number;
  readonly max: number;
  /** Half of the checks took at most this long. This and the other percentiles are within 1 % of the exact ones. */
  readonly p50: number;
  readonly p90: number;
  readonly p95: number;
  readonly p99: number;
}

/** What the checks of a service found in one step of time, from `from` up to but without `to` (epoch milliseconds). */
export interface HistoryPoint {
  readonly from: number;
  readonly to: number;
  readonly checks: number;
  readonly failures: number;
  readonly warns: number;
  /** The share of checks that did not fail, in percent; left out when there were none. */
  readonly uptimePercent?: number;
  /** Left out when there were no checks. */
  readonly latency?: LatencyStats;
}

/**
 * Which part of a service's history is wanted, and how finely.
 *
 * @example
 * monitor.history('api', { from: Date.now() - 86_400_000, step: '1h' })
 */
export interface HistorySpan {
  /** Epoch milliseconds; the minute in which it lies counts whole. */
  readonly from: number;
  /** Epoch milliseconds, after `from`; the minute in which it lies counts whole. Default: now. */
  readonly to?: number | undefined;
  /**
   * How much time one point covers: whole minutes, for at most 10 000 points. Default: the least of a minute, 5 minutes,
   * 15 minutes, an hour, 6 hours and a day that gives at most about 100 points.
   */
  readonly step?: Duration | undefined;
}

/**
 * The share of checks that did not fail in the last day, week, month (30 days) and quarter (90 days), in percent.
 * `undefined` where there were no checks.
 */
export type Uptime = Readonly<Record<'24h' | '7d' | '30d' | '90d', number | undefined>>;

const MINUTE = 60_000;
const DAY = 86_400_000;
const STEPS: readonly number[] = [MINUTE, 5 * MINUTE, 15 * MINUTE, 60 * MINUTE, 360 * MINUTE, DAY];
const FEW_POINTS = 100;
const MAX_POINTS = 10_000;
/** The last moment that a `Date` can tell. */
const END_OF_TIME = 8.64e15;

/**
 * Fills in what is left out of a span; all in milliseconds. `from` goes down and `to` up to a whole minute. The steps
 * run from `from`; the last one may be shorter than the others.
 *
 * @param now epoch milliseconds
 * @throws {@link TocsinError} `ERR_HISTORY_SPAN` for a span that cannot be, naming the field, the value and the way out
 */
export function resolveSpan(span: HistorySpan, now: number): { from: number; to: number; step: number } {
  const end = span.to ?? now;
  if (!isTime(span.from)) throw refusal('from', 'epoch milliseconds', span.from);
  if (!isTime(end)) throw refusal('to', 'epoch milliseconds, or nothing for now', end);
  if (span.from >= end) {
    const name = span.to === undefined ? 'now' : 'to';
    throw refusal('from', `a time before ${name} (${timeText(end)})`, timeText(span.from));
  }
  const from = Math.floor(span.from / MINUTE) * MINUTE;
  const to = Math.ceil(end / MINUTE) * MINUTE;
  if (span.step === undefined) return { from, to, step: defaultStep(to - from) };
  const step = durationMs(span.step);
  if (step === undefined || step < MINUTE || step % MINUTE !== 0) {
    throw refusal('step', "a whole number of minutes such as '5m' or '1h'", stepText(span.step));
  }
  if (to - from > MAX_POINTS * step) {
    const least = Math.ceil((to - from) / MAX_POINTS / MINUTE);
    const wanted = `'${least}m' or more, since there may be ${MAX_POINTS} points; or ask for a shorter span`;
    throw refusal('step', wanted, stepText(span.step));
  }
  return { from, to, step };
}

/** The first step that gives few points; for spans of many years as many whole days as it takes. */
function defaultStep(length: number): number {
  const step = STEPS.find((candidate) => Math.floor(length / candidate) <= FEW_POINTS);
  return step ?? Math.ceil(length / MAX_POINTS / DAY) * DAY;
}

function isTime(value: number): boolean {
  return Number.isFinite(value) && value >= 0 && value <= END_OF_TIME;
}

function stepText(step: Duration): string {
  return typeof step === 'number' ? String(step) : JSON.stringify(step);
}

function timeText(at: number): string {
  return `${at}, ${new Date(at).toISOString()}`;
}

function refusal(field: keyof HistorySpan, wanted: string, found: unknown): TocsinError {
  return new TocsinError('ERR_HISTORY_SPAN', `span.${field}: expected ${wanted}, found ${String(found)}`);
}
