import type { RecordedEvent } from '../../domain/events.js';

/** A place in the record of one journal: a position, and the run that wrote there. */
export interface Place {
  readonly run: string;
  readonly position: number;
}

/** A place as the id of a message. */
export function placeId({ run, position }: Place): string {
  return `${run}.${position}`;
}

/** Reads the id of a message; `undefined` if it is none. */
export function readPlace(id: string): Place | undefined {
  const [, run, position] = /^([\w-]{1,64})\.(\d{1,15})$/.exec(id) ?? [];
  return run === undefined || position === undefined ? undefined : { run, position: Number(position) };
}

/** Which run wrote where: a position alone would mean another event once a journal was begun afresh. */
export class Runs {
  readonly #begun: Place[] = [];

  /** Takes in an event; what is not the beginning of a later run is passed over. */
  apply(event: RecordedEvent): void {
    if (event.type === 'runtime.started') this.#add({ run: event.data.run, position: event.position });
  }

  /** Takes in what others know of later runs. */
  adopt(other: Runs): void {
    for (const place of other.#begun) this.#add(place);
  }

  /** The run that wrote at a position; a text that no run has if none is known. */
  at(position: number): string {
    return this.#begun.findLast((run) => run.position <= position)?.run ?? 'none';
  }

  /** Whether a place is in this record. */
  has({ run, position }: Place): boolean {
    return this.at(position) === run;
  }

  #add(place: Place): void {
    const last = this.#begun.at(-1);
    if (last === undefined || last.position < place.position) this.#begun.push(place);
  }
}
