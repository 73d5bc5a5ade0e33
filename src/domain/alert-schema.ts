import { z } from 'zod';
import type { Alert, SuppressionReason } from './alert.js';
import { exactSchema } from './exact-schema.js';
import { SEVERITIES, type Severity } from './severity.js';

export const severitySchema = exactSchema<Severity>()(z.enum(SEVERITIES));

export const suppressionReasonSchema = exactSchema<SuppressionReason>()(
  z.enum(['severity', 'silenced', 'inhibited', 'flapping', 'throttled', 'untold']),
);

/** The data of an alert or a check: any object or list, whatever is in it. */
export const dataSchema = exactSchema<object>()(
  z.custom<object>((value) => typeof value === 'object' && value !== null, {
    error: 'expected an object or a list',
  }),
);

export const labelsSchema = exactSchema<Readonly<Record<string, string>>>()(z.record(z.string(), z.string()));

/** An alert as it is recorded. Its texts have no bound: older journals hold longer ones than are taken in now. */
export const alertSchema = exactSchema<Alert>()(
  z.strictObject({
    id: z.string(),
    at: z.number(),
    key: z.string(),
    kind: z.enum(['event', 'condition']),
    status: z.enum(['firing', 'resolved']),
    title: z.string(),
    message: z.string(),
    severity: severitySchema,
    category: z.string(),
    source: z.exactOptional(z.string()),
    data: dataSchema,
    labels: labelsSchema,
    service: z.exactOptional(z.string()),
  }),
);
