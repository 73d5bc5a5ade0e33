/**
 * Whether a service changes its mind too often, from its last 20 checks.
 *
 * The rule is Icinga's and Nagios's: each check that changed between pass and not pass since the one before counts a
 * weight that rises in even steps from 0.80 for the oldest to 1.18 for the newest; their sum over 20 is the flapping
 * share. Above 30 % flapping starts, at or below 25 % it stops.
 */
export interface FlapHistory {
  /** One bit a check, the newest lowest: whether it differs from the one before. */
  readonly changes: number;
  /** What the last check was; `undefined` before the first. */
  readonly passed: boolean | undefined;
  readonly flapping: boolean;
}

export const STEADY: FlapHistory = { changes: 0, passed: undefined, flapping: false };

const CHECKS = 20;
const MASK = (1 << CHECKS) - 1;
/** In hundredths, so that the limits are met exactly. */
const NEWEST_WEIGHT = 118;
const WEIGHT_STEP = 2;
const START_ABOVE = 30 * CHECKS;
const STOP_AT = 25 * CHECKS;

/** The history after one more check. */
export function addToFlapHistory(history: FlapHistory, passed: boolean): FlapHistory {
  const changed = history.passed !== undefined && history.passed !== passed;
  const changes = ((history.changes << 1) | (changed ? 1 : 0)) & MASK;
  if (changes === history.changes && !history.flapping && history.passed === passed) return history;
  const weight = weightOf(changes);
  return { changes, passed, flapping: history.flapping ? weight > STOP_AT : weight > START_ABOVE };
}

/** The flapping share in percent. */
export function flapShare(history: FlapHistory): number {
  return weightOf(history.changes) / CHECKS;
}

function weightOf(changes: number): number {
  let weight = 0;
  for (let age = 0, rest = changes; rest !== 0; age++, rest >>>= 1) {
    if ((rest & 1) === 1) weight += NEWEST_WEIGHT - WEIGHT_STEP * age;
  }
  return weight;
}
