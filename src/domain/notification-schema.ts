import { z } from 'zod';
import { alertSchema, severitySchema } from './alert-schema.js';
import { exactSchema } from './exact-schema.js';
import type { Notification, NotificationReason } from './notification.js';

export const notificationReasonSchema = exactSchema<NotificationReason>()(
  z.enum(['first', 'repeated', 'digest', 'escalated', 'reminder', 'resolved']),
);

/** All of a notification but its alerts. */
export const notificationFields = {
  id: z.string(),
  at: z.number(),
  reason: notificationReasonSchema,
  groupKey: z.string(),
  title: z.string(),
  message: z.string(),
  severity: severitySchema,
  category: z.string(),
  count: z.number(),
  total: z.number(),
};

export const notificationSchema = exactSchema<Notification>()(
  z.strictObject({ ...notificationFields, alerts: z.array(alertSchema) }),
);
