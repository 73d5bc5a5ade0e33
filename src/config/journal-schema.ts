import { z } from 'zod';
import { describeValue } from './describe-value.js';
import { anyOf, FALSE, type JsonForm, jsonFormOf, orVariables, withJsonForm } from './json-form.js';
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

/** A path; what `:memory:` means elsewhere is a type of its own here. */
const PATH: JsonForm = { type: 'string', pattern: '\\S', not: { const: ':memory:' } };

const path = value(
  (given) => (typeof given === 'string' && given.trim() !== '' && given !== ':memory:' ? given : undefined),
  (given) =>
    given === ':memory:'
      ? 'expected the path of a file, found ":memory:"; write { type: memory }'
      : expected('the path of a file')(given),
  PATH,
);

const durability = value(
  (given) => (given === 'strict' || given === 'relaxed' ? given : undefined),
  expected("'strict' or 'relaxed'"),
  orVariables({ enum: ['strict', 'relaxed'] }),
);

/** How long something is kept; for ever if false. */
const span = either((given) => (given === false ? given : undefined), positiveDuration, FALSE).optional();

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
  z.preprocess((given) => (typeof given === 'string' ? longJournal(given) : given), byItsType),
  () => anyOf([PATH, jsonFormOf(byItsType)]),
);

/** The settings for which the short form of a journal stands. */
export function longJournal(short: string): object {
  return short === 'memory' ? { type: 'memory' } : { type: 'sqlite', path: short };
}

/** What `journalSpec` read. */
export type JournalSpec = z.output<typeof journalSpec>;
