import type { Check } from './check.js';

/** What a job says of itself: it begins, it did its work, it could not. */
export type BeatOutcome = 'start' | 'success' | 'fail';

/** Word from a job. */
export interface BeatInput {
  /** Default `success`. */
  readonly outcome?: BeatOutcome | undefined;
  /** What the job has to say; shown with the service and in alerts. At most 10 000 characters of it are kept. */
  readonly message?: string | undefined;
  /** When it happened, epoch milliseconds. Default now; what lies in the future counts as now. */
  readonly at?: number | undefined;
}

/** Why a job counts as failed: it said so, it was not heard of in time, it began and did not end in time. */
export type HeartbeatTrouble = 'failed' | 'late' | 'overran';

/** What is known of a job that reports by itself. Times are epoch milliseconds. */
export interface HeartbeatState {
  /** From when on it is waited for, if it was never heard of. */
  readonly since: number;
  readonly lastBeatAt?: number;
  readonly lastSuccessAt?: number;
  /** When the run began that is under way. */
  readonly startedAt?: number;
  /** How long its last run took that said when it began. */
  readonly durationMs?: number;
  /** When its next success is, or was, expected. */
  readonly dueAt?: number;
  /** When it fails unless it is heard of before. */
  readonly failsAt?: number;
  /** The first line of what it last said. */
  readonly message?: string;
  /** What is wrong; it stays so until the next success. */
  readonly failing?: {
    /** When it was too late, or when the job said so. */
    readonly since: number;
    readonly why: HeartbeatTrouble;
  };
}

/** When a job must be heard of. */
export interface HeartbeatPlan {
  /** How long after it is due it fails. */
  readonly graceMs: number;
  /** How long a run may take that said when it began. */
  readonly maxRuntimeMs: number;
  /** When its next success is due after one at `after`; `undefined`: never again. */
  nextDue(after: number): number | undefined;
}

/** A check that a monitor judges by what it hears from the job. */
export type HeartbeatCheck = Check & { readonly heartbeat: HeartbeatPlan };

export function isHeartbeat(check: Check): check is HeartbeatCheck {
  return 'heartbeat' in check;
}

/** What of a {@link HeartbeatState} the data of a completed check says, if it is one of a heartbeat. */
export function heartbeatOf(data: object | undefined): HeartbeatState | undefined {
  if (data === undefined || !('heartbeat' in data)) return undefined;
  const given = data.heartbeat;
  if (!isRecord(given) || typeof given.since !== 'number') return undefined;
  const state: { -readonly [K in keyof HeartbeatState]: HeartbeatState[K] } = { since: given.since };
  for (const name of TIMES) {
    const value = given[name];
    if (typeof value === 'number') state[name] = value;
  }
  if (typeof given.message === 'string') state.message = given.message;
  const failing = troubleOf(given.failing);
  if (failing !== undefined) state.failing = failing;
  return state;
}

const TIMES = ['lastBeatAt', 'lastSuccessAt', 'startedAt', 'durationMs', 'dueAt', 'failsAt'] as const;

const TROUBLES: readonly HeartbeatTrouble[] = ['failed', 'late', 'overran'];

function troubleOf(given: unknown): HeartbeatState['failing'] {
  if (!isRecord(given) || typeof given.since !== 'number') return undefined;
  const why = TROUBLES.find((trouble) => trouble === given.why);
  return why === undefined ? undefined : { since: given.since, why };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
