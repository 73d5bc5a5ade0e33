import { EVENT_VERSIONS, type EventData, type EventType, type RecordedEvent } from '../domain/events.js';
import { IncidentLog } from '../journal/incident-log.js';
import { SilenceBook } from '../journal/silence-book.js';
import { LogicalClock } from './logical-clock.js';

/** Gives events their place and time, and folds those that later decisions look back at. */
export class Recorder {
  readonly clock = new LogicalClock();
  readonly incidents = new IncidentLog();
  readonly silences = new SilenceBook();
  /** Makes ids that no other run gives out. */
  run = 'run';
  /** While recovering: nothing is decided, only state is filled. */
  muted = false;
  #events: RecordedEvent[] = [];
  #position: number;

  /** @param position that of the last event recorded before */
  constructor(position: number) {
    this.#position = position;
  }

  /** That of the last event recorded. */
  get position(): number {
    return this.#position;
  }

  /** How many events wait to be taken. */
  get recorded(): number {
    return this.#events.length;
  }

  /** The events recorded since the last call. */
  take(): RecordedEvent[] {
    const events = this.#events;
    this.#events = [];
    return events;
  }

  record<T extends EventType>(type: T, subject: string, data: EventData[T]): void {
    const position = ++this.#position;
    const at = this.clock.now();
    const event = { position, at, type, version: EVENT_VERSIONS[type], subject, data } as RecordedEvent;
    this.#events.push(event);
    this.incidents.apply(event);
    this.silences.apply(event);
  }

  /** Takes in an event that was recorded before. */
  recover(event: RecordedEvent): void {
    this.#position = event.position;
    this.incidents.apply(event);
    this.silences.apply(event);
  }

  /** An id: the position makes it unique within the journal, the run beyond it. */
  nextId(): string {
    return `${this.run}-${(this.#position + 1).toString(36)}`;
  }
}
