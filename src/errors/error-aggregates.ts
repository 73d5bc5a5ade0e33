import type { CapturedError, ErrorAggregate } from '../domain/captured-error.js';
import { SlidingTimes } from './sliding-times.js';

/** So many kinds of errors are kept apart; of more, the one that was quiet for longest is forgotten. */
const MOST_AGGREGATES = 1_000;
const MOST_SAMPLES = 5;
/** The highest count of one kind. */
const MOST_COUNTED = 10_000;

interface Aggregate {
  readonly times: SlidingTimes;
  /** Oldest first, each with the time that windows go by. */
  readonly samples: { readonly error: CapturedError; readonly time: number }[];
  latest: CapturedError;
}

/** Similar errors of the latest window, with a few samples of each. */
export class ErrorAggregates {
  #windowMs: number;
  /** The one that was quiet for longest is the first. */
  readonly #aggregates = new Map<string, Aggregate>();

  constructor(windowMs: number) {
    this.#windowMs = windowMs;
  }

  /** Goes on with another window. */
  setWindow(windowMs: number): void {
    this.#windowMs = windowMs;
    for (const { times } of this.#aggregates.values()) times.setWindow(windowMs);
  }

  /** Whether the next error of that key will be kept as a sample. */
  wantsSample(key: string, time: number): boolean {
    const aggregate = this.#aggregates.get(key);
    if (aggregate === undefined || aggregate.samples.length < MOST_SAMPLES) return true;
    const [oldest] = aggregate.samples;
    return oldest !== undefined && time - oldest.time >= this.#windowMs;
  }

  /** @param time that windows go by */
  add(error: CapturedError, time: number): void {
    const key = error.aggregateKey;
    const sampled = this.wantsSample(key, time);
    const aggregate = this.#aggregates.get(key) ?? this.#begin(error);
    aggregate.times.add(time);
    aggregate.latest = error;
    if (sampled) {
      aggregate.samples.push({ error, time });
      if (aggregate.samples.length > MOST_SAMPLES) aggregate.samples.shift();
    }
    this.#aggregates.delete(key);
    this.#aggregates.set(key, aggregate);
    this.#forget(time);
  }

  /** The samples of a key that lie in the window, oldest first. */
  samples(key: string, time: number): CapturedError[] {
    const kept = this.#aggregates.get(key)?.samples ?? [];
    return kept.filter((sample) => time - sample.time < this.#windowMs).map(({ error }) => error);
  }

  /** Most first. */
  list(time: number): ErrorAggregate[] {
    const list: ErrorAggregate[] = [];
    for (const [key, { times, latest }] of this.#aggregates) {
      const count = times.count(time);
      if (count === 0) continue;
      const { category, component, operation, at } = latest;
      list.push({
        key,
        category,
        ...(component === undefined ? {} : { component }),
        ...(operation === undefined ? {} : { operation }),
        count,
        firstAt: at - ((times.newest ?? 0) - (times.oldest ?? 0)),
        lastAt: at,
        samples: this.samples(key, time),
      });
    }
    return list.sort((a, b) => b.count - a.count);
  }

  #begin(latest: CapturedError): Aggregate {
    return { times: new SlidingTimes(this.#windowMs, MOST_COUNTED), samples: [], latest };
  }

  #forget(time: number): void {
    for (const [key, { times }] of this.#aggregates) {
      const { newest } = times;
      const over = newest === undefined || time - newest >= this.#windowMs;
      if (!over && this.#aggregates.size <= MOST_AGGREGATES) return;
      this.#aggregates.delete(key);
    }
  }
}
