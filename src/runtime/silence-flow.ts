import type { EventData, RecordedEvent } from '../domain/events.js';
import type { MaintenanceRecord } from '../domain/maintenance.js';
import type { SilenceRecord } from '../domain/silence.js';
import { nextMaintenance } from './next-maintenance.js';
import type { Recorder } from './recorder.js';

/** A service's window and the silence that stands for its next or present time. */
interface Planned {
  readonly window: MaintenanceRecord;
  readonly silence: SilenceRecord;
}

/** The next or present time of a maintenance window, as a snapshot holds it. */
export interface SavedMaintenance extends Planned {
  readonly service: string;
}

/** Begins and ends silences, and keeps the next one planned for each maintenance window. */
export class SilenceFlow {
  readonly #recorder: Recorder;
  readonly #onEnded: () => void;
  /** By service, then by what makes a window the same. */
  readonly #planned = new Map<string, Map<string, Planned>>();

  /** @param onEnded called when a silence ended, by time or by hand, or was changed */
  constructor(recorder: Recorder, onEnded: () => void) {
    this.#recorder = recorder;
    this.#onEnded = onEnded;
  }

  save(): SavedMaintenance[] {
    return [...this.#planned].flatMap(([service, planned]) =>
      [...planned.values()].map((one) => ({ service, ...one })),
    );
  }

  /** To be called when the silences themselves are back. */
  restore(planned: readonly SavedMaintenance[]): void {
    for (const silence of this.#recorder.silences.open()) this.#watch(silence);
    for (const { service, window, silence } of planned) this.#keep(service, window, silence);
  }

  /** Begins a silence, or puts it in the place of the one that has its id. */
  begin(data: SilenceRecord): void {
    const changes = this.#recorder.silences.get(data.id) !== undefined;
    this.#recorder.record('silence.created', data.id, data);
    this.#watch(data);
    if (changes) this.#onEnded();
  }

  /** @param removed whether somebody ended it before its time */
  end(id: string, removed: boolean): void {
    const { silences, muted } = this.#recorder;
    if (muted || silences.get(id) === undefined) return;
    const data: EventData['silence.ended'] = { removed };
    this.#recorder.record('silence.ended', id, data);
    this.#planNext(id);
    this.#onEnded();
  }

  /** Sees to it that each of a service's maintenance windows has its next time planned, and none that is gone. */
  plan(service: string, windows: readonly MaintenanceRecord[]): void {
    const wanted = new Map(windows.map((window) => [keyOf(window), window]));
    for (const [key, { silence }] of this.#planned.get(service) ?? []) {
      if (wanted.has(key)) continue;
      this.#forget(service, key);
      this.end(silence.id, false);
    }
    for (const [key, window] of wanted) {
      if (this.#planned.get(service)?.has(key) !== true)
        this.#plan(service, window, this.#recorder.clock.now());
    }
  }

  recover(event: RecordedEvent): void {
    if (event.type === 'silence.created') {
      this.#watch(event.data);
      const { maintenance } = event.data;
      if (maintenance !== undefined) this.#keep(maintenance.service, maintenance.window, event.data);
    } else if (event.type === 'silence.ended') {
      const found = this.#find(event.subject);
      if (found !== undefined) this.#forget(found.service, keyOf(found.window));
    }
  }

  #watch({ id, until }: SilenceRecord): void {
    const { clock, silences } = this.#recorder;
    clock.setFirst(() => {
      // It may have been given another end meanwhile.
      if (silences.get(id)?.until === until) this.end(id, false);
    }, until - clock.now());
  }

  #planNext(id: string): void {
    const found = this.#find(id);
    if (found === undefined) return;
    const { service, window, silence } = found;
    this.#forget(service, keyOf(window));
    this.#plan(service, window, silence.until);
  }

  #plan(service: string, window: MaintenanceRecord, after: number): void {
    const span = nextMaintenance(window, after);
    if (span === undefined) return;
    const silence: SilenceRecord = {
      id: this.#recorder.nextId(),
      match: { service },
      ...span,
      by: 'maintenance',
      ...(window.reason === undefined ? {} : { reason: window.reason }),
      maintenance: { service, window },
    };
    this.#keep(service, window, silence);
    this.begin(silence);
  }

  #keep(service: string, window: MaintenanceRecord, silence: SilenceRecord): void {
    const planned = this.#planned.get(service) ?? new Map<string, Planned>();
    planned.set(keyOf(window), { window, silence });
    this.#planned.set(service, planned);
  }

  #forget(service: string, key: string): void {
    const planned = this.#planned.get(service);
    planned?.delete(key);
    if (planned?.size === 0) this.#planned.delete(service);
  }

  #find(id: string): (Planned & { readonly service: string }) | undefined {
    for (const [service, planned] of this.#planned) {
      for (const one of planned.values()) if (one.silence.id === id) return { service, ...one };
    }
    return undefined;
  }
}

function keyOf({ days, start, durationMs, timeZone, reason = '' }: MaintenanceRecord): string {
  return JSON.stringify([days, start, durationMs, timeZone, reason]);
}
