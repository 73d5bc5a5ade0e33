import type { Clock, TimerHandle } from '../domain/clock.js';
import type { RecordedEvent } from '../domain/events.js';
import type { JournalStats } from '../domain/journal-stats.js';
import type { Logger } from '../domain/logger.js';
import { Patience } from '../domain/patience.js';
import { TocsinError } from '../domain/tocsin-error.js';
import type { Journal } from '../journal/journal.js';
import { settles } from '../journal/settling.js';

/** How many events wait in memory while the journal cannot be written; beyond it some are given up. */
const MAX_BACKLOG = 100_000;
/** How many of those that waited are written at a time. */
const RETRY_BATCH = 1_000;
/** How long a write may take before it counts as failed, in milliseconds. */
const PATIENCE = 5_000;
/** How long after a failure what waits is written again, in milliseconds; doubles up to the second. */
const FIRST_RETRY = 1_000;
const LAST_RETRY = 60_000;

export interface JournalWriterOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Told when writing begins to fail, and why, and when all that waited is written. */
  readonly onFailing: (trouble: JournalTrouble | undefined) => void;
  /** Told how many events were given up, once the journal works again. */
  readonly onLost: (count: number) => void;
}

/** Why the journal cannot be written. */
export interface JournalTrouble {
  readonly message: string;
}

/**
 * Writes to the journal and outlives its failures: what could not be written, or not in time, waits in memory and is
 * written when the journal works again, so that an alert is never held up by a broken disk.
 */
export class JournalWriter {
  readonly #journal: Journal;
  readonly #options: JournalWriterOptions;
  #failing = false;
  /** What is not written yet, oldest first. */
  #backlog: RecordedEvent[] = [];
  /** How many of the backlog's first are being written right now and must stay where they are. */
  #underWay = 0;
  readonly #patience: Patience;
  #lost = 0;
  #writes = 0;
  #writeMs = 0;
  #delay = FIRST_RETRY;
  #timer: TimerHandle | undefined;
  #retrying: Promise<void> | undefined;

  constructor(journal: Journal, options: JournalWriterOptions) {
    this.#journal = journal;
    this.#options = options;
    this.#patience = new Patience({
      clock: options.clock,
      // One that always settles is not timed: it knows its own time, and this clock may be a test's.
      ms: settles(journal) ? undefined : PATIENCE,
      slow: tooSlow,
    });
  }

  /** Whether events wait for the journal to work again. */
  get failing(): boolean {
    return this.#failing;
  }

  /** Resolves when the events are durable or wait in memory. Never rejects. */
  async write(events: readonly RecordedEvent[]): Promise<void> {
    if (this.#failing) return this.#keep(events);
    try {
      await this.#append(events);
    } catch (error) {
      this.#keep(events);
      if (!this.#failing) this.#failed(error);
    }
  }

  /**
   * Writes before it returns, as far as the journal can, waiting no longer than `ms` milliseconds; says whether these
   * events are durable. They are still to be written as ever: a journal passes over what it holds.
   */
  writeNow(events: readonly RecordedEvent[], ms: number): boolean {
    try {
      return this.#journal.appendNow?.([...this.#backlog, ...events], ms) ?? false;
    } catch (error) {
      this.#options.logger.error({ err: error }, 'the journal could not be written at once');
      return false;
    }
  }

  /** Too much waits, or for too long: from now on it waits in memory and holds nothing up. */
  failOpen(): void {
    if (this.#failing) return;
    if (this.#patience.waiting) this.#patience.giveUp();
    else this.#failed(tooSlow());
  }

  /** How many events wait for the journal to work again. */
  get waiting(): number {
    return this.#backlog.length;
  }

  stats(): Omit<JournalStats, 'position'> {
    const { failing, waiting } = this;
    return { failing, waiting, writes: this.#writes, writeMs: this.#writeMs };
  }

  /** Tries once more to write what waits; says how many events still wait. */
  async flush(): Promise<number> {
    if (this.#failing) await this.#retry();
    return this.#backlog.length;
  }

  /** Retries no more. */
  end(): void {
    this.#options.clock.clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #failed(error: unknown): void {
    const { logger, onFailing } = this.#options;
    const message = error instanceof Error ? error.message : String(error);
    this.#failing = true;
    logger.error({ err: error }, 'the journal cannot be written; events wait in memory');
    this.#retryLater();
    onFailing({ message });
  }

  #recovered(): void {
    const lost = this.#lost;
    this.end();
    this.#failing = false;
    this.#delay = FIRST_RETRY;
    this.#lost = 0;
    this.#options.onFailing(undefined);
    if (lost > 0) this.#options.onLost(lost);
  }

  #retryLater(): void {
    this.#timer ??= this.#options.clock.setTimeout(() => {
      this.#timer = undefined;
      void this.#retry();
    }, this.#delay);
  }

  #retry(): Promise<void> {
    this.#retrying ??= this.#writeBacklog().then(() => {
      this.#retrying = undefined;
    });
    return this.#retrying;
  }

  async #writeBacklog(): Promise<void> {
    try {
      while (this.#backlog.length > 0) {
        const batch = this.#backlog.slice(0, RETRY_BATCH);
        this.#underWay = batch.length;
        await this.#append(batch);
        this.#backlog.splice(0, batch.length);
        this.#underWay = 0;
      }
      this.#recovered();
    } catch {
      this.#underWay = 0;
      this.#delay = Math.min(LAST_RETRY, this.#delay * 2);
      this.#retryLater();
    }
  }

  async #append(events: readonly RecordedEvent[]): Promise<void> {
    const begun = this.#ticks();
    await this.#patience.wait(() => this.#journal.append(events));
    this.#writes++;
    this.#writeMs += this.#ticks() - begun;
  }

  #ticks(): number {
    const { clock } = this.#options;
    return clock.monotonic?.() ?? clock.now();
  }

  #keep(events: readonly RecordedEvent[]): void {
    for (const event of events) this.#backlog.push(event);
    // Cut back in strides, so that it costs the same per event however long it lasts.
    if (this.#backlog.length <= MAX_BACKLOG * 1.1) return;
    const before = this.#backlog.length;
    this.#giveUp((event) => event.type === 'check.completed');
    this.#giveUp(() => true);
    this.#lost += before - this.#backlog.length;
  }

  /** Lets go of the oldest that may go, as many as it takes. */
  #giveUp(mayGo: (event: RecordedEvent) => boolean): void {
    let excess = this.#backlog.length - MAX_BACKLOG;
    if (excess <= 0) return;
    this.#backlog = this.#backlog.filter((event, i) => {
      if (excess <= 0 || i < this.#underWay || !mayGo(event)) return true;
      excess--;
      return false;
    });
  }
}

function tooSlow(): TocsinError {
  return new TocsinError('ERR_JOURNAL_SLOW', 'the journal takes too long to write; look to its disk');
}
