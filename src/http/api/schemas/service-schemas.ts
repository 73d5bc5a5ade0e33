import { z } from 'zod';
import { labelsSchema } from '../../../domain/alert-schema.js';
import { exactSchema } from '../../../domain/exact-schema.js';
import { incidentSchema } from '../../../domain/incident-schema.js';
import { serviceStateSchema, statusSchema } from '../../../domain/service-schema.js';
import type { ServiceSettings } from '../../../domain/settings.js';
import { maintenanceRecordSchema } from '../../../domain/silence-schema.js';
import type { ServiceDetail, Summary } from '../views.js';

export const summarySchema = exactSchema<Summary>()(
  z.strictObject({
    status: statusSchema,
    counts: z.strictObject({
      unknown: z.number(),
      healthy: z.number(),
      degraded: z.number(),
      unhealthy: z.number(),
    }),
    total: z.number(),
  }),
);

export const serviceSettingsSchema = exactSchema<ServiceSettings>()(
  z.strictObject({
    everyMs: z.number(),
    timeoutMs: z.number(),
    failureThreshold: z.number(),
    recoveryThreshold: z.number(),
    slowAfterMs: z.exactOptional(z.number()),
    dependsOn: z.array(z.string()),
    labels: labelsSchema,
    maintenance: z.array(maintenanceRecordSchema),
  }),
);

export const serviceDetailSchema = exactSchema<ServiceDetail>()(
  z.strictObject({
    state: serviceStateSchema,
    settings: z.exactOptional(serviceSettingsSchema),
    hungSince: z.exactOptional(z.number()),
    incident: z.exactOptional(incidentSchema),
  }),
);

export const servicesSchema = z.strictObject({ services: z.array(serviceStateSchema) });
