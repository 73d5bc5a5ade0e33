import type { SilenceView } from '../../../src/http/api/views.js';

/** How many are kept; the server itself forgets ended ones. */
const MOST_SILENCES = 500;

/**
 * Puts news in place of what is known under the same id; new ones come first.
 *
 * @param gone ids of those that are forgotten
 */
export function mergeSilences(
  known: readonly SilenceView[],
  news: readonly SilenceView[],
  gone: readonly string[] = [],
): readonly SilenceView[] {
  if (news.length === 0 && gone.length === 0) return known;
  const byId = new Map(news.map((silence) => [silence.id, silence]));
  const kept = known.map((silence) => {
    const current = byId.get(silence.id);
    byId.delete(silence.id);
    return current ?? silence;
  });
  const added = [...byId.values()].sort((a, b) => b.createdAt - a.createdAt);
  return [...added, ...kept].filter(({ id }) => !gone.includes(id)).slice(0, MOST_SILENCES);
}

/** What a silence is at a time: the server tells only of what it is told to do, not of time passing by. */
export function silenceStatusAt({ status, from, until }: SilenceView, now: number): SilenceView['status'] {
  if (status === 'ended' || now >= until) return 'ended';
  return now >= from ? 'active' : 'pending';
}
