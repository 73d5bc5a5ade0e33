import { assign, setup } from 'xstate';

/** Where a condition is, from its first firing to its end. */
export type IncidentStatus = 'firing' | 'acknowledged' | 'resolved';

export type IncidentEvent =
  /** The condition fires again. */
  | { readonly type: 'fire' }
  /** Somebody takes it on. */
  | { readonly type: 'acknowledge'; readonly by: string }
  /** The condition is over. */
  | { readonly type: 'resolve' };

export interface IncidentMachineContext {
  /** How often it fired. */
  readonly count: number;
  /** Who took it on last. */
  readonly acknowledgedBy: string | null;
}

/**
 * The rule: where an incident is after an event. Firing again does not undo an acknowledgement, and a resolved incident
 * stays so: a condition that fires after it opens a new one. This is its only statement; the machine holds to it and
 * the projection of the journal asks it.
 */
export function nextIncidentStatus(status: IncidentStatus, event: IncidentEvent['type']): IncidentStatus {
  if (status === 'resolved') return 'resolved';
  switch (event) {
    case 'fire':
      return status;
    case 'acknowledge':
      return 'acknowledged';
    case 'resolve':
      return 'resolved';
  }
}

/** A condition that fired. A final `resolved` ends its actor. */
export const incidentMachine = setup({
  types: {
    context: {} as IncidentMachineContext,
    events: {} as IncidentEvent,
  },
  actions: {
    countFiring: assign({ count: ({ context }) => context.count + 1 }),
    noteWho: assign({
      acknowledgedBy: ({ context, event }) =>
        event.type === 'acknowledge' ? event.by : context.acknowledgedBy,
    }),
  },
}).createMachine({
  id: 'incident',
  initial: 'firing',
  context: { count: 1, acknowledgedBy: null },
  states: {
    firing: {
      on: {
        fire: { actions: 'countFiring' },
        acknowledge: { target: 'acknowledged', actions: 'noteWho' },
        resolve: 'resolved',
      },
    },
    acknowledged: {
      on: {
        fire: { actions: 'countFiring' },
        acknowledge: { actions: 'noteWho' },
        resolve: 'resolved',
      },
    },
    resolved: { type: 'final' },
  },
});
