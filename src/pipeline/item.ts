import type { Alert, SuppressionReason } from '../domain/alert.js';
import type { Notification } from '../domain/notification.js';
import type { Severity } from '../domain/severity.js';

/** An alert on its way through the pipeline. */
export interface AlertItem {
  readonly type: 'alert';
  readonly alert: Alert;
  /** Why a stage held it back. It travels on all the same, so that later stages can count it. */
  readonly suppressed?: SuppressionReason;
  /** Set by the group stage: told at once, or counted for later. */
  readonly outcome?: 'notified' | 'grouped';
  /** Set by the group stage on a resolution: what the condition's group still owed when it closed. */
  readonly owed?: OwedAlerts;
}

/** Alerts of a group that no notification has told of yet. */
export interface OwedAlerts {
  readonly groupKey: string;
  readonly count: number;
  readonly total: number;
  readonly sample: readonly Alert[];
  /** The highest severity among them, also of those beyond the sample. */
  readonly severity: Severity;
  /** The keys of other conditions among them that still fire. */
  readonly tells: readonly string[];
}

/** A notification on its way through the pipeline. */
export interface NotificationItem {
  readonly type: 'notification';
  readonly notification: Notification;
  /** The keys of the conditions whose firing it tells of. */
  readonly tells: readonly string[];
  /** Set by the route stage. */
  readonly channels?: readonly string[];
}

/** What travels from stage to stage. */
export type PipelineItem = AlertItem | NotificationItem;

/** What a stage takes: what the stage before gave, or plain alerts, so that each works on any `Observable<Alert>`. */
export type PipelineInput = Alert | PipelineItem;

/** Wraps a plain alert; leaves an item as it is. */
export function asItem(input: PipelineInput): PipelineItem {
  return isItem(input) ? input : { type: 'alert', alert: input };
}

/** The same alert, held back. The first reason stays. */
export function suppress(item: AlertItem, reason: SuppressionReason): AlertItem {
  return item.suppressed === undefined ? { type: 'alert', alert: item.alert, suppressed: reason } : item;
}

function isItem(input: PipelineInput): input is PipelineItem {
  return (input as Partial<PipelineItem>).type !== undefined;
}
