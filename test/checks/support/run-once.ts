import { readAnswer } from '../../../src/checks/check-answer.js';
import type { Check, CheckContext, CheckResult } from '../../../src/domain/check.js';
import { systemClock } from '../../../src/runtime/system-clock.js';

/** Runs a check by hand, on the machine's clock, and gives what it answered. What it throws is thrown. */
export async function runOnce(check: Check, context: Partial<CheckContext> = {}): Promise<CheckResult> {
  const whole = { service: 'api', signal: new AbortController().signal, clock: systemClock, ...context };
  return readAnswer(await check(whole));
}
