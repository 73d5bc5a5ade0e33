import type { Registry } from 'prom-client';
import type { Monitor } from '../../domain/monitor.js';
import type { Status } from '../../domain/service.js';
import { askedGauge } from './asked-figure.js';

const STATUSES: readonly Status[] = ['unknown', 'healthy', 'degraded', 'unhealthy'];

/** How all services are, however many there are. */
export function addServiceFigures(registry: Registry, monitor: Monitor): void {
  askedGauge(registry, {
    name: 'tocsin_services',
    help: 'Services by status; a paused one counts with the status it had.',
    labels: ['status'],
    ask(add) {
      const counts: Record<Status, number> = { unknown: 0, healthy: 0, degraded: 0, unhealthy: 0 };
      for (const { status } of monitor.services()) counts[status]++;
      for (const status of STATUSES) add({ status }, counts[status]);
    },
  });
  askedGauge(registry, {
    name: 'tocsin_hung_checks',
    help: 'Checks that were given up and still ignore their signal.',
    ask: (add) => add({}, monitor.hungChecks().length),
  });
}
