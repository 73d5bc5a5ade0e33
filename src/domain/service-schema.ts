import { z } from 'zod';
import { labelsSchema } from './alert-schema.js';
import { exactSchema } from './exact-schema.js';
import type { HeartbeatState } from './heartbeat.js';
import type { ServiceState, Status } from './service.js';

export const statusSchema = exactSchema<Status>()(z.enum(['unknown', 'healthy', 'degraded', 'unhealthy']));

const heartbeatStateSchema = exactSchema<HeartbeatState>()(
  z.strictObject({
    since: z.number(),
    lastBeatAt: z.exactOptional(z.number()),
    lastSuccessAt: z.exactOptional(z.number()),
    startedAt: z.exactOptional(z.number()),
    durationMs: z.exactOptional(z.number()),
    dueAt: z.exactOptional(z.number()),
    failsAt: z.exactOptional(z.number()),
    message: z.exactOptional(z.string()),
    failing: z.exactOptional(
      z.strictObject({ since: z.number(), why: z.enum(['failed', 'late', 'overran']) }),
    ),
  }),
);

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
    heartbeat: z.exactOptional(heartbeatStateSchema),
    flapping: z.boolean(),
    paused: z.boolean(),
    labels: labelsSchema,
  }),
);
