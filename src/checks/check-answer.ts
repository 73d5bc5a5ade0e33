import type { Check, CheckContext, CheckResult, Outcome } from '../domain/check.js';
import { plainData, plainText } from '../domain/plain-data.js';
import { describeValue, failureMessage } from './failure-message.js';

/** Answers of the right kind need no message; this one explains the others. */
const EXPECTED = 'expected a boolean, nothing or { outcome }';

/** Runs a check once. One that throws, at once or later, or answers what no check may answer, has failed. Never throws. */
export async function answerOf(check: Check, context: CheckContext): Promise<CheckResult> {
  try {
    return readAnswer(await check(context));
  } catch (error) {
    return { outcome: 'fail', message: failureMessage(error) };
  }
}

/**
 * What a check answered, as a result of which nothing is left to doubt: text and data are fit for the journal.
 *
 * @throws what a getter of the answer throws
 */
export function readAnswer(answer: unknown): CheckResult {
  if (answer === true || answer === undefined) return { outcome: 'pass' };
  if (answer === false) return { outcome: 'fail' };
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) {
    return refuse(`the check answered ${describeValue(answer)}; ${EXPECTED}`);
  }
  if (!('outcome' in answer)) return refuse(`the check answered an object without an outcome; ${EXPECTED}`);
  const { outcome, message, data } = answer as Readonly<Record<string, unknown>>;
  if (!isOutcome(outcome)) {
    return refuse(
      `the check answered the outcome ${describeValue(outcome)}; expected 'pass', 'warn' or 'fail'`,
    );
  }
  const result: { -readonly [K in keyof CheckResult]: CheckResult[K] } = { outcome };
  if (message !== undefined && message !== '') {
    result.message = typeof message === 'string' ? plainText(message) : describeValue(message);
  }
  if (data !== undefined) result.data = plainData(data);
  return result;
}

function refuse(message: string): CheckResult {
  return { outcome: 'fail', message };
}

function isOutcome(value: unknown): value is Outcome {
  return value === 'pass' || value === 'warn' || value === 'fail';
}
