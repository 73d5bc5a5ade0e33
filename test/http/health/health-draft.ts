import { z } from 'zod';

/** A health response of draft-inadarei-api-health-check-06, and what it must not hold. */
export const healthDraft = z.strictObject({
  status: z.enum(['pass', 'warn', 'fail']),
  version: z.string(),
  notes: z.array(z.string()).optional(),
  output: z.string().optional(),
  checks: z.record(
    // At most one colon, with a name on both sides of it.
    z.string().regex(/^[^:]+(?::[^:]+)?$/),
    z
      .array(
        z
          .object({
            componentId: z.string().min(1),
            componentType: z.enum(['component', 'datastore', 'system']),
            observedValue: z.number().optional(),
            observedUnit: z.string().optional(),
            status: z.enum(['pass', 'warn', 'fail']),
            time: z.iso.datetime().optional(),
            output: z.string().min(1).optional(),
            paused: z.literal(true).optional(),
            phase: z.string().optional(),
          })
          .strict()
          .refine((check) => (check.observedValue === undefined) === (check.observedUnit === undefined))
          .refine((check) => check.status !== 'pass' || check.output === undefined),
      )
      .nonempty(),
  ),
});
