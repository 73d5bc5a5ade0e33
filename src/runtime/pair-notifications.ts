import type { Notification } from '../domain/notification.js';

/** A notification as pairing sees it. */
export type Pairable = Pick<Notification, 'at' | 'reason' | 'groupKey' | 'severity'>;

/** Two notifications that tell the same. */
export interface NotificationPair<N extends Pairable = Notification> {
  readonly recorded: N;
  readonly simulated: N;
}

/** Every notification of both sides, each in exactly one place; all in order of time. */
export interface NotificationPairs<N extends Pairable = Notification> {
  /** Told at the same time. */
  readonly same: NotificationPair<N>[];
  /** Told at another time, but not much earlier or later. */
  readonly moved: NotificationPair<N>[];
  /** Recorded without a counterpart. */
  readonly missing: N[];
  /** Simulated without a counterpart. */
  readonly added: N[];
}

/**
 * Finds for each recorded notification the simulated one that tells the same: of equal reason, group and severity.
 * Those of equal time are paired first. Then each recorded one that is left takes, in order of time, the nearest that
 * is still free and no further than `toleranceMs` away; of two equally near the earlier. O(n log n), also in a storm of
 * notifications that are all alike.
 */
export function pairNotifications<N extends Pairable>(
  recorded: readonly N[],
  simulated: readonly N[],
  toleranceMs: number,
): NotificationPairs<N> {
  const same: NotificationPair<N>[] = [];
  const moved: NotificationPair<N>[] = [];
  const missing: N[] = [];
  const atOnce = bucketsOf(inTime(simulated), exactKey);
  const left: N[] = [];
  for (const one of inTime(recorded)) {
    const counterpart = atOnce.get(exactKey(one))?.takeFirst();
    if (counterpart === undefined) left.push(one);
    else same.push({ recorded: one, simulated: counterpart });
  }
  const free = inTime([...atOnce.values()].flatMap((bucket) => bucket.left()));
  const nearby = bucketsOf(free, looseKey);
  for (const one of left) {
    const counterpart = nearby.get(looseKey(one))?.takeNearest(one.at, toleranceMs);
    if (counterpart === undefined) missing.push(one);
    else moved.push({ recorded: one, simulated: counterpart });
  }
  const added = inTime([...nearby.values()].flatMap((bucket) => bucket.left()));
  return { same, moved, missing, added };
}

function looseKey({ reason, groupKey, severity }: Pairable): string {
  return `${reason} ${severity} ${groupKey}`;
}

function exactKey(one: Pairable): string {
  return `${one.at} ${looseKey(one)}`;
}

function inTime<N extends Pairable>(notifications: readonly N[]): N[] {
  return notifications.toSorted((a, b) => a.at - b.at);
}

function bucketsOf<N extends Pairable>(
  notifications: readonly N[],
  keyOf: (one: N) => string,
): Map<string, Bucket<N>> {
  const buckets = new Map<string, N[]>();
  for (const one of notifications) {
    const key = keyOf(one);
    const bucket = buckets.get(key);
    if (bucket === undefined) buckets.set(key, [one]);
    else bucket.push(one);
  }
  return new Map([...buckets].map(([key, bucket]) => [key, new Bucket(bucket)]));
}

/** Notifications in order of time, to be taken one after the other. */
class Bucket<N extends Pairable> {
  readonly #items: readonly N[];
  /** For each place, a place nearer to the first free one at or after it, the end included: chains get short as they are walked. */
  readonly #next: number[];
  /** The same for the first free one at or before it, shifted by one, so that 0 is before the beginning. */
  readonly #previous: number[];

  constructor(items: readonly N[]) {
    this.#items = items;
    this.#next = Array.from({ length: items.length + 1 }, (_, place) => place);
    this.#previous = [...this.#next];
  }

  takeFirst(): N | undefined {
    return this.#take(follow(this.#next, 0));
  }

  takeNearest(at: number, toleranceMs: number): N | undefined {
    const place = this.#firstFrom(at);
    const after = follow(this.#next, place);
    const before = follow(this.#previous, place) - 1;
    const untilAfter = (this.#items[after]?.at ?? Number.POSITIVE_INFINITY) - at;
    const sinceBefore = at - (this.#items[before]?.at ?? Number.NEGATIVE_INFINITY);
    if (Math.min(untilAfter, sinceBefore) > toleranceMs) return undefined;
    return this.#take(sinceBefore <= untilAfter ? before : after);
  }

  left(): N[] {
    return this.#items.filter((_, place) => this.#next[place] === place);
  }

  #take(place: number): N | undefined {
    const item = this.#items[place];
    if (item === undefined) return undefined;
    this.#next[place] = place + 1;
    this.#previous[place + 1] = place;
    return item;
  }

  /** The place of the first at or after that time, found by halving. */
  #firstFrom(at: number): number {
    let low = 0;
    let high = this.#items.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#items[middle]?.at ?? at) < at) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Walks to the end of a chain and halves it on the way. */
function follow(chain: number[], from: number): number {
  let place = from;
  let to = chain[place] ?? place;
  while (to !== place) {
    const further = chain[to] ?? to;
    chain[place] = further;
    place = to;
    to = further;
  }
  return place;
}
