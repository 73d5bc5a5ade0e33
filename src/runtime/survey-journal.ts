import type { RecordedEvent } from '../domain/events.js';
import type { Journal } from '../journal/journal.js';
import { isInput } from './graph-input.js';

/** What a journal holds of the time before a moment. */
export interface JournalSurvey {
  /** Where the part begins that nothing is missing from: with something that came from outside. */
  readonly completeFrom: { readonly position: number; readonly at: number };
  /** Whether it is cut: there was more before that part. */
  readonly cut: boolean;
  /** Whether the monitor was still running when the moment came. */
  readonly goesOn: boolean;
  /** The services that it knows of. */
  readonly services: ReadonlySet<string>;
}

/**
 * Looks through a journal once. Positions have no gaps, so one tells what was forgotten since: retention takes checks
 * away earlier than the rest.
 *
 * @param to epoch milliseconds; what is recorded then or later counts for `goesOn` alone
 */
export async function surveyJournal(
  journal: Pick<Journal, 'read'>,
  to = Number.POSITIVE_INFINITY,
): Promise<JournalSurvey> {
  const services = new Set<string>();
  let completeFrom = { position: 1, at: 0 };
  let last = 0;
  let goesOn = false;
  let inGap = false;
  for await (const event of journal.read()) {
    const { position, at, type, subject } = event;
    if (at >= to) {
      goesOn = last > 0 && type !== 'runtime.started';
      break;
    }
    inGap ||= position > last + 1;
    // Decisions right behind a gap follow from what is gone.
    if (inGap) completeFrom = { position: position + 1, at };
    if (inGap && cameFromOutside(event)) {
      completeFrom = { position, at };
      inGap = false;
    }
    last = position;
    if (type === 'service.registered' || type === 'check.completed') services.add(subject);
  }
  return { completeFrom, cut: completeFrom.position > 1, goesOn, services };
}

function cameFromOutside(event: RecordedEvent): boolean {
  if (event.type === 'alert.raised') return event.data.origin === 'program';
  if (event.type === 'silence.ended') return event.data.removed;
  return isInput(event) && !(event.type === 'silence.created' && event.data.maintenance !== undefined);
}
