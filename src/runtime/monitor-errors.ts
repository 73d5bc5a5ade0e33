import { readTrigger } from '../config/errors-schema.js';
import type { ErrorSettings } from '../domain/error-settings.js';
import type { RecordedEvent } from '../domain/events.js';
import { ErrorDesk, type ErrorDeskOptions } from '../errors/error-desk.js';
import type { LastMoment } from '../errors/process-hooks.js';
import type { Committer } from './committer.js';
import type { JournalWriter } from './journal-writer.js';
import type { LiveView } from './live-view.js';
import type { Sinks } from './sinks.js';

/** How long a process that is about to end waits for the journal, in milliseconds. */
const LAST_WAIT = 1_000;
/** How long it waits for its channels, the fallback included. */
const LAST_SEND = 5_000;
/** How long a process that lives on is not held up again. */
const LAST_REST = 60_000;

/** What the desk for errors takes from the rest of a monitor. */
interface Surroundings extends Pick<ErrorDeskOptions, 'clock' | 'logger' | 'newId' | 'raise'> {
  readonly view: LiveView;
  readonly committer: Committer;
  readonly writer: JournalWriter;
  readonly sinks: Sinks;
}

/** Where a monitor's program hands in its errors. */
export function errorsOf(settings: ErrorSettings, surroundings: Surroundings): ErrorDesk {
  const { view, committer, writer, sinks, ...rest } = surroundings;
  return new ErrorDesk({
    ...rest,
    settings,
    readTrigger,
    statusOf: (service) => view.services.get(service)?.status,
    changes$: view.changes$,
    lastWords: lastWordsOf(surroundings),
  });
}

/**
 * Makes durable what was accepted and sends what is critical, before it returns: the process may end without another turn
 * of its event loop. In one that may live on, what the sinks hold already is left to them if the journal has it, and the
 * event loop is held up for channels once a minute at most.
 */
function lastWordsOf({ committer, writer, sinks, logger, clock }: Surroundings) {
  let sentAt = Number.NEGATIVE_INFINITY;
  const ticks = (): number => clock.monotonic?.() ?? clock.now();
  return ({ mayLive }: LastMoment): void => {
    let decided: readonly RecordedEvent[] = [];
    const save = (): boolean =>
      committer.hurry((events) => {
        decided = events;
        return writer.writeNow(events, LAST_WAIT);
      });
    const saved = save();
    if (mayLive && ticks() - sentAt < LAST_REST) return;
    sentAt = ticks();
    const { records, unsent } = sinks.deliverLast(decided, { ms: LAST_SEND, leavesHeld: mayLive && saved });
    // The next start must know what is sent.
    if (records.length > 0) save();
    const then = saved ? 'the next start on this journal sends it' : 'it is lost if the process ends now';
    for (const about of unsent) logger.error(about, `a critical notification was not sent; ${then}`);
  };
}
