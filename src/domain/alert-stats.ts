import type { SuppressionReason } from './alert.js';
import type { NotificationReason } from './notification.js';
import type { Severity } from './severity.js';

/** How many alerts came in and what became of them, since the journal begins or as far back as it reaches. */
export interface AlertStats {
  /** Alerts raised, resolutions included. */
  readonly raised: number;
  /** Alerts held back, by reason; throttled ones are counted in a digest all the same. */
  readonly suppressed: Readonly<Record<SuppressionReason, number>>;
  /** Notifications requested, by reason. */
  readonly notifications: Readonly<Record<NotificationReason, number>>;
}

/** How often alerts of one key came in. Title, severity and category are those of the latest. */
export interface AlertKeyStats {
  readonly key: string;
  readonly title: string;
  readonly severity: Severity;
  readonly category: string;
  /** Alerts raised; resolutions are not counted. */
  readonly raised: number;
  /** Those of them that were held back, for whatever reason. */
  readonly suppressed: number;
  /** Epoch milliseconds. */
  readonly firstAt: number;
  /** Epoch milliseconds. */
  readonly lastAt: number;
}
