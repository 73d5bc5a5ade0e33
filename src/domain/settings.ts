import type { MaintenanceRecord } from './maintenance.js';
import type { Severity } from './severity.js';

/** How a service is watched, with all defaults filled in. */
export interface ServiceSettings {
  readonly everyMs: number;
  readonly timeoutMs: number;
  /** Consecutive fails that make it unhealthy. */
  readonly failureThreshold: number;
  /** Consecutive passes that make it healthy again. */
  readonly recoveryThreshold: number;
  /** A pass slower than this counts as `warn`; left out if there is no limit. */
  readonly slowAfterMs?: number;
  readonly dependsOn: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly maintenance: readonly MaintenanceRecord[];
}

/** What a channel accepts and how patient its sink is, with all defaults filled in. */
export interface ChannelSettings {
  /** What sort of channel it is, such as `slack`. */
  readonly kind: string;
  readonly enabled: boolean;
  readonly minSeverity?: Severity;
  readonly categories?: readonly string[];
  readonly timeoutMs: number;
  readonly maxAttempts: number;
}
