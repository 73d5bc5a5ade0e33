import type { Clock, TimerHandle } from '../domain/clock.js';
import type { RecordedEvent } from '../domain/events.js';
import type { DecisionGraph } from './decision-graph.js';

/** The most inputs decided and written as one batch. */
const MAX_BATCH = 1_000;

export interface CommitterOptions {
  readonly clock: Clock;
  /** Makes a batch durable. Must not reject. */
  readonly write: (events: readonly RecordedEvent[]) => Promise<void>;
  /** Takes what is durable: the events that follow from one input, in order. */
  readonly publish: (events: readonly RecordedEvent[]) => void;
}

const ignore = (): void => {};

/** Something to be decided, with the time it came in. */
interface Entry {
  readonly at: number;
  /** Whether the time up to it passed without the graph. */
  readonly leap?: boolean;
  readonly decide: (graph: DecisionGraph) => unknown;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** What follows from one entry. */
interface Decided {
  readonly entry: Entry | undefined;
  readonly events: readonly RecordedEvent[];
  readonly result: unknown;
  readonly error?: unknown;
}

/**
 * Append, then act: takes inputs in, has the graph decide on them, writes inputs and decisions as one batch, and only
 * then publishes. While a batch is being written the next one gathers.
 */
export class Committer {
  readonly #options: CommitterOptions;
  #graph: DecisionGraph | undefined;
  #entries: Entry[] = [];
  #draining: Promise<void> | undefined;
  #deadline: { readonly due: number; readonly timer: TimerHandle } | undefined;
  #lastAt = 0;
  #ended: unknown;

  constructor(options: CommitterOptions) {
    this.#options = options;
  }

  /** Begins to decide, with `first`, as after a standstill; what was submitted before has waited. */
  open(graph: DecisionGraph, first: (graph: DecisionGraph) => void): void {
    this.#graph = graph;
    const at = this.#entries[0]?.at ?? this.#now();
    this.#entries.unshift({ at, leap: true, decide: first, resolve: ignore, reject: ignore });
    this.#wake();
  }

  /** Whether nothing is being decided or written. */
  get idle(): boolean {
    return this.#draining === undefined;
  }

  /** Resolves with what `decide` gave, once all that followed from it is durable and published. */
  submit<T>(decide: (graph: DecisionGraph) => T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.#ended !== undefined) return reject(this.#ended);
      const settle = resolve as (value: unknown) => void;
      this.#entries.push({ at: this.#now(), decide, resolve: settle, reject });
      this.#wake();
    });
  }

  /** Resolves when all that was submitted so far is published. */
  async settled(): Promise<void> {
    while (this.#draining !== undefined) await this.#draining;
  }

  /** Takes nothing more: what waits and what comes is refused with `reason`. */
  end(reason: unknown): void {
    this.#ended ??= reason;
    this.#options.clock.clearTimeout(this.#deadline?.timer);
    this.#deadline = undefined;
    for (const { reject } of this.#entries.splice(0)) reject(reason);
  }

  /** Never goes back, even when the wall clock is put back. */
  #now(): number {
    this.#lastAt = Math.max(this.#lastAt, this.#options.clock.now());
    return this.#lastAt;
  }

  #wake(): void {
    if (this.#draining !== undefined || this.#graph === undefined || this.#entries.length === 0) return;
    // Begun in a microtask, so that what is submitted in one go makes one batch.
    this.#draining = Promise.resolve().then(() => this.#drain(this.#graph));
  }

  async #drain(graph: DecisionGraph | undefined): Promise<void> {
    try {
      while (graph !== undefined && this.#entries.length > 0) {
        const batch = this.#entries.splice(0, MAX_BATCH);
        const decided = decideAll(graph, batch);
        const events = decided.flatMap((one) => one.events);
        if (events.length > 0) await this.#options.write(events);
        for (const one of decided) this.#publish(one);
      }
    } finally {
      this.#draining = undefined;
      this.#watchDeadline();
      this.#wake();
    }
  }

  #publish({ entry, events, result, error }: Decided): void {
    if (events.length > 0) this.#options.publish(events);
    if (error !== undefined) entry?.reject(error);
    else entry?.resolve(result);
  }

  /** One timer for the graph's next deadline. */
  #watchDeadline(): void {
    const due = this.#graph?.nextDue();
    if (due === this.#deadline?.due || this.#ended !== undefined) return;
    const { clock } = this.#options;
    clock.clearTimeout(this.#deadline?.timer);
    this.#deadline =
      due === undefined
        ? undefined
        : { due, timer: clock.setTimeout(() => this.#elapse(due), due - clock.now()) };
  }

  #elapse(due: number): void {
    this.#deadline = undefined;
    // A timer may fire a little early by the wall clock; the deadline has come all the same.
    this.#entries.push({
      at: Math.max(due, this.#now()),
      decide: () => {},
      resolve: () => {},
      reject: () => {},
    });
    this.#wake();
  }
}

function decideAll(graph: DecisionGraph, batch: readonly Entry[]): Decided[] {
  const decided: Decided[] = [];
  for (const entry of batch) {
    if (entry.leap === true) graph.resume(entry.at);
    else graph.advanceTo(entry.at);
    const elapsed = graph.takeEvents();
    if (elapsed.length > 0) decided.push({ entry: undefined, events: elapsed, result: undefined });
    try {
      const result = entry.decide(graph);
      decided.push({ entry, events: graph.takeEvents(), result });
    } catch (error) {
      decided.push({ entry, events: graph.takeEvents(), result: undefined, error });
    }
  }
  return decided;
}
