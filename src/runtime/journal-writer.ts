import type { Clock, TimerHandle } from '../domain/clock.js';
import type { RecordedEvent } from '../domain/events.js';
import type { Logger } from '../domain/logger.js';
import type { Journal } from '../journal/journal.js';

/** How many events wait in memory while the journal cannot be written; beyond it the oldest are given up. */
const MAX_BACKLOG = 100_000;
/** How long after a failure what waits is written again, in milliseconds; doubles up to the second. */
const FIRST_RETRY = 1_000;
const LAST_RETRY = 60_000;

export interface JournalWriterOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Told when writing begins to fail and when it works again. */
  readonly onFailing: (failing: boolean, reason: string) => void;
  /** Told when it is time to write again; `write` takes along what waits. */
  readonly onRetry: () => void;
}

/**
 * Writes to the journal and outlives its failures: what could not be written waits in memory and goes along with the
 * next write, or with a retry, so that an alert is never held up by a broken disk.
 */
export class JournalWriter {
  readonly #journal: Journal;
  readonly #options: JournalWriterOptions;
  #backlog: readonly RecordedEvent[] = [];
  #lost = 0;
  #delay = FIRST_RETRY;
  #timer: TimerHandle | undefined;

  constructor(journal: Journal, options: JournalWriterOptions) {
    this.#journal = journal;
    this.#options = options;
  }

  /** How many events wait for the journal to work again. */
  get waiting(): number {
    return this.#backlog.length;
  }

  /** Resolves when the events are durable or wait in memory. Never rejects. */
  async write(events: readonly RecordedEvent[]): Promise<void> {
    const failing = this.#backlog.length > 0;
    const all = failing ? [...this.#backlog, ...events] : events;
    try {
      await this.#journal.append(all);
      this.#backlog = [];
      if (failing) this.#recovered();
    } catch (error) {
      this.#lost += Math.max(0, all.length - MAX_BACKLOG);
      this.#backlog = all.slice(-MAX_BACKLOG);
      this.#retryLater();
      if (!failing) this.#failed(error);
    }
  }

  /** Retries no more. */
  end(): void {
    this.#options.clock.clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #failed(error: unknown): void {
    const { logger, onFailing } = this.#options;
    logger.error({ err: error }, 'the journal cannot be written; events wait in memory');
    onFailing(true, error instanceof Error ? error.message : String(error));
  }

  #recovered(): void {
    this.end();
    this.#delay = FIRST_RETRY;
    this.#options.onFailing(false, this.#lost === 0 ? '' : `${this.#lost} events were lost`);
    this.#lost = 0;
  }

  #retryLater(): void {
    if (this.#timer !== undefined) return;
    const { clock, onRetry } = this.#options;
    this.#timer = clock.setTimeout(() => {
      this.#timer = undefined;
      onRetry();
    }, this.#delay);
    this.#delay = Math.min(LAST_RETRY, this.#delay * 2);
  }
}
