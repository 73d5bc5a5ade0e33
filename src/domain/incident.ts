import type { IncidentStatus } from '../../machines/incident.js';
import type { Alert, SuppressionReason } from './alert.js';
import type { Severity } from './severity.js';

/** A condition from its first firing to its resolution. */
export interface Incident {
  /** The key of the condition's alerts. */
  readonly key: string;
  readonly status: IncidentStatus;
  /** Epoch milliseconds of the first firing. */
  readonly openedAt: number;
  readonly resolvedAt?: number;
  readonly acknowledgement?: Acknowledgement;
  /** Whether a notification told of it. */
  readonly told: boolean;
  /** The highest severity told of it. */
  readonly toldSeverity?: Severity;
  /** The group that told of it; its key until then. */
  readonly groupKey: string;
  /** Why its latest alert was held back, if that is still to be told. */
  readonly heldBy?: SuppressionReason;
  /** How often it fired. */
  readonly count: number;
  /** The latest alert of the condition. */
  readonly alert: Alert;
}

/** Somebody took it on: reminders stop. */
export interface Acknowledgement {
  readonly by: string;
  readonly note?: string;
  /** Epoch milliseconds. */
  readonly at: number;
}
