import type { CapturedError, ErrorAbout, ErrorCategory } from './captured-error.js';
import type { TriggerConfig, TriggerFiring } from './error-trigger.js';
import type { Severity } from './severity.js';

/** What a rule says of an error; what it leaves out is found out as ever. */
export interface ErrorVerdict {
  readonly category?: ErrorCategory | undefined;
  readonly severity?: Severity | undefined;
}

/** A rule of the program's that knows some errors better. It goes before what Tocsin knows; one that throws says nothing. */
export type ErrorRule = (error: unknown, about: ErrorAbout) => ErrorVerdict | undefined;

/** A trigger with nothing left open. Times are milliseconds. */
export interface TriggerSettings {
  readonly enabled: boolean;
  readonly threshold: number;
  readonly windowMs: number;
  readonly cooldownMs: number;
  readonly severity: Severity;
  readonly when: ((error: CapturedError) => boolean) | undefined;
  readonly onFire: ((firing: TriggerFiring) => unknown) | undefined;
}

/** How errors are captured, with nothing left open. */
export interface ErrorSettings {
  readonly history: number;
  readonly windowMs: number;
  readonly rules: readonly ErrorRule[];
  readonly triggers: ReadonlyMap<string, TriggerSettings>;
  readonly hooks: boolean;
}

/** Checks what a program says of a trigger and fills in the rest from `base`. Throws a `ConfigError`. */
export type ReadTrigger = (name: string, config: TriggerConfig, base: TriggerSettings) => TriggerSettings;

const MINUTE = 60_000;

const ANY_TRIGGER: TriggerSettings = {
  enabled: true,
  threshold: 1,
  windowMs: MINUTE,
  cooldownMs: 5 * MINUTE,
  severity: 'error',
  when: undefined,
  onFire: undefined,
};

/** The triggers that every monitor has. */
export const KNOWN_TRIGGERS: ReadonlyMap<string, TriggerSettings> = new Map([
  ['error_spike', { ...ANY_TRIGGER, threshold: 10 }],
  ['critical_error', { ...ANY_TRIGGER, severity: 'critical', cooldownMs: MINUTE }],
  ['service_degraded', { ...ANY_TRIGGER, severity: 'warning' }],
]);

/** What a trigger of that name is when nothing is said of it. */
export function triggerDefaults(name: string): TriggerSettings {
  return KNOWN_TRIGGERS.get(name) ?? ANY_TRIGGER;
}
