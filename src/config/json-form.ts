import { z } from 'zod';

/** What JSON Schema says of a value. */
export type JsonForm = Readonly<Record<string, unknown>>;

/** What no file can hold, such as a function. */
export const NO_DATA: JsonForm = { not: {} };

/** A variable alone: what it holds is filled in, as a number or a flag where one is wanted, before the value is read. */
const VARIABLE: JsonForm = { type: 'string', pattern: '^\\$\\{[^}]*\\}$' };

/** A text with a variable somewhere in it. */
export const TEXT_WITH_VARIABLE: JsonForm = { type: 'string', pattern: '\\$\\{' };

const FORMS = new WeakMap<object, () => JsonForm>();

/**
 * Says how JSON Schema describes what a schema takes: schemas that read values by functions of their own do not show it.
 */
export function withJsonForm<S extends z.core.$ZodType>(schema: S, form: () => JsonForm): S {
  FORMS.set(schema, form);
  return schema;
}

/** The JSON Schema of what a schema takes. What has no form of its own may be anything. */
export function jsonFormOf(schema: z.core.$ZodType): JsonForm {
  const { $schema: _, ...json } = z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    override({ zodSchema, jsonSchema }) {
      if (zodSchema instanceof z.ZodObject) Object.assign(jsonSchema, requiredOf(zodSchema));
      const form = FORMS.get(zodSchema);
      if (form !== undefined) Object.assign(jsonSchema, form());
    },
  });
  return json;
}

/** zod takes whatever is read by a function for something that may be left out; the function itself knows. */
function requiredOf({ shape }: z.ZodObject): { readonly required?: readonly string[] } {
  const required = Object.entries(shape).flatMap(([name, inner]) =>
    z.core.safeParse(inner, undefined).success ? [] : [name],
  );
  return required.length === 0 ? {} : { required };
}

/** A form that may also be one variable, filled in before it is read. */
export function orVariable(form: JsonForm): JsonForm {
  return { anyOf: [...alternativesOf(form), VARIABLE] };
}

/** The form of a text of some kind, into which variables may be filled before it is read. */
export function orVariables(form: JsonForm): JsonForm {
  return { anyOf: [...alternativesOf(form), TEXT_WITH_VARIABLE] };
}

/** Those of a form that is nothing but alternatives, else the form itself. */
function alternativesOf(form: JsonForm): readonly unknown[] {
  const { anyOf, ...rest } = form;
  return Array.isArray(anyOf) && Object.keys(rest).length === 0 ? anyOf : [form];
}

/** Any of these. */
export function anyOf(forms: readonly JsonForm[]): JsonForm {
  return { anyOf: forms.flatMap(alternativesOf) };
}

/** What is switched off. */
export const FALSE: JsonForm = orVariable({ const: false });

/** An expression as a file writes it. */
export const REGEX: JsonForm = {
  type: 'object',
  properties: { regex: { type: 'string' }, flags: { type: 'string' } },
  required: ['regex'],
  additionalProperties: false,
};

/** A text, or an expression as a file writes it. */
export const TEXT_OR_REGEX: JsonForm = { anyOf: [{ type: 'string' }, REGEX] };
