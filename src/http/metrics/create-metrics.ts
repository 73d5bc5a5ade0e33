import { Registry } from 'prom-client';
import type { Clock } from '../../domain/clock.js';
import type { Monitor } from '../../domain/monitor.js';
import { VERSION } from '../version.js';
import { addAlertFigures } from './alert-figures.js';
import { addChannelFigures } from './channel-figures.js';
import { addErrorFigures } from './error-figures.js';
import { addJournalFigures } from './journal-figures.js';
import { addMeasureFigures } from './measure-figures.js';
import { addMonitorFigures } from './monitor-figures.js';
import { addProcessFigures } from './process-figures.js';
import { addServiceFigures } from './service-figures.js';
import { ServiceRows } from './service-rows.js';
import { serviceText } from './service-text.js';

/** Services beyond this many have no figures of their own: 500 make some 11 500 lines. */
const MOST_SERVICES = 500;

export interface MetricsOptions {
  /** The monitor's clock. */
  readonly clock: Clock;
  /** What `tocsin_build_info` says. Default: the version of this package. */
  readonly version?: string | undefined;
}

/** A monitor's figures for Prometheus. */
export interface Metrics {
  /** The media type of what {@link Metrics.text} gives. */
  readonly contentType: string;
  /** All figures as of this call, in the text format of Prometheus. */
  text(): Promise<string>;
  /** Counts and measures no more. Happens by itself when the monitor has stopped. Idempotent. */
  end(): void;
}

/**
 * Begins to count what a monitor does. What the monitor counts by itself is asked for at each scrape; the rest is counted
 * from its events. docs/metrics.md lists every figure.
 *
 * @example const metrics = createMetrics(monitor, { clock: systemClock });
 */
export function createMetrics(monitor: Monitor, { clock, version = VERSION }: MetricsOptions): Metrics {
  // A registry of its own: the host may have a page of figures itself.
  const registry = new Registry();
  let recovered = false;
  const isRecovered = (): boolean => {
    // Nothing is published before the journal is read.
    recovered ||= monitor.phase === 'running';
    return recovered;
  };

  addMonitorFigures(registry, monitor, { version, since: clock.now() });
  addServiceFigures(registry, monitor);
  addJournalFigures(registry, monitor, isRecovered);
  addErrorFigures(registry, monitor);
  addMeasureFigures(registry, monitor);
  const countAlerts = addAlertFigures(registry, monitor, isRecovered);
  const countDeliveries = addChannelFigures(registry, monitor, isRecovered);
  const ofProcess = addProcessFigures(registry);
  const rows = new ServiceRows(monitor, MOST_SERVICES);

  const subscription = monitor.events$.subscribe({
    next(event) {
      recovered = true;
      rows.count(event);
      countAlerts(event);
      countDeliveries(event);
    },
    complete: () => ofProcess.end(),
  });

  return {
    contentType: registry.contentType,
    async text() {
      ofProcess.take();
      // All of it is asked for in one go, so that the figures fit together.
      const figures = registry.metrics();
      const services = serviceText(monitor.services(), rows);
      return `${await figures}${services}`;
    },
    end() {
      subscription.unsubscribe();
      ofProcess.end();
    },
  };
}
