import { assign, setup } from 'xstate';

/** `closed`: sends pass. `open`: none does. `halfOpen`: the next one is a trial. */
export type CircuitStatus = 'closed' | 'open' | 'halfOpen';

/** What a circuit remembers. */
export interface CircuitMemory {
  /** Failures in a row. */
  readonly failures: number;
  /** When an open circuit becomes half open, epoch milliseconds; 0 unless it is open, infinite if it waits for a `reset`. */
  readonly openUntil: number;
  /** So many failures in a row open it. Default {@link FAILURES_TO_OPEN}. */
  readonly failuresToOpen?: number;
}

export interface Circuit extends CircuitMemory {
  readonly status: CircuitStatus;
}

/**
 * Times are epoch milliseconds. `elapsed` says what time it is; send it when `openUntil` has come. `openMs` is how long it
 * stays open if that opens it, by default {@link OPEN_MS}. `trip` and `reset` open and close it by hand.
 */
export type CircuitEvent =
  | { readonly type: 'success' }
  | { readonly type: 'failure'; readonly at: number; readonly openMs?: number }
  | { readonly type: 'elapsed'; readonly at: number }
  | { readonly type: 'trip'; readonly at: number; readonly openMs?: number }
  | { readonly type: 'reset' };

/** So many failures in a row open a circuit. */
export const FAILURES_TO_OPEN = 5;

/** How long an open circuit lets nothing pass, in milliseconds. */
export const OPEN_MS = 30_000;

/** A circuit that nothing happened to yet. */
export const CLOSED_CIRCUIT: Circuit = { status: 'closed', failures: 0, openUntil: 0 };

/**
 * The rule: the circuit after one more event. This is its only statement; the machine's guards ask it, and so does the
 * sink's machine.
 */
export function nextCircuit(circuit: Circuit, event: CircuitEvent): Circuit {
  switch (event.type) {
    case 'success':
      return circuit.status === 'open' ? circuit : { ...circuit, ...CLOSED_CIRCUIT };
    case 'failure': {
      if (circuit.status === 'open') return circuit;
      const failures = circuit.failures + 1;
      const { failuresToOpen = FAILURES_TO_OPEN } = circuit;
      return circuit.status === 'halfOpen' || failures >= failuresToOpen
        ? opened({ ...circuit, failures }, event)
        : { ...circuit, failures };
    }
    case 'elapsed':
      return circuit.status === 'open' && event.at >= circuit.openUntil
        ? { ...circuit, status: 'halfOpen', openUntil: 0 }
        : circuit;
    case 'trip': {
      // By hand it is opened for longer, never for less: what was to stay open does.
      const { openUntil, ...tripped } = opened(circuit, event);
      return { ...tripped, openUntil: Math.max(openUntil, circuit.openUntil) };
    }
    case 'reset':
      return { ...circuit, ...CLOSED_CIRCUIT };
  }
}

function opened(circuit: Circuit, { at, openMs = OPEN_MS }: { at: number; openMs?: number }): Circuit {
  return { ...circuit, status: 'open', openUntil: at + openMs };
}

type Args = { context: CircuitMemory; event: CircuitEvent };

function leads(status: CircuitStatus, { context, event }: Args, to: CircuitStatus): boolean {
  return nextCircuit({ status, ...context }, event).status === to;
}

function remember(status: CircuitStatus, { context, event }: Args): CircuitMemory {
  const { failures, openUntil } = nextCircuit({ status, ...context }, event);
  return { failures, openUntil };
}

/**
 * A circuit breaker by itself: closed, open, half open. It has no timer: whoever drives it sends `elapsed` when
 * `openUntil` has come, so a snapshot restores it whole under any clock.
 */
export const circuitBreakerMachine = setup({
  types: {
    context: {} as CircuitMemory,
    events: {} as CircuitEvent,
    input: {} as Partial<CircuitMemory> | undefined,
  },
  guards: {
    lastOfTooMany: (args) => leads('closed', args, 'open'),
    cooledDown: (args) => leads('open', args, 'halfOpen'),
  },
  actions: {
    countFailure: assign((args) => remember('closed', args)),
    reopen: assign((args) => remember('halfOpen', args)),
    allowTrial: assign((args) => remember('open', args)),
    trip: assign((args) => remember('closed', args)),
    forget: assign({ failures: 0, openUntil: 0 }),
  },
}).createMachine({
  id: 'circuitBreaker',
  initial: 'closed',
  context: ({ input }) => ({ failures: 0, openUntil: 0, ...input }),
  states: {
    closed: {
      on: {
        success: { actions: 'forget' },
        failure: [
          { guard: 'lastOfTooMany', target: 'open', actions: 'countFailure' },
          { actions: 'countFailure' },
        ],
        trip: { target: 'open', actions: 'trip' },
        reset: { actions: 'forget' },
      },
    },
    open: {
      on: {
        elapsed: { guard: 'cooledDown', target: 'halfOpen', actions: 'allowTrial' },
        trip: { actions: 'trip' },
        reset: { target: 'closed', actions: 'forget' },
      },
    },
    halfOpen: {
      on: {
        success: { target: 'closed', actions: 'forget' },
        failure: { target: 'open', actions: 'reopen' },
        trip: { target: 'open', actions: 'trip' },
        reset: { target: 'closed', actions: 'forget' },
      },
    },
  },
});
