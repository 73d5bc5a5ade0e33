import { durationMs } from '../domain/duration.js';
import type { MeasureOptions } from '../domain/measure.js';
import { OptionIssues, show } from '../domain/option-issues.js';

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

const OPTIONS: readonly string[] = [
  'percentile',
  'warnAfter',
  'failAfter',
  'window',
  'minRuns',
] satisfies (keyof MeasureOptions)[];

/** @throws {@link ConfigError} with everything that is wrong */
export function readMeasureRules(name: string, given: MeasureOptions = {}): MeasureRules {
  const issues = new OptionIssues('measure');
  issues.known(given, OPTIONS);
  issues.text('name', name, "'load orders'");
  const { percentile = DEFAULTS.percentile, minRuns = DEFAULTS.minRuns } = given;
  const { warnAfter, failAfter, window = DEFAULTS.windowMs } = given;
  if (!(typeof percentile === 'number' && percentile > 0 && percentile <= 100)) {
    issues.add('percentile', `${show(percentile)} is not a number above 0 and up to 100`);
  }
  const warnMs =
    warnAfter === undefined ? undefined : issues.duration('warnAfter', warnAfter, { orZero: true });
  const failMs =
    failAfter === undefined ? undefined : issues.duration('failAfter', failAfter, { orZero: true });
  const windowMs = durationMs(window) ?? 0;
  if (windowMs < LEAST_WINDOW) {
    issues.add(
      'window',
      `${show(window)} is not a duration of ${LEAST_WINDOW} ms or more; write one such as '5m'`,
    );
  }
  issues.whole('minRuns', minRuns, { from: 1, to: Number.POSITIVE_INFINITY });
  if (!issues.any && warnMs !== undefined && failMs !== undefined && warnMs >= failMs) {
    issues.add('warnAfter', `${show(warnAfter)} must be below failAfter, which is ${show(failAfter)}`);
  }
  issues.throwIfAny();
  return {
    percentile,
    windowMs,
    minRuns,
    ...(warnMs === undefined ? {} : { warnMs }),
    ...(failMs === undefined ? {} : { failMs }),
  };
}
