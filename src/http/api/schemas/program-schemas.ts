import { z } from 'zod';
import { dataSchema, severitySchema } from '../../../domain/alert-schema.js';
import type { AlertKeyStats } from '../../../domain/alert-stats.js';
import { type CapturedError, ERROR_CATEGORIES, type ErrorAggregate } from '../../../domain/captured-error.js';
import type { TriggerState } from '../../../domain/error-trigger.js';
import { exactSchema } from '../../../domain/exact-schema.js';
import type { MeasureState } from '../../../domain/measure.js';
import type { SystemPoint } from '../../../domain/system-history.js';
import type { ProgramErrors } from '../views.js';
import { latencySchema } from './history-schemas.js';

const text = z.string();
const count = z.number();
const category = z.enum(ERROR_CATEGORIES);
const cause = { name: text, message: text, code: z.exactOptional(text) };
const place = { component: z.exactOptional(text), operation: z.exactOptional(text) };

const capturedErrorSchema = exactSchema<CapturedError>()(
  z.strictObject({
    id: text,
    at: count,
    ...cause,
    category,
    severity: severitySchema,
    ...place,
    context: dataSchema,
    aggregateKey: text,
    causes: z.array(z.strictObject(cause)),
    stack: z.exactOptional(z.array(text)),
  }),
);

const aggregateSchema = exactSchema<ErrorAggregate>()(
  z.strictObject({
    key: text,
    category,
    ...place,
    count,
    firstAt: count,
    lastAt: count,
    samples: z.array(capturedErrorSchema),
  }),
);

const triggerSchema = exactSchema<TriggerState>()(
  z.strictObject({
    name: text,
    kind: z.enum(['spike', 'critical', 'degraded', 'custom', 'manual']),
    enabled: z.boolean(),
    threshold: count,
    windowMs: count,
    cooldownMs: count,
    severity: severitySchema,
    fired: count,
    suppressed: count,
    lastFiredAt: z.exactOptional(count),
  }),
);

export const programErrorsSchema = exactSchema<ProgramErrors>()(
  z.strictObject({
    ratePerMinute: count,
    counts: z.record(category, count),
    aggregates: z.array(aggregateSchema),
    triggers: z.array(triggerSchema),
    recent: z.array(capturedErrorSchema),
  }),
);

const measureSchema = exactSchema<MeasureState>()(
  z.strictObject({
    name: text,
    runs: count,
    failures: count,
    latency: z.exactOptional(latencySchema),
    slow: z.union([z.literal(false), z.enum(['warning', 'error'])]),
  }),
);

export const measuresSchema = z.strictObject({ measures: z.array(measureSchema) });

const systemPointSchema = exactSchema<SystemPoint>()(
  z.strictObject({
    from: count,
    counts: z.strictObject({ unknown: count, healthy: count, degraded: count, unhealthy: count }),
    alerts: count,
    notifications: count,
    errors: count,
  }),
);

export const systemHistorySchema = z.strictObject({ points: z.array(systemPointSchema) });

const alertKeySchema = exactSchema<AlertKeyStats>()(
  z.strictObject({
    key: text,
    title: text,
    severity: severitySchema,
    category: text,
    raised: count,
    suppressed: count,
    firstAt: count,
    lastAt: count,
  }),
);

export const alertKeysSchema = z.strictObject({ keys: z.array(alertKeySchema) });
