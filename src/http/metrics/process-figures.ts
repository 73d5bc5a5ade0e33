import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';
import type { Registry } from 'prom-client';
import { askedGauge } from './asked-figure.js';

/** How often the delay is sampled, in milliseconds. The histogram counts this wait as delay. */
const RESOLUTION = 10;

/** What of the event loop's delays is shown. */
const DELAYS: readonly {
  readonly figure: string;
  readonly what: string;
  readonly nanoseconds: (histogram: IntervalHistogram) => number;
}[] = [
  { figure: 'p50', what: 'The median of the delays', nanoseconds: (delays) => delays.percentile(50) },
  {
    figure: 'p90',
    what: 'The 90th percentile of the delays',
    nanoseconds: (delays) => delays.percentile(90),
  },
  {
    figure: 'p99',
    what: 'The 99th percentile of the delays',
    nanoseconds: (delays) => delays.percentile(99),
  },
  { figure: 'max', what: 'The longest delay', nanoseconds: (delays) => delays.max },
];

/** What has to be done about the figures of a process. */
export interface ProcessFigures {
  /** Takes down the delays since the last time, for the scrape that follows, and begins to measure anew. */
  take(): void;
  /** Measures no more; the delays are no longer shown. */
  end(): void;
}

/**
 * What this process takes and how its event loop keeps up. Measuring that costs 100 short wake-ups a second, so it
 * begins with the first scrape, which shows none of it yet. It does not keep the process alive and goes on until `end()`.
 */
export function addProcessFigures(registry: Registry): ProcessFigures {
  let histogram: IntervalHistogram | undefined;
  let over = false;
  const taken = new Map<string, number>();

  for (const { figure, what } of DELAYS) {
    askedGauge(registry, {
      name: `tocsin_event_loop_delay_${figure}_seconds`,
      help: `${what} of the event loop since the last scrape.`,
      ask(add) {
        const seconds = taken.get(figure);
        if (seconds !== undefined) add({}, seconds);
      },
    });
  }
  askedGauge(registry, {
    name: 'process_resident_memory_bytes',
    help: 'Memory that the process holds.',
    ask: (add) => add({}, process.memoryUsage.rss()),
  });
  askedGauge(registry, {
    name: 'nodejs_heap_size_used_bytes',
    help: 'What of the heap is in use.',
    ask: (add) => add({}, process.memoryUsage().heapUsed),
  });

  return {
    take() {
      if (over) return;
      if (histogram === undefined) {
        histogram = monitorEventLoopDelay({ resolution: RESOLUTION });
        histogram.enable();
        return;
      }
      for (const { figure, nanoseconds } of DELAYS) taken.set(figure, delayOf(nanoseconds(histogram)));
      histogram.reset();
    },
    end() {
      over = true;
      histogram?.disable();
      histogram = undefined;
      taken.clear();
    },
  };
}

/** In seconds; without samples the histogram may say no number. */
function delayOf(nanoseconds: number): number {
  const seconds = nanoseconds / 1e9 - RESOLUTION / 1e3;
  return Number.isFinite(seconds) && seconds > 0 ? seconds : 0;
}
