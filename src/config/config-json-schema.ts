import { channelSpec, checkSpec, DELIVERY_SETTINGS } from './file-schema.js';
import { journalSpec } from './journal-schema.js';
import { type JsonForm, jsonFormOf } from './json-form.js';
import { serviceSchema, watchConfigSchema } from './watch-config-schema.js';

/**
 * The JSON Schema of a configuration file, for editors: made from the schemas that check the file. What a check or a
 * channel makes of its options, and what parts say of each other, `tocsin validate` tells.
 */
export function configJsonSchema(): JsonForm {
  const whole = jsonFormOf(watchConfigSchema);
  const sections = propertiesOf(whole);
  const service = jsonFormOf(serviceSchema);
  const check = { anyOf: [URL_OF_CHECK, jsonFormOf(checkSpec)] };
  const anyChannel = partOf(sections.channels, 'additionalProperties');
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Configuration of Tocsin',
    ...whole,
    properties: {
      $schema: { type: 'string' },
      ...sections,
      services: {
        type: 'object',
        additionalProperties: {
          anyOf: [URL_OF_CHECK, { ...service, properties: { ...propertiesOf(service), check } }],
        },
      },
      channels: { type: 'object', additionalProperties: channelForm(propertiesOf(anyChannel)) },
      journal: jsonFormOf(journalSpec),
    },
  };
}

const URL_OF_CHECK: JsonForm = { type: 'string', minLength: 1 };

/** A channel by its type, with the settings that every channel has filled in. */
function channelForm(settings: Readonly<Record<string, JsonForm>>): JsonForm {
  const { anyOf } = jsonFormOf(channelSpec);
  const shared = Object.fromEntries(DELIVERY_SETTINGS.map((name) => [name, settings[name] ?? {}]));
  const types: readonly unknown[] = Array.isArray(anyOf) ? anyOf : [];
  return {
    anyOf: types
      .filter(isForm)
      .map((type) => ({ ...type, properties: { ...propertiesOf(type), ...shared } })),
  };
}

function propertiesOf(form: JsonForm): Readonly<Record<string, JsonForm>> {
  return Object.fromEntries(
    Object.entries(partOf(form, 'properties')).filter((entry): entry is [string, JsonForm] =>
      isForm(entry[1]),
    ),
  );
}

function partOf(form: JsonForm | undefined, name: string): JsonForm {
  const part = form?.[name];
  return isForm(part) ? part : {};
}

function isForm(value: unknown): value is JsonForm {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
