import type { Clock, TimerHandle } from '../domain/clock.js';
import type { RecordedEvent } from '../domain/events.js';
import { TimeSlice } from '../domain/time-slice.js';
import type { DecisionGraph } from './decision-graph.js';

/** The most inputs decided and written as one batch. */
const MAX_BATCH = 1_000;
/** How many events are written at a time, unless one batch alone has more. */
const MOST_EVENTS = 250;
/** How many slices may be decided ahead of what is being written. */
const MOST_AHEAD = 8;
/** How many events are written at a time to a disk that is slow: more than that, and the host would be. */
const MOST_EVENTS_IF_SLOW = 2_000;
/** From which time on a write is slow, in milliseconds. */
const SLOW_WRITE = 20;
/** The most inputs decided in one go by a process that is about to end: it must not hang. */
const MOST_HURRIED = 20_000;
/** How many inputs may wait, and how long one of them, before the journal is waited for no longer. */
const MOST_WAITING = 200_000;
const LONGEST_WAIT = 5_000;

export interface CommitterOptions {
  readonly clock: Clock;
  /** Makes a batch durable. Must not reject. */
  readonly write: (events: readonly RecordedEvent[]) => Promise<void>;
  /** Told when so much waits, or something for so long, that the journal must not be waited for. */
  readonly onCrowded: () => void;
  /** Takes what is durable: of the batch, the events in `[from, to)`, which follow from one input. */
  readonly publish: (events: readonly RecordedEvent[], from: number, to: number) => void;
  /** Told when all that came in is published. */
  readonly onIdle?: () => void;
}

const NONE: readonly RecordedEvent[] = [];

const ignore = (): void => {};

/** Something to be decided, with the time it came in. */
interface Entry {
  readonly at: number;
  /** Whether the time up to it passed without the graph. */
  readonly leap: boolean;
  readonly decide: (graph: DecisionGraph) => unknown;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
  /** Where the events that follow from it lie in its batch; those before `from` come from deadlines that passed. */
  from: number;
  to: number;
  /** What was decided, or why it could not be. */
  result: unknown;
  failed: boolean;
}

/** What was decided in one go. */
interface Batch {
  readonly entries: readonly Entry[];
  readonly events: readonly RecordedEvent[];
}

/**
 * Append, then act: takes inputs in, has the graph decide on them, writes inputs and decisions as one batch, and only
 * then publishes. While a batch is being written the next one is decided. The host gets a turn every few milliseconds.
 */
export class Committer {
  readonly #options: CommitterOptions;
  #graph: DecisionGraph | undefined;
  #entries: Entry[] = [];
  /** Decided and not yet being written. */
  #decided: Batch[] = [];
  #writing: Promise<void> | undefined;
  #beingWritten: readonly RecordedEvent[] = NONE;
  readonly #slice: TimeSlice;
  /** Whether the last write took long. */
  #slow = false;
  #draining: Promise<void> | undefined;
  #deadline: { readonly due: number; readonly timer: TimerHandle } | undefined;
  #lastAt = 0;
  #ended: unknown;

  constructor(options: CommitterOptions) {
    this.#options = options;
    this.#slice = new TimeSlice(options.clock);
  }

  /** Begins to decide, with `first`, as after a standstill; what was submitted before has waited. */
  open(graph: DecisionGraph, first: (graph: DecisionGraph) => void): void {
    this.#graph = graph;
    // As of now, and so is what waited: else a deadline that recurs would be met once a period since that came in.
    this.#entries.unshift(entryOf(this.#now(), first, ignore, ignore, true));
    this.#wake();
  }

  /**
   * Decides all that came in and has `write` write what is not known to be durable, before it returns: for a process that
   * may end at once. Should it go on, everything takes its course, and is written once more. Gives what `write` says;
   * `false` before the graph is there.
   */
  hurry(write: (events: readonly RecordedEvent[]) => boolean): boolean {
    const graph = this.#graph;
    if (graph === undefined || this.#ended !== undefined) return false;
    const entries = this.#entries.splice(0, MOST_HURRIED);
    for (const entry of entries) decide(graph, entry);
    if (entries.length > 0) this.#decided.push({ entries, events: graph.takeEvents() });
    const written = write([...this.#beingWritten, ...this.#decided.flatMap(({ events }) => events)]);
    this.#wake();
    return written && this.#entries.length === 0;
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
      this.#entries.push(entryOf(this.#now(), decide, settle, reject));
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
    if (this.#draining !== undefined || this.#graph === undefined) return;
    if (this.#entries.length === 0 && this.#decided.length === 0) return;
    // Begun in a microtask, so that what is submitted in one go makes one batch.
    this.#draining = Promise.resolve().then(() => this.#drain(this.#graph));
  }

  async #drain(graph: DecisionGraph | undefined): Promise<void> {
    const slice = this.#slice;
    try {
      await slice.enter();
      while (graph !== undefined && this.#entries.length > 0) {
        const entries = this.#decideSome(graph);
        this.#decided.push({ entries, events: graph.takeEvents() });
        this.#writing ??= this.#write();
        // Decided while the batch before is being written; not so far ahead that memory would run out.
        if (this.#decided.length >= (this.#slow ? 8 * MOST_AHEAD : MOST_AHEAD)) await this.#writing;
        else if (slice.isOver) await slice.pause();
      }
      if (this.#decided.length > 0) this.#writing ??= this.#write();
      await this.#writing;
    } finally {
      slice.leave();
      this.#draining = undefined;
      this.#watchDeadline();
      this.#wake();
      if (this.#draining === undefined) this.#options.onIdle?.();
    }
  }

  /** Decides as many inputs as the host can spare time for. */
  #decideSome(graph: DecisionGraph): Entry[] {
    const slice = this.#slice;
    let count = 0;
    for (const entry of this.#entries) {
      decide(graph, entry);
      count++;
      // Asked for now and then only: to look at the clock costs, too.
      if (count === MAX_BATCH || (count % 16 === 0 && slice.isOver)) break;
    }
    return this.#entries.splice(0, count);
  }

  /** Writes what is decided, and publishes it. */
  async #write(): Promise<void> {
    const slice = this.#slice;
    try {
      for (let batches = this.#takeDecided(); batches.length > 0; batches = this.#takeDecided()) {
        const [first] = batches;
        const events = batches.length === 1 && first ? first.events : batches.flatMap(({ events }) => events);
        if (events.length > 0) await this.#writeTimed(events);
        for (const batch of batches) await this.#publishAll(batch);
        if (slice.isOver) await slice.pause();
      }
    } finally {
      this.#writing = undefined;
    }
  }

  async #writeTimed(events: readonly RecordedEvent[]): Promise<void> {
    const { clock, write, onCrowded } = this.#options;
    // Only real time tells: a test's clock may move as far as it likes while a disk writes.
    const begun = clock.monotonic?.();
    this.#beingWritten = events;
    await write(events);
    this.#beingWritten = NONE;
    if (begun === undefined || clock.monotonic === undefined) return;
    this.#slow = clock.monotonic() - begun > SLOW_WRITE;
    const [oldest] = this.#decided[0]?.entries ?? this.#entries;
    const waited = oldest === undefined ? 0 : clock.now() - oldest.at;
    if (this.#slow && (waited > LONGEST_WAIT || this.#entries.length > MOST_WAITING)) onCrowded();
  }

  /** All that is decided, as far as one write can carry it: to lay out much more would take the host's time. */
  #takeDecided(): Batch[] {
    const most = this.#slow ? MOST_EVENTS_IF_SLOW : MOST_EVENTS;
    let events = 0;
    let count = 0;
    for (const batch of this.#decided) {
      if (count > 0 && events + batch.events.length > most) break;
      events += batch.events.length;
      count++;
    }
    return this.#decided.splice(0, count);
  }

  async #publishAll({ entries, events }: Batch): Promise<void> {
    const slice = this.#slice;
    let published = 0;
    let count = 0;
    for (const entry of entries) {
      this.#publish(events, published, entry.from);
      this.#publish(events, entry.from, entry.to);
      published = entry.to;
      if (entry.failed) entry.reject(entry.result);
      else entry.resolve(entry.result);
      count++;
      if (count % 16 === 0 && slice.isOver) await slice.pause();
    }
  }

  #publish(events: readonly RecordedEvent[], from: number, to: number): void {
    if (from < to) this.#options.publish(events, from, to);
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
    this.#entries.push(entryOf(Math.max(due, this.#now()), ignore, ignore, ignore));
    this.#wake();
  }
}

function entryOf(
  at: number,
  decide: Entry['decide'],
  resolve: Entry['resolve'],
  reject: Entry['reject'],
  leap = false,
): Entry {
  return { at, leap, decide, resolve, reject, from: 0, to: 0, result: undefined, failed: false };
}

function decide(graph: DecisionGraph, entry: Entry): void {
  entry.from = graph.recorded;
  // Whatever goes wrong is the trouble of this entry: the rest of its batch must be decided and written all the same.
  try {
    if (entry.leap) graph.resume(entry.at);
    else graph.advanceTo(entry.at);
    entry.from = graph.recorded;
    entry.result = entry.decide(graph);
  } catch (error) {
    entry.result = error;
    entry.failed = true;
  }
  entry.to = graph.recorded;
}
