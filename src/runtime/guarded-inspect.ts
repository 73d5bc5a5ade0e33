import type { InspectionEvent } from 'xstate';
import type { Logger } from '../domain/logger.js';

type Inspect = (event: InspectionEvent) => void;

/** An observer that throws must not take the machine it watches with it: XState would let it. */
export function guardedInspect(inspect: Inspect | undefined, logger: Logger): Inspect | undefined {
  if (inspect === undefined) return undefined;
  return (event) => {
    try {
      inspect(event);
    } catch (error) {
      logger.warn({ err: error }, 'the inspect observer threw');
    }
  };
}
