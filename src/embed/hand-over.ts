import type { Clock } from '../domain/clock.js';
import type { Duration } from '../domain/duration.js';
import type { Monitor } from '../domain/monitor.js';
import type { OptionIssues } from '../domain/option-issues.js';
import { systemClock } from '../runtime/system-clock.js';

export interface HandOverOptions {
  /** How long alerts are taken while the application closes; what takes longer is not waited for. Default 30 s. */
  readonly grace?: Duration | undefined;
  /** The clock of the monitor, if it was given one. Default: the machine's. */
  readonly clock?: Clock | undefined;
}

/** The names of these options, for all that take them. */
export const HAND_OVER_OPTIONS: readonly string[] = ['grace', 'clock'] satisfies (keyof HandOverOptions)[];

/** The stop of a monitor in two steps, for frameworks that say when they begin to close and when they are closed. */
export interface HandOver {
  /** The monitor is `stopping` from now on; it still takes alerts. */
  begin(): void;
  /** Nothing more comes: resolves when all is delivered and the monitor has stopped. */
  end(): Promise<void>;
}

/** @param issues to which what is wrong with the options is added */
export function handOver(monitor: Monitor, options: HandOverOptions, issues: OptionIssues): HandOver {
  const { grace = '30s', clock = systemClock } = options;
  const graceMs = issues.duration('grace', grace, { orZero: true });
  issues.clock(clock);
  let closed = (): void => {};
  let begun = false;
  return {
    begin() {
      // A framework may close twice.
      if (begun) return;
      begun = true;
      const after = new Promise<void>((resolve) => {
        const timer = clock.setTimeout(resolve, graceMs);
        closed = () => {
          clock.clearTimeout(timer);
          resolve();
        };
      });
      // Whoever waits for the end hears of it.
      monitor.stop({ after }).catch(() => {});
    },
    end() {
      closed();
      return monitor.stop();
    },
  };
}
