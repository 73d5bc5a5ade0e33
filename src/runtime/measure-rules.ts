import { ConfigError, type ConfigIssue } from '../domain/config-error.js';
import { durationMs } from '../domain/duration.js';
import type { MeasureOptions } from '../domain/measure.js';

/** What is asked of a measured operation, with the defaults filled in. */
export interface MeasureRules {
  readonly percentile: number;
  readonly warnMs?: number;
  readonly failMs?: number;
  readonly windowMs: number;
  readonly minRuns: number;
}

const DEFAULTS: MeasureRules = { percentile: 95, windowMs: 300_000, minRuns: 20 };
/** A window has ten parts, each of a millisecond at least. */
const LEAST_WINDOW = 10;

/** @throws {@link ConfigError} with everything that is wrong */
export function readMeasureRules(name: string, given: MeasureOptions | undefined): MeasureRules {
  const issues: ConfigIssue[] = [];
  if (typeof name !== 'string' || name === '') {
    issues.push({ path: 'measure.name', message: 'expected a text that is not empty' });
  }
  const { percentile = 95, warnAfter, failAfter, window = DEFAULTS.windowMs, minRuns = 20 } = given ?? {};
  const warnMs = durationMs(warnAfter);
  const failMs = durationMs(failAfter);
  const windowMs = durationMs(window);
  if (!(typeof percentile === 'number' && percentile > 0 && percentile <= 100)) {
    issues.push({
      path: 'measure.percentile',
      message: `expected a number above 0 and up to 100, found ${String(percentile)}`,
    });
  }
  if (warnAfter !== undefined && warnMs === undefined) issues.push(noDuration('warnAfter', warnAfter));
  if (failAfter !== undefined && failMs === undefined) issues.push(noDuration('failAfter', failAfter));
  if (windowMs === undefined || windowMs < LEAST_WINDOW) issues.push(noDuration('window', window));
  if (!Number.isInteger(minRuns) || minRuns < 1) {
    issues.push({
      path: 'measure.minRuns',
      message: `expected a whole number from 1, found ${String(minRuns)}`,
    });
  }
  if (warnMs !== undefined && failMs !== undefined && warnMs >= failMs) {
    issues.push({
      path: 'measure.warnAfter',
      message: `${String(warnAfter)} must be below failAfter, which is ${String(failAfter)}`,
    });
  }
  if (issues.length > 0 || windowMs === undefined) throw new ConfigError(issues);
  return {
    percentile,
    windowMs,
    minRuns,
    ...(warnMs === undefined ? {} : { warnMs }),
    ...(failMs === undefined ? {} : { failMs }),
  };
}

function noDuration(option: string, found: unknown): ConfigIssue {
  return {
    path: `measure.${option}`,
    message: `${String(found)} is not a duration; write milliseconds or a text such as '250ms' or '5m'`,
  };
}
