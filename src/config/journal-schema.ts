import { z } from 'zod';
import { describeValue } from './describe-value.js';
import { jsonFormOf, orVariable, withJsonForm } from './json-form.js';
import {
  byType,
  either,
  expected,
  positiveDuration,
  positiveInteger,
  settings,
  value,
} from './schema-parts.js';

/*
 * Where a configuration file has events kept. What a program gives is a journal itself, see watch-config-schema.ts.
 */

const path = value(
  (given) => (typeof given === 'string' && given.trim() !== '' && given !== ':memory:' ? given : undefined),
  (given) =>
    given === ':memory:'
      ? 'expected the path of a file, found ":memory:"; write { type: memory }'
      : expected('the path of a file')(given),
  { type: 'string', minLength: 1 },
);

const durability = value(
  (given) => (given === 'strict' || given === 'relaxed' ? given : undefined),
  expected("'strict' or 'relaxed'"),
  orVariable({ enum: ['strict', 'relaxed'] }),
);

/** How long something is kept; for ever if false. */
const span = either((given) => (given === false ? given : undefined), positiveDuration, {
  const: false,
}).optional();

const byItsType = byType(
  {
    sqlite: settings(
      {
        type: z.literal('sqlite'),
        path,
        durability: durability.optional(),
        retention: settings(
          { checks: span, events: span, minutes: span, hours: span, days: span },
          expected('{ checks, events, minutes, hours, days }'),
        ).optional(),
      },
      expected('settings'),
    ),
    memory: settings(
      { type: z.literal('memory'), maxEvents: positiveInteger.optional() },
      expected('settings'),
    ),
  },
  (given) => `expected a path or { type: … }, found ${describeValue(given)}`,
);

/** A journal by its type, or the path of a SQLite file; the text `memory` is the type. */
export const journalSpec = withJsonForm(
  z.preprocess((given) => {
    if (typeof given !== 'string') return given;
    return given === 'memory' ? { type: 'memory' } : { type: 'sqlite', path: given };
  }, byItsType),
  () => ({ anyOf: [{ type: 'string', minLength: 1 }, jsonFormOf(byItsType)] }),
);

/** What `journalSpec` read. */
export type JournalSpec = z.output<typeof journalSpec>;
