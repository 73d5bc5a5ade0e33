/**
 * Puts news into a list that is kept in order of time: what is there under the same id is replaced, the rest added; the
 * oldest go when there are more than `limit`.
 */
export function mergeLatest<T>(
  known: readonly T[],
  news: readonly T[],
  { idOf, atOf, limit }: { idOf: (item: T) => string; atOf: (item: T) => number; limit: number },
): readonly T[] {
  if (news.length === 0) return known;
  const byId = new Map(known.map((item) => [idOf(item), item]));
  let inOrder = true;
  const last = known.at(-1);
  let latest = last === undefined ? Number.NEGATIVE_INFINITY : atOf(last);
  for (const item of news) {
    if (!byId.has(idOf(item))) {
      inOrder &&= atOf(item) >= latest;
      latest = Math.max(latest, atOf(item));
    }
    byId.set(idOf(item), item);
  }
  const merged = [...byId.values()];
  if (!inOrder) merged.sort((a, b) => atOf(a) - atOf(b));
  return merged.length > limit ? merged.slice(-limit) : merged;
}
