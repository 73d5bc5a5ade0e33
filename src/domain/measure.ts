import type { Duration } from './duration.js';
import type { LatencyStats } from './history.js';

/** From when on an operation of the host's counts as slow. All but the limits have defaults. */
export interface MeasureOptions {
  /** Which percentile is looked at, above 0 and up to 100. Default 95. */
  readonly percentile?: number | undefined;
  /** Above this an alert of severity `warning` is raised. */
  readonly warnAfter?: Duration | undefined;
  /** Above this it is one of severity `error`. */
  readonly failAfter?: Duration | undefined;
  /** How far back is looked. Default 5 min. */
  readonly window?: Duration | undefined;
  /** So many runs must lie in the window before anything is said of it. Default 20. */
  readonly minRuns?: number | undefined;
}

/** How an operation did lately. */
export interface MeasureState {
  readonly name: string;
  /** Runs that ended within the window. */
  readonly runs: number;
  /** Those of them that threw. */
  readonly failures: number;
  /** How long they took; left out when there were none. */
  readonly latency?: LatencyStats;
  /** What is told of it. */
  readonly slow: false | 'warning' | 'error';
}
