import { z } from 'zod';
import { labelsSchema } from './alert-schema.js';
import { exactSchema } from './exact-schema.js';
import type { ServiceState, Status } from './service.js';

export const statusSchema = exactSchema<Status>()(z.enum(['unknown', 'healthy', 'degraded', 'unhealthy']));

export const serviceStateSchema = exactSchema<ServiceState>()(
  z.strictObject({
    name: z.string(),
    status: statusSchema,
    since: z.number(),
    lastCheckAt: z.exactOptional(z.number()),
    lastSuccessAt: z.exactOptional(z.number()),
    lastFailureAt: z.exactOptional(z.number()),
    consecutiveFailures: z.number(),
    consecutiveSuccesses: z.number(),
    totalChecks: z.number(),
    totalFailures: z.number(),
    uptimePercent: z.number(),
    latencyMs: z.exactOptional(z.number()),
    message: z.exactOptional(z.string()),
    flapping: z.boolean(),
    paused: z.boolean(),
    labels: labelsSchema,
  }),
);
