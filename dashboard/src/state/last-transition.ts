import type { RecordedEvent } from '../../../src/domain/events.js';
import type { ServiceState, Status } from '../../../src/domain/service.js';

/** From where to where a service went last. */
export interface Transition {
  readonly from: Status;
  readonly to: Status;
}

/** The last transition, from events recorded at the moment at which the service took its status. */
export function lastTransition(
  events: readonly RecordedEvent[],
  { name, since }: ServiceState,
): Transition | undefined {
  for (const event of events.toReversed()) {
    if (event.type === 'status.changed' && event.subject === name && event.at === since) {
      return { from: event.data.from, to: event.data.to };
    }
  }
  return undefined;
}

/** The edge of the chart that stands for a transition; only `resume` leads back to unknown, from anywhere. */
export function edgeOf({ from, to }: Transition): string {
  return to === 'unknown' ? 'any-unknown' : `${from}-${to}`;
}
