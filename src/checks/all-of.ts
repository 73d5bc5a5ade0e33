import type { CheckContext, CheckResult } from '../domain/check.js';
import { type CheckParts, closeParts, describePart, runPart } from './check-parts.js';
import type { ClosableCheck } from './closable-check.js';
import { type CombinationOptions, dataOf, planCombination, worstFirst } from './combination.js';

/**
 * Passes when all of its parts do: its outcome is the worst of theirs. They run at the same time, and all are waited for.
 * The message names each part that did not pass, the worst first; the data holds what each found, in `parts`.
 *
 * @param checks by name, or a list
 * @throws {@link ConfigError} if a part or an option cannot be used.
 * @example allOf({ port: tcpCheck({ host: 'db', port: 5432 }), name: dnsCheck('db.internal') }, { timeout: '5s' })
 */
export function allOf(checks: CheckParts, options: CombinationOptions = {}): ClosableCheck {
  const { parts, timeoutMs } = planCombination('allOf', checks, options);
  const allOf = async (context: CheckContext): Promise<CheckResult> => {
    const { signal } = context;
    const results = await Promise.all(
      parts.map(async ({ name, check }) => ({
        name,
        result: await runPart(check, { context, signal, timeoutMs }),
      })),
    );
    const ranked = worstFirst(results);
    const outcome = ranked[0]?.result.outcome ?? 'pass';
    const data = dataOf(results);
    if (outcome === 'pass') return { outcome, data };
    const troubled = ranked.filter(({ result }) => result.outcome !== 'pass');
    const message = troubled.map(({ name, result }) => describePart(name, result)).join('; ');
    return { outcome, message, data };
  };
  return Object.assign(allOf, { close: () => closeParts(parts) });
}
