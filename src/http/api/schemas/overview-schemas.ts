import { z } from 'zod';
import { exactSchema } from '../../../domain/exact-schema.js';
import { incidentSchema } from '../../../domain/incident-schema.js';
import type { JournalStats } from '../../../domain/journal-stats.js';
import { serviceStateSchema } from '../../../domain/service-schema.js';
import type { Overview } from '../views.js';
import { alertStatsSchema, alertViewSchema } from './alert-schemas.js';
import { channelViewSchema } from './channel-schemas.js';
import { notificationViewSchema } from './notification-schemas.js';
import { summarySchema } from './service-schemas.js';
import { silenceViewSchema } from './silence-schemas.js';

export const journalStatsSchema = exactSchema<JournalStats>()(
  z.strictObject({
    position: z.number(),
    failing: z.boolean(),
    waiting: z.number(),
    writes: z.number(),
    writeMs: z.number(),
  }),
);

export const overviewSchema = exactSchema<Overview>()(
  z.strictObject({
    position: z.number(),
    at: z.number(),
    version: z.string(),
    phase: z.enum(['idle', 'starting', 'running', 'stopping', 'stopped']),
    summary: summarySchema,
    services: z.array(serviceStateSchema),
    incidents: z.array(incidentSchema),
    silences: z.array(silenceViewSchema),
    channels: z.array(channelViewSchema),
    alerts: z.array(alertViewSchema),
    notifications: z.array(notificationViewSchema),
    stats: alertStatsSchema,
    journal: journalStatsSchema,
  }),
);
