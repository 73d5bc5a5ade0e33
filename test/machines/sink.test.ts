import { describe, expect, test } from 'vitest';
import { createActor } from 'xstate';
import { getShortestPaths, getSimplePaths } from 'xstate/graph';
import {
  nextLane,
  type QueueHeads,
  type SinkMachineEvent,
  sinkMachine,
  wakeAt,
} from '../../machines/sink.js';

const NOTHING: QueueHeads = { critical: null, other: null };
const OTHER: QueueHeads = { critical: null, other: 0 };

const queued = (at: number, heads: QueueHeads): SinkMachineEvent => ({ type: 'queued', at, heads });
const elapsed = (at: number, heads: QueueHeads): SinkMachineEvent => ({ type: 'elapsed', at, heads });
const recorded = (at: number, heads: QueueHeads): SinkMachineEvent => ({ type: 'recorded', at, heads });
const succeeded: SinkMachineEvent = { type: 'succeeded', attempt: 1 };
const failed = (at: number, retryAfterMs?: number): SinkMachineEvent => ({
  type: 'failed',
  at,
  ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
});

function run(...events: SinkMachineEvent[]) {
  const actor = createActor(sinkMachine).start();
  for (const event of events) actor.send(event);
  return actor.getSnapshot();
}

/** Five failures in a row at time 0, the last one recorded. */
const opened: SinkMachineEvent[] = [
  queued(0, OTHER),
  ...Array.from({ length: 4 }, () => [failed(0), recorded(0, OTHER)]).flat(),
  failed(0),
  recorded(0, OTHER),
];

describe('the sink machine', () => {
  test('sends what is queued, records the outcome and is idle again', () => {
    expect(run(queued(0, OTHER)).value).toBe('sending');
    expect(run(queued(0, OTHER), succeeded).value).toBe('recording');
    expect(run(queued(0, OTHER), succeeded, recorded(0, NOTHING)).value).toBe('idle');
  });

  test('sends the next while there is one', () => {
    expect(run(queued(0, OTHER), succeeded, recorded(0, OTHER)).value).toBe('sending');
  });

  test('backs off until the earliest head may be tried', () => {
    const heads = { critical: 900, other: 700 };
    const waiting = run(queued(0, OTHER), failed(0), recorded(0, heads));
    expect(waiting.value).toBe('backingOff');
    expect(wakeAt(waiting)).toBe(700);
    const woken = run(queued(0, OTHER), failed(0), recorded(0, heads), elapsed(700, heads));
    expect(woken.value).toBe('sending');
    expect(nextLane(woken.context)).toBe('other');
  });

  test('prefers the critical lane when both may be tried', () => {
    expect(nextLane(run(queued(5, { critical: 5, other: 0 })).context)).toBe('critical');
    expect(nextLane(run(queued(4, { critical: 5, other: 0 })).context)).toBe('other');
  });

  test('sends nothing under a rate limit, whatever is queued', () => {
    const limited = [queued(0, OTHER), failed(0, 9_000), recorded(0, OTHER)];
    expect(run(...limited).value).toBe('rateLimited');
    expect(wakeAt(run(...limited))).toBe(9_000);
    expect(run(...limited, queued(8_999, { critical: 0, other: 0 })).value).toBe('rateLimited');
    expect(run(...limited, elapsed(9_000, OTHER)).value).toBe('sending');
  });

  test('keeps the later of two rate limits', () => {
    const events = [queued(0, OTHER), failed(0, 9_000), recorded(9_000, OTHER), failed(9_000, 500)];
    expect(wakeAt(run(...events, recorded(9_000, OTHER)))).toBe(9_500);
  });

  test('does not fall back under a rate limit that is over when the clock is set back', () => {
    const events = [queued(0, OTHER), failed(0, 9_000), recorded(0, OTHER), elapsed(9_000, NOTHING)];
    expect(run(...events, queued(10, OTHER)).value).toBe('sending');
  });

  test('waits out an open circuit, then makes one trial whatever the backoff', () => {
    expect(run(...opened).value).toBe('circuitOpen');
    expect(wakeAt(run(...opened))).toBe(30_000);
    const later = { critical: null, other: 99_000 };
    expect(run(...opened, elapsed(30_000, later)).value).toBe('probing');
    expect(run(...opened, elapsed(30_000, later), failed(30_000), recorded(30_000, later)).value).toBe(
      'circuitOpen',
    );
    const closed = run(...opened, elapsed(30_000, later), succeeded, recorded(30_000, OTHER));
    expect(closed.value).toBe('sending');
    expect(closed.context.circuit.status).toBe('closed');
  });

  test('is idle with a half open circuit when nothing waits for the trial', () => {
    const idle = run(...opened, elapsed(30_000, NOTHING));
    expect(idle.value).toBe('idle');
    expect(idle.context.circuit.status).toBe('halfOpen');
    expect(run(...opened, elapsed(30_000, NOTHING), queued(50_000, OTHER)).value).toBe('probing');
  });

  test('knows when a success means that the channel came back', () => {
    expect(run(queued(0, OTHER), succeeded).context.cameBack).toBe(false);
    expect(run(queued(0, OTHER), { type: 'succeeded', attempt: 2 }).context.cameBack).toBe(true);
    const once = [queued(0, OTHER), failed(0), recorded(0, OTHER), succeeded];
    expect(run(...once).context.cameBack).toBe(true);
    expect(run(...once, recorded(0, OTHER), succeeded).context.cameBack).toBe(false);
  });

  test('stops at once when nothing is under way, else after the record', () => {
    expect(run({ type: 'stop' }).status).toBe('done');
    expect(run(...opened, { type: 'stop' }).status).toBe('done');
    expect(run(queued(0, OTHER), { type: 'stop' }).value).toBe('sending');
    expect(run(queued(0, OTHER), { type: 'stop' }, succeeded, recorded(0, OTHER)).status).toBe('done');
    expect(run(queued(0, OTHER), { type: 'stop' }, { type: 'aborted' }).status).toBe('done');
    expect(run(queued(0, OTHER), failed(0), { type: 'stop' }, recorded(0, OTHER)).status).toBe('done');
  });
});

describe('every path through the machine', () => {
  const events: SinkMachineEvent[] = [
    queued(0, OTHER),
    queued(0, { critical: 0, other: 500 }),
    recorded(0, NOTHING),
    recorded(0, { critical: null, other: 500 }),
    elapsed(60_000, OTHER),
    succeeded,
    failed(0),
    failed(0, 9_000),
    { type: 'stop' },
    { type: 'aborted' },
  ];
  const options = {
    events,
    serializeState: ({ value, context }: ReturnType<typeof run>) => JSON.stringify([value, context]),
    // A circuit that has been open once has shown all that it can.
    stopWhen: ({ context }: ReturnType<typeof run>) => context.circuit.failures > 5,
    limit: 20_000,
  };
  const paths = getShortestPaths(sinkMachine, options);

  test('reaches every state and never rests while deciding', () => {
    const reached = new Set(paths.map(({ state }) => String(state.value)));
    const { deciding, ...resting } = sinkMachine.states;
    expect(deciding).toBeDefined();
    expect(reached).toEqual(new Set(Object.keys(resting)));
  });

  test('makes an attempt only when no circuit or rate limit forbids it and something may be tried', () => {
    for (const { state } of paths) {
      if (!state.hasTag('attempt')) continue;
      expect(state.context.circuit.status).not.toBe('open');
      expect(state.context.now).toBeGreaterThanOrEqual(state.context.rateLimitedUntil);
      expect(nextLane(state.context)).toBeDefined();
      expect(state.matches('probing')).toBe(state.context.circuit.status === 'halfOpen');
    }
  });

  test('never waits without knowing for how long', () => {
    for (const { state } of paths) {
      const waits = ['backingOff', 'rateLimited', 'circuitOpen'].includes(String(state.value));
      expect(wakeAt(state) !== undefined).toBe(waits);
      if (waits) expect(wakeAt(state)).toBeGreaterThan(state.context.now);
    }
  });

  test('records every outcome before anything else is sent', () => {
    for (const { steps } of paths) {
      let owed = false;
      for (const { event, state } of steps) {
        const type: string = event.type;
        if (owed) expect(state.hasTag('attempt') && type !== 'recorded').toBe(false);
        if (type === 'recorded') owed = false;
        if (state.matches('recording')) owed = true;
      }
    }
  });

  test('can be stopped from everywhere', () => {
    for (const { state } of paths) {
      if (state.status === 'done') continue;
      const actor = createActor(sinkMachine, { snapshot: state }).start();
      actor.send({ type: 'stop' });
      if (actor.getSnapshot().hasTag('attempt')) actor.send(failed(0));
      if (actor.getSnapshot().hasTag('busy')) actor.send(recorded(0, OTHER));
      expect(actor.getSnapshot().value).toBe('stopped');
    }
  });

  test('is the same by whatever simple path a state is reached', () => {
    const few = {
      ...options,
      events: [queued(0, OTHER), recorded(0, NOTHING), succeeded, { type: 'stop' as const }],
    };
    const simple = getSimplePaths(sinkMachine, few);
    expect(simple.length).toBeGreaterThan(3);
    for (const { state, steps } of simple) {
      const replayed = run(...steps.map(({ event }) => event).filter(isOwn));
      expect(replayed.value).toEqual(state.value);
      expect(replayed.context).toEqual(state.context);
    }
  });
});

function isOwn(event: SinkMachineEvent): boolean {
  return !event.type.startsWith('xstate.');
}
