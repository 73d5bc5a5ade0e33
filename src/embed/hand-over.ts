import type { Clock } from '../domain/clock.js';
import { type Duration, parseDuration } from '../domain/duration.js';
import type { Monitor } from '../domain/monitor.js';
import { systemClock } from '../runtime/system-clock.js';

export interface HandOverOptions {
  /** How long alerts are taken while the application closes; what takes longer is not waited for. Default 30 s. */
  readonly grace?: Duration | undefined;
  /** The clock of the monitor, if it was given one. Default: the machine's. */
  readonly clock?: Clock | undefined;
}

/** The stop of a monitor in two steps, for frameworks that say when they begin to close and when they are closed. */
export interface HandOver {
  /** The monitor is `stopping` from now on; it still takes alerts. */
  begin(): void;
  /** Nothing more comes: resolves when all is delivered and the monitor has stopped. */
  end(): Promise<void>;
}

/** @throws `ERR_DURATION` for a grace that is no duration */
export function handOver(
  monitor: Monitor,
  { grace = '30s', clock = systemClock }: HandOverOptions = {},
): HandOver {
  const graceMs = parseDuration(grace);
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
