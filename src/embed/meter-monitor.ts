import type { Monitor } from '../domain/monitor.js';
import { OptionIssues } from '../domain/option-issues.js';
import { DURATION_BUCKETS } from '../http/metrics/seconds.js';
import { METER_FIGURES, type MeterFigure } from './meter-figures.js';
import type {
  BatchResultLike,
  HistogramLike,
  InstrumentOptions,
  MeterLike,
  ObservableLike,
} from './meter-like.js';
import { MonitorTally } from './monitor-tally.js';
import { observeMonitor } from './observe-monitor.js';

/** What of a meter is used. */
const METER_METHODS: readonly string[] = [
  'createHistogram',
  'createObservableGauge',
  'createObservableCounter',
  'addBatchObservableCallback',
  'removeBatchObservableCallback',
] satisfies (keyof MeterLike)[];

/**
 * Shows a monitor's figures through a meter of OpenTelemetry's: those of docs/metrics.md, with the same labels and meaning.
 * Nothing is imported for that; give it a `Meter` of your own provider.
 *
 * @returns a function that takes them away again
 * @throws {@link ConfigError} for what is no monitor or no meter
 * @example
 * meterMonitor(monitor, metrics.getMeter('tocsin'));
 */
export function meterMonitor(monitor: Monitor, meter: MeterLike): () => void {
  const issues = new OptionIssues('meterMonitor');
  issues.monitor(monitor);
  issues.having(
    'meter',
    meter,
    METER_METHODS,
    'give a Meter such as metrics.getMeter of OpenTelemetry gives',
  );
  issues.throwIfAny();
  const instruments = new Map<string, ObservableLike>();
  for (const [key, figure] of Object.entries<MeterFigure>(METER_FIGURES)) {
    if (figure.kind === 'gauge') {
      instruments.set(key, meter.createObservableGauge(figure.name, optionsOf(figure)));
    } else if (figure.kind === 'counter') {
      instruments.set(key, meter.createObservableCounter(figure.name, optionsOf(figure)));
    }
  }
  const tally = new MonitorTally(monitor, {
    checks: histogramOf(meter, METER_FIGURES.checkDuration),
    deliveries: histogramOf(meter, METER_FIGURES.deliveryDuration),
  });
  const subscription = monitor.events$.subscribe((event) => tally.count(event));

  // In one go, so that the figures fit together.
  const observe = (result: BatchResultLike): void => {
    for (const { key, value, attributes } of observeMonitor(monitor, tally).all()) {
      const instrument = instruments.get(key);
      if (instrument !== undefined) result.observe(instrument, value, attributes);
    }
  };
  const observed = [...instruments.values()];
  meter.addBatchObservableCallback(observe, observed);
  return () => {
    subscription.unsubscribe();
    meter.removeBatchObservableCallback(observe, observed);
  };
}

function histogramOf(meter: MeterLike, figure: MeterFigure): HistogramLike {
  const advice = { explicitBucketBoundaries: [...DURATION_BUCKETS] };
  return meter.createHistogram(figure.name, { ...optionsOf(figure), advice });
}

function optionsOf({ description, unit }: MeterFigure): InstrumentOptions {
  return unit === undefined ? { description } : { description, unit };
}
