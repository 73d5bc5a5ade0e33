import { type ServiceMachineEvent, serviceMachine } from '../../../machines/service.js';
import type { ServiceState } from '../../domain/service.js';
import type { ServiceSettings } from '../../domain/settings.js';

/** The version of the Stately inspector's protocol that is spoken, as `@statelyai/inspect` tells it. */
export const PROTOCOL_VERSION = '0.7.2';

/** What a frame tells of a service's machine. Nothing else of a service is ever shown. */
export interface ShownSnapshot {
  readonly status: 'active' | 'stopped';
  readonly value: ServiceState['status'];
  readonly context: {
    readonly consecutiveFailures: number;
    readonly consecutiveSuccesses: number;
    readonly failureThreshold: number;
    readonly recoveryThreshold: number;
    readonly totalChecks: number;
    readonly totalFailures: number;
    readonly paused: boolean;
  };
  readonly children: Readonly<Record<string, never>>;
  readonly tags: readonly never[];
  readonly historyValue: Readonly<Record<string, never>>;
}

/** What happened to a machine; the last two are XState's own. */
export type ShownEvent = ServiceMachineEvent['type'] | 'xstate.init' | 'xstate.stop';

/** The machine's definition as it is sent; of a function only the name is told. */
const DEFINITION = JSON.stringify(serviceMachine.config, (_key, value: unknown) =>
  typeof value === 'function' ? { type: value.name } : value,
);

/** The machine of a service as it is now, made of allowed fields only. */
export function shownSnapshot(state: ServiceState, settings: ServiceSettings): ShownSnapshot {
  const { status, consecutiveFailures, consecutiveSuccesses, totalChecks, totalFailures, paused } = state;
  const { failureThreshold, recoveryThreshold } = settings;
  return {
    status: 'active',
    value: status,
    context: {
      consecutiveFailures,
      consecutiveSuccesses,
      failureThreshold,
      recoveryThreshold,
      totalChecks,
      totalFailures,
      paused,
    },
    children: {},
    tags: [],
    historyValue: {},
  };
}

/** Tells of an actor. @param at epoch milliseconds */
export function actorFrame(sessionId: string, at: number, name: string, snapshot: ShownSnapshot): string {
  return frame('@xstate.actor', sessionId, at, { name, definition: DEFINITION, snapshot });
}

/** Tells what an actor was sent. @param at epoch milliseconds */
export function eventFrame(sessionId: string, at: number, type: ShownEvent): string {
  return frame('@xstate.event', sessionId, at, { event: { type } });
}

/** Tells where an event led. @param at epoch milliseconds */
export function snapshotFrame(
  sessionId: string,
  at: number,
  type: ShownEvent,
  snapshot: ShownSnapshot,
): string {
  return frame('@xstate.snapshot', sessionId, at, { event: { type }, snapshot });
}

function frame(type: string, sessionId: string, at: number, fields: object): string {
  return JSON.stringify({
    type,
    ...fields,
    sessionId,
    rootId: sessionId,
    id: null,
    createdAt: String(at),
    _version: PROTOCOL_VERSION,
  });
}
