import type { Incident } from '../domain/incident.js';

/** What is known of conditions, folded from the journal beside the pipeline. */
export interface ConditionsView {
  /** The condition of that key if it fires. */
  firing(key: string): Incident | undefined;
}

/** For alerts that are all events: no condition ever fires. */
export const NO_CONDITIONS: ConditionsView = { firing: () => undefined };
