import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';
import type { Duration } from '../domain/duration.js';
import { OptionIssues } from '../domain/option-issues.js';
import type { ClosableCheck } from './closable-check.js';

/** How late the event loop may be. */
export interface EventLoopCheckOptions {
  /** Impaired from here on; below `fail`. Default 100 ms. */
  readonly warn?: Duration | undefined;
  /** Failed from here on. Default 1 s. */
  readonly fail?: Duration | undefined;
}

const OPTIONS: readonly string[] = ['warn', 'fail'] satisfies (keyof EventLoopCheckOptions)[];

/** How often the delay is sampled, in milliseconds. The histogram counts this wait as delay. */
const RESOLUTION = 10;

/**
 * Checks that this process keeps up: how late its event loop ran timers since the last check, at the 99th percentile.
 * The first check only begins to measure. Measuring costs 100 short wake-ups a second, does not keep the process
 * alive, and ends when the service goes away or the monitor stops. The data holds `p50Ms`, `p90Ms`, `p99Ms`, `meanMs`
 * and `maxMs`.
 *
 * @throws {@link ConfigError} for options that cannot be, such as `warn` not below `fail`.
 * @example eventLoopCheck({ warn: '50ms', fail: '500ms' })
 */
export function eventLoopCheck(options: EventLoopCheckOptions = {}): ClosableCheck {
  const limits = planLimits(options);
  let histogram: IntervalHistogram | undefined;
  const eventLoopCheck: () => ReturnType<ClosableCheck> = () => {
    if (histogram === undefined) {
      histogram = monitorEventLoopDelay({ resolution: RESOLUTION });
      histogram.enable();
      return { outcome: 'pass', message: 'event loop delay is measured from now on' };
    }
    const [p50Ms, p90Ms, p99Ms] = [delayAt(histogram, 50), delayAt(histogram, 90), delayAt(histogram, 99)];
    const data = { p50Ms, p90Ms, p99Ms, meanMs: delayMs(histogram.mean), maxMs: delayMs(histogram.max) };
    histogram.reset();
    const outcome = p99Ms >= limits.fail ? 'fail' : p99Ms >= limits.warn ? 'warn' : 'pass';
    return { outcome, message: `event loop ${p99Ms} ms late (p99; at most ${data.maxMs} ms)`, data };
  };
  const close = (): void => {
    histogram?.disable();
    histogram = undefined;
  };
  return Object.assign(eventLoopCheck, { close });
}

function planLimits(options: EventLoopCheckOptions): { readonly warn: number; readonly fail: number } {
  const issues = new OptionIssues('eventLoopCheck');
  issues.known(options, OPTIONS);
  const { warn = 100, fail = 1_000 } = options;
  const limits = {
    warn: issues.duration('warn', warn, { orZero: true }),
    fail: issues.duration('fail', fail, { orZero: true }),
  };
  if (!issues.any && limits.warn >= limits.fail) {
    issues.add('warn', `${warn} must be below fail, which is ${fail}`);
  }
  issues.throwIfAny();
  return limits;
}

/** How late the given percentage of the samples was at most. */
function delayAt(histogram: IntervalHistogram, percent: number): number {
  return delayMs(histogram.percentile(percent));
}

/** Milliseconds to a tenth; without samples the histogram says NaN. */
function delayMs(nanoseconds: number): number {
  const ms = Math.max(0, nanoseconds / 1e6 - RESOLUTION);
  return Number.isFinite(ms) ? Math.round(ms * 10) / 10 : 0;
}
