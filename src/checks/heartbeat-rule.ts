import type { Outcome } from '../domain/check.js';
import { cleanLine } from '../domain/clean-text.js';
import type { BeatOutcome, HeartbeatPlan, HeartbeatState } from '../domain/heartbeat.js';

/** Word from a job, with nothing left open. */
export interface Beat {
  readonly outcome: BeatOutcome;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly message?: string;
}

/** What is to be said of a job. */
export interface HeartbeatVerdict {
  readonly state: HeartbeatState;
  /** `undefined` as long as nothing was heard of it and nothing had to be. */
  readonly outcome: Outcome | undefined;
  readonly message: string;
}

/** Of what a job said so much is told until it says something else. */
const LONGEST_SAID = 300;

/** A job of which nothing was heard yet. */
export function awaitedSince(since: number): HeartbeatState {
  return { since };
}

/**
 * What is known of a job at the time `now`, to be judged under a plan that may be another one than before: one that was
 * late may not be any more. All else stands.
 */
export function underNewPlan(plan: HeartbeatPlan, state: HeartbeatState, now: number): HeartbeatState {
  if (state.failing?.why !== 'late' || lateAt(plan, state) <= now) return state;
  const { failing: _, ...known } = state;
  return known;
}

/** Judges a job at the time `now`, epoch milliseconds. */
export function judgeHeartbeat(plan: HeartbeatPlan, known: HeartbeatState, now: number): HeartbeatVerdict {
  const state = stateAt(plan, known, now);
  if (state.failing !== undefined)
    return { state, outcome: 'fail', message: describeTrouble(state, state.failing) };
  const { since, lastBeatAt, lastSuccessAt, startedAt, failsAt, message } = state;
  const until = failsAt === undefined ? '' : `; fails unless heard of by ${timeOf(failsAt)}`;
  if (lastBeatAt === undefined) {
    return {
      state,
      outcome: undefined,
      message: `nothing heard yet, awaited since ${timeOf(since)}${until}`,
    };
  }
  const heard =
    startedAt === undefined
      ? `heard of ${timeOf(lastSuccessAt ?? lastBeatAt)}`
      : `running since ${timeOf(startedAt)}`;
  const said = message === undefined ? '' : `: ${message}`;
  return { state, outcome: 'pass', message: `${heard}${said}${until}` };
}

/**
 * What is known of a job once it was heard of. Word that is older than the last one changes nothing.
 *
 * - `start`: a run is under way, and has as long as a run may take; a job that is failing stays so.
 * - `success`: all is well, until it is due again.
 * - `fail`: it fails until its next success.
 */
export function takeBeat(plan: HeartbeatPlan, known: HeartbeatState, beat: Beat): HeartbeatState {
  const { outcome, at } = beat;
  if (known.lastBeatAt !== undefined && at < known.lastBeatAt) return known;
  // First what was due before it.
  const before = stateAt(plan, known, at);
  const { since, lastSuccessAt, startedAt } = before;
  const line = cleanLine((beat.message ?? '').trim().split('\n', 1)[0] ?? '', LONGEST_SAID);
  const said = line === '' ? {} : { message: line };
  if (outcome === 'start') {
    // One that begins again and again without an end gets no more time by that.
    const began = before.failing === undefined ? (startedAt ?? at) : at;
    return { ...before, ...said, lastBeatAt: at, startedAt: began };
  }
  const ended = startedAt === undefined ? {} : { durationMs: at - startedAt };
  if (outcome === 'success') return { since, lastBeatAt: at, lastSuccessAt: at, ...ended, ...said };
  const succeeded = lastSuccessAt === undefined ? {} : { lastSuccessAt };
  return { since, lastBeatAt: at, ...succeeded, ...ended, ...said, failing: { since: at, why: 'failed' } };
}

/** Lets the time pass: whether it is late meanwhile, and until when it is not. */
function stateAt(plan: HeartbeatPlan, known: HeartbeatState, now: number): HeartbeatState {
  const { dueAt: _due, failsAt: _fails, ...rest } = known;
  const late = lateAt(plan, known);
  const dueAt = Number.isFinite(late) ? { dueAt: late - plan.graceMs } : {};
  const { startedAt, failing } = known;
  if (failing !== undefined) return { ...rest, ...dueAt };
  // A run that began answers for itself.
  const failsAt = startedAt === undefined ? late : startedAt + plan.maxRuntimeMs;
  if (failsAt > now) return { ...rest, ...dueAt, ...(Number.isFinite(failsAt) ? { failsAt } : {}) };
  return {
    ...rest,
    ...dueAt,
    failing: { since: failsAt, why: startedAt === undefined ? 'late' : 'overran' },
  };
}

/** When a job is late that does not begin before. */
function lateAt(plan: HeartbeatPlan, { since, lastSuccessAt }: HeartbeatState): number {
  const due = plan.nextDue(lastSuccessAt ?? since);
  return due === undefined ? Number.POSITIVE_INFINITY : due + plan.graceMs;
}

function describeTrouble(
  { since: awaited, lastSuccessAt, startedAt, message }: HeartbeatState,
  { since, why }: NonNullable<HeartbeatState['failing']>,
): string {
  const said = message === undefined ? '' : `: ${message}`;
  switch (why) {
    case 'failed':
      return `the job failed ${timeOf(since)}${said}`;
    case 'overran':
      return `started ${timeOf(startedAt ?? since)} and did not end by ${timeOf(since)}`;
    case 'late':
      return lastSuccessAt === undefined
        ? `never heard of, awaited since ${timeOf(awaited)}, due by ${timeOf(since)}`
        : `nothing heard since ${timeOf(lastSuccessAt)}, due by ${timeOf(since)}`;
  }
}

/** Such as `2026-01-05T03:00:12Z`. */
function timeOf(at: number): string {
  return new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
}
