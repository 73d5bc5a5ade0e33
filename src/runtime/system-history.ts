import type { ErrorsInMinute } from '../domain/captured-error.js';
import type { RecordedEvent } from '../domain/events.js';
import type { ServiceState } from '../domain/service.js';
import type { SystemPoint } from '../domain/system-history.js';

const MINUTE = 60_000;

/** How many minutes are remembered, the present one included. */
const MINUTES = 60;

/** What is counted of the present minute. */
interface Counting {
  readonly from: number;
  alerts: number;
  notifications: number;
}

/** The last hour of everything, by the minute: folded from events, with no timer. */
export class SystemHistory {
  readonly #services: () => Iterable<ServiceState>;
  #past: Omit<SystemPoint, 'errors'>[] = [];
  #present: Counting | undefined;

  /** @param services as they are now */
  constructor(services: () => Iterable<ServiceState>) {
    this.#services = services;
  }

  /** Counts an event; to be called before the services take it in. */
  count({ at, type }: RecordedEvent): void {
    const present = this.#present;
    // Most events come in the minute of the one before.
    const counting = present !== undefined && at < present.from + MINUTE ? present : this.#roll(at);
    if (type === 'alert.raised') counting.alerts++;
    else if (type === 'notification.requested') counting.notifications++;
  }

  /**
   * The last minutes, oldest first, the present one last. Empty before anything happened.
   *
   * @param errors of the program, which are no events
   */
  points(now: number, errors: readonly ErrorsInMinute[]): SystemPoint[] {
    if (this.#present === undefined) return [];
    const present = this.#roll(now);
    const counts = new Map(errors.map(({ from, count }) => [from, count]));
    return [...this.#past, this.#pointOf(present)]
      .slice(-MINUTES)
      .map((point) => ({ ...point, errors: counts.get(point.from) ?? 0 }));
  }

  /** Ends the minutes that are over by `at`; the present one after that. Time that goes back changes nothing. */
  #roll(at: number): Counting {
    const from = Math.floor(at / MINUTE) * MINUTE;
    let present = this.#present;
    if (present === undefined) {
      present = counting(from);
    } else if (from > present.from) {
      this.#past.push(this.#pointOf(present));
      const first = Math.max(present.from + MINUTE, from - (MINUTES - 1) * MINUTE);
      // Nothing happened in between, so the services were as they are.
      for (let minute = first; minute < from; minute += MINUTE) {
        this.#past.push(this.#pointOf(counting(minute)));
      }
      this.#past = this.#past.slice(1 - MINUTES).filter((point) => point.from > from - MINUTES * MINUTE);
      present = counting(from);
    }
    this.#present = present;
    return present;
  }

  #pointOf({ from, alerts, notifications }: Counting): Omit<SystemPoint, 'errors'> {
    const counts = { unknown: 0, healthy: 0, degraded: 0, unhealthy: 0 };
    for (const { status } of this.#services()) counts[status]++;
    return { from, counts, alerts, notifications };
  }
}

function counting(from: number): Counting {
  return { from, alerts: 0, notifications: 0 };
}
