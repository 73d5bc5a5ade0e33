import type { Alert } from '../domain/alert.js';
import type { AlertKeyStats } from '../domain/alert-stats.js';
import type { RecordedEvent } from '../domain/events.js';

/** Of more keys, the one that was quiet for longest is forgotten. */
const MOST_KEYS = 500;

type Counted = { -readonly [K in keyof AlertKeyStats]: AlertKeyStats[K] };

/** Counts alerts by key, folded from the journal. */
export class KeyTally {
  /** The one that was quiet for longest is the first. */
  readonly #keys = new Map<string, Counted>();
  /** The latest alert that ended a condition. */
  #resolution: string | undefined;

  apply(event: RecordedEvent): void {
    if (event.type === 'alert.raised') {
      const { alert } = event.data;
      if (alert.status === 'firing') this.#raise(alert, event.at);
      else this.#resolution = alert.id;
    } else if (event.type === 'alert.suppressed') {
      const { key, alertId } = event.data;
      const counted = this.#keys.get(key);
      // The end of a condition may be held back, too; that is decided as soon as it came in.
      if (counted !== undefined && alertId !== this.#resolution) counted.suppressed++;
    }
  }

  /** Most first; of as many the latest. */
  list(limit = MOST_KEYS): AlertKeyStats[] {
    return this.save()
      .sort((a, b) => b.raised - a.raised || b.lastAt - a.lastAt)
      .slice(0, Math.max(0, limit));
  }

  /** The one that was quiet for longest first. */
  save(): AlertKeyStats[] {
    return [...this.#keys.values()].map((counted) => ({ ...counted }));
  }

  /** Takes back what {@link KeyTally.save} gave. */
  restore(saved: readonly AlertKeyStats[]): void {
    for (const counted of saved) this.#keys.set(counted.key, { ...counted });
  }

  #raise({ key, title, severity, category }: Alert, at: number): void {
    const known = this.#keys.get(key);
    const counted: Counted = known ?? {
      ...{ key, title, severity, category },
      ...{ raised: 0, suppressed: 0, firstAt: at, lastAt: at },
    };
    Object.assign(counted, { title, severity, category, raised: counted.raised + 1, lastAt: at });
    this.#keys.delete(key);
    this.#keys.set(key, counted);
    if (this.#keys.size <= MOST_KEYS) return;
    for (const [oldest] of this.#keys) {
      this.#keys.delete(oldest);
      break;
    }
  }
}
