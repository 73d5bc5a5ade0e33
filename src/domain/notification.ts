import type { Alert } from './alert.js';
import type { Severity } from './severity.js';

/** Why a notification is sent. */
export type NotificationReason =
  /** The first of a group. */
  | 'first'
  /** The group reached `summarizeAfter`. */
  | 'repeated'
  /** The window ended with alerts not yet told. */
  | 'digest'
  /** More severe than all that the group had told. */
  | 'escalated'
  /** A condition is still firing after `remindEvery`. */
  | 'reminder'
  /** A condition that was told is over. */
  | 'resolved';

/** One message about a group of alerts. */
export interface Notification {
  readonly id: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly reason: NotificationReason;
  readonly groupKey: string;
  readonly title: string;
  readonly message: string;
  /** The highest severity it tells of. */
  readonly severity: Severity;
  readonly category: string;
  /** Alerts not accounted for by an earlier notification of the group. */
  readonly count: number;
  /** Alerts since the group opened. */
  readonly total: number;
  /** A sample of the alerts it tells of: the newest 25 and a resolution itself, newest last; at most 100 if merged. */
  readonly alerts: Alert[];
}

/** The most alerts a notification carries along; its `count` and `total` are exact beyond it. */
export const MAX_SAMPLE = 100;

/** The most alerts that a group keeps for its next notification: in a storm there may be many groups. */
export const GROUP_SAMPLE = 25;
