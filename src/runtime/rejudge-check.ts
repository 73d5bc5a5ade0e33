import { formatDuration } from '../domain/duration.js';
import type { CheckCompleted } from '../domain/events.js';

/** What `runCheck` appends to the message of a pass that took too long. */
const SLOW = /(?:^|; )slow: took (\d+)ms, more than (?:[\d.e+-]+ms|\d+[dhms](?: \d+[dhms])?)$/;

/**
 * What a recorded result would be under another `slowAfter`: a pass is a warn if it took longer, and a warn that came
 * of the old limit alone is the pass it was. A warn of the check's own stays one.
 *
 * @param slowAfterMs the limit in milliseconds; `undefined`: none
 */
export function rejudgeCheck(result: CheckCompleted, slowAfterMs: number | undefined): CheckCompleted {
  const answer = withoutSlowness(result);
  const { outcome, latencyMs, message } = answer;
  if (outcome !== 'pass' || slowAfterMs === undefined || latencyMs <= slowAfterMs) return answer;
  const slow = `slow: took ${Math.ceil(latencyMs)}ms, more than ${exactDuration(slowAfterMs)}`;
  return { ...answer, outcome: 'warn', message: message === undefined ? slow : `${message}; ${slow}` };
}

/** What the check itself answered. */
function withoutSlowness(result: CheckCompleted): CheckCompleted {
  const { outcome, latencyMs, message = '' } = result;
  const match = outcome === 'warn' ? SLOW.exec(message) : null;
  // A check may say of another thing that it was slow; only Tocsin names the time that the check itself took.
  if (match === null || Number(match[1]) !== Math.ceil(latencyMs)) return result;
  const { message: _, ...rest } = result;
  const own = message.slice(0, match.index);
  return own === '' ? { ...rest, outcome: 'pass' } : { ...rest, outcome: 'pass', message: own };
}

/** As `runCheck` tells a limit. */
function exactDuration(ms: number): string {
  return ms % 1_000 === 0 && ms > 0 ? formatDuration(ms) : `${ms}ms`;
}
