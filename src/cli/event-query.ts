import { didYouMean } from '../domain/closest-name.js';
import { EVENT_TYPES, type EventType, isEventType } from '../domain/events.js';
import { TocsinError } from '../domain/tocsin-error.js';
import { parseMoment } from './parse-moment.js';

/** Which events of a journal are wanted; all that is given holds together. */
export interface EventQuery {
  readonly types?: readonly EventType[];
  readonly subject?: string;
  /** Only events at or after this time, epoch milliseconds. */
  readonly from?: number;
  /** Only events before this time, epoch milliseconds. */
  readonly to?: number;
  /** Only the last so many. */
  readonly limit?: number;
}

/** How many events are shown before those that follow, if nothing says how far back to begin. */
const BEFORE_FOLLOWING = 10;

/** What the options of `tocsin events` say, by name. */
export type EventOptions = Readonly<Record<string, unknown>>;

/**
 * Turns the options of `tocsin events` into a query.
 *
 * @throws {@link TocsinError} `ERR_USAGE` with the option, the value and the way out.
 */
export function eventQuery(options: EventOptions, now: number): EventQuery {
  const { type, subject, since, until, limit } = options;
  if (options.follow === true && until !== undefined) {
    throw usageError('--follow goes on until it is stopped; leave out --until');
  }
  const from = since === undefined ? undefined : parseMoment(String(since), now);
  const to = until === undefined ? undefined : parseMoment(String(until), now);
  if (from !== undefined && to !== undefined && from >= to) {
    throw usageError(`--since ${String(since)} is not before --until ${String(until)}; give an earlier one`);
  }
  const count = limit === undefined ? undefined : positiveInteger(limit);
  const last = count ?? (options.follow === true && from === undefined ? BEFORE_FOLLOWING : undefined);
  return {
    ...(type === undefined ? {} : { types: eventTypes(String(type)) }),
    ...(subject === undefined ? {} : { subject: String(subject) }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(last === undefined ? {} : { limit: last }),
  };
}

/**
 * The types that a list names, in it `check.*` for all that begin with `check.`.
 *
 * @throws {@link TocsinError} `ERR_USAGE` for a type that there is not.
 */
export function eventTypes(list: string): EventType[] {
  const names = list
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (names.length === 0) throw usageError(`--type names no type; there are ${EVENT_TYPES.join(', ')}`);
  const wanted = new Set(names.flatMap(typesOf));
  return EVENT_TYPES.filter((type) => wanted.has(type));
}

function typesOf(name: string): readonly EventType[] {
  if (isEventType(name)) return [name];
  if (name === '*') return EVENT_TYPES;
  const known = name.endsWith('.*') ? EVENT_TYPES.filter((type) => type.startsWith(name.slice(0, -1))) : [];
  if (known.length > 0) return known;
  const families = [...new Set(EVENT_TYPES.map((type) => type.replace(/\..*$/, '.*')))];
  const remedy = didYouMean(name, name.endsWith('*') ? families : EVENT_TYPES);
  throw usageError(`there is no event type ${name}${remedy || `; there are ${EVENT_TYPES.join(', ')}`}`);
}

function positiveInteger(given: unknown): number {
  const count = Number(given);
  if (/^\d+$/.test(String(given)) && Number.isSafeInteger(count) && count > 0) return count;
  throw usageError(`--limit ${String(given)} is not a whole number from 1; write one, such as --limit 20`);
}

function usageError(message: string): TocsinError {
  return new TocsinError('ERR_USAGE', `${message}\nSee tocsin events --help`);
}
