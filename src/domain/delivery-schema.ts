import { z } from 'zod';
import type { Delivery, DeliveryFailure } from './delivery.js';
import { exactSchema } from './exact-schema.js';

export const deliveryFailureSchema = exactSchema<DeliveryFailure>()(
  z.strictObject({
    message: z.string(),
    code: z.exactOptional(z.string()),
    retryable: z.boolean(),
  }),
);

export const deliverySchema = exactSchema<Delivery>()(
  z.strictObject({
    notificationId: z.string(),
    channel: z.string(),
    at: z.number(),
    outcome: z.enum(['succeeded', 'failed', 'abandoned', 'diverted']),
    attempt: z.number(),
    idempotencyKey: z.string(),
    latencyMs: z.exactOptional(z.number()),
    error: z.exactOptional(deliveryFailureSchema),
    problems: z.exactOptional(z.array(z.string())),
    retryAt: z.exactOptional(z.number()),
    handedTo: z.exactOptional(z.array(z.string())),
  }),
);
