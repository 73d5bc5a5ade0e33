import { EVENT_VERSIONS, type EventType } from '../domain/events.js';
import { TocsinError } from '../domain/tocsin-error.js';

/**
 * Brings the data of one version to the next. It makes new data and leaves what it is given as it is; it may not ask
 * for time or chance, for the same event must read the same for ever. What it throws counts as damage in the journal.
 */
export type Upcaster = (data: unknown) => unknown;

/** Upcasters by type of event and by the version that they start from. */
export type Upcasters = Readonly<Partial<Record<string, Readonly<Record<number, Upcaster>>>>>;

/**
 * The steps from every old version to the next.
 *
 * The rule: a changed shape is a new version, however small the change, for a schema refuses what it does not know. To
 * change the data of a type:
 *
 * 1. Keep a journal written before the change beside the tests, as a golden file that must go on being readable.
 * 2. Change `EventData`, the schema in `EVENT_SCHEMAS`, and raise the number in `EVENT_VERSIONS`.
 * 3. Add the step from the old version here. Steps once released are never changed or taken out.
 *
 * @example
 * 'silence.ended': {
 *   // Version 2 says who ended it.
 *   1: (data) => ({ ...(data as { removed: boolean }), by: 'unknown' }),
 * },
 */
export const UPCASTERS: Readonly<Partial<Record<EventType, Readonly<Record<number, Upcaster>>>>> = {
  'silence.created': {
    // Version 2 can match what is not so, and may stand for a change of a silence that is open. All of version 1 is in it.
    1: (data) => data,
  },
};

/**
 * Brings the data of an event to the current version of its type, step by step. The result is yet to be validated.
 *
 * @throws {@link TocsinError} `ERR_JOURNAL_NEWER` for a type or a version that this Tocsin does not know yet,
 * `ERR_JOURNAL_CORRUPT` for a version that never was, a step that is missing and one that throws
 */
export function upcast(
  type: string,
  version: number,
  data: unknown,
  upcasters: Upcasters = UPCASTERS,
  versions: Readonly<Record<string, number>> = EVENT_VERSIONS,
): unknown {
  const current = Object.hasOwn(versions, type) ? versions[type] : undefined;
  if (current === undefined) throw unknownType(type);
  if (!Number.isInteger(version) || version < 1) {
    throw corrupt(`${type} has the version ${version}; versions are whole numbers from 1`);
  }
  if (version > current) {
    throw newer(`${type} has version ${version}; this one knows it up to version ${current}`);
  }
  const steps = upcasters[type];
  let result = data;
  for (let from = version; from < current; from++) {
    const step = steps?.[from];
    if (step === undefined) {
      throw corrupt(`${type} has version ${version}; there is no step from version ${from} to ${from + 1}`);
    }
    result = taken(step, result, `${type} version ${from}`);
  }
  return result;
}

/** The error for an event of a type that is not known: only a newer Tocsin can have recorded it. */
export function unknownType(type: string): TocsinError {
  return newer(`events of the type ${JSON.stringify(type)} are not known to this one`);
}

function taken(step: Upcaster, data: unknown, what: string): unknown {
  try {
    return step(data);
  } catch (cause) {
    // Its message may quote the data; whoever needs it finds it in the cause.
    throw corrupt(`${what}: its data cannot be brought to the next version`, cause);
  }
}

function newer(detail: string): TocsinError {
  return new TocsinError(
    'ERR_JOURNAL_NEWER',
    `written by a newer Tocsin: ${detail}; upgrade Tocsin, or use another journal`,
  );
}

function corrupt(detail: string, cause?: unknown): TocsinError {
  return new TocsinError(
    'ERR_JOURNAL_CORRUPT',
    `${detail}; the journal is damaged: restore it from a backup, or begin another one`,
    cause === undefined ? {} : { cause },
  );
}
