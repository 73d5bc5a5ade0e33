import type { HeartbeatState } from '../../../src/domain/heartbeat.js';
import { latencyText } from './number-text.js';
import { ageText, agoText, inText } from './time-text.js';

/** One thing that is known of a job. */
export interface HeartbeatFact {
  readonly name: string;
  /** The moment it is about, if it is about one. */
  readonly at?: number;
  readonly text: string;
}

const SECOND = 1_000;

/** When a job that reports by itself was heard of, and when it has to be heard of again. */
export function heartbeatFacts(heartbeat: HeartbeatState, paused: boolean, now: number): HeartbeatFact[] {
  const { since, lastBeatAt, startedAt, durationMs, dueAt } = heartbeat;
  const facts: HeartbeatFact[] = [
    lastBeatAt === undefined
      ? { name: 'Last report', at: since, text: `none yet, awaited for ${ageText(now - since)}` }
      : { name: 'Last report', at: lastBeatAt, text: agoText(now - lastBeatAt) },
  ];
  if (startedAt !== undefined) {
    facts.push({ name: 'Running', at: startedAt, text: `for ${ageText(now - startedAt)}` });
  } else if (durationMs !== undefined) {
    const took = durationMs < SECOND ? latencyText(durationMs) : ageText(durationMs);
    facts.push({ name: 'Last run', text: `took ${took}` });
  }
  if (paused) return [...facts, { name: 'Due', text: 'not awaited while paused' }];
  if (dueAt !== undefined) {
    facts.push({ name: 'Due', at: dueAt, text: dueAt > now ? inText(dueAt - now) : agoText(now - dueAt) });
  }
  const end = endFact(heartbeat, now);
  return end === undefined ? facts : [...facts, end];
}

/** What it fails of, or will. */
function endFact({ startedAt, failsAt, failing }: HeartbeatState, now: number): HeartbeatFact | undefined {
  if (failing !== undefined) {
    const { since: at, why } = failing;
    if (why === 'late') return { name: 'Late', at, text: `for ${ageText(now - at)}` };
    return { name: why === 'failed' ? 'Failed' : 'Should have ended', at, text: agoText(now - at) };
  }
  if (failsAt === undefined) return undefined;
  return { name: startedAt === undefined ? 'Late' : 'Must end', at: failsAt, text: inText(failsAt - now) };
}
