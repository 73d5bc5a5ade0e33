import type { Outcome } from '../../domain/check.js';
import type { RecordedEvent } from '../../domain/events.js';
import { TocsinError } from '../../domain/tocsin-error.js';
import type { RawEvent } from '../decode-event.js';

/** What a cell of a row can be. */
export type Cell = string | number | null;

/** How many cells a check's row has: position, at, service, outcome, latency, message, data. */
export const CHECK_CELLS = 7;
/** How many cells any other event's row has: position, at, type, version, subject, data. */
export const EVENT_CELLS = 6;

/** Events as rows, laid end to end: what crosses to the worker must be cheap to copy. */
export interface EventBatch {
  readonly checks: readonly Cell[];
  readonly events: readonly Cell[];
}

/** The version of `check.completed` that fits the table of checks. Others go with the rest. */
const CHECK_VERSION = 1;

/** What the numbers for outcomes in rows mean. */
export const OUTCOMES: readonly Outcome[] = ['pass', 'warn', 'fail'];

/** Turns events into rows. */
export function encodeBatch(batch: readonly RecordedEvent[]): EventBatch {
  const checks: Cell[] = [];
  const events: Cell[] = [];
  for (const event of batch) {
    const { position, at, type, version, subject } = event;
    if (type === 'check.completed' && version === CHECK_VERSION) {
      const { outcome, latencyMs, message, data } = event.data;
      const json = data === undefined ? null : JSON.stringify(data);
      checks.push(position, at, subject, OUTCOMES.indexOf(outcome), latencyMs, message ?? null, json);
    } else {
      events.push(position, at, type, version, subject, JSON.stringify(event.data));
    }
  }
  return { checks, events };
}

/** The types of events with their versions, by the number that stands for them in rows. */
export type TypeNames = ReadonlyMap<number, { readonly name: string; readonly version: number }>;

/**
 * Reads the rows of a chunk, a text of JSON lists: `[position, at, 0, service, outcome, latency, message, data]` for a
 * check and `[position, at, type, subject, data]` for anything else.
 *
 * @throws {@link TocsinError} `ERR_JOURNAL_CORRUPT` for rows that cannot be
 */
export function* decodeRows(text: string, types: TypeNames): Generator<RawEvent> {
  for (const row of parseRows(text)) {
    const [position, at, type, subject] = row;
    if (typeof position !== 'number' || typeof at !== 'number' || typeof type !== 'number')
      throw corrupt(position);
    if (typeof subject !== 'string') throw corrupt(position);
    if (type === 0) {
      const [, , , , outcome, latencyMs, message, extra] = row;
      const data = {
        outcome: OUTCOMES[Number(outcome)],
        latencyMs,
        ...(message === null ? {} : { message }),
        ...(extra === null ? {} : { data: extra }),
      };
      yield { position, at, type: 'check.completed', version: CHECK_VERSION, subject, data };
      continue;
    }
    const known = types.get(type);
    if (known === undefined) throw corrupt(position);
    yield { position, at, type: known.name, version: known.version, subject, data: row[4] };
  }
}

function parseRows(text: string): unknown[][] {
  try {
    const rows: unknown = JSON.parse(`[${text}]`);
    if (Array.isArray(rows) && rows.every(Array.isArray)) return rows;
  } catch {
    // Told below.
  }
  throw corrupt(undefined);
}

function corrupt(position: unknown): TocsinError {
  const where = position === undefined ? '' : ` at position ${String(position)}`;
  return new TocsinError(
    'ERR_JOURNAL_CORRUPT',
    `the journal holds a row${where} that cannot be read; restore a backup, or move the file away to begin a new one`,
  );
}
