import type { Alert } from '../domain/alert.js';
import type { AlertKeyStats } from '../domain/alert-stats.js';
import type { RecordedEvent } from '../domain/events.js';

/** Of more keys, the one that was quiet for longest is forgotten. */
const MOST_KEYS = 500;

/** What is counted of a key, as a snapshot holds it. */
export interface SavedKey extends AlertKeyStats {
  /** The latest alert that ended a condition of that key. */
  readonly endedBy?: string;
}

type Counted = { -readonly [K in keyof SavedKey]: SavedKey[K] };

/** Counts alerts by key, folded from the journal. */
export class KeyTally {
  /** The one that was quiet for longest is the first. */
  readonly #keys = new Map<string, Counted>();

  apply(event: RecordedEvent): void {
    if (event.type === 'alert.raised') {
      const { alert } = event.data;
      if (alert.status === 'firing') this.#raise(alert, event.at);
      else this.#end(alert);
    } else if (event.type === 'alert.suppressed') {
      const { key, alertId } = event.data;
      const counted = this.#keys.get(key);
      // The end of a condition may be held back, too; that is decided as soon as it came in.
      if (counted !== undefined && alertId !== counted.endedBy) counted.suppressed++;
    }
  }

  /** Most first; of as many the latest. */
  list(limit = MOST_KEYS): AlertKeyStats[] {
    return [...this.#keys.values()]
      .sort((a, b) => b.raised - a.raised || b.lastAt - a.lastAt)
      .slice(0, Math.max(0, limit))
      .map(({ endedBy: _, ...counted }) => counted);
  }

  /** The one that was quiet for longest first. */
  save(): SavedKey[] {
    return [...this.#keys.values()].map((counted) => ({ ...counted }));
  }

  /** Takes back what {@link KeyTally.save} gave. */
  restore(saved: readonly SavedKey[]): void {
    for (const counted of saved) this.#keys.set(counted.key, { ...counted });
  }

  #end({ key, id }: Alert): void {
    const counted = this.#keys.get(key);
    if (counted !== undefined) counted.endedBy = id;
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
