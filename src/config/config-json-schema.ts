import { CHECK } from './check-types.js';
import { WEB_ADDRESS } from './file-parts.js';
import { channelSpec, checkSpec, DELIVERY_SETTINGS } from './file-schema.js';
import { journalSpec } from './journal-schema.js';
import { anyOf, type JsonForm, jsonFormOf } from './json-form.js';
import { serviceSchema, watchConfigSchema } from './watch-config-schema.js';

/**
 * The JSON Schema of a configuration file, for editors: made from the schemas that check the file. What only a check or a
 * channel makes of its options, and what parts say of each other, `tocsin validate` tells.
 */
export function configJsonSchema(): JsonForm {
  const whole = jsonFormOf(watchConfigSchema);
  const sections = propertiesOf(whole);
  const service = jsonFormOf(serviceSchema);
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
        additionalProperties: anyOf([
          WEB_ADDRESS,
          { ...service, properties: { ...propertiesOf(service), check: CHECK } },
        ]),
      },
      channels: { type: 'object', additionalProperties: channelForm() },
      journal: jsonFormOf(journalSpec),
    },
    // Left out when the file is read.
    patternProperties: { '^x-': {} },
    $defs: {
      check: anyOf([WEB_ADDRESS, jsonFormOf(checkSpec)]),
      delivery: { properties: propertiesOf(anyChannel, DELIVERY_SETTINGS) },
    },
  };
}

/** A channel by its type, with the settings that every channel has filled in. */
function channelForm(): JsonForm {
  const { anyOf: types } = jsonFormOf(channelSpec);
  const shared = Object.fromEntries(
    DELIVERY_SETTINGS.map((name) => [name, { $ref: `#/$defs/delivery/properties/${name}` }]),
  );
  return {
    anyOf: (Array.isArray(types) ? types : [])
      .filter(isForm)
      .map((type) => ({ ...type, properties: { ...propertiesOf(type), ...shared } })),
  };
}

function propertiesOf(form: JsonForm, names?: readonly string[]): Readonly<Record<string, JsonForm>> {
  return Object.fromEntries(
    Object.entries(partOf(form, 'properties')).filter(
      (entry): entry is [string, JsonForm] =>
        isForm(entry[1]) && (names === undefined || names.includes(entry[0])),
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
