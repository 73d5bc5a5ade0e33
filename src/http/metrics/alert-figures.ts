import { Counter, type Registry } from 'prom-client';
import type { Alert, SuppressionReason } from '../../domain/alert.js';
import type { RecordedEvent } from '../../domain/events.js';
import type { Monitor } from '../../domain/monitor.js';
import type { NotificationReason } from '../../domain/notification.js';
import { SEVERITIES } from '../../domain/severity.js';
import { askedCounter, askedGauge } from './asked-figure.js';
import type { IsRecovered } from './is-recovered.js';

const STATUSES: readonly Alert['status'][] = ['firing', 'resolved'];

/** Every reason, so that each has a series from the first. */
const SUPPRESSIONS: Readonly<Record<SuppressionReason, true>> = {
  severity: true,
  silenced: true,
  inhibited: true,
  flapping: true,
  throttled: true,
  untold: true,
};
const NOTIFICATIONS: Readonly<Record<NotificationReason, true>> = {
  first: true,
  repeated: true,
  digest: true,
  escalated: true,
  reminder: true,
  resolved: true,
};

/** What alerts came in, what became of them, and what fires. Titles, keys and categories are anybody's: never a label. */
export function addAlertFigures(
  registry: Registry,
  monitor: Monitor,
  isRecovered: IsRecovered,
): (event: RecordedEvent) => void {
  const raised = new Counter({
    name: 'tocsin_alerts_raised_total',
    help: 'Alerts raised, resolutions included.',
    labelNames: ['severity', 'status'],
    registers: [registry],
  });
  for (const severity of SEVERITIES) for (const status of STATUSES) raised.inc({ severity, status }, 0);

  askedCounter(registry, {
    name: 'tocsin_alerts_suppressed_total',
    help: 'Alerts held back, by reason.',
    labels: ['reason'],
    ask(add) {
      if (!isRecovered()) return;
      const { suppressed } = monitor.alertStats();
      for (const reason of keysOf(SUPPRESSIONS)) add({ reason }, suppressed[reason]);
    },
  });
  askedCounter(registry, {
    name: 'tocsin_notifications_total',
    help: 'Notifications requested, by reason.',
    labels: ['reason'],
    ask(add) {
      if (!isRecovered()) return;
      const { notifications } = monitor.alertStats();
      for (const reason of keysOf(NOTIFICATIONS)) add({ reason }, notifications[reason]);
    },
  });
  askedGauge(registry, {
    name: 'tocsin_incidents_firing',
    help: 'Conditions that fire, by severity and by whether somebody took them on.',
    labels: ['severity', 'acknowledged'],
    ask(add) {
      for (const severity of SEVERITIES) {
        for (const acknowledged of ['false', 'true']) add({ severity, acknowledged }, 0);
      }
      for (const { status, alert } of monitor.incidents.list()) {
        if (status === 'resolved') continue;
        add({ severity: alert.severity, acknowledged: status === 'acknowledged' ? 'true' : 'false' }, 1);
      }
    },
  });
  askedGauge(registry, {
    name: 'tocsin_silences_active',
    help: 'Silences in force, times of maintenance included.',
    ask: (add) => add({}, monitor.silences.list().filter(({ status }) => status === 'active').length),
  });

  return (event) => {
    if (event.type !== 'alert.raised') return;
    const { severity, status } = event.data.alert;
    raised.inc({ severity, status });
  };
}

function keysOf<Key extends string>(keys: Readonly<Record<Key, true>>): Key[] {
  const known = (key: string): key is Key => Object.hasOwn(keys, key);
  return Object.keys(keys).filter(known);
}
