import { configJsonSchema } from './config-json-schema.js';
import type { JsonForm } from './json-form.js';

/** What may stand at one place of a configuration: any of these. Empty where nothing may. */
export type SettingForms = readonly JsonForm[];

let root: JsonForm | undefined;

/** All of a configuration file. Made when it is first asked for: most programs never do. */
export function wholeForm(): JsonForm {
  root ??= configJsonSchema();
  return root;
}

/**
 * What the schemas let stand at a place. Where settings have a `type`, the one that the configuration says counts; where
 * it says none, any may be meant.
 *
 * @param path from the root; items of lists by their number
 */
export function formsAt(path: readonly (string | number)[], config: unknown): SettingForms {
  let forms = alternatives(wholeForm());
  let given = config;
  for (const step of path) {
    forms = formsBelow(forms, step, given);
    given = partOf(given, step);
  }
  return forms;
}

/** What may stand one step further down. */
export function formsBelow(forms: SettingForms, step: string | number, given: unknown): SettingForms {
  return ofType(forms, given).flatMap((form) => {
    if (typeof step === 'number' || isOfKind(form, 'array')) {
      return /^\d+$/.test(`${step}`) && isForm(form.items) ? alternatives(form.items) : [];
    }
    const { properties, additionalProperties: others } = form;
    const inner = isForm(properties) && Object.hasOwn(properties, step) ? properties[step] : others;
    return isForm(inner) ? alternatives(inner) : [];
  });
}

/** Those that have a place for names that the user chooses, such as those of services. */
export function takeAnyName(forms: SettingForms, given: unknown): boolean {
  return ofType(forms, given).some(({ additionalProperties: others }) => isForm(others));
}

/** Whether a setting has that name there, and it is none that the user chooses. */
export function isSettingName(forms: SettingForms, name: string): boolean {
  return forms.some(({ properties }) => isForm(properties) && Object.hasOwn(properties, name));
}

export function takeLists(forms: SettingForms): boolean {
  return forms.some((form) => isOfKind(form, 'array'));
}

/** Whether settings by name may stand there; with `like`, only if one of the names is known. */
export function takeSettings(forms: SettingForms, like?: object): boolean {
  return forms.some((form) => {
    if (!isOfKind(form, 'object')) return false;
    const { properties } = form;
    return (
      like === undefined ||
      Object.keys(like).some((name) => isForm(properties) && Object.hasOwn(properties, name))
    );
  });
}

/** Whether a text may stand there as it is. */
export function takeText(forms: SettingForms, text: string): boolean {
  return forms.some((form) => {
    if ('const' in form || Array.isArray(form.enum)) return isOneOf(form, text);
    if (!isOfKind(form, 'string')) return false;
    const { pattern, minLength } = form;
    const fits = typeof pattern !== 'string' || new RegExp(pattern, 'u').test(text);
    return fits && (typeof minLength !== 'number' || text.length >= minLength);
  });
}

export function takeNumbers(forms: SettingForms): boolean {
  return forms.some((form) => isOfKind(form, 'number') || isOfKind(form, 'integer'));
}

export function takeFlag(forms: SettingForms, flag: boolean): boolean {
  return forms.some((form) => isOfKind(form, 'boolean') || isOneOf(form, flag));
}

/** Whether it is one of settings whose `type` says which they are. */
export function isOfType({ properties }: JsonForm, type: string): boolean {
  const said = isForm(properties) ? properties.type : undefined;
  return isForm(said) && said.const === type;
}

function isOfKind({ type }: JsonForm, kind: string): boolean {
  return type === kind || (Array.isArray(type) && type.includes(kind));
}

function isOneOf(form: JsonForm, value: unknown): boolean {
  return 'const' in form ? form.const === value : Array.isArray(form.enum) && form.enum.includes(value);
}

/** What a configuration holds under a name or number of its own. */
export function partOf(given: unknown, step: string | number): unknown {
  return typeof given === 'object' && given !== null && Object.hasOwn(given, step)
    ? Reflect.get(given, step)
    : undefined;
}

/** Those that are of the type that is given; all of them if none is. */
function ofType(forms: SettingForms, given: unknown): SettingForms {
  const type = partOf(given, 'type');
  const typed = typeof type === 'string' ? forms.filter((form) => isOfType(form, type)) : [];
  return typed.length > 0 ? typed : forms;
}

/** A form as the alternatives of which it is made, references followed. */
function alternatives(form: JsonForm): SettingForms {
  if (typeof form.$ref === 'string') return alternatives(referred(form.$ref));
  if (!Array.isArray(form.anyOf)) return [form];
  return form.anyOf.filter(isForm).flatMap(alternatives);
}

function referred(reference: string): JsonForm {
  const [, ...path] = reference.split('/');
  const found = path.reduce<unknown>(partOf, wholeForm());
  if (!isForm(found)) throw new TypeError(`the schema has nothing at ${reference}`);
  return found;
}

function isForm(value: unknown): value is JsonForm {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
