import { z } from 'zod';
import { dataSchema } from '../../../domain/alert-schema.js';
import { EVENT_TYPES } from '../../../domain/events.js';
import { exactSchema } from '../../../domain/exact-schema.js';
import type { Explanation } from '../../../domain/explanation.js';

const eventType = z.enum(EVENT_TYPES);

/** Events as the journal has them; docs/events.md says what the data of each type is. */
export const recordedEventSchema = z.strictObject({
  position: z.number(),
  at: z.number().describe('Epoch milliseconds'),
  type: eventType,
  version: z.number(),
  subject: z.string(),
  data: dataSchema,
});

export const eventsSchema = z.strictObject({
  events: z.array(recordedEventSchema),
  position: z.number().describe('The position of the last event of all'),
});

export const explanationSchema = exactSchema<Explanation>()(
  z.strictObject({
    id: z.string(),
    of: z.enum(['alert', 'notification']),
    steps: z.array(
      z.strictObject({ at: z.number(), position: z.number(), type: eventType, what: z.string() }),
    ),
  }),
);
