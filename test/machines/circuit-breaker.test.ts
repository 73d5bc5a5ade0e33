import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { createActor } from 'xstate';
import { getShortestPaths } from 'xstate/graph';
import {
  type Circuit,
  type CircuitEvent,
  CLOSED_CIRCUIT,
  circuitBreakerMachine,
  FAILURES_TO_OPEN,
  nextCircuit,
  OPEN_MS,
} from '../../machines/circuit-breaker.js';

const failure = (at: number): CircuitEvent => ({ type: 'failure', at });
const elapsed = (at: number): CircuitEvent => ({ type: 'elapsed', at });
const success: CircuitEvent = { type: 'success' };

/** The machine after these events, in the words of the rule. */
function run(events: readonly CircuitEvent[]): Circuit {
  const actor = createActor(circuitBreakerMachine).start();
  for (const event of events) actor.send(event);
  const { value, context } = actor.getSnapshot();
  return { status: value, ...context };
}

test('stays open as long as it was tripped for, whatever opens it by hand after that', () => {
  const halted = nextCircuit(CLOSED_CIRCUIT, { type: 'trip', at: 0, openMs: Number.POSITIVE_INFINITY });
  expect(nextCircuit(halted, { type: 'trip', at: 1_000 })).toMatchObject({
    status: 'open',
    openUntil: Number.POSITIVE_INFINITY,
  });
  const short = nextCircuit(CLOSED_CIRCUIT, { type: 'trip', at: 0, openMs: 10 });
  expect(nextCircuit(short, { type: 'trip', at: 1_000, openMs: 50 }).openUntil).toBe(1_050);
});

describe('the circuit', () => {
  test('opens at the fifth failure in a row', () => {
    const four = [1, 2, 3, 4].map(failure);
    expect(run(four).status).toBe('closed');
    expect(run([...four, failure(5)])).toEqual({ status: 'open', failures: 5, openUntil: 30_005 });
  });

  test('forgets failures at a success', () => {
    const four = [1, 2, 3, 4].map(failure);
    expect(run([...four, success, ...four]).status).toBe('closed');
  });

  test('is half open after exactly 30 s', () => {
    const open = [1, 2, 3, 4, 5].map(failure);
    expect(run([...open, elapsed(30_004)]).status).toBe('open');
    expect(run([...open, elapsed(30_005)]).status).toBe('halfOpen');
  });

  test('closes when the trial succeeds and needs five failures again', () => {
    const open = [1, 2, 3, 4, 5].map(failure);
    expect(run([...open, elapsed(40_000), success])).toEqual(CLOSED_CIRCUIT);
    expect(run([...open, elapsed(40_000), success, ...open.slice(1)]).status).toBe('closed');
  });

  test('opens for another 30 s when the trial fails', () => {
    const open = [1, 2, 3, 4, 5].map(failure);
    expect(run([...open, elapsed(40_000), failure(41_000)])).toEqual({
      status: 'open',
      failures: 6,
      openUntil: 71_000,
    });
  });

  test('opens at another number of failures, and for another time, if it is told', () => {
    const actor = createActor(circuitBreakerMachine, { input: { failuresToOpen: 2 } }).start();
    actor.send(failure(1));
    expect(actor.getSnapshot().value).toBe('closed');
    actor.send({ type: 'failure', at: 2, openMs: 500 });
    expect(actor.getSnapshot().context).toEqual({ failures: 2, openUntil: 502, failuresToOpen: 2 });
    actor.send(elapsed(502));
    actor.send(success);
    expect(actor.getSnapshot().context).toEqual({ failures: 0, openUntil: 0, failuresToOpen: 2 });
  });

  test('is opened by hand from any state, and closed by hand', () => {
    const trip: CircuitEvent = { type: 'trip', at: 40_000, openMs: 1_000 };
    const open = [1, 2, 3, 4, 5].map(failure);
    for (const before of [[], open, [...open, elapsed(40_000)]]) {
      expect(run([...before, trip])).toMatchObject({ status: 'open', openUntil: 41_000 });
      expect(run([...before, trip, elapsed(41_000)]).status).toBe('halfOpen');
      expect(run([...before, trip, { type: 'reset' }])).toEqual(CLOSED_CIRCUIT);
      expect(run([...before, { type: 'reset' }])).toEqual(CLOSED_CIRCUIT);
    }
  });

  test('waits for a reset if it is told to', () => {
    const trip: CircuitEvent = { type: 'trip', at: 0, openMs: Number.POSITIVE_INFINITY };
    expect(run([trip, elapsed(Number.MAX_SAFE_INTEGER)]).status).toBe('open');
  });

  test('is restored whole from a snapshot', () => {
    const actor = createActor(circuitBreakerMachine).start();
    for (const event of [1, 2, 3, 4, 5].map(failure)) actor.send(event);
    const stored = JSON.parse(JSON.stringify(actor.getPersistedSnapshot()));
    const restored = createActor(circuitBreakerMachine, { snapshot: stored }).start();
    restored.send(elapsed(30_005));
    expect(restored.getSnapshot().value).toBe('halfOpen');
  });
});

/** The words of the contract again, written down in another way: as a look back over all that happened. */
function reference(events: readonly CircuitEvent[]): Circuit['status'] {
  let openedAt: number | undefined;
  let trial = false;
  let inARow = 0;
  for (const event of events) {
    if (openedAt !== undefined) {
      if (event.type === 'elapsed' && event.at - openedAt >= 30_000) {
        openedAt = undefined;
        trial = true;
      }
    } else if (event.type === 'success') {
      inARow = 0;
      trial = false;
    } else if (event.type === 'failure') {
      inARow++;
      if (trial || inARow === 5) {
        openedAt = event.at;
        trial = false;
        inARow = 0;
      }
    }
  }
  if (openedAt !== undefined) return 'open';
  return trial ? 'halfOpen' : 'closed';
}

const history = fc
  .array(
    fc.tuple(
      fc.constantFrom('success', 'failure', 'failure', 'failure', 'elapsed'),
      fc.constantFrom(0, 1, 10_000, 29_999, 30_000),
    ),
    { maxLength: 40 },
  )
  .map((steps) => {
    let at = 0;
    return steps.map(([type, wait]): CircuitEvent => {
      at += wait;
      return type === 'success' ? { type } : { type: type === 'failure' ? 'failure' : 'elapsed', at };
    });
  });

test.prop([history])('agrees with a plain retelling of the contract, whatever happens', (events) => {
  expect(run(events).status).toBe(reference(events));
});

test.prop([history, fc.array(fc.nat(39), { maxLength: 4 })])(
  'the machine and its rule never disagree, opened and closed by hand or not',
  (events, hands) => {
    const all = events.map((event, i): CircuitEvent => {
      if (!hands.includes(i)) return event;
      return i % 2 === 0 ? { type: 'trip', at: i * 1_000, openMs: 7 } : { type: 'reset' };
    });
    expect(run(all)).toEqual(all.reduce((circuit, event) => nextCircuit(circuit, event), CLOSED_CIRCUIT));
  },
);

describe('every path through the machine', () => {
  const paths = getShortestPaths(circuitBreakerMachine, {
    events: [success, failure(0), elapsed(OPEN_MS)],
    serializeState: ({ value, context }) => JSON.stringify([value, context]),
    stopWhen: ({ context }) => context.failures > FAILURES_TO_OPEN + 1,
  });

  test('reaches all three states', () => {
    expect(new Set(paths.map(({ state }) => state.value))).toEqual(new Set(['closed', 'open', 'halfOpen']));
  });

  test('opens only after five failures, and has an end only when open', () => {
    for (const { state, steps } of paths) {
      const failures = steps.filter(({ event }) => event.type === 'failure').length;
      if (state.value !== 'closed') expect(failures).toBeGreaterThanOrEqual(FAILURES_TO_OPEN);
      expect(state.context.openUntil > 0).toBe(state.value === 'open');
    }
  });

  test('takes the rule along at every step', () => {
    for (const { steps } of paths) {
      const events = steps.map(({ event }) => event).filter(({ type }) => !type.startsWith('xstate.'));
      expect(run(events)).toEqual(events.reduce(nextCircuit, CLOSED_CIRCUIT));
    }
  });
});
