import type { Clock, TimerHandle } from '../domain/clock.js';
import type { Logger } from '../domain/logger.js';
import { TimeSlice } from '../domain/time-slice.js';
import type { SnapshotStore } from '../journal/snapshot.js';
import { encodeParts } from './snapshot-parts.js';
import { SNAPSHOT_VERSION, type SnapshotState } from './snapshot-state.js';

/** After how many events a snapshot is worth its cost. */
const EVERY_EVENTS = 50_000;
/** The least time between two of them, in milliseconds. */
const EVERY_MS = 60_000;
/** After how long one is saved for a few events, too: a journal forgets nothing that no snapshot holds. */
const AT_LAST_MS = 6 * 3_600_000;

/** A state and the last event that is in it. */
export interface Captured {
  readonly position: number;
  readonly state: SnapshotState;
}

export interface SnapshotterOptions {
  readonly store: SnapshotStore | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
  /** What is known now; `undefined` while it is ahead of what is durable. */
  readonly capture: () => Captured | undefined;
}

/**
 * Saves snapshots now and then, so that a restart need not read the whole journal, and one at the end. What is known is
 * taken down at one moment, which is cheap since its pieces never change, and written out a little at a time.
 */
export class Snapshotter {
  readonly #options: SnapshotterOptions;
  #events = 0;
  #lastAt = Number.NEGATIVE_INFINITY;
  readonly #begunAt: number;
  #writing: { readonly timer: TimerHandle } | undefined;
  #saving: Promise<void> | undefined;
  #ended = false;

  constructor(options: SnapshotterOptions) {
    this.#options = options;
    this.#begunAt = options.clock.now();
  }

  /** Counts events that no snapshot holds. */
  count(events: number): void {
    this.#events += events;
  }

  /** Saves one if it is time; to be called when nothing else is to be done. */
  idle(): void {
    const { store, clock } = this.#options;
    if (store?.lasting !== true || this.#ended || this.#events === 0) return;
    if (this.#writing !== undefined || this.#saving !== undefined) return;
    const few = this.#events < EVERY_EVENTS;
    const since = few ? Math.max(this.#begunAt, this.#lastAt) : this.#lastAt;
    if (clock.now() - since < (few ? AT_LAST_MS : EVERY_MS)) return;
    const captured = this.#capture();
    if (captured === undefined) return;
    this.#writeLater(captured, encodeParts(captured.state), []);
  }

  /** Saves the last one and ends. Never rejects. */
  async end(): Promise<void> {
    this.#ended = true;
    this.#options.clock.clearTimeout(this.#writing?.timer);
    this.#writing = undefined;
    await this.#saving;
    if (this.#options.store === undefined || this.#events === 0) return;
    const captured = this.#capture();
    if (captured === undefined) return;
    const slice = new TimeSlice(this.#options.clock);
    const parts: string[] = [];
    for (const part of encodeParts(captured.state)) {
      parts.push(part);
      if (slice.isOver) await slice.pause();
    }
    await this.#save(captured, parts);
  }

  #capture(): Captured | undefined {
    const captured = this.#options.capture();
    if (captured !== undefined) this.#events = 0;
    return captured;
  }

  #writeLater(captured: Captured, parts: Iterator<string, void, undefined>, written: string[]): void {
    const timer = this.#options.clock.setTimeout(() => {
      const next = parts.next();
      if (next.done !== true) {
        written.push(next.value);
        this.#writeLater(captured, parts, written);
        return;
      }
      this.#writing = undefined;
      this.#saving = this.#save(captured, written).finally(() => {
        this.#saving = undefined;
      });
    }, 0);
    this.#writing = { timer };
  }

  async #save({ position, state }: Captured, parts: readonly string[]): Promise<void> {
    const { store, clock, logger } = this.#options;
    this.#lastAt = clock.now();
    const [head] = state.head;
    try {
      await store?.save({ position, at: head?.now ?? 0, version: SNAPSHOT_VERSION, parts });
    } catch (error) {
      logger.warn({ err: error }, 'no snapshot was saved; a restart will take longer');
    }
  }
}
