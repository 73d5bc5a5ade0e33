import { assign, setup } from 'xstate';

/** `closed`: sends pass. `open`: none does. `halfOpen`: the next one is a trial. */
export type CircuitStatus = 'closed' | 'open' | 'halfOpen';

/** What a circuit remembers. */
export interface CircuitMemory {
  /** Failures in a row. */
  readonly failures: number;
  /** When an open circuit becomes half open, epoch milliseconds; 0 unless it is open. */
  readonly openUntil: number;
}

export interface Circuit extends CircuitMemory {
  readonly status: CircuitStatus;
}

/** Times are epoch milliseconds. `elapsed` says what time it is; send it when `openUntil` has come. */
export type CircuitEvent =
  | { readonly type: 'success' }
  | { readonly type: 'failure'; readonly at: number }
  | { readonly type: 'elapsed'; readonly at: number };

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
      return circuit.status === 'open' ? circuit : CLOSED_CIRCUIT;
    case 'failure': {
      if (circuit.status === 'open') return circuit;
      const failures = circuit.failures + 1;
      return circuit.status === 'halfOpen' || failures >= FAILURES_TO_OPEN
        ? { status: 'open', failures, openUntil: event.at + OPEN_MS }
        : { status: 'closed', failures, openUntil: 0 };
    }
    case 'elapsed':
      return circuit.status === 'open' && event.at >= circuit.openUntil
        ? { status: 'halfOpen', failures: circuit.failures, openUntil: 0 }
        : circuit;
  }
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
      },
    },
    open: {
      on: { elapsed: { guard: 'cooledDown', target: 'halfOpen', actions: 'allowTrial' } },
    },
    halfOpen: {
      on: {
        success: { target: 'closed', actions: 'forget' },
        failure: { target: 'open', actions: 'reopen' },
      },
    },
  },
});
