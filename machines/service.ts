import { assign, setup } from 'xstate';

/** Whether a service works. `unknown` until enough checks agree; `degraded`: works, but not as it should. */
export type Status = 'unknown' | 'healthy' | 'degraded' | 'unhealthy';

/**
 * The version of {@link serviceMachine}'s states and context. To be raised with any change after which an older
 * snapshot would mean something else: such snapshots are then discarded.
 */
export const SERVICE_MACHINE_VERSION = 1;

/** How many consecutive results confirm a change. */
export interface ServiceThresholds {
  /** Consecutive fails that make a service unhealthy. */
  readonly failureThreshold: number;
  /** Consecutive passes that make a service healthy again. */
  readonly recoveryThreshold: number;
}

/** The runs of like results that the rule looks at. */
export interface ServiceCounters {
  readonly consecutiveFailures: number;
  readonly consecutiveSuccesses: number;
  /** Results in a row that were not fails: passes and warns. */
  readonly consecutiveNonFailures: number;
}

export interface ServiceMachineContext extends ServiceCounters, ServiceThresholds {
  readonly paused: boolean;
}

export type ServiceMachineEvent =
  | { readonly type: 'pass' }
  | { readonly type: 'warn' }
  | { readonly type: 'fail' }
  | { readonly type: 'pause' }
  | { readonly type: 'resume' };

const DEFAULT_THRESHOLDS: ServiceThresholds = { failureThreshold: 3, recoveryThreshold: 2 };

/** No results yet. */
export const NO_RESULTS: ServiceCounters = {
  consecutiveFailures: 0,
  consecutiveSuccesses: 0,
  consecutiveNonFailures: 0,
};

/** Counts one result. */
export function countResult(counters: ServiceCounters, outcome: 'pass' | 'warn' | 'fail'): ServiceCounters {
  const { consecutiveFailures, consecutiveSuccesses, consecutiveNonFailures } = counters;
  switch (outcome) {
    case 'pass':
      return {
        consecutiveFailures: 0,
        consecutiveSuccesses: consecutiveSuccesses + 1,
        consecutiveNonFailures: consecutiveNonFailures + 1,
      };
    case 'warn':
      return {
        consecutiveFailures: 0,
        consecutiveSuccesses: 0,
        consecutiveNonFailures: consecutiveNonFailures + 1,
      };
    case 'fail':
      return {
        consecutiveFailures: consecutiveFailures + 1,
        consecutiveSuccesses: 0,
        consecutiveNonFailures: 0,
      };
  }
}

/**
 * The rule: the status of a service after one more result, given what was counted up to and with it.
 * This is its only statement; the machine's guards ask it.
 */
export function nextStatus(
  status: Status,
  counted: ServiceCounters,
  outcome: 'pass' | 'warn' | 'fail',
  thresholds: ServiceThresholds,
): Status {
  switch (outcome) {
    case 'pass':
      return counted.consecutiveSuccesses >= thresholds.recoveryThreshold ? 'healthy' : status;
    case 'warn':
      return status !== 'unhealthy' || counted.consecutiveNonFailures >= thresholds.recoveryThreshold
        ? 'degraded'
        : 'unhealthy';
    case 'fail':
      return status === 'unhealthy' || counted.consecutiveFailures >= thresholds.failureThreshold
        ? 'unhealthy'
        : 'degraded';
  }
}

/** Where a service is: the machine's state and its context. */
export interface ServicePlace {
  readonly status: Status;
  readonly context: ServiceMachineContext;
}

/**
 * What {@link serviceMachine} makes of an event, as a pure function: recovery folds millions of recorded results with it,
 * and only then starts an actor from where that led. A test holds the two to each other.
 */
export function foldService(place: ServicePlace, event: ServiceMachineEvent['type']): ServicePlace {
  const { status, context } = place;
  const { failureThreshold, recoveryThreshold, paused } = context;
  if (event === 'pause') return paused ? place : { status, context: { ...context, paused: true } };
  if (event === 'resume') {
    return paused ? { status: 'unknown', context: { ...context, ...NO_RESULTS, paused: false } } : place;
  }
  if (paused) return place;
  const counted = countResult(context, event);
  const { consecutiveFailures, consecutiveSuccesses, consecutiveNonFailures } = counted;
  return {
    status: nextStatus(status, counted, event, context),
    // Spelt out: it is made for every check of a journal.
    context: {
      consecutiveFailures,
      consecutiveSuccesses,
      consecutiveNonFailures,
      failureThreshold,
      recoveryThreshold,
      paused,
    },
  };
}

type Args = { context: ServiceMachineContext; event: ServiceMachineEvent };

/** Whether the result in `event` takes a service from `status` to another one of `to`. */
function leads(status: Status, { context, event }: Args, to: Status): boolean {
  if (context.paused || event.type === 'pause' || event.type === 'resume') return false;
  return nextStatus(status, countResult(context, event.type), event.type, context) === to;
}

/**
 * A monitored service. Results come in as `pass`, `warn` and `fail`; the state is its {@link Status}.
 * It has no timers and starts nothing, so a snapshot restores it whole.
 */
export const serviceMachine = setup({
  types: {
    context: {} as ServiceMachineContext,
    events: {} as ServiceMachineEvent,
    input: {} as Partial<ServiceMachineContext> | undefined,
  },
  guards: {
    active: ({ context }) => !context.paused,
    paused: ({ context }) => context.paused,
    recovered: (args) => leads('unknown', args, 'healthy'),
    confirmedDown: (args) => leads('unknown', args, 'unhealthy'),
    noLongerDown: (args) => leads('unhealthy', args, 'degraded'),
  },
  actions: {
    count: assign(({ context, event }) =>
      event.type === 'pause' || event.type === 'resume' ? {} : countResult(context, event.type),
    ),
    markPaused: assign({ paused: true }),
    startAfresh: assign({ paused: false, ...NO_RESULTS }),
  },
}).createMachine({
  id: 'service',
  initial: 'unknown',
  context: ({ input }) => ({ ...DEFAULT_THRESHOLDS, ...NO_RESULTS, paused: false, ...input }),
  on: {
    pause: { guard: 'active', actions: 'markPaused' },
    resume: { guard: 'paused', target: '.unknown', actions: 'startAfresh' },
  },
  states: {
    unknown: {
      on: {
        pass: [
          { guard: 'recovered', target: 'healthy', actions: 'count' },
          { guard: 'active', actions: 'count' },
        ],
        warn: { guard: 'active', target: 'degraded', actions: 'count' },
        fail: [
          { guard: 'confirmedDown', target: 'unhealthy', actions: 'count' },
          { guard: 'active', target: 'degraded', actions: 'count' },
        ],
      },
    },
    healthy: {
      on: {
        pass: { guard: 'active', actions: 'count' },
        warn: { guard: 'active', target: 'degraded', actions: 'count' },
        fail: [
          { guard: 'confirmedDown', target: 'unhealthy', actions: 'count' },
          { guard: 'active', target: 'degraded', actions: 'count' },
        ],
      },
    },
    degraded: {
      on: {
        pass: [
          { guard: 'recovered', target: 'healthy', actions: 'count' },
          { guard: 'active', actions: 'count' },
        ],
        warn: { guard: 'active', actions: 'count' },
        fail: [
          { guard: 'confirmedDown', target: 'unhealthy', actions: 'count' },
          { guard: 'active', actions: 'count' },
        ],
      },
    },
    unhealthy: {
      on: {
        pass: [
          { guard: 'recovered', target: 'healthy', actions: 'count' },
          { guard: 'active', actions: 'count' },
        ],
        warn: [
          { guard: 'noLongerDown', target: 'degraded', actions: 'count' },
          { guard: 'active', actions: 'count' },
        ],
        fail: { guard: 'active', actions: 'count' },
      },
    },
  },
});
