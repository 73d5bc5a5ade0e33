import { z } from 'zod';
import { exactSchema } from '../../../domain/exact-schema.js';
import type { Problem, Session } from '../views.js';

export const sessionSchema = exactSchema<Session>()(
  z.strictObject({ tokenNeeded: z.boolean(), authorized: z.boolean(), readOnly: z.boolean() }),
);

export const problemSchema = exactSchema<Problem>()(
  z.strictObject({
    status: z.number(),
    title: z.string(),
    detail: z.string(),
    code: z.string(),
    issues: z.exactOptional(z.array(z.strictObject({ path: z.string(), message: z.string() }))),
  }),
);
