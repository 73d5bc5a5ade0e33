import type { SuppressionReason } from '../../../src/domain/alert.js';
import type { ChannelStats } from '../../../src/domain/channel.js';
import type { MonitorPhase } from '../../../src/domain/monitor.js';
import type { NotificationReason } from '../../../src/domain/notification.js';
import type { Status } from '../../../src/domain/service.js';
import type { Severity } from '../../../src/domain/severity.js';
import type { AlertView, DeliveryView } from '../../../src/http/api/views.js';

/** The statuses, worst first. */
export const STATUSES: readonly Status[] = ['unhealthy', 'degraded', 'unknown', 'healthy'];

export const STATUS_WORDS: Readonly<Record<Status, string>> = {
  unhealthy: 'Unhealthy',
  degraded: 'Degraded',
  unknown: 'Unknown',
  healthy: 'Healthy',
};

/** A monitor that does not run as it should, and what that means. */
export const PHASE_WORDS: Readonly<
  Partial<Record<MonitorPhase, { readonly word: string; readonly meaning: string }>>
> = {
  idle: { word: 'Not started', meaning: 'Nothing is checked but by hand.' },
  starting: { word: 'Starting', meaning: 'It is reading its journal.' },
  stopping: { word: 'Stopping', meaning: 'Checks have ended; what is on its way is still sent.' },
};

/** The severities, worst first. */
export const SEVERITIES_WORST_FIRST: readonly Severity[] = ['critical', 'error', 'warning', 'info', 'debug'];

export const SEVERITY_WORDS: Readonly<Record<Severity, string>> = {
  critical: 'Critical',
  error: 'Error',
  warning: 'Warning',
  info: 'Info',
  debug: 'Debug',
};

export const OUTCOMES: readonly AlertView['outcome'][] = ['notified', 'grouped', 'suppressed'];

export const OUTCOME_WORDS: Readonly<Record<AlertView['outcome'], string>> = {
  notified: 'Notified',
  grouped: 'Grouped',
  suppressed: 'Held back',
};

/** Why an alert was held back, as what follows `Held back:`. */
export const SUPPRESSION_WORDS: Readonly<Record<SuppressionReason, string>> = {
  severity: 'below the least severity',
  silenced: 'silenced',
  inhibited: 'a service it depends on is down',
  flapping: 'flapping',
  throttled: 'throttled',
  untold: 'over before it was told',
};

export const REASON_WORDS: Readonly<Record<NotificationReason, string>> = {
  first: 'First',
  repeated: 'Repeated',
  digest: 'Digest',
  escalated: 'Escalated',
  reminder: 'Reminder',
  resolved: 'Resolved',
};

export const DELIVERY_WORDS: Readonly<Record<DeliveryView['outcome'], string>> = {
  waiting: 'Waiting',
  succeeded: 'Delivered',
  failed: 'Failed',
  abandoned: 'Given up',
  diverted: 'Diverted',
  merged: 'Merged into a later one',
};

export const CIRCUIT_WORDS: Readonly<Record<ChannelStats['circuit'], string>> = {
  closed: 'Circuit closed',
  open: 'Circuit open',
  halfOpen: 'Circuit half open',
};

export const CIRCUIT_MEANING: Readonly<Record<ChannelStats['circuit'], string>> = {
  closed: 'Notifications go through.',
  open: 'It failed too often: nothing is tried for a while.',
  halfOpen: 'One trial decides whether it opens again.',
};
