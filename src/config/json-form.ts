import { z } from 'zod';

/** What JSON Schema says of a value. */
export type JsonForm = Readonly<Record<string, unknown>>;

/** A variable in the place of a value that is no text. */
const VARIABLE: JsonForm = { type: 'string', pattern: '^\\$\\{.*\\}$' };

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
      const form = FORMS.get(zodSchema);
      if (form !== undefined) Object.assign(jsonSchema, form());
    },
  });
  return json;
}

/** A form that may also be a variable, filled in before it is read. */
export function orVariable(form: JsonForm): JsonForm {
  return { anyOf: [form, VARIABLE] };
}

/** A text, or an expression as a file writes it. */
export const TEXT_OR_REGEX: JsonForm = {
  anyOf: [
    { type: 'string' },
    {
      type: 'object',
      properties: { regex: { type: 'string' }, flags: { type: 'string' } },
      required: ['regex'],
      additionalProperties: false,
    },
  ],
};
