import { z } from 'zod';
import { exactSchema } from './exact-schema.js';
import { type MaintenanceRecord, WEEKDAYS } from './maintenance.js';
import type { AlertMatchJson, PlainMatchJson, TextMatchJson } from './matcher.js';
import type { MaintenanceSilence, SilenceRecord } from './silence.js';

export const maintenanceRecordSchema = exactSchema<MaintenanceRecord>()(
  z.strictObject({
    days: z.array(z.enum(WEEKDAYS)),
    start: z.string(),
    durationMs: z.number(),
    timeZone: z.string(),
    reason: z.exactOptional(z.string()),
  }),
);

/** Whether the expression compiles is not asked here: that depends on the Node that reads it. */
const plainMatchSchema = exactSchema<PlainMatchJson>()(
  z.union([z.string(), z.strictObject({ regex: z.string(), flags: z.string() })]),
);

const textMatchSchema = exactSchema<TextMatchJson>()(
  z.union([
    z.string(),
    z.strictObject({ regex: z.string(), flags: z.string() }),
    z.strictObject({ not: plainMatchSchema }),
  ]),
);

export const alertMatchSchema = exactSchema<AlertMatchJson>()(
  z.strictObject({
    service: z.exactOptional(textMatchSchema),
    category: z.exactOptional(textMatchSchema),
    title: z.exactOptional(textMatchSchema),
    key: z.exactOptional(textMatchSchema),
    severity: z.exactOptional(textMatchSchema),
    labels: z.exactOptional(z.record(z.string(), textMatchSchema)),
  }),
);

export const maintenanceSilenceSchema = exactSchema<MaintenanceSilence>()(
  z.strictObject({ service: z.string(), window: maintenanceRecordSchema }),
);

/** All of a silence but what it stands for. */
export const silenceFields = {
  id: z.string(),
  match: alertMatchSchema,
  from: z.number(),
  until: z.number(),
  by: z.string(),
  reason: z.exactOptional(z.string()),
};

export const silenceRecordSchema = exactSchema<SilenceRecord>()(
  z.strictObject({ ...silenceFields, maintenance: z.exactOptional(maintenanceSilenceSchema) }),
);
