import { z } from 'zod';
import { EVENT_SCHEMAS } from '../domain/event-schemas.js';
import { EVENT_VERSIONS, type EventType, isEventType, type RecordedEvent } from '../domain/events.js';
import { TocsinError } from '../domain/tocsin-error.js';
import { describeDataIssue } from './describe-data-issue.js';
import { unknownType, upcast } from './upcast.js';

/** An event as a journal gives it back: nothing is known of its data but that it came from JSON. */
export interface RawEvent {
  readonly position: number;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly type: string;
  readonly version: number;
  readonly subject: string;
  readonly data: unknown;
}

/** Schemas made ready for speed, by type; each when the first event of its type is read. */
const compiled = new Map<EventType, z.ZodType>();

/**
 * Reads an event back: brings its data to the current version and checks it to the letter. The data is not copied.
 *
 * @throws {@link TocsinError} `ERR_JOURNAL_NEWER` for an event that only a newer Tocsin knows, `ERR_JOURNAL_CORRUPT`
 * for one that cannot have been recorded, naming its position, its type, the place within the data and the kind of
 * value found there, never the value
 */
export function decodeEvent(raw: RawEvent): RecordedEvent {
  const { position, at, type, subject } = raw;
  if (!isEventType(type)) throw placed(position, unknownType(type));
  const version = EVENT_VERSIONS[type];
  const data = raw.version === version ? raw.data : upcastAt(raw);
  const event = { position, at, type, version, subject, data };
  if (isRecorded(event)) return event;
  throw corrupt(position, type, data);
}

function isRecorded(event: { readonly type: EventType; readonly data: unknown }): event is RecordedEvent {
  return schemaOf(event.type).validate(event.data);
}

/** Compiled, it takes an event in a tenth of the time. Where the host forbids making code, it is used as it is. */
function schemaOf(type: EventType): z.ZodType {
  const known = compiled.get(type);
  if (known !== undefined) return known;
  const schema: z.ZodType = z.compile(EVENT_SCHEMAS[type]);
  compiled.set(type, schema);
  return schema;
}

function upcastAt({ position, type, version, data }: RawEvent): unknown {
  try {
    return upcast(type, version, data);
  } catch (error) {
    throw placed(position, error);
  }
}

/** The same error with the place put before it. */
function placed(position: number, error: unknown): unknown {
  if (!(error instanceof TocsinError)) return error;
  const { code, message, cause } = error;
  return new TocsinError(code, `position ${position}: ${message}`, cause === undefined ? {} : { cause });
}

function corrupt(position: number, type: EventType, data: unknown): TocsinError {
  const issue = EVENT_SCHEMAS[type].safeParse(data).error?.issues[0];
  const found = issue === undefined ? 'data: expected something else' : describeDataIssue(issue, data);
  return new TocsinError(
    'ERR_JOURNAL_CORRUPT',
    `position ${position}: ${type}: ${found}; the journal is damaged: restore it from a backup, or begin another one`,
  );
}
