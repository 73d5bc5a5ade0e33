import type { Check } from '../domain/check.js';

/**
 * A check that holds something between its runs, such as sockets or a histogram. `close` gives that up at once and is
 * called when the service goes away or the monitor stops; a later run opens it again. It must not throw.
 *
 * @example
 * const lag: ClosableCheck = Object.assign(() => histogram.max < 1e9, { close: () => histogram.disable() })
 */
export type ClosableCheck = Check & { readonly close: () => void };

/** Closes a check that can be closed; any other is left alone. */
export function closeCheck(check: Check): void {
  if ('close' in check && typeof check.close === 'function') check.close();
}
