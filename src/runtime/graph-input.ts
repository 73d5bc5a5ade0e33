import type { EventData, EventType, RecordedEvent } from '../domain/events.js';

/** What happened outside and is handed in: a type of event with its subject and data. */
export type Input<T extends EventType = InputType> = {
  readonly [K in T]: { readonly type: K; readonly subject: string; readonly data: EventData[K] };
}[T];

/** The types of events that come from outside; all others are decisions that follow from them. */
export type InputType = (typeof INPUT_TYPES)[number];

const INPUT_TYPES = [
  'runtime.started',
  'runtime.stopped',
  'service.registered',
  'service.unregistered',
  'service.paused',
  'service.resumed',
  'check.completed',
  'incident.acknowledged',
  'silence.created',
  'throttle.reset',
  'delivery.failed',
  'delivery.succeeded',
  'delivery.abandoned',
  'delivery.diverted',
] as const;

const INPUTS: ReadonlySet<EventType> = new Set(INPUT_TYPES);

/** Whether a recorded event was decided, rather than handed in. */
export function isDecision(event: RecordedEvent): boolean {
  switch (event.type) {
    case 'alert.raised':
      return event.data.origin === 'graph';
    case 'silence.created':
      return event.data.maintenance !== undefined;
    case 'silence.ended':
      return !event.data.removed;
    case 'notification.requested':
      return event.data.merges === undefined;
    case 'runtime.reconfigured':
      return false;
    default:
      return !isInput(event);
  }
}

/** Whether a recorded event came from outside. */
export function isInput(event: RecordedEvent): event is Extract<RecordedEvent, { type: InputType }> {
  return INPUTS.has(event.type);
}
