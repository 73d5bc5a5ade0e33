import type { Alert } from '../domain/alert.js';
import type { Notification } from '../domain/notification.js';

/** 1 March 2026, 12:00:00 UTC. */
const AT = 1_772_366_400_000;

/**
 * An alert as the pipeline hands it on, for tests.
 *
 * @param fields what should be different
 */
export function sampleAlert(fields: Partial<Alert> = {}): Alert {
  return {
    id: 'alert-1',
    at: AT,
    key: 'system:Disk full',
    kind: 'event',
    status: 'firing',
    title: 'Disk full',
    message: '/var is at 95 %',
    severity: 'error',
    category: 'system',
    data: { mount: '/var', usedPercent: 95 },
    labels: {},
    ...fields,
  };
}

/**
 * A notification about one {@link sampleAlert}, for tests of channels.
 *
 * @param fields what should be different
 * @example await pager.send(sampleNotification({ severity: 'critical' }), context)
 */
export function sampleNotification(fields: Partial<Notification> = {}): Notification {
  const alerts = fields.alerts ?? [sampleAlert()];
  return {
    id: 'notification-1',
    at: AT,
    reason: 'first',
    groupKey: 'system:Disk full',
    title: 'Disk full',
    message: '/var is at 95 %',
    severity: 'error',
    category: 'system',
    count: alerts.length,
    total: alerts.length,
    ...fields,
    alerts,
  };
}
