import { z } from 'zod';
import { alertSchema, dataSchema, labelsSchema, suppressionReasonSchema } from './alert-schema.js';
import type { Outcome } from './check.js';
import { deliverySchema } from './delivery-schema.js';
import type { AlertOrigin, CheckCompleted, EventData } from './events.js';
import { exactSchema, exactSchemas } from './exact-schema.js';
import { notificationSchema } from './notification-schema.js';
import { recordedRulesSchema } from './recorded-rules.js';
import { statusSchema } from './service-schema.js';
import { maintenanceRecordSchema, silenceRecordSchema } from './silence-schema.js';

export const outcomeSchema = exactSchema<Outcome>()(z.enum(['pass', 'warn', 'fail']));

export const alertOriginSchema = exactSchema<AlertOrigin>()(z.enum(['program', 'graph']));

export const checkCompletedSchema = exactSchema<CheckCompleted>()(
  z.strictObject({
    outcome: outcomeSchema,
    latencyMs: z.number(),
    message: z.exactOptional(z.string()),
    data: z.exactOptional(dataSchema),
  }),
);

const nothingSchema = z.strictObject({});

const flappingSchema = z.strictObject({ sharePercent: z.number() });

const alertIdSchema = z.strictObject({ alertId: z.string() });

/**
 * What the data of each type of event looks like in its current version, to the letter: an unknown field is refused,
 * for any change of a shape is a new version (see `EVENT_VERSIONS`). Numbers are finite. Data that a schema takes it
 * leaves as it is.
 */
export const EVENT_SCHEMAS = exactSchemas<EventData>()({
  'runtime.started': z.strictObject({ run: z.string(), rules: z.exactOptional(recordedRulesSchema) }),
  'runtime.reconfigured': z.strictObject({ rules: recordedRulesSchema }),
  'runtime.stopped': nothingSchema,
  'service.registered': z.strictObject({
    failureThreshold: z.number(),
    recoveryThreshold: z.number(),
    dependsOn: z.array(z.string()),
    labels: labelsSchema,
    maintenance: z.exactOptional(z.array(maintenanceRecordSchema)),
  }),
  'service.unregistered': nothingSchema,
  'service.paused': nothingSchema,
  'service.resumed': nothingSchema,
  'check.completed': checkCompletedSchema,
  'status.changed': z.strictObject({
    from: statusSchema,
    to: statusSchema,
    message: z.exactOptional(z.string()),
  }),
  'flapping.started': flappingSchema,
  'flapping.stopped': flappingSchema,
  'alert.raised': z.strictObject({ alert: alertSchema, origin: alertOriginSchema }),
  'alert.suppressed': z.strictObject({
    alertId: z.string(),
    key: z.string(),
    reason: suppressionReasonSchema,
  }),
  'notification.requested': z.strictObject({
    notification: notificationSchema,
    channels: z.array(z.string()),
    tells: z.array(z.string()),
    merges: z.exactOptional(z.array(z.string())),
  }),
  'delivery.failed': deliverySchema,
  'delivery.succeeded': deliverySchema,
  'delivery.abandoned': deliverySchema,
  'delivery.diverted': deliverySchema,
  'incident.opened': alertIdSchema,
  'incident.acknowledged': z.strictObject({ by: z.string(), note: z.exactOptional(z.string()) }),
  'incident.resolved': alertIdSchema,
  'silence.created': silenceRecordSchema,
  'silence.ended': z.strictObject({ removed: z.boolean() }),
  'throttle.reset': nothingSchema,
});
