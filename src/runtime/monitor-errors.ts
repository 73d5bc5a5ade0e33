import { readTrigger } from '../config/errors-schema.js';
import type { ErrorSettings } from '../domain/error-settings.js';
import { ErrorDesk, type ErrorDeskOptions } from '../errors/error-desk.js';
import type { Committer } from './committer.js';
import type { JournalWriter } from './journal-writer.js';
import type { LiveView } from './live-view.js';

/** How long a process that is about to end waits for the journal, in milliseconds. */
const LAST_WAIT = 1_000;

/** What the desk for errors takes from the rest of a monitor. */
interface Surroundings extends Pick<ErrorDeskOptions, 'clock' | 'logger' | 'newId' | 'raise'> {
  readonly view: LiveView;
  readonly committer: Committer;
  readonly writer: JournalWriter;
}

/** Where a monitor's program hands in its errors. */
export function errorsOf(
  settings: ErrorSettings,
  { view, committer, writer, ...rest }: Surroundings,
): ErrorDesk {
  return new ErrorDesk({
    ...rest,
    settings,
    readTrigger,
    statusOf: (service) => view.services.get(service)?.status,
    changes$: view.changes$,
    saveNow: () => committer.hurry((events) => writer.writeNow(events, LAST_WAIT)),
  });
}
