import type { EventType } from '../../src/domain/events.js';
import { OPTIONAL_FIELDS } from './sample-event-data.js';

/** Data with one thing changed so that it can no longer be what was recorded. */
export interface DamagedData {
  /** What was done to it, for messages. */
  readonly how: string;
  readonly data: unknown;
}

/** Something of every kind of JSON; the text is none of the words that a field may be limited to. */
const WRONG: readonly unknown[] = [null, true, 7.5, 'no such word', [], {}];

type Path = readonly (string | number)[];

/**
 * Every way to damage an event's data in one place: each required field left out, a field added to each object that is
 * not open, each value replaced by each other kind.
 */
export function damagedVersions(type: EventType, data: unknown): DamagedData[] {
  return [...places(data)].flatMap(({ path, value }) => {
    const where = `${type}: ${path.join('.') || 'the data'}`;
    const damaged: DamagedData[] = [];
    if (typeof path.at(-1) === 'string' && isRequired(type, path)) {
      damaged.push({ how: `${where} left out`, data: changed(data, path, undefined) });
    }
    if (isClosed(path, value)) {
      damaged.push({ how: `${where} with one more field`, data: changed(data, [...path, 'more'], 1) });
    }
    for (const wrong of WRONG) {
      if (kindOf(wrong) !== kindOf(value) && !mayBeAlso(path, wrong)) {
        damaged.push({ how: `${where} as ${JSON.stringify(wrong)}`, data: changed(data, path, wrong) });
      }
    }
    return damaged;
  });
}

/** Every value within, outermost first; what is within the data of alerts and checks is anybody's. */
function* places(value: unknown, path: Path = []): Generator<{ path: Path; value: unknown }> {
  yield { path, value };
  if (typeof value !== 'object' || value === null || path.at(-1) === 'data') return;
  for (const [key, item] of Object.entries(value)) {
    yield* places(item, [...path, Array.isArray(value) ? Number(key) : key]);
  }
}

function isRequired(type: EventType, path: Path): boolean {
  const pattern = path.map((step) => (typeof step === 'number' ? '*' : step)).join('.');
  return path.at(-2) !== 'labels' && OPTIONAL_FIELDS[type]?.includes(pattern) !== true;
}

/** Labels are by name and data may hold anything; every other object has its fields. */
function isClosed(path: Path, value: unknown): boolean {
  return kindOf(value) === 'object' && path.at(-1) !== 'labels' && path.at(-1) !== 'data';
}

/** Data may be an object or a list, what a silence matches a text or an expression. */
function mayBeAlso(path: Path, wrong: unknown): boolean {
  if (path.at(-1) === 'data') return kindOf(wrong) === 'object' || kindOf(wrong) === 'list';
  // The recorded rules: a function that groups stands there as null, and what is off as false.
  if (path.at(-2) === 'group' && path.at(-1) === 'by')
    return kindOf(wrong) === 'null' || kindOf(wrong) === 'list';
  if (path.at(-1) === 'remindEvery') return kindOf(wrong) === 'number';
  return kindOf(wrong) === 'text' && path[0] === 'match' && path.length > 1 && path.at(-1) !== 'labels';
}

/** A copy with the value at that path replaced, or left out if it is `undefined`. */
function changed(value: unknown, [step, ...rest]: Path, by: unknown): unknown {
  if (step === undefined) return by;
  if (Array.isArray(value)) return value.map((item, n) => (n === step ? changed(item, rest, by) : item));
  const fields = Object.entries(typeof value === 'object' && value !== null ? value : {});
  const others = fields.filter(([key]) => key !== step);
  const own = fields.find(([key]) => key === step)?.[1];
  const next = changed(own, rest, by);
  return Object.fromEntries(next === undefined ? others : [...others, [step, next]]);
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'list';
  return typeof value === 'string' ? 'text' : typeof value;
}
