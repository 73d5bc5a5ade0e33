import { z } from 'zod';
import { exactSchema } from '../../../domain/exact-schema.js';
import type { HistoryPoint, LatencyStats } from '../../../domain/history.js';
import { STRIP_SPANS, type StripBar, type Strips } from '../views.js';

const share = z.exactOptional(z.number());

/** `Uptime` as JSON has it: a span without checks is left out. */
export const uptimeSchema = z.strictObject({ '24h': share, '7d': share, '30d': share, '90d': share });

export const latencySchema = exactSchema<LatencyStats>()(
  z.strictObject({
    min: z.number(),
    mean: z.number(),
    max: z.number(),
    p50: z.number(),
    p90: z.number(),
    p95: z.number(),
    p99: z.number(),
  }),
);

export const historyPointSchema = exactSchema<HistoryPoint>()(
  z.strictObject({
    from: z.number(),
    to: z.number(),
    checks: z.number(),
    failures: z.number(),
    warns: z.number(),
    uptimePercent: share,
    latency: z.exactOptional(latencySchema),
  }),
);

export const historySchema = z.strictObject({ points: z.array(historyPointSchema) });

const stripBar = exactSchema<StripBar>()(z.tuple([z.number(), z.number(), z.number()]));

export const stripsSchema = exactSchema<Strips>()(
  z.strictObject({
    span: z.enum(STRIP_SPANS),
    from: z.number(),
    step: z.number(),
    services: z.record(z.string(), z.array(stripBar)),
  }),
);
