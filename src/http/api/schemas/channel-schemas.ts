import { z } from 'zod';
import { severitySchema } from '../../../domain/alert-schema.js';
import type { ChannelTest } from '../../../domain/channel-test.js';
import { exactSchema } from '../../../domain/exact-schema.js';
import type { ChannelView } from '../views.js';

export const channelViewSchema = exactSchema<ChannelView>()(
  z.strictObject({
    name: z.string(),
    kind: z.string(),
    enabled: z.boolean(),
    minSeverity: z.exactOptional(severitySchema),
    categories: z.exactOptional(z.array(z.string())),
    timeoutMs: z.number(),
    maxAttempts: z.number(),
    sent: z.number(),
    failedAttempts: z.number(),
    abandoned: z.number(),
    pending: z.number(),
    lastSentAt: z.exactOptional(z.number()),
    lastError: z.exactOptional(z.string()),
    circuit: z.enum(['closed', 'open', 'halfOpen']),
  }),
);

export const channelsSchema = z.strictObject({ channels: z.array(channelViewSchema) });

export const channelTestSchema = exactSchema<ChannelTest>()(
  z.strictObject({ latencyMs: z.number(), problems: z.array(z.string()) }),
);
