import { z } from 'zod';
import { exactSchema } from '../../../domain/exact-schema.js';
import { silenceFields } from '../../../domain/silence-schema.js';
import type { SilenceView } from '../views.js';

export const silenceViewSchema = exactSchema<SilenceView>()(
  z.strictObject({
    ...silenceFields,
    maintenanceOf: z.exactOptional(z.string()),
    createdAt: z.number(),
    status: z.enum(['pending', 'active', 'ended']),
  }),
);

export const silencesSchema = z.strictObject({ silences: z.array(silenceViewSchema) });
