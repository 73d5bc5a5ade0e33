import type { ConfigIssue } from '../domain/config-error.js';
import { isData } from './interpolate.js';
import { longJournal } from './journal-schema.js';
import { formsAt, isOfType } from './setting-forms.js';

/** The name of a setting, or the number of an item of a list. */
export type Step = string | number;

/** A setting with its place, and the variable that it came from. */
export interface PlacedSetting {
  readonly path: readonly Step[];
  readonly value: unknown;
  readonly variable: string;
}

/** A configuration, and which settings found no place in it. */
export interface Merged {
  readonly value: unknown;
  readonly issues: readonly ConfigIssue[];
}

/**
 * A configuration with some settings in the place of its own. Nothing is changed in what is given. Short forms become
 * long ones where that is needed: a service that is a check alone, a check that is a URL, a journal that is a path.
 */
export function mergeSettings(config: unknown, settings: readonly PlacedSetting[]): Merged {
  const issues: ConfigIssue[] = [];

  const put = (into: unknown, rest: readonly Step[], setting: PlacedSetting): unknown => {
    const [step, ...further] = rest;
    if (step === undefined) return setting.value;
    const at = setting.path.slice(0, setting.path.length - rest.length);
    const refuse = (message: string): unknown => {
      issues.push({ path: at.join('.'), message });
      return into;
    };
    if (typeof step === 'number') {
      const list = listOf(into);
      if (step > list.length) return refuse(gap(setting.variable, step, list.length));
      list[step] = put(list[step], further, setting);
      return list;
    }
    if (Array.isArray(into)) return refuse(noItem(setting.variable));
    const long = isData(into) ? into : longForm(into, at);
    if (long === undefined) return refuse(madeByProgram(setting.variable));
    const inner: unknown = Object.hasOwn(long, step) ? Reflect.get(long, step) : undefined;
    return { ...long, [step]: put(inner, further, setting) };
  };

  /** What stands in the place of something that has no settings; `undefined` if a program made it. */
  const longForm = (given: unknown, at: readonly Step[]): object | undefined => {
    const program = isProgram(given);
    const [section] = at;
    if (at.length === 2 && section === 'services' && (program || typeof given === 'string')) {
      return { check: given };
    }
    // A new type makes something else of it.
    if (settings.some(({ path }) => isPath(path, [...at, 'type']))) return {};
    if (program) return at.length === 2 && section === 'channels' ? { channel: given } : undefined;
    if (typeof given !== 'string') return {};
    if (isPath(at, ['journal'])) return longJournal(given);
    const isCheck = formsAt(at, config).some((form) => isOfType(form, 'http'));
    return isCheck ? { type: 'http', url: given } : {};
  };

  const value = settings.reduce((merged, setting) => put(merged, setting.path, setting), config);
  return { value, issues };
}

function listOf(given: unknown): unknown[] {
  if (Array.isArray(given)) return [...given];
  return given === undefined || given === null ? [] : [given];
}

/** Whether no file can hold it but one that is a program. An expression stands for a text. */
function isProgram(given: unknown): boolean {
  const alive = typeof given === 'function' || (typeof given === 'object' && given !== null);
  return alive && !(given instanceof RegExp);
}

function isPath(path: readonly Step[], other: readonly Step[]): boolean {
  return path.length === other.length && path.every((step, i) => step === other[i]);
}

function gap(variable: string, step: number, length: number): string {
  return `has ${length} ${length === 1 ? 'item' : 'items'}, and ${variable} sets item ${step}; they are counted from 0, without gaps`;
}

function noItem(variable: string): string {
  return `is a list, and ${variable} names no item of it; name one by its number, from 0, or set the whole list`;
}

function madeByProgram(variable: string): string {
  return `is made by a program, and ${variable} cannot change a part of it; set all of it, or change it in the program`;
}
