import type { Check, CheckContext, CheckResult } from '../domain/check.js';
import type { Duration } from '../domain/duration.js';
import { OptionIssues } from '../domain/option-issues.js';
import { refuseNoPart, runPart } from './check-parts.js';
import { clockOf } from './clock-of.js';
import { type ClosableCheck, closeCheck } from './closable-check.js';
import { pause } from './pause.js';

/** How often a check is tried, and when. */
export interface RetryOptions {
  /** How often it is tried again after it failed. Default 2, at most 100. */
  readonly retries?: number | undefined;
  /** How long to wait before the first retry. Default 1 s. */
  readonly delay?: Duration | undefined;
  /** By how much each wait is longer than the one before. Default 1: all are alike. */
  readonly factor?: number | undefined;
  /** The longest wait. Default 1 min, or `delay` if that is longer. */
  readonly maxDelay?: Duration | undefined;
  /** How long each try may take. Default: as long as the service's `timeout`, which holds for all tries together. */
  readonly timeout?: Duration | undefined;
}

interface RetryPlan {
  readonly retries: number;
  readonly delayMs: number;
  readonly factor: number;
  readonly maxDelayMs: number;
  readonly timeoutMs: number | undefined;
}

const OPTIONS: readonly string[] = [
  'retries',
  'delay',
  'factor',
  'maxDelay',
  'timeout',
] satisfies (keyof RetryOptions)[];

const MINUTE = 60_000;

/**
 * Tries a check again when it fails, so that one lost packet is no failure. A `warn` is an answer like a `pass`. Mind the
 * service's `timeout`: all tries and the waits between them must fit in it.
 *
 * What counts is the last try. The message says which it was, and, if it passed, how the one before had failed; the data
 * holds the number of `tries`.
 *
 * @throws {@link ConfigError} if the check or an option cannot be used.
 * @example withRetries(httpCheck('https://example.com/health'), { retries: 2, delay: '500ms', timeout: '2s' })
 */
export function withRetries(check: Check, options: RetryOptions = {}): ClosableCheck {
  const plan = planRetries(check, options);
  const withRetries = async (context: CheckContext): Promise<CheckResult> => {
    const { signal } = context;
    let failure: CheckResult | undefined;
    for (let tries = 1; ; tries++) {
      const result = await runPart(check, { context, signal, timeoutMs: plan.timeoutMs });
      if (result.outcome !== 'fail') return told(result, tries, failure);
      if (tries > plan.retries) return toldFailed(result, tries);
      failure = result;
      await pause(waitBefore(plan, tries), clockOf(context, 'withRetries'), signal);
    }
  };
  return Object.assign(withRetries, { close: () => closeCheck(check) });
}

function planRetries(check: Check, options: RetryOptions): RetryPlan {
  const issues = new OptionIssues('withRetries');
  issues.known(options, OPTIONS);
  refuseNoPart(check, 'check', issues);
  const { retries = 2, delay = '1s', factor = 1, maxDelay, timeout } = options;
  const delayMs = issues.duration('delay', delay, { orZero: true });
  const plan: RetryPlan = {
    retries: issues.whole('retries', retries, { from: 1, to: 100 }),
    delayMs,
    factor: issues.number('factor', factor, { from: 1, to: 100 }),
    maxDelayMs: maxDelay === undefined ? Math.max(MINUTE, delayMs) : issues.duration('maxDelay', maxDelay),
    timeoutMs: timeout === undefined ? undefined : issues.duration('timeout', timeout),
  };
  issues.throwIfAny();
  return plan;
}

/** In milliseconds, before the retry of that number, from 1. */
function waitBefore({ delayMs, factor, maxDelayMs }: RetryPlan, retry: number): number {
  return Math.min(maxDelayMs, delayMs * factor ** (retry - 1));
}

function told(result: CheckResult, tries: number, failure: CheckResult | undefined): CheckResult {
  if (failure === undefined) return result;
  const before = failure.message === undefined ? '' : `, after: ${failure.message}`;
  const retried = `${result.outcome === 'pass' ? 'passed' : 'answered'} at try ${tries}${before}`;
  const message = result.message === undefined ? retried : `${result.message}; ${retried}`;
  return { outcome: result.outcome, message, data: { ...result.data, tries } };
}

function toldFailed({ message, data }: CheckResult, tries: number): CheckResult {
  const told = message === undefined ? `failed ${tries} times` : `${message} (${tries} tries)`;
  return { outcome: 'fail', message: told, data: { ...data, tries } };
}
