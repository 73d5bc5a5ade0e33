import { z } from 'zod';
import type { AlertReceipt } from '../../domain/alert.js';
import {
  alertSchema,
  dataSchema,
  severitySchema,
  suppressionReasonSchema,
} from '../../domain/alert-schema.js';
import type { AlertStats } from '../../domain/alert-stats.js';
import type { ChannelTest } from '../../domain/channel-test.js';
import { EVENT_TYPES } from '../../domain/events.js';
import { exactSchema } from '../../domain/exact-schema.js';
import type { Explanation } from '../../domain/explanation.js';
import type { HistoryPoint } from '../../domain/history.js';
import { incidentSchema } from '../../domain/incident-schema.js';
import type { JournalStats } from '../../domain/journal-stats.js';
import { notificationReasonSchema } from '../../domain/notification-schema.js';
import { serviceStateSchema, statusSchema } from '../../domain/service-schema.js';
import type { ServiceSettings } from '../../domain/settings.js';
import { alertMatchSchema, maintenanceRecordSchema } from '../../domain/silence-schema.js';
import {
  type AlertView,
  type ChannelView,
  type DeliveryView,
  type NotificationView,
  type Overview,
  type Problem,
  type ServiceDetail,
  type Session,
  type SilenceView,
  STRIP_SPANS,
  type StripBar,
  type Strips,
  type Summary,
} from './views.js';

/*
 * The schemas of what the API answers with. Each is held to its type; together they make the OpenAPI document.
 */

const count = z.number();
const at = z.number().describe('Epoch milliseconds');
const eventType = z.enum(EVENT_TYPES);

const summary = exactSchema<Summary>()(
  z.strictObject({
    status: statusSchema,
    counts: z.strictObject({ unknown: count, healthy: count, degraded: count, unhealthy: count }),
    total: count,
  }),
);

const serviceSettings = exactSchema<ServiceSettings>()(
  z.strictObject({
    everyMs: z.number(),
    timeoutMs: z.number(),
    failureThreshold: z.number(),
    recoveryThreshold: z.number(),
    slowAfterMs: z.exactOptional(z.number()),
    dependsOn: z.array(z.string()),
    labels: z.record(z.string(), z.string()),
    maintenance: z.array(maintenanceRecordSchema),
  }),
);

const serviceDetail = exactSchema<ServiceDetail>()(
  z.strictObject({
    state: serviceStateSchema,
    settings: z.exactOptional(serviceSettings),
    hungSince: z.exactOptional(z.number()),
    incident: z.exactOptional(incidentSchema),
  }),
);

const alertView = exactSchema<AlertView>()(
  z.strictObject({
    alert: alertSchema,
    outcome: z.enum(['notified', 'grouped', 'suppressed']),
    reason: z.exactOptional(suppressionReasonSchema),
  }),
);

const deliveryView = exactSchema<DeliveryView>()(
  z.strictObject({
    channel: z.string(),
    outcome: z.enum(['succeeded', 'failed', 'abandoned', 'diverted', 'waiting', 'merged']),
    at: z.number(),
    attempt: z.number(),
    error: z.exactOptional(z.string()),
    retryAt: z.exactOptional(z.number()),
  }),
);

const notificationView = exactSchema<NotificationView>()(
  z.strictObject({
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
    alertIds: z.array(z.string()),
    deliveries: z.array(deliveryView),
  }),
);

const silenceView = exactSchema<SilenceView>()(
  z.strictObject({
    id: z.string(),
    match: alertMatchSchema,
    from: z.number(),
    until: z.number(),
    by: z.string(),
    reason: z.exactOptional(z.string()),
    maintenanceOf: z.exactOptional(z.string()),
    createdAt: z.number(),
    status: z.enum(['pending', 'active', 'ended']),
  }),
);

const channelView = exactSchema<ChannelView>()(
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

const alertStats = exactSchema<AlertStats>()(
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

const journalStats = exactSchema<JournalStats>()(
  z.strictObject({
    position: z.number(),
    failing: z.boolean(),
    waiting: z.number(),
    writes: z.number(),
    writeMs: z.number(),
  }),
);

const overview = exactSchema<Overview>()(
  z.strictObject({
    position: z.number(),
    at: z.number(),
    version: z.string(),
    phase: z.enum(['idle', 'starting', 'running', 'stopping', 'stopped']),
    summary,
    services: z.array(serviceStateSchema),
    incidents: z.array(incidentSchema),
    silences: z.array(silenceView),
    channels: z.array(channelView),
    alerts: z.array(alertView),
    notifications: z.array(notificationView),
    stats: alertStats,
    journal: journalStats,
  }),
);

/** `Uptime` as JSON has it: a span without checks is left out. */
const share = z.exactOptional(z.number());
const uptime = z.strictObject({ '24h': share, '7d': share, '30d': share, '90d': share });

const historyPoint = exactSchema<HistoryPoint>()(
  z.strictObject({
    from: z.number(),
    to: z.number(),
    checks: z.number(),
    failures: z.number(),
    warns: z.number(),
    uptimePercent: z.exactOptional(z.number()),
    latency: z.exactOptional(
      z.strictObject({
        min: z.number(),
        mean: z.number(),
        max: z.number(),
        p50: z.number(),
        p90: z.number(),
        p95: z.number(),
        p99: z.number(),
      }),
    ),
  }),
);

const stripBar = exactSchema<StripBar>()(z.tuple([z.number(), z.number(), z.number()]));

const strips = exactSchema<Strips>()(
  z.strictObject({
    span: z.enum(STRIP_SPANS),
    from: z.number(),
    step: z.number(),
    services: z.record(z.string(), z.array(stripBar)),
  }),
);

const explanation = exactSchema<Explanation>()(
  z.strictObject({
    id: z.string(),
    of: z.enum(['alert', 'notification']),
    steps: z.array(
      z.strictObject({ at: z.number(), position: z.number(), type: z.enum(EVENT_TYPES), what: z.string() }),
    ),
  }),
);

const receipt = exactSchema<AlertReceipt>()(
  z.strictObject({
    id: z.string(),
    outcome: z.enum(['notified', 'grouped', 'suppressed']),
    reason: z.exactOptional(suppressionReasonSchema),
  }),
);

const channelTest = exactSchema<ChannelTest>()(
  z.strictObject({ latencyMs: z.number(), problems: z.array(z.string()) }),
);

const session = exactSchema<Session>()(
  z.strictObject({ tokenNeeded: z.boolean(), authorized: z.boolean(), readOnly: z.boolean() }),
);

const problem = exactSchema<Problem>()(
  z.strictObject({
    status: z.number(),
    title: z.string(),
    detail: z.string(),
    code: z.string(),
    issues: z.exactOptional(z.array(z.strictObject({ path: z.string(), message: z.string() }))),
  }),
);

/** Events as the journal has them; docs/events.md says what the data of each type is. */
const recordedEvent = z.strictObject({
  position: z.number(),
  at,
  type: eventType,
  version: z.number(),
  subject: z.string(),
  data: dataSchema,
});

const services = z.strictObject({ services: z.array(serviceStateSchema) });
const history = z.strictObject({ points: z.array(historyPoint) });
const alerts = z.strictObject({ alerts: z.array(alertView) });
const notifications = z.strictObject({ notifications: z.array(notificationView) });
const incidents = z.strictObject({ incidents: z.array(incidentSchema) });
const silences = z.strictObject({ silences: z.array(silenceView) });
const channels = z.strictObject({ channels: z.array(channelView) });
const events = z.strictObject({
  events: z.array(recordedEvent),
  position: z.number().describe('The position of the last event of all'),
});

/** Every named part of the OpenAPI document. */
export const COMPONENTS = {
  Alert: alertSchema,
  AlertMatch: alertMatchSchema,
  AlertReceipt: receipt,
  AlertStats: alertStats,
  AlertView: alertView,
  Alerts: alerts,
  ChannelTest: channelTest,
  ChannelView: channelView,
  Channels: channels,
  DeliveryView: deliveryView,
  Events: events,
  Explanation: explanation,
  History: history,
  HistoryPoint: historyPoint,
  Incident: incidentSchema,
  Incidents: incidents,
  JournalStats: journalStats,
  NotificationView: notificationView,
  Notifications: notifications,
  Overview: overview,
  Problem: problem,
  RecordedEvent: recordedEvent,
  ServiceDetail: serviceDetail,
  ServiceSettings: serviceSettings,
  ServiceState: serviceStateSchema,
  Services: services,
  Session: session,
  SilenceView: silenceView,
  Silences: silences,
  Strips: strips,
  Summary: summary,
  Uptime: uptime,
} as const;

/** What an endpoint answers with. */
export type ComponentName = keyof typeof COMPONENTS;
