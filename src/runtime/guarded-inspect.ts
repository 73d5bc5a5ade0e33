import type { InspectionEvent, Observer } from 'xstate';
import type { Logger } from '../domain/logger.js';

/** What watches live machines: a function, or an observer such as the `inspect` of a Stately inspector. */
export type InspectObserver = Observer<InspectionEvent> | ((event: InspectionEvent) => void);

/** An observer that throws must not take the machine it watches with it: XState would let it. */
export function guardedInspect(
  inspect: InspectObserver | undefined,
  logger: Logger,
): ((event: InspectionEvent) => void) | undefined {
  if (inspect === undefined) return undefined;
  return (event) => {
    try {
      if (typeof inspect === 'function') inspect(event);
      else inspect.next?.(event);
    } catch (error) {
      logger.warn({ err: error }, 'the inspect observer threw');
    }
  };
}
