import type { z } from 'zod';
import type { TimeSlice } from '../domain/time-slice.js';
import { TocsinError } from '../domain/tocsin-error.js';
import { SNAPSHOT_SCHEMAS, type SnapshotState } from './snapshot-state.js';

/** How many entries one part holds: few enough that to write one keeps nobody waiting. */
const PART = 200;

type Kind = keyof SnapshotState;

const KINDS = Object.keys(SNAPSHOT_SCHEMAS) as Kind[];

/** The first part says how many entries of each kind there are, so that a lost part is noticed. */
const COUNTS = 'counts';

/** Writes a state as texts, one at a time. Each is a list that begins with the kind of what follows. */
export function* encodeParts(state: SnapshotState): Generator<string, void, undefined> {
  yield JSON.stringify([COUNTS, ...KINDS.map((kind) => state[kind].length)]);
  for (const kind of KINDS) {
    const entries = state[kind];
    for (let from = 0; from < entries.length; from += PART) {
      yield JSON.stringify([kind, ...entries.slice(from, from + PART)]);
    }
  }
}

/**
 * Reads what {@link encodeParts} wrote.
 *
 * @throws {@link TocsinError} `ERR_SNAPSHOT` for anything else
 */
export async function decodeParts(parts: readonly string[], slice: TimeSlice): Promise<SnapshotState> {
  const lists = new Map<Kind, unknown[]>(KINDS.map((kind) => [kind, []]));
  const [first, ...others] = parts;
  for (const part of others) {
    const [kind, ...entries] = parsePart(part);
    const list = lists.get(kind as Kind);
    if (list === undefined) throw new TocsinError('ERR_SNAPSHOT', `there is no kind ${String(kind)}`);
    const schema: z.ZodType = SNAPSHOT_SCHEMAS[kind as Kind];
    for (const entry of entries) {
      const result = schema.safeParse(entry);
      if (result.success) list.push(result.data);
      else throw misfit(kind as Kind, result.error);
    }
    if (slice.isOver) await slice.pause();
  }
  const found = JSON.stringify([COUNTS, ...KINDS.map((kind) => lists.get(kind)?.length)]);
  if (found !== first) throw new TocsinError('ERR_SNAPSHOT', 'some of its parts are missing');
  // Each entry was held to the schema of its kind.
  const state: Readonly<Record<string, readonly unknown[]>> = Object.fromEntries(lists);
  return state as { readonly [K in Kind]: readonly unknown[] } as SnapshotState;
}

function parsePart(part: string): unknown[] {
  const entries: unknown = JSON.parse(part);
  if (Array.isArray(entries)) return entries;
  throw new TocsinError('ERR_SNAPSHOT', 'a part is no list');
}

function misfit(kind: Kind, { issues }: z.ZodError): TocsinError {
  const [issue] = issues;
  const place = [kind, ...(issue?.path ?? [])].join('.');
  return new TocsinError('ERR_SNAPSHOT', `${place}: ${issue?.message ?? 'does not fit'}`);
}
