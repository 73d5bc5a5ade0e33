import type { Alert } from '../domain/alert.js';
import type { RecordedEvent } from '../domain/events.js';
import { type AlertMatch, matchesAlert, matchFromJson } from '../domain/matcher.js';
import type { Silence, SilenceRecord } from '../domain/silence.js';

/** How many silences that are over are remembered. */
const MAX_ENDED = 100;

/** A silence with its matcher ready for use. */
interface Entry {
  readonly record: SilenceRecord;
  readonly match: AlertMatch;
  readonly createdAt: number;
  endedAt?: number;
}

/** A silence as a snapshot holds it. */
export interface SavedSilence {
  readonly record: SilenceRecord;
  readonly createdAt: number;
  readonly endedAt?: number;
}

/** The silences, folded from the journal. */
export class SilenceBook {
  readonly #open = new Map<string, Entry>();
  #ended: Entry[] = [];

  save(): SavedSilence[] {
    return [...this.#ended, ...this.#open.values()].map(({ record, createdAt, endedAt }) => ({
      record,
      createdAt,
      ...(endedAt === undefined ? {} : { endedAt }),
    }));
  }

  restore(silences: readonly SavedSilence[]): void {
    for (const { record, createdAt, endedAt } of silences) {
      this.begin(record, createdAt);
      if (endedAt !== undefined) this.end(record.id, endedAt);
    }
  }

  /** Those that are pending or in force. */
  open(): SilenceRecord[] {
    return [...this.#open.values()].map(({ record }) => record);
  }

  apply(event: RecordedEvent): void {
    if (event.type === 'silence.created') this.begin(event.data, event.at);
    else if (event.type === 'silence.ended') this.end(event.subject, event.at);
  }

  /** Takes a silence in, in the place of one with its id; also before that is recorded, so that it shows at once. */
  begin(record: SilenceRecord, createdAt: number): void {
    this.#ended = this.#ended.filter((entry) => entry.record.id !== record.id);
    this.#open.set(record.id, { record, match: matchFromJson(record.match), createdAt });
  }

  /** Ends a silence; also before that is recorded. Says whether there was one to end. */
  end(id: string, endedAt: number): boolean {
    const entry = this.#open.get(id);
    if (entry === undefined) return false;
    this.#open.delete(id);
    this.#ended.push({ ...entry, endedAt });
    if (this.#ended.length >= 2 * MAX_ENDED) this.#ended = this.#ended.slice(-MAX_ENDED);
    return true;
  }

  /** Whether a silence in force at `now` matches the alert. */
  isSilenced(alert: Alert, now: number): boolean {
    for (const { record, match } of this.#open.values()) {
      if (record.from <= now && now < record.until && matchesAlert(match, alert)) return true;
    }
    return false;
  }

  /** That silence, if it is pending or in force. */
  get(id: string): SilenceRecord | undefined {
    return this.#open.get(id)?.record;
  }

  /** All that are remembered, newest first. */
  list(now: number): Silence[] {
    return [...this.#ended, ...this.#open.values()]
      .map((entry) => silenceOf(entry, now))
      .sort((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1));
  }
}

/** A silence as its users see it. */
function silenceOf({ record, match, createdAt, endedAt }: Entry, now: number): Silence {
  const over = endedAt !== undefined || now >= record.until;
  const status = over ? 'ended' : now < record.from ? 'pending' : 'active';
  return { ...record, match, createdAt, until: Math.min(record.until, endedAt ?? record.until), status };
}
