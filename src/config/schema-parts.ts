import { z } from 'zod';
import { didYouMean } from '../domain/closest-name.js';
import type { ConfigIssue } from '../domain/config-error.js';
import { durationMs } from '../domain/duration.js';
import { isSeverity, SEVERITIES } from '../domain/severity.js';
import { describeValue } from './describe-value.js';
import {
  anyOf,
  type JsonForm,
  jsonFormOf,
  NO_DATA,
  orVariable,
  orVariables,
  TEXT_WITH_VARIABLE,
  withJsonForm,
} from './json-form.js';

/**
 * A value that `read` understands; `undefined` from it is an issue that says what was expected.
 *
 * @param form what JSON Schema says of it; left out for what no file can hold
 */
export function value<T>(
  read: (value: unknown) => T | undefined,
  complain: (value: unknown) => string,
  form: JsonForm = NO_DATA,
) {
  const schema = z.transform((given, context): T => {
    const result = read(given);
    if (result !== undefined) return result;
    context.addIssue({ code: 'custom', message: complain(given) });
    return z.NEVER;
  });
  return withJsonForm(schema, () => form);
}

/** The usual complaint. */
export function expected(what: string): (value: unknown) => string {
  return (given) => `expected ${what}, found ${describeValue(given)}`;
}

/** Named settings; any other name is an issue of its own, with a suggestion. */
export function settings<Shape extends z.core.$ZodLooseShape>(
  shape: Shape,
  complain: (value: unknown) => string,
) {
  const names = Object.keys(shape);
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? unknownSettings(issue.keys, names).join(SEPARATOR)
        : complain(issue.input),
  });
}

/**
 * Takes what `accept` understands as it is and leaves the rest to `otherwise`.
 *
 * @param form what JSON Schema says of what `accept` understands; left out for what no file can hold
 */
export function either<T, Rest extends z.ZodType>(
  accept: (given: unknown) => T | undefined,
  otherwise: Rest,
  form?: JsonForm,
) {
  const schema = z.transform((given, context): T | z.output<Rest> => {
    const accepted = accept(given);
    if (accepted !== undefined) return accepted;
    return adopt(otherwise.safeParse(given), context);
  });
  return withJsonForm(schema, () => {
    const rest = jsonFormOf(otherwise);
    return form === undefined ? rest : anyOf([form, rest]);
  });
}

/** Lets `widen` turn a short form into the long one before `schema` looks at it, unless `refuse` knows better. */
export function orShort<Schema extends z.ZodType>(
  schema: Schema,
  widen: (given: unknown) => unknown,
  refuse: (given: unknown) => string | undefined,
) {
  const wide = z.preprocess((given, context) => {
    const message = refuse(given);
    if (message === undefined) return widen(given);
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  }, schema);
  return withJsonForm(wide, () => jsonFormOf(schema));
}

/** One, or a list of them. */
export function oneOrMore<Item extends z.ZodType>(item: Item) {
  const list = z.array(item);
  const schema = z.transform((given, context): z.output<Item> | z.output<Item>[] =>
    Array.isArray(given) ? adopt(list.safeParse(given), context) : adopt(item.safeParse(given), context),
  );
  return withJsonForm(schema, () => {
    const form = jsonFormOf(item);
    return anyOf([form, { type: 'array', items: form }]);
  });
}

/** Settings whose `type` says which of the schemas holds. */
export function byType<Types extends Readonly<Record<string, unknown>>>(
  schemas: { readonly [T in keyof Types]: z.ZodType<Types[T]> },
  complain: (given: unknown) => string,
) {
  const known = new Map<unknown, z.ZodType<Types[keyof Types]>>(Object.entries(schemas));
  const names = Object.keys(schemas);
  const schema = z.transform((given, context): Types[keyof Types] => {
    if (typeof given !== 'object' || given === null || Array.isArray(given)) {
      context.addIssue({ code: 'custom', message: complain(given) });
      return z.NEVER;
    }
    const type: unknown = Reflect.get(given, 'type');
    const schema = known.get(type);
    if (schema !== undefined) return adopt(schema.safeParse(given), context);
    const suggestion = typeof type === 'string' ? didYouMean(type, names) : '';
    const message = `expected one of ${names.join(', ')}, found ${describeValue(type)}${suggestion}`;
    context.addIssue({ code: 'custom', path: ['type'], message });
    return z.NEVER;
  });
  return withJsonForm(schema, () => ({ anyOf: [...[...known.values()].map(jsonFormOf), TYPE_BY_VARIABLE] }));
}

/** Which of the types it is, only the variable tells. */
const TYPE_BY_VARIABLE: JsonForm = {
  type: 'object',
  properties: { type: TEXT_WITH_VARIABLE },
  required: ['type'],
};

/** Anything by name, such as services. */
export function byName<Item extends z.core.$ZodType>(item: Item, complain: (value: unknown) => string) {
  return z.record(z.string(), item, { error: (issue) => complain(issue.input) });
}

/** A list with at least one item. */
export function listOf<Item extends z.core.$ZodType>(item: Item, what: string, whenEmpty: string) {
  return z
    .array(item, { error: (issue) => expected(what)(issue.input) })
    .min(1, { error: () => `expected ${what}, found an empty list; ${whenEmpty}` });
}

const DURATION = "milliseconds or a text such as '500ms', '30s' or '5m'";

const SOME = '\\d+(\\.\\d+)?';
const ABOVE_ZERO = '(\\d*[1-9]\\d*(\\.\\d+)?|\\d+\\.\\d*[1-9]\\d*)';

/** Milliseconds, or a number with a unit. */
function durationForm(bound: JsonForm, digits: string): JsonForm {
  const written = { type: 'string', pattern: `^\\s*${digits}\\s?(ms|s|m|h|d|w)\\s*$` };
  return orVariables({ anyOf: [{ type: 'number', ...bound }, written] });
}

/** What JSON Schema says of a duration above zero. */
export function positiveDurationForm(bound: JsonForm = {}): JsonForm {
  return durationForm({ exclusiveMinimum: 0, ...bound }, ABOVE_ZERO);
}

/** A span that cannot be zero, in milliseconds. */
export const positiveDuration = value(
  (given) => {
    const ms = durationMs(given);
    return ms !== undefined && ms > 0 ? ms : undefined;
  },
  expected(`a duration above 0: ${DURATION}`),
  positiveDurationForm(),
);

/** A span, in milliseconds. */
export const duration = value(
  durationMs,
  expected(`a duration: ${DURATION}`),
  durationForm({ minimum: 0 }, SOME),
);

export const positiveInteger = value(
  (given) => (Number.isSafeInteger(given) && Number(given) > 0 ? Number(given) : undefined),
  expected('a whole number from 1'),
  orVariable({ type: 'integer', minimum: 1 }),
);

export const flag = value(
  (given) => (typeof given === 'boolean' ? given : undefined),
  expected('true or false'),
  orVariable({ type: 'boolean' }),
);

export const text = value(
  (given) => (typeof given === 'string' && given.trim() !== '' ? given : undefined),
  expected('a text that is not empty'),
  { type: 'string', pattern: '\\S' },
);

/** What JSON Schema says of a severity. */
export const SEVERITY: JsonForm = orVariables({ enum: SEVERITIES });

export const severity = value(
  (given) => (isSeverity(given) ? given : undefined),
  (given) =>
    `expected one of ${SEVERITIES.join(', ')}, found ${describeValue(given)}${
      typeof given === 'string' ? didYouMean(given, SEVERITIES) : ''
    }`,
  SEVERITY,
);

/** What is wrong, in the order it was found. */
export function issuesOf(error: z.core.$ZodError, at: readonly string[] = []): ConfigIssue[] {
  return error.issues.flatMap((issue) => {
    const path = [...at, ...issue.path.map(String)];
    if (issue.code !== 'unrecognized_keys') return [{ path: path.join('.'), message: issue.message }];
    const messages = issue.message.split(SEPARATOR);
    return issue.keys.map((key, i) => ({
      path: [...path, key].join('.'),
      message: messages[i] ?? issue.message,
    }));
  });
}

/** zod has one issue for all unknown names of an object; this keeps its parts apart until {@link issuesOf}. */
const SEPARATOR = '\n';

function unknownSettings(keys: readonly string[], names: readonly string[]): string[] {
  return keys.map((key) => {
    const suggestion = didYouMean(key, names);
    return suggestion === ''
      ? `unknown setting; known are ${names.join(', ')}`
      : `unknown setting${suggestion}`;
  });
}

/** Takes the result of another schema, or its issues. */
function adopt<T>(result: z.ZodSafeParseResult<T>, context: Pick<z.RefinementCtx, 'addIssue'>): T {
  if (result.success) return result.data;
  for (const issue of result.error.issues) context.addIssue({ ...issue });
  return z.NEVER;
}
