import type { Clock } from './clock.js';
import type { TocsinError } from './tocsin-error.js';

export interface PatienceOptions {
  readonly clock: Clock;
  /** How long work may take, in milliseconds; `undefined`: as long as nobody calls `giveUp`. */
  readonly ms: number | undefined;
  /** What work is rejected with that takes too long. */
  readonly slow: () => TocsinError;
}

/**
 * Waits for work that cannot be broken off, such as a write to a disk, but not for ever. Work that was given up may still
 * succeed; new work does not begin before that is settled, for two would be in each other's way.
 */
export class Patience {
  readonly #options: PatienceOptions;
  /** Work that was given up and is not settled. */
  #late: Promise<void> | undefined;
  readonly #waiting = new Set<() => void>();

  constructor(options: PatienceOptions) {
    this.#options = options;
  }

  /** Rejects with what the work rejects with, or when it, or work before it, takes too long. */
  async wait(begin: () => Promise<unknown>): Promise<void> {
    if (this.#late !== undefined) await this.#inTime(this.#late);
    await this.#inTime(begin());
  }

  /** Whether something is waited for. */
  get waiting(): boolean {
    return this.#waiting.size > 0;
  }

  /** Waits no longer for what is under way. */
  giveUp(): void {
    for (const giveUp of [...this.#waiting]) giveUp();
  }

  #inTime(work: Promise<unknown>): Promise<void> {
    const { clock, ms, slow } = this.#options;
    return new Promise((resolve, reject) => {
      const giveUp = (): void => {
        settled();
        this.#late ??= work
          .catch(() => {})
          .then(() => {
            this.#late = undefined;
          });
        reject(slow());
      };
      const timer = ms === undefined ? undefined : clock.setTimeout(giveUp, ms);
      const settled = (): void => {
        clock.clearTimeout(timer);
        this.#waiting.delete(giveUp);
      };
      this.#waiting.add(giveUp);
      work.then(
        () => {
          settled();
          resolve();
        },
        (error: unknown) => {
          settled();
          reject(error);
        },
      );
    });
  }
}
