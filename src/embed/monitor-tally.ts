import type { Alert } from '../domain/alert.js';
import type { RecordedEvent } from '../domain/events.js';
import type { Monitor } from '../domain/monitor.js';
import { SEVERITIES, type Severity } from '../domain/severity.js';
import { MOST_TRIGGERS } from '../http/metrics/error-figures.js';
import { LabelNames, OTHER } from '../http/metrics/label-names.js';
import { MOST_MEASURES } from '../http/metrics/measure-figures.js';
import { secondsOf } from '../http/metrics/seconds.js';
import { ServiceRows } from '../http/metrics/service-rows.js';
import type { HistogramLike } from './meter-like.js';

/** Services beyond this many are counted together: OpenTelemetry's SDK takes 2 000 sets of attributes a figure. */
const MOST_SERVICES = 400;
/** Channels beyond this many are counted together. */
const MOST_CHANNELS = 100;

const STATUSES: readonly Alert['status'][] = ['firing', 'resolved'];

interface Durations {
  readonly checks: HistogramLike;
  readonly deliveries: HistogramLike;
}

/** What has to be counted from a monitor's events, since it does not count that by itself. */
export class MonitorTally {
  readonly rows: ServiceRows;
  readonly channels = new LabelNames(MOST_CHANNELS);
  readonly triggers = new LabelNames(MOST_TRIGGERS);
  readonly measures = new LabelNames(MOST_MEASURES);
  readonly #monitor: Monitor;
  readonly #durations: Durations;
  readonly #raised = new Map<
    string,
    { readonly severity: Severity; readonly status: string; count: number }
  >();
  readonly #diverted = new Map<string, number>();
  #recovered = false;

  constructor(monitor: Monitor, durations: Durations) {
    this.#monitor = monitor;
    this.#durations = durations;
    this.rows = new ServiceRows(monitor, MOST_SERVICES);
    for (const severity of SEVERITIES) {
      for (const status of STATUSES)
        this.#raised.set(`${severity}:${status}`, { severity, status, count: 0 });
    }
  }

  /** Whether the monitor has read its journal; until then what it counts from there begins at nothing. */
  get recovered(): boolean {
    this.#recovered ||= this.#monitor.phase === 'running';
    return this.#recovered;
  }

  raised(): Iterable<{ readonly severity: Severity; readonly status: string; readonly count: number }> {
    return this.#raised.values();
  }

  diverted(): Iterable<readonly [channel: string, count: number]> {
    return this.#diverted;
  }

  count(event: RecordedEvent): void {
    // Nothing is published before the journal is read.
    this.#recovered = true;
    this.rows.count(event);
    switch (event.type) {
      case 'check.completed': {
        const watched = this.#monitor.service(event.subject) !== undefined;
        const service = (watched ? this.rows.of(event.subject)?.label : undefined) ?? OTHER;
        this.#durations.checks.record(secondsOf(event.data.latencyMs), { service });
        break;
      }
      case 'alert.raised': {
        const { severity, status } = event.data.alert;
        const raised = this.#raised.get(`${severity}:${status}`);
        if (raised !== undefined) raised.count++;
        break;
      }
      case 'delivery.diverted': {
        const channel = this.channels.of(event.subject);
        this.#diverted.set(channel, (this.#diverted.get(channel) ?? 0) + 1);
        break;
      }
      case 'delivery.succeeded':
      case 'delivery.failed': {
        const { latencyMs } = event.data;
        if (latencyMs === undefined) break;
        this.#durations.deliveries.record(secondsOf(latencyMs), { channel: this.channels.of(event.subject) });
        break;
      }
    }
  }
}
