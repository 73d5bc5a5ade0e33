import type { SuppressionReason } from './alert.js';
import type { NotificationReason } from './notification.js';

/** How many alerts came in and what became of them, since the journal begins or as far back as it reaches. */
export interface AlertStats {
  /** Alerts raised, resolutions included. */
  readonly raised: number;
  /** Alerts held back, by reason; throttled ones are counted in a digest all the same. */
  readonly suppressed: Readonly<Record<SuppressionReason, number>>;
  /** Notifications requested, by reason. */
  readonly notifications: Readonly<Record<NotificationReason, number>>;
}
