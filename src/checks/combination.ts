import type { CheckResult, Outcome } from '../domain/check.js';
import type { Duration } from '../domain/duration.js';
import { OptionIssues } from '../domain/option-issues.js';
import { type CheckPart, type CheckParts, readParts } from './check-parts.js';

/** How the parts of a combination are run. */
export interface CombinationOptions {
  /** How long each part may take. Default: as long as the service's `timeout`, which then cannot say which part it was. */
  readonly timeout?: Duration | undefined;
}

const OPTIONS: readonly string[] = ['timeout'] satisfies (keyof CombinationOptions)[];

/** A combination with everything decided. */
export interface CombinationPlan {
  readonly parts: readonly CheckPart[];
  readonly timeoutMs: number | undefined;
}

/** @throws {@link ConfigError} with paths that begin with `combination` */
export function planCombination(
  combination: string,
  checks: CheckParts,
  options: CombinationOptions,
): CombinationPlan {
  const issues = new OptionIssues(combination);
  issues.known(options, OPTIONS);
  const { timeout } = options;
  const timeoutMs = timeout === undefined ? undefined : issues.duration('timeout', timeout);
  const parts = readParts(checks, issues);
  issues.throwIfAny();
  return { parts, timeoutMs };
}

/** Of a part, what it found. */
export interface PartResult {
  readonly name: string;
  readonly result: CheckResult;
}

/** How bad an outcome is. */
export const BADNESS: Readonly<Record<Outcome, number>> = { pass: 0, warn: 1, fail: 2 };

/** What each part found, for the data of the whole. */
export function dataOf(results: readonly PartResult[]): { readonly parts: Record<string, CheckResult> } {
  return { parts: Object.fromEntries(results.map(({ name, result }) => [name, result])) };
}

/** The results from the worst to the best; equally bad ones in their order. */
export function worstFirst(results: readonly PartResult[]): PartResult[] {
  return [...results].sort((a, b) => BADNESS[b.result.outcome] - BADNESS[a.result.outcome]);
}
