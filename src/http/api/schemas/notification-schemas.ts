import { z } from 'zod';
import { exactSchema } from '../../../domain/exact-schema.js';
import { notificationFields } from '../../../domain/notification-schema.js';
import type { DeliveryView, NotificationView } from '../views.js';

export const deliveryViewSchema = exactSchema<DeliveryView>()(
  z.strictObject({
    channel: z.string(),
    outcome: z.enum(['succeeded', 'failed', 'abandoned', 'diverted', 'waiting', 'merged']),
    at: z.number(),
    attempt: z.number(),
    error: z.exactOptional(z.string()),
    retryAt: z.exactOptional(z.number()),
  }),
);

export const notificationViewSchema = exactSchema<NotificationView>()(
  z.strictObject({
    ...notificationFields,
    alertIds: z.array(z.string()),
    deliveries: z.array(deliveryViewSchema),
  }),
);

export const notificationsSchema = z.strictObject({ notifications: z.array(notificationViewSchema) });
