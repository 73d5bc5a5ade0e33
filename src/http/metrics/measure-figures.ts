import type { Registry } from 'prom-client';
import type { MeasureState } from '../../domain/measure.js';
import type { Monitor } from '../../domain/monitor.js';
import { askedGauge } from './asked-figure.js';
import { LabelNames, OTHER } from './label-names.js';

/** Operations beyond this many are counted together. */
export const MOST_MEASURES = 100;

export const MEASURE_PERCENTILES = ['p50', 'p95', 'p99'] as const;

/** How the operations that the program has timed did within their windows. */
export function addMeasureFigures(registry: Registry, monitor: Monitor): void {
  const names = new LabelNames(MOST_MEASURES);

  function each(tell: (measure: string, state: MeasureState) => void): void {
    for (const state of monitor.measures()) tell(names.of(state.name), state);
  }

  askedGauge(registry, {
    name: 'tocsin_measure_runs',
    help: 'Runs of a timed operation that ended within its window.',
    labels: ['measure', 'outcome'],
    ask: (add) =>
      each((measure, { runs, failures }) => {
        add({ measure, outcome: 'pass' }, runs - failures);
        add({ measure, outcome: 'fail' }, failures);
      }),
  });
  for (const percentile of MEASURE_PERCENTILES) {
    askedGauge(registry, {
      name: `tocsin_measure_duration_${percentile}_seconds`,
      help: `How long a timed operation took within its window: the ${percentile.slice(1)}th percentile.`,
      labels: ['measure'],
      ask: (add) =>
        each((measure, { latency }) => {
          // Percentiles of several cannot be added up.
          if (measure !== OTHER && latency !== undefined) add({ measure }, latency[percentile] / 1_000);
        }),
    });
  }
}
