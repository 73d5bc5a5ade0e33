import { z } from 'zod';
import { SERVICE_MACHINE_VERSION, type ServiceMachineContext } from '../../machines/service.js';
import type { DeliveryFigures } from '../channels/sink-stats.js';
import type { Alert } from '../domain/alert.js';
import { alertSchema, dataSchema, labelsSchema, severitySchema } from '../domain/alert-schema.js';
import type { AlertStats } from '../domain/alert-stats.js';
import { deliveryFailureSchema } from '../domain/delivery-schema.js';
import { exactSchema, exactSchemas } from '../domain/exact-schema.js';
import type { Incident } from '../domain/incident.js';
import { incidentSchema } from '../domain/incident-schema.js';
import { notificationSchema } from '../domain/notification-schema.js';
import { type RecordedRules, recordedRulesSchema } from '../domain/recorded-rules.js';
import type { ServiceState } from '../domain/service.js';
import { serviceStateSchema, statusSchema } from '../domain/service-schema.js';
import { maintenanceRecordSchema, silenceRecordSchema } from '../domain/silence-schema.js';
import type { SavedKey } from '../journal/key-tally.js';
import type { SavedOutbox } from '../journal/outbox.js';
import type { SavedSilence } from '../journal/silence-book.js';
import type { SavedService } from './service-actors.js';
import type { SavedMaintenance } from './silence-flow.js';

/** The version of what follows. To be raised with any change of it; snapshots of another version are discarded. */
const LAYOUT_VERSION = 4;

/** What a snapshot must have been written with to be of use. */
export const SNAPSHOT_VERSION = `layout ${LAYOUT_VERSION}, service machine ${SERVICE_MACHINE_VERSION}`;

/** The state of one stage of the pipeline; only the stage knows what it means. */
export interface SavedStage {
  readonly stage: string;
  readonly state: object;
}

/** What a channel has done so far. */
export interface SavedFigures {
  readonly channel: string;
  readonly figures: DeliveryFigures;
}

/** The time inside the graph, epoch milliseconds, and counts that are not part of anything else. */
export interface SavedHead {
  readonly now: number;
  readonly tally: AlertStats;
  /** Those under which the stages came to their state. */
  readonly rules: RecordedRules;
}

/** All that a monitor knows, in pieces that do not change any more, so that they can be written at leisure. */
export interface SnapshotState {
  readonly head: readonly SavedHead[];
  readonly services: readonly SavedService[];
  readonly states: readonly ServiceState[];
  readonly incidents: readonly Incident[];
  readonly heldKeys: readonly string[];
  readonly resolved: readonly Incident[];
  readonly silences: readonly SavedSilence[];
  readonly maintenance: readonly SavedMaintenance[];
  readonly stages: readonly SavedStage[];
  readonly recent: readonly Alert[];
  readonly keys: readonly SavedKey[];
  readonly outbox: readonly SavedOutbox[];
  readonly figures: readonly SavedFigures[];
}

const contextSchema = exactSchema<ServiceMachineContext>()(
  z.strictObject({
    consecutiveFailures: z.number(),
    consecutiveSuccesses: z.number(),
    consecutiveNonFailures: z.number(),
    failureThreshold: z.number(),
    recoveryThreshold: z.number(),
    paused: z.boolean(),
  }),
);

const savedServiceSchema = exactSchema<SavedService>()(
  z.strictObject({
    name: z.string(),
    labels: labelsSchema,
    dependsOn: z.array(z.string()),
    flaps: z.strictObject({
      changes: z.number(),
      passed: z.union([z.boolean(), z.null()]),
      flapping: z.boolean(),
    }),
    paused: z.boolean(),
    status: statusSchema,
    context: contextSchema,
  }),
);

const silenceSchema = exactSchema<SavedSilence>()(
  z.strictObject({
    record: silenceRecordSchema,
    createdAt: z.number(),
    endedAt: z.exactOptional(z.number()),
  }),
);

const maintenanceSchema = exactSchema<SavedMaintenance>()(
  z.strictObject({ service: z.string(), window: maintenanceRecordSchema, silence: silenceRecordSchema }),
);

const outboxSchema = exactSchema<SavedOutbox>()(
  z.strictObject({
    channel: z.string(),
    entry: z.strictObject({
      notification: notificationSchema,
      requestedAt: z.number(),
      attempts: z.number(),
      lastFailedAt: z.exactOptional(z.number()),
      lastError: z.exactOptional(deliveryFailureSchema),
      diverted: z.boolean(),
      handedOver: z.boolean(),
    }),
  }),
);

const figuresSchema = exactSchema<SavedFigures>()(
  z.strictObject({
    channel: z.string(),
    figures: z.strictObject({
      sent: z.number(),
      failedAttempts: z.number(),
      abandoned: z.number(),
      lastSentAt: z.exactOptional(z.number()),
      lastError: z.exactOptional(z.string()),
    }),
  }),
);

const headSchema = exactSchema<SavedHead>()(
  z.strictObject({
    now: z.number(),
    rules: recordedRulesSchema,
    tally: z.strictObject({
      raised: z.number(),
      suppressed: z.strictObject({
        severity: z.number(),
        silenced: z.number(),
        inhibited: z.number(),
        flapping: z.number(),
        throttled: z.number(),
        untold: z.number(),
      }),
      notifications: z.strictObject({
        first: z.number(),
        repeated: z.number(),
        digest: z.number(),
        escalated: z.number(),
        reminder: z.number(),
        resolved: z.number(),
      }),
    }),
  }),
);

const keySchema = exactSchema<SavedKey>()(
  z.strictObject({
    key: z.string(),
    title: z.string(),
    severity: severitySchema,
    category: z.string(),
    raised: z.number(),
    suppressed: z.number(),
    firstAt: z.number(),
    lastAt: z.number(),
    endedBy: z.exactOptional(z.string()),
  }),
);

const stageSchema = exactSchema<SavedStage>()(z.strictObject({ stage: z.string(), state: dataSchema }));

/** What each list of a {@link SnapshotState} holds. */
export const SNAPSHOT_SCHEMAS = exactSchemas<{
  readonly [K in keyof SnapshotState]: SnapshotState[K][number];
}>()({
  head: headSchema,
  services: savedServiceSchema,
  states: serviceStateSchema,
  incidents: incidentSchema,
  heldKeys: z.string(),
  resolved: incidentSchema,
  silences: silenceSchema,
  maintenance: maintenanceSchema,
  stages: stageSchema,
  recent: alertSchema,
  keys: keySchema,
  outbox: outboxSchema,
  figures: figuresSchema,
});
