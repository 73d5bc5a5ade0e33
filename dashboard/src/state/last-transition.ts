import type { RecordedEvent } from '../../../src/domain/events.js';
import type { ServiceState, Status } from '../../../src/domain/service.js';

/** From where to where a service went last. */
export interface Transition {
  /** Left open when it was taken up again after a pause: that leads to unknown from anywhere. */
  readonly from: Status | undefined;
  readonly to: Status;
}

/** The last transition, from events recorded at the moment at which the service took its status. */
export function lastTransition(
  events: readonly RecordedEvent[],
  { name, since }: ServiceState,
): Transition | undefined {
  for (const event of events.toReversed()) {
    if (event.subject !== name || event.at !== since) continue;
    if (event.type === 'status.changed') return { from: event.data.from, to: event.data.to };
    if (event.type === 'service.resumed') return { from: undefined, to: 'unknown' };
  }
  return undefined;
}

/** The edge of the chart that stands for a transition. */
export function edgeOf({ from, to }: Transition): string {
  return from === undefined || to === 'unknown' ? 'any-unknown' : `${from}-${to}`;
}
