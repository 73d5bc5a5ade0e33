import { z } from 'zod';
import type { IncidentStatus } from '../../machines/incident.js';
import { alertSchema, severitySchema, suppressionReasonSchema } from './alert-schema.js';
import { exactSchema } from './exact-schema.js';
import type { Acknowledgement, Incident } from './incident.js';

export const incidentStatusSchema = exactSchema<IncidentStatus>()(
  z.enum(['firing', 'acknowledged', 'resolved']),
);

export const acknowledgementSchema = exactSchema<Acknowledgement>()(
  z.strictObject({ by: z.string(), note: z.exactOptional(z.string()), at: z.number() }),
);

export const incidentSchema = exactSchema<Incident>()(
  z.strictObject({
    key: z.string(),
    status: incidentStatusSchema,
    openedAt: z.number(),
    resolvedAt: z.exactOptional(z.number()),
    acknowledgement: z.exactOptional(acknowledgementSchema),
    told: z.boolean(),
    toldSeverity: z.exactOptional(severitySchema),
    groupKey: z.string(),
    heldBy: z.exactOptional(suppressionReasonSchema),
    count: z.number(),
    alert: alertSchema,
  }),
);
