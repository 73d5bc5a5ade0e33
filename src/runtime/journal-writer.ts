import type { RecordedEvent } from '../domain/events.js';
import type { Logger } from '../domain/logger.js';
import type { Journal } from '../journal/journal.js';

/** How many events wait in memory while the journal cannot be written; beyond it the oldest are given up. */
const MAX_BACKLOG = 100_000;

/**
 * Writes to the journal and outlives its failures: what could not be written waits in memory and goes along with the
 * next write, so that an alert is never held up by a broken disk.
 */
export class JournalWriter {
  readonly #journal: Journal;
  readonly #logger: Logger;
  readonly #onFailing: (failing: boolean, reason: string) => void;
  #backlog: readonly RecordedEvent[] = [];
  #lost = 0;

  /** @param onFailing told when writing begins to fail and when it works again */
  constructor(journal: Journal, logger: Logger, onFailing: (failing: boolean, reason: string) => void) {
    this.#journal = journal;
    this.#logger = logger;
    this.#onFailing = onFailing;
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
      if (failing) this.#onFailing(false, this.#lost === 0 ? '' : `${this.#lost} events were lost`);
      this.#lost = 0;
    } catch (error) {
      this.#lost += Math.max(0, all.length - MAX_BACKLOG);
      this.#backlog = all.slice(-MAX_BACKLOG);
      if (failing) return;
      this.#logger.error({ err: error }, 'the journal cannot be written; events wait in memory');
      this.#onFailing(true, error instanceof Error ? error.message : String(error));
    }
  }
}
