import type { z } from 'zod';
import { ConfigError } from '../domain/config-error.js';
import {
  type ErrorRule,
  type ErrorSettings,
  KNOWN_TRIGGERS,
  type ReadTrigger,
  type TriggerSettings,
  triggerDefaults,
} from '../domain/error-settings.js';
import { describeValue } from './describe-value.js';
import { FALSE, orVariable } from './json-form.js';
import {
  byName,
  duration,
  either,
  expected,
  flag,
  issuesOf,
  listOf,
  positiveDuration,
  settings,
  severity,
  value,
} from './schema-parts.js';

/** The highest threshold and the longest history: all of it is kept in memory. */
const MOST = 10_000;

const count = value(
  (given) =>
    typeof given === 'number' && Number.isInteger(given) && given >= 1 && given <= MOST ? given : undefined,
  expected(`a whole number from 1 to ${MOST}`),
  orVariable({ type: 'integer', minimum: 1, maximum: MOST }),
);

const triggerSchema = settings(
  {
    enabled: flag.optional(),
    threshold: count.optional(),
    window: positiveDuration.optional(),
    cooldown: duration.optional(),
    severity: severity.optional(),
    when: func<NonNullable<TriggerSettings['when']>>().optional(),
    onFire: func<NonNullable<TriggerSettings['onFire']>>().optional(),
  },
  expected('{ threshold, window, cooldown, … } or false'),
);

/** How errors of the program are captured. */
export const errorsSchema = settings(
  {
    history: count.optional(),
    window: positiveDuration.optional(),
    rules: listOf(func<ErrorRule>(), 'a list of functions', 'leave it out for none').optional(),
    triggers: byName(
      either((given) => (given === false ? false : undefined), triggerSchema, FALSE),
      expected('triggers by name'),
    ).optional(),
    hooks: flag.optional(),
  },
  expected('settings'),
);

type ParsedErrors = z.output<typeof errorsSchema>;

/** Fills in what a configuration leaves out. */
export function resolveErrors({ history, window, rules, triggers, hooks }: ParsedErrors): ErrorSettings {
  const resolved = new Map(KNOWN_TRIGGERS);
  for (const [name, given] of Object.entries(triggers ?? {})) {
    const base = triggerDefaults(name);
    resolved.set(name, given === false ? { ...base, enabled: false } : withBase(given, base));
  }
  return {
    history: history ?? 1_000,
    windowMs: window ?? 60_000,
    rules: rules ?? [],
    triggers: resolved,
    hooks: hooks ?? false,
  };
}

/** Does for one trigger what {@link resolveErrors} does for all; for those that are added or changed at run time. */
export const readTrigger: ReadTrigger = (name, config, base) => {
  if (typeof name !== 'string' || name.trim() === '') {
    throw new ConfigError([
      { path: 'errors.triggers', message: 'the name of a trigger cannot be empty; give it one' },
    ]);
  }
  const parsed = triggerSchema.safeParse(config);
  if (!parsed.success) throw new ConfigError(issuesOf(parsed.error, ['errors', 'triggers', name]));
  return withBase(parsed.data, base);
};

function withBase(given: z.output<typeof triggerSchema>, base: TriggerSettings): TriggerSettings {
  return {
    enabled: given.enabled ?? base.enabled,
    threshold: given.threshold ?? base.threshold,
    windowMs: given.window ?? base.windowMs,
    cooldownMs: given.cooldown ?? base.cooldownMs,
    severity: given.severity ?? base.severity,
    when: given.when ?? base.when,
    onFire: given.onFire ?? base.onFire,
  };
}

function func<F extends (...args: never[]) => unknown>() {
  return value(
    (given) => (isFunction<F>(given) ? given : undefined),
    (given) => `expected a function, found ${describeValue(given)}; only a program can give one`,
  );
}

/** What a function takes and gives back cannot be seen from outside; its name in the configuration is all there is. */
function isFunction<F extends (...args: never[]) => unknown>(given: unknown): given is F {
  return typeof given === 'function';
}
