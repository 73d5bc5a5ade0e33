import { z } from 'zod';
import { severitySchema } from './alert-schema.js';
import { exactSchema } from './exact-schema.js';
import type { GroupField } from './monitor-config.js';
import type { Severity } from './severity.js';

/**
 * The rules under which a run decided what is told, as far as windows and groups depend on them. They are recorded, so
 * that what a run began is brought back under its own rules even if the next one has others. Times are milliseconds.
 */
export interface RecordedRules {
  readonly minSeverity: Severity;
  readonly throttle:
    | { readonly limit: number; readonly window: number; readonly exempt: readonly Severity[] }
    | false;
  readonly group:
    | {
        /** `null` stands for a function, which cannot be recorded. */
        readonly by: readonly GroupField[] | null;
        readonly wait: number;
        readonly window: number;
        readonly summarizeAfter: number;
      }
    | false;
  readonly remindEvery: number | false;
  readonly flapping: boolean;
}

const groupFieldSchema = exactSchema<GroupField>()(
  z.union([
    z.enum(['key', 'category', 'severity', 'service', 'source', 'title']),
    z.templateLiteral(['labels.', z.string()]),
  ]),
);

export const recordedRulesSchema = exactSchema<RecordedRules>()(
  z.strictObject({
    minSeverity: severitySchema,
    throttle: z.union([
      z.strictObject({ limit: z.number(), window: z.number(), exempt: z.array(severitySchema) }),
      z.literal(false),
    ]),
    group: z.union([
      z.strictObject({
        by: z.union([z.array(groupFieldSchema), z.null()]),
        wait: z.number(),
        window: z.number(),
        summarizeAfter: z.number(),
      }),
      z.literal(false),
    ]),
    remindEvery: z.union([z.number(), z.literal(false)]),
    flapping: z.boolean(),
  }),
);
