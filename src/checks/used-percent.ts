import type { CheckResult, Outcome } from '../domain/check.js';
import { OptionIssues, show } from '../domain/option-issues.js';

/** From how many percent on something counts as too full. */
export interface UsedPercentLimits {
  /** Impaired from here on, 0 to 100 and below `fail`. Default: never. */
  readonly warn?: number | undefined;
  /** Failed from here on, 0 to 100. Default 90. */
  readonly fail?: number | undefined;
}

/** How much of something is taken, in bytes. */
export interface Usage {
  readonly used: number;
  readonly total: number;
}

const DEFAULT_FAIL = 90;

const LIMITS: readonly string[] = ['warn', 'fail'] satisfies (keyof UsedPercentLimits)[];

/**
 * Decides the limits of a check.
 *
 * @param others the options that it has beside them
 * @returns what is wrong, to which those others may add theirs
 */
export function limitIssues(
  check: string,
  limits: UsedPercentLimits,
  others: readonly string[] = [],
): OptionIssues {
  const issues = new OptionIssues(check);
  issues.known(limits, [...others, ...LIMITS]);
  const { warn, fail = DEFAULT_FAIL } = limits;
  for (const [name, value] of Object.entries({ warn, fail })) {
    if (value === undefined || (typeof value === 'number' && value >= 0 && value <= 100)) continue;
    issues.add(name, `${show(value)} is not a percentage from 0 to 100`);
  }
  if (!issues.any && warn !== undefined && warn >= fail) {
    issues.add('warn', `${warn} must be below fail, which is ${fail}`);
  }
  return issues;
}

/** The share that is taken, in percent. */
export function usedPercent({ used, total }: Usage): number {
  return total > 0 ? (used / total) * 100 : 0;
}

/** Judges how full something is; `what` begins the message, as in `memory 41% used (9.8 of 24 GiB)`. */
export function judgeUsage(what: string, usage: Usage, limits: UsedPercentLimits): CheckResult {
  const { outcome, percent, usedPercent: exact } = judgePercent(usedPercent(usage), limits);
  const message = `${what} ${percent}% used (${formatUsage(usage)})`;
  const data = {
    usedPercent: exact,
    usedBytes: Math.round(usage.used),
    totalBytes: Math.round(usage.total),
  };
  return { outcome, message, data };
}

/** A share, judged and made fit to be told. */
export interface JudgedPercent {
  readonly outcome: Outcome;
  /** In whole percent, rounded down, so that a pass never reads as if it had reached the limit. */
  readonly percent: number;
  /** To a tenth. */
  readonly usedPercent: number;
}

export function judgePercent(
  percent: number,
  { warn = Number.POSITIVE_INFINITY, fail = DEFAULT_FAIL }: UsedPercentLimits,
): JudgedPercent {
  const outcome = percent >= fail ? 'fail' : percent >= warn ? 'warn' : 'pass';
  return { outcome, percent: Math.floor(percent), usedPercent: Math.round(percent * 10) / 10 };
}

const UNITS = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;

/** Both figures in the unit of the larger one. */
function formatUsage({ used, total }: Usage): string {
  const power = Math.min(UNITS.length - 1, Math.max(0, Math.floor(Math.log2(Math.max(total, 1)) / 10)));
  const size = 1024 ** power;
  return `${short(used / size)} of ${short(total / size)} ${UNITS[power]}`;
}

function short(value: number): string {
  return value >= 10 ? String(Math.round(value)) : String(Math.round(value * 10) / 10);
}
