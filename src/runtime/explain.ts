import type { Alert } from '../domain/alert.js';
import type { EventType, RecordedEvent } from '../domain/events.js';
import type { Explanation } from '../domain/explanation.js';
import type { Journal } from '../journal/journal.js';
import { AlertStory } from './alert-story.js';

const SILENCES: readonly EventType[] = ['silence.created', 'silence.ended'];

/** The types of events that stories are made of, beside silences. */
const TOLD: readonly EventType[] = [
  'alert.raised',
  'alert.suppressed',
  'notification.requested',
  'delivery.failed',
  'delivery.succeeded',
  'delivery.abandoned',
  'delivery.diverted',
  'incident.opened',
  'incident.resolved',
];

/**
 * Follows an alert or a notification through the journal: raised, each stage's verdict, the notification that accounts
 * for it, every attempt to deliver that. `undefined` if the journal does not hold it, or holds it no more.
 *
 * Ids are made from positions: the journal is read from where the story begins to where it ends, and for an id that
 * cannot be in it hardly at all.
 *
 * @param groupKeyOf how the pipeline names an alert's group
 * @param signal aborted when nobody waits for it any more; it is what `explain` then rejects with
 */
export async function explain(
  id: string,
  journal: Pick<Journal, 'read'>,
  groupKeyOf: (alert: Alert) => string,
  signal?: AbortSignal,
): Promise<Explanation | undefined> {
  signal?.throwIfAborted();
  const begin = await beginOf(id, journal, signal);
  if (begin === undefined) return undefined;
  const story = new AlertStory(id, groupKeyOf);
  for await (const event of journal.read({ after: begin - 1, types: TOLD })) {
    signal?.throwIfAborted();
    if (story.isOverBefore(event)) break;
    if (story.asksForSilences(event)) {
      for await (const earlier of journal.read({ types: SILENCES })) {
        signal?.throwIfAborted();
        if (earlier.position >= event.position) break;
        story.hear(earlier);
      }
    }
    story.hear(event);
  }
  return story.tell();
}

/** `run-position` is an alert's; a notification's begins with that of an alert, and says which one it is. */
const OF_ALERT = /^([^-]*-([0-9a-z]{1,10}))((?:-r?\d+){0,3})$/;
/** A notification that stands for a backlog. */
const OF_MERGED = /^merged-[0-9a-f]{32}$/;

/** The position of the event that the story of an id begins with; `undefined` if there is none. */
async function beginOf(
  id: string,
  journal: Pick<Journal, 'read'>,
  signal: AbortSignal | undefined,
): Promise<number | undefined> {
  if (OF_MERGED.test(id)) return requestedAt(id, 0, journal, signal);
  const [, alertId, digits = '', suffix] = OF_ALERT.exec(id) ?? [];
  if (alertId === undefined) return undefined;
  const position = Number.parseInt(digits, 36);
  if (position < 1) return undefined;
  for await (const event of journal.read({ after: position - 1, types: TOLD })) {
    if (isAlert(event, alertId)) return suffix === '' ? position : requestedAt(id, position, journal, signal);
    // Of what is forgotten the oldest goes first: a notification may be there when its first alert is not any more.
    const isForgotten = event.position > position;
    return isForgotten && suffix !== '' ? requestedAt(id, position, journal, signal) : undefined;
  }
  return undefined;
}

function isAlert(event: RecordedEvent, id: string): boolean {
  return event.type === 'alert.raised' && event.data.alert.id === id;
}

/** Where a notification was requested. */
async function requestedAt(
  id: string,
  after: number,
  journal: Pick<Journal, 'read'>,
  signal: AbortSignal | undefined,
): Promise<number | undefined> {
  for await (const { type, position, data } of journal.read({ after, types: ['notification.requested'] })) {
    signal?.throwIfAborted();
    if (type === 'notification.requested' && data.notification.id === id) return position;
  }
  return undefined;
}
