import type { Silence } from '../../domain/silence.js';
import { timeOf } from './alert-views.js';
import type { LabelMatcher } from './label-matcher.js';
import { matchersOf } from './silence-matchers.js';

type SilenceState = 'active' | 'pending' | 'expired';

/** A silence in Alertmanager's words. */
export interface SilenceView {
  readonly id: string;
  readonly status: { readonly state: SilenceState };
  readonly updatedAt: string;
  readonly comment: string;
  readonly createdBy: string;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly matchers: readonly LabelMatcher[];
  readonly annotations: Readonly<Record<string, string>>;
}

const ORDER: readonly SilenceState[] = ['active', 'pending', 'expired'];

export function silenceView(silence: Silence): SilenceView {
  const { id, match, from, until, by, reason = '', createdAt } = silence;
  return {
    id,
    status: { state: stateOf(silence) },
    updatedAt: timeOf(createdAt),
    comment: reason,
    createdBy: by,
    // One that was removed before it began ends before its beginning.
    startsAt: timeOf(Math.min(from, until)),
    endsAt: timeOf(until),
    matchers: matchersOf(match),
    annotations: {},
  };
}

/** Those in force, the first to end first; those to come, the first to begin first; those over, the last to end first. */
export function sortedSilences(silences: readonly Silence[]): Silence[] {
  const rank = (silence: Silence): number => ORDER.indexOf(stateOf(silence));
  const within = (a: Silence, b: Silence): number => {
    if (a.status === 'active') return a.until - b.until;
    return a.status === 'pending' ? a.from - b.from : b.until - a.until;
  };
  return [...silences].sort((a, b) => rank(a) - rank(b) || within(a, b));
}

function stateOf({ status }: Silence): SilenceState {
  return status === 'ended' ? 'expired' : status;
}
