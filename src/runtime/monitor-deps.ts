import type { Clock, Random } from '../domain/clock.js';
import type { Logger } from '../domain/logger.js';
import { OptionIssues } from '../domain/option-issues.js';
import type { InspectObserver } from './guarded-inspect.js';

/** What a monitor takes from its surroundings; each has a default. */
export interface MonitorDeps {
  /** Default: the machine's clock. Tests give a `VirtualClock`. */
  readonly clock?: Clock | undefined;
  /** Default: silent. A pino logger fits. */
  readonly logger?: Logger | undefined;
  /** For jitter. Default `Math.random`. */
  readonly random?: Random | undefined;
  /** Makes ids that no other process makes. Default: random UUIDs. */
  readonly newId?: (() => string) | undefined;
  /** Sees every live machine, as XState's `inspect` does; a Stately inspector's `inspect` fits as it is. */
  readonly inspect?: InspectObserver | undefined;
}

const NAMES: readonly string[] = [
  'clock',
  'logger',
  'random',
  'newId',
  'inspect',
] satisfies (keyof MonitorDeps)[];

/** @throws {@link ConfigError} for what cannot be used */
export function refuseWrongDeps(deps: MonitorDeps): void {
  const issues = new OptionIssues('createMonitor');
  issues.known(deps, NAMES);
  issues.clock(deps.clock, 'leave it out, or give one such as systemClock');
  issues.logger(deps.logger);
  issues.throwIfAny();
}
