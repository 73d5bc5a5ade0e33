import { z } from 'zod';
import { SEVERITIES } from '../../domain/severity.js';

/*
 * What requests say, by field: from texts in a query or a path.
 */

/** The most that one answer holds. */
export const MOST_LISTED = 1_000;

export const severity = z.enum(SEVERITIES).describe('How much it matters');

/** Epoch milliseconds, or a date as ISO 8601 has it. */
export const time = z
  .union([z.string(), z.number()])
  .transform((given, context) => {
    const at = typeof given === 'number' || /^\d+$/.test(given) ? Number(given) : Date.parse(given);
    if (Number.isFinite(at) && at >= 0 && at <= 8.64e15) return at;
    context.addIssue({
      code: 'custom',
      message: `expected epoch milliseconds or a date, found ${JSON.stringify(given)}`,
    });
    return z.NEVER;
  })
  .describe('Epoch milliseconds, or a date such as 2026-03-01T12:00:00Z');

export const limit = z.coerce
  .number()
  .int()
  .min(1)
  .max(MOST_LISTED)
  .default(100)
  .describe('The most to list; the newest are kept');

/** A field that may be there once or several times. */
export function several<T extends z.ZodType<unknown, string>>(one: T, most: number) {
  return z.preprocess(
    (given) => (given === undefined || Array.isArray(given) ? given : [given]),
    z.array(one).max(most),
  );
}

/** A text that somebody wrote. */
export const words = z.string().trim().min(1).max(1_000);
