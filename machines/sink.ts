import { assign, type SnapshotFrom, setup } from 'xstate';
import { type Circuit, CLOSED_CIRCUIT, nextCircuit } from './circuit-breaker.js';

/** The two lanes of a sink's queue. `critical` goes first; within a lane the order is kept. */
export type SinkLane = 'critical' | 'other';

/** From when on the head of each lane may be tried, epoch milliseconds; null for an empty lane. */
export type QueueHeads = Readonly<Record<SinkLane, number | null>>;

export interface SinkMachineContext {
  /** The time of the latest look, epoch milliseconds. */
  readonly now: number;
  /** What waited then. */
  readonly heads: QueueHeads;
  readonly circuit: Circuit;
  /** Nothing is sent before; what the channel asked for by `Retry-After`. Epoch milliseconds; 0 if nothing holds. */
  readonly rateLimitedUntil: number;
  /** Whether the latest attempt succeeded after failures. */
  readonly cameBack: boolean;
  readonly stopping: boolean;
}

/** A look at the clock and at what waits; after it the machine decides what to do next. */
interface Look {
  readonly at: number;
  readonly heads: QueueHeads;
}

/** Times are epoch milliseconds. */
export type SinkMachineEvent =
  /** Something was added to what waits. */
  | ({ readonly type: 'queued' } & Look)
  /** The time of {@link wakeAt} has come. */
  | ({ readonly type: 'elapsed' } & Look)
  /** The outcome of the latest attempt is in the journal. */
  | ({ readonly type: 'recorded' } & Look)
  /** The receiver took it. `attempt` counts from 1. */
  | { readonly type: 'succeeded'; readonly attempt: number }
  | { readonly type: 'failed'; readonly at: number; readonly retryAfterMs?: number }
  /** No more sends; the one under way may still end. */
  | { readonly type: 'stop' }
  /** The send under way was given up, because the sink stops. */
  | { readonly type: 'aborted' };

/**
 * The lane whose head may be sent now. The trial of a half open circuit does not wait for a backoff: the circuit's own
 * wait was longer, and it needs something to try.
 */
export function nextLane({ now, heads, circuit }: SinkMachineContext): SinkLane | undefined {
  const ready = (time: number | null): boolean =>
    time !== null && (time <= now || circuit.status === 'halfOpen');
  if (ready(heads.critical)) return 'critical';
  if (ready(heads.other)) return 'other';
  return undefined;
}

/** When the driver is to send `elapsed`, epoch milliseconds; undefined while the machine waits for no time. */
export function wakeAt(snapshot: SnapshotFrom<typeof sinkMachine>): number | undefined {
  const { heads, circuit, rateLimitedUntil } = snapshot.context;
  if (snapshot.matches('circuitOpen')) return circuit.openUntil;
  if (snapshot.matches('rateLimited')) return rateLimitedUntil;
  if (snapshot.matches('backingOff')) {
    return Math.min(heads.critical ?? Number.POSITIVE_INFINITY, heads.other ?? Number.POSITIVE_INFINITY);
  }
  return undefined;
}

/**
 * The delivery life of one channel. It decides when to send and from which lane; whoever drives it keeps the queue,
 * does the sending and records the outcomes. The driver sends when it finds the machine `sending` or `probing` (tag
 * `attempt`) and tells the outcome; it looks again at {@link wakeAt}.
 *
 * It has no timers: time comes in with the events. Nothing of it needs to be stored, for after a restart a channel
 * deserves a fresh try.
 */
export const sinkMachine = setup({
  types: {
    context: {} as SinkMachineContext,
    events: {} as SinkMachineEvent,
    tags: {} as 'attempt' | 'busy',
  },
  guards: {
    stopping: ({ context }) => context.stopping,
    circuitOpen: ({ context }) => context.circuit.status === 'open',
    rateLimited: ({ context }) => context.now < context.rateLimitedUntil,
    nothingWaits: ({ context: { heads } }) => heads.critical === null && heads.other === null,
    trialDue: ({ context }) => context.circuit.status === 'halfOpen' && nextLane(context) !== undefined,
    ready: ({ context }) => nextLane(context) !== undefined,
  },
  actions: {
    look: assign(({ context, event }) =>
      'heads' in event
        ? {
            now: event.at,
            heads: event.heads,
            circuit: nextCircuit(context.circuit, { type: 'elapsed', at: event.at }),
            // Forgotten once over, so that a wall clock set back does not bring it to life again.
            rateLimitedUntil: event.at < context.rateLimitedUntil ? context.rateLimitedUntil : 0,
          }
        : {},
    ),
    countSuccess: assign(({ context, event }) =>
      event.type === 'succeeded'
        ? {
            // A later attempt without a failure on record here: the earlier ones failed before a restart.
            cameBack: context.circuit.failures > 0 || event.attempt > 1,
            circuit: nextCircuit(context.circuit, { type: 'success' }),
          }
        : {},
    ),
    countFailure: assign(({ context, event }) =>
      event.type === 'failed'
        ? {
            cameBack: false,
            circuit: nextCircuit(context.circuit, { type: 'failure', at: event.at }),
            rateLimitedUntil: Math.max(context.rateLimitedUntil, event.at + (event.retryAfterMs ?? 0)),
          }
        : {},
    ),
    refuseMore: assign({ stopping: true }),
  },
}).createMachine({
  id: 'sink',
  initial: 'idle',
  context: {
    now: 0,
    heads: { critical: null, other: null },
    circuit: CLOSED_CIRCUIT,
    rateLimitedUntil: 0,
    cameBack: false,
    stopping: false,
  },
  on: {
    stop: { target: '.stopped', actions: 'refuseMore' },
  },
  states: {
    idle: { on: { queued: { target: 'deciding', actions: 'look' } } },
    deciding: {
      always: [
        { guard: 'stopping', target: 'stopped' },
        { guard: 'circuitOpen', target: 'circuitOpen' },
        { guard: 'rateLimited', target: 'rateLimited' },
        { guard: 'nothingWaits', target: 'idle' },
        { guard: 'trialDue', target: 'probing' },
        { guard: 'ready', target: 'sending' },
        { target: 'backingOff' },
      ],
    },
    sending: {
      tags: ['attempt', 'busy'],
      on: {
        succeeded: { target: 'recording', actions: 'countSuccess' },
        failed: { target: 'recording', actions: 'countFailure' },
        stop: { actions: 'refuseMore' },
        aborted: 'stopped',
      },
    },
    probing: {
      tags: ['attempt', 'busy'],
      on: {
        succeeded: { target: 'recording', actions: 'countSuccess' },
        failed: { target: 'recording', actions: 'countFailure' },
        stop: { actions: 'refuseMore' },
        aborted: 'stopped',
      },
    },
    recording: {
      tags: 'busy',
      on: {
        recorded: { target: 'deciding', actions: 'look' },
        stop: { actions: 'refuseMore' },
      },
    },
    backingOff: {
      on: {
        queued: { target: 'deciding', actions: 'look' },
        elapsed: { target: 'deciding', actions: 'look' },
      },
    },
    rateLimited: {
      on: {
        queued: { target: 'deciding', actions: 'look' },
        elapsed: { target: 'deciding', actions: 'look' },
      },
    },
    circuitOpen: {
      on: {
        queued: { target: 'deciding', actions: 'look' },
        elapsed: { target: 'deciding', actions: 'look' },
      },
    },
    stopped: { type: 'final' },
  },
});
