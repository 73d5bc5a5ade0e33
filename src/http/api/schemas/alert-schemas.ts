import { z } from 'zod';
import type { AlertReceipt } from '../../../domain/alert.js';
import { alertSchema, suppressionReasonSchema } from '../../../domain/alert-schema.js';
import type { AlertStats } from '../../../domain/alert-stats.js';
import { exactSchema } from '../../../domain/exact-schema.js';
import { incidentSchema } from '../../../domain/incident-schema.js';
import type { AlertView } from '../views.js';

/** What became of an alert, and why it was held back. */
const verdict = {
  outcome: z.enum(['notified', 'grouped', 'suppressed']),
  reason: z.exactOptional(suppressionReasonSchema),
};

const count = z.number();

export const alertReceiptSchema = exactSchema<AlertReceipt>()(z.strictObject({ id: z.string(), ...verdict }));

export const alertViewSchema = exactSchema<AlertView>()(z.strictObject({ alert: alertSchema, ...verdict }));

export const alertsSchema = z.strictObject({ alerts: z.array(alertViewSchema) });

export const alertStatsSchema = exactSchema<AlertStats>()(
  z.strictObject({
    raised: count,
    suppressed: z.strictObject({
      severity: count,
      silenced: count,
      inhibited: count,
      flapping: count,
      throttled: count,
      untold: count,
    }),
    notifications: z.strictObject({
      first: count,
      repeated: count,
      digest: count,
      escalated: count,
      reminder: count,
      resolved: count,
    }),
  }),
);

export const incidentsSchema = z.strictObject({ incidents: z.array(incidentSchema) });
