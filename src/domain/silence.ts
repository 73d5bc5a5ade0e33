import type { Duration } from './duration.js';
import type { MaintenanceRecord } from './maintenance.js';
import type { AlertMatch, AlertMatchJson } from './matcher.js';

/** A request to hold back matching alerts for a time: either `for` or `until`. */
export interface SilenceInput {
  readonly match: AlertMatch;
  /** How long, from its beginning. */
  readonly for?: Duration | undefined;
  /** Its end in epoch milliseconds. */
  readonly until?: number | undefined;
  /** Its beginning in epoch milliseconds. Default: at once. */
  readonly from?: number | undefined;
  /** Who asks. */
  readonly by: string;
  readonly reason?: string | undefined;
}

/** A mute with a matcher, an author and an end. */
export interface Silence {
  readonly id: string;
  readonly match: AlertMatch;
  readonly from: number;
  readonly until: number;
  readonly by: string;
  readonly reason?: string;
  /** Set if it stands for one time of a recurring maintenance window. */
  readonly maintenance?: MaintenanceSilence;
  /** When it was made. */
  readonly createdAt: number;
  readonly status: 'pending' | 'active' | 'ended';
}

/** Whose maintenance a silence stands for. */
export interface MaintenanceSilence {
  readonly service: string;
  readonly window: MaintenanceRecord;
}

/** A silence as the journal holds it. */
export interface SilenceRecord {
  readonly id: string;
  readonly match: AlertMatchJson;
  readonly from: number;
  readonly until: number;
  readonly by: string;
  readonly reason?: string;
  /** Set on a silence that stands for one time of a recurring maintenance window. */
  readonly maintenance?: MaintenanceSilence;
}
