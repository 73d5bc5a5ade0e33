import type { Alert, SuppressionReason } from './alert.js';
import type { Outcome } from './check.js';
import type { Delivery } from './delivery.js';
import type { MaintenanceRecord } from './maintenance.js';
import type { Notification } from './notification.js';
import type { RecordedRules } from './recorded-rules.js';
import type { Status } from './service.js';
import type { SilenceRecord } from './silence.js';

/** What raised an alert: the program through `monitor.alert`, or the graph itself, which decides it again on replay. */
export type AlertOrigin = 'program' | 'graph';

/** Every type of event with its data. docs/events.md says of each when it is recorded. */
export interface EventData {
  readonly 'runtime.started': {
    readonly run: string;
    /** What decides from here on what is told. */
    readonly rules?: RecordedRules;
  };
  readonly 'runtime.reconfigured': {
    /** What decides from here on what is told. */
    readonly rules: RecordedRules;
  };
  readonly 'runtime.stopped': Readonly<Record<string, never>>;
  readonly 'service.registered': {
    readonly failureThreshold: number;
    readonly recoveryThreshold: number;
    readonly dependsOn: readonly string[];
    readonly labels: Readonly<Record<string, string>>;
    readonly maintenance?: readonly MaintenanceRecord[];
  };
  readonly 'service.unregistered': Readonly<Record<string, never>>;
  readonly 'service.paused': Readonly<Record<string, never>>;
  readonly 'service.resumed': Readonly<Record<string, never>>;
  readonly 'check.completed': CheckCompleted;
  readonly 'status.changed': { readonly from: Status; readonly to: Status; readonly message?: string };
  readonly 'flapping.started': { readonly sharePercent: number };
  readonly 'flapping.stopped': { readonly sharePercent: number };
  readonly 'alert.raised': { readonly alert: Alert; readonly origin: AlertOrigin };
  readonly 'alert.suppressed': {
    readonly alertId: string;
    readonly key: string;
    readonly reason: SuppressionReason;
  };
  readonly 'notification.requested': {
    readonly notification: Notification;
    /** The channels it is for; may be none when no channel accepts it. */
    readonly channels: readonly string[];
    /** The keys of the conditions whose firing it tells of. */
    readonly tells: readonly string[];
    /** The notifications that it stands for on its channels, when a backlog was merged into it. */
    readonly merges?: readonly string[];
  };
  readonly 'delivery.failed': Delivery;
  readonly 'delivery.succeeded': Delivery;
  readonly 'delivery.abandoned': Delivery;
  readonly 'delivery.diverted': Delivery;
  readonly 'incident.opened': { readonly alertId: string };
  readonly 'incident.acknowledged': { readonly by: string; readonly note?: string };
  readonly 'incident.resolved': { readonly alertId: string };
  readonly 'silence.created': SilenceRecord;
  readonly 'silence.ended': { readonly removed: boolean };
  readonly 'throttle.reset': Readonly<Record<string, never>>;
}

/** The answer of a check, as the scheduler hands it in. */
export interface CheckCompleted {
  readonly outcome: Outcome;
  readonly latencyMs: number;
  readonly message?: string;
  readonly data?: object;
}

export type EventType = keyof EventData;

/** A fact in the journal. `subject` is what it is about: a service, a key, an id or a channel; empty for the runtime and for all keys. */
export type RecordedEvent<T extends EventType = EventType> = {
  readonly [K in T]: {
    /** Its place in the journal, from 1, without gaps. */
    readonly position: number;
    /** Epoch milliseconds; never less than that of an earlier event. */
    readonly at: number;
    readonly type: K;
    /** The version of the data's shape. */
    readonly version: number;
    readonly subject: string;
    readonly data: EventData[K];
  };
}[T];

/**
 * The current version of the data of each type. Any change of a shape, be it one more optional field, is a new version:
 * raise the number here, mend the schema and add an upcaster in src/journal/upcast.ts.
 */
export const EVENT_VERSIONS: Readonly<Record<EventType, number>> = {
  'runtime.started': 1,
  'runtime.reconfigured': 1,
  'runtime.stopped': 1,
  'service.registered': 1,
  'service.unregistered': 1,
  'service.paused': 1,
  'service.resumed': 1,
  'check.completed': 1,
  'status.changed': 1,
  'flapping.started': 1,
  'flapping.stopped': 1,
  'alert.raised': 1,
  'alert.suppressed': 1,
  'notification.requested': 1,
  'delivery.failed': 1,
  'delivery.succeeded': 1,
  'delivery.abandoned': 1,
  'delivery.diverted': 1,
  'incident.opened': 1,
  'incident.acknowledged': 1,
  'incident.resolved': 1,
  'silence.created': 2,
  'silence.ended': 1,
  'throttle.reset': 1,
};

/** Every type of event, in the order of {@link EventData}. */
export const EVENT_TYPES: readonly EventType[] = Object.keys(EVENT_VERSIONS).filter(isEventType);

/** Whether this version of Tocsin knows events of that type. */
export function isEventType(name: string): name is EventType {
  return Object.hasOwn(EVENT_VERSIONS, name);
}
