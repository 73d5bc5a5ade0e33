import type { CheckContext } from '../domain/check.js';
import type { Clock } from '../domain/clock.js';
import { TocsinError } from '../domain/tocsin-error.js';

/**
 * The clock of whoever runs a check.
 *
 * @param check the name of the check that cannot do without it
 * @throws {@link TocsinError} `ERR_CHECK_CONTEXT` if it was called without one
 */
export function clockOf({ clock }: CheckContext, check: string): Clock {
  if (clock !== undefined) return clock;
  throw new TocsinError(
    'ERR_CHECK_CONTEXT',
    `${check} needs the clock of its context; hand on the whole context, or call it with { service, signal, clock: systemClock }`,
  );
}

/** Milliseconds on the clock that corrections of the wall clock do not move. */
export function steadyTime(clock: Clock): number {
  return clock.monotonic?.() ?? clock.now();
}
