import type { Clock } from '../domain/clock.js';
import { type HistoryPoint, type HistorySpan, resolveSpan, type Uptime } from '../domain/history.js';
import { TocsinError } from '../domain/tocsin-error.js';
import type { Journal, TimeSpan } from '../journal/journal.js';
import { historyFromChecks } from '../journal/rollup/history-from-checks.js';

const DAY = 86_400_000;

export interface MonitorHistoryOptions {
  readonly journal: Journal;
  readonly clock: Clock;
  readonly isKnown: (service: string) => boolean;
  /** Resolves when the journal is open and all that came in so far is in it. */
  readonly settled: () => Promise<void>;
}

/** What is asked of the past of services. */
export class MonitorHistory {
  readonly #options: MonitorHistoryOptions;

  constructor(options: MonitorHistoryOptions) {
    this.#options = options;
  }

  async points(service: string, span: HistorySpan): Promise<readonly HistoryPoint[]> {
    const { clock, settled } = this.#options;
    const resolved = resolveSpan(span, clock.now());
    await settled();
    this.#refuseUnknown(service);
    return this.#ask(service, resolved);
  }

  async uptime(service: string): Promise<Uptime> {
    await this.#options.settled();
    this.#refuseUnknown(service);
    const [day, week, month, quarter] = await Promise.all(
      [1, 7, 30, 90].map((days) => this.#upIn(service, days)),
    );
    return { '24h': day, '7d': week, '30d': month, '90d': quarter };
  }

  async #upIn(service: string, days: number): Promise<number | undefined> {
    const now = this.#options.clock.now();
    const span = resolveSpan({ from: Math.max(0, now - days * DAY), step: days * DAY + 2 * 60_000 }, now);
    const [point] = await this.#ask(service, span);
    return point?.uptimePercent;
  }

  async #ask(service: string, span: TimeSpan): Promise<readonly HistoryPoint[]> {
    const { journal } = this.#options;
    if (journal.history !== undefined) return journal.history(service, span);
    const checks = journal.read({ from: span.from, to: span.to, types: ['check.completed'] });
    return historyFromChecks(checks, service, span);
  }

  #refuseUnknown(service: string): void {
    if (this.#options.isKnown(service)) return;
    throw new TocsinError('ERR_UNKNOWN_SERVICE', `there is no service '${service}'`);
  }
}
