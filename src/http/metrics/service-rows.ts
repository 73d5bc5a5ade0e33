import type { Outcome } from '../../domain/check.js';
import type { RecordedEvent } from '../../domain/events.js';
import type { Monitor } from '../../domain/monitor.js';
import type { ServiceState } from '../../domain/service.js';
import { LabelNames, OTHER } from './label-names.js';
import { DURATION_BUCKETS, secondsOf } from './seconds.js';

/** What is counted of the checks of one service, or of all that have no row of their own. */
export interface ServiceRow {
  readonly label: string;
  readonly outcomes: Record<Outcome, number>;
  /** How many checks took no longer than each bucket's bound, but longer than the one before; the last has no bound. */
  readonly buckets: number[];
  /** How long all checks took, in seconds. */
  seconds: number;
}

/**
 * Counts the checks of each service from the events. No more than `limit` services have a row of their own at a time;
 * the others share one until a row becomes free.
 */
export class ServiceRows {
  readonly #monitor: Monitor;
  readonly #names: LabelNames;
  readonly #rows = new Map<string, ServiceRow>();
  readonly #others = newRow(OTHER);

  constructor(monitor: Monitor, limit: number) {
    this.#monitor = monitor;
    this.#names = new LabelNames(limit);
  }

  /** The row of a service that is watched; `undefined` if it has to share one. */
  of(name: string): ServiceRow | undefined {
    const known = this.#rows.get(name);
    if (known !== undefined) return known;
    const label = this.#names.of(name);
    if (label === OTHER) return undefined;
    const row = newRow(label);
    this.#rows.set(name, row);
    return row;
  }

  /** Lets go of the rows of all services but these. One that went and came back meanwhile goes on counting. */
  keep(services: readonly ServiceState[]): void {
    const kept = new Set(services.map(({ name }) => name));
    for (const name of this.#rows.keys()) {
      if (kept.has(name)) continue;
      this.#rows.delete(name);
      this.#names.forget(name);
    }
  }

  /** All rows, the shared one last. */
  all(): ServiceRow[] {
    return [...this.#rows.values(), this.#others];
  }

  count(event: RecordedEvent): void {
    if (event.type !== 'check.completed') return;
    const { outcome, latencyMs } = event.data;
    const seconds = secondsOf(latencyMs);
    const row = this.#counted(event.subject);
    row.outcomes[outcome]++;
    row.seconds += seconds;
    const bucket = bucketOf(seconds);
    row.buckets[bucket] = (row.buckets[bucket] ?? 0) + 1;
  }

  #counted(name: string): ServiceRow {
    const known = this.#rows.get(name);
    if (known !== undefined) return known;
    // What comes late of a service that is gone takes no row.
    if (this.#monitor.service(name) === undefined) return this.#others;
    return this.of(name) ?? this.#others;
  }
}

function newRow(label: string): ServiceRow {
  return {
    label,
    outcomes: { pass: 0, warn: 0, fail: 0 },
    buckets: new Array(DURATION_BUCKETS.length + 1).fill(0),
    seconds: 0,
  };
}

function bucketOf(seconds: number): number {
  const found = DURATION_BUCKETS.findIndex((bound) => seconds <= bound);
  return found < 0 ? DURATION_BUCKETS.length : found;
}
