import type { CheckContext, CheckResult } from '../domain/check.js';
import { TocsinError } from '../domain/tocsin-error.js';
import { type CheckParts, closeParts, describePart, runPart } from './check-parts.js';
import type { ClosableCheck } from './closable-check.js';
import {
  type CombinationOptions,
  dataOf,
  type PartResult,
  planCombination,
  worstFirst,
} from './combination.js';

/**
 * Passes when any of its parts does: its outcome is the best of theirs. They run at the same time; the first to pass ends
 * the others. The message names the parts that did not pass by then; the data holds what each found, in `parts`.
 *
 * @param checks by name, or a list
 * @throws {@link ConfigError} if a part or an option cannot be used.
 * @example anyOf({ here: httpCheck('https://a.example'), there: httpCheck('https://b.example') }, { timeout: '5s' })
 */
export function anyOf(checks: CheckParts, options: CombinationOptions = {}): ClosableCheck {
  const { parts, timeoutMs } = planCombination('anyOf', checks, options);
  const anyOf = async (context: CheckContext): Promise<CheckResult> => {
    const whole = context.signal;
    const controller = new AbortController();
    const abort = (): void => controller.abort(whole.reason);
    if (whole.aborted) abort();
    else whole.addEventListener('abort', abort, { once: true });
    const { signal } = controller;
    const results: PartResult[] = [];
    const run = async ({ name, check }: (typeof parts)[number]): Promise<void> => {
      const result = await runPart(check, { context, signal, timeoutMs });
      if (signal.aborted) return;
      results.push({ name, result });
      if (result.outcome === 'pass') controller.abort(passed(name));
    };
    try {
      // Those that are given up reject; what matters is whether one passed before.
      await Promise.all(parts.map(run)).catch(() => {});
      whole.throwIfAborted();
      return judge(inOrder(parts, results));
    } finally {
      whole.removeEventListener('abort', abort);
    }
  };
  return Object.assign(anyOf, { close: () => closeParts(parts) });
}

function judge(results: readonly PartResult[]): CheckResult {
  const ranked = worstFirst(results);
  const outcome = ranked.at(-1)?.result.outcome ?? 'fail';
  const data = dataOf(results);
  const troubled = ranked.filter(({ result }) => result.outcome !== 'pass');
  if (troubled.length === 0) return { outcome, data };
  return {
    outcome,
    message: troubled.map(({ name, result }) => describePart(name, result)).join('; '),
    data,
  };
}

/** As the parts are named, not as they happened to end. */
function inOrder(parts: readonly { readonly name: string }[], results: readonly PartResult[]): PartResult[] {
  return parts.flatMap(({ name }) => results.find((result) => result.name === name) ?? []);
}

function passed(name: string): TocsinError {
  return new TocsinError('ERR_CHECK_CANCELLED', `${name} passed; the others are not needed`);
}
