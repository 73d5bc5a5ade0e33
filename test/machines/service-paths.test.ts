import { describe, expect, test } from 'vitest';
import { getShortestPaths, getSimplePaths } from 'xstate/graph';
import {
  type ServiceMachineContext,
  type ServiceMachineEvent,
  type ServiceThresholds,
  serviceMachine,
} from '../../machines/service.js';
import { runServiceModel } from '../support/service-model.js';

const EVENTS: readonly ServiceMachineEvent['type'][] = ['pass', 'warn', 'fail', 'pause', 'resume'];

/** Counters above the thresholds make no difference, so that there are finitely many states. */
function options(thresholds: ServiceThresholds) {
  const most = Math.max(thresholds.failureThreshold, thresholds.recoveryThreshold) + 1;
  return {
    input: thresholds,
    events: EVENTS.map((type) => ({ type })),
    serializeState: ({ value, context }: { value: unknown; context: ServiceMachineContext }): string =>
      [
        value,
        context.paused,
        Math.min(most, context.consecutiveFailures),
        Math.min(most, context.consecutiveSuccesses),
        Math.min(most, context.consecutiveNonFailures),
      ].join(),
  };
}

const THRESHOLDS: readonly ServiceThresholds[] = [
  { failureThreshold: 1, recoveryThreshold: 1 },
  { failureThreshold: 3, recoveryThreshold: 2 },
  { failureThreshold: 2, recoveryThreshold: 4 },
];

describe.each(THRESHOLDS)('the service machine with %o', (thresholds) => {
  test('keeps to the table on the shortest path to each of its states', () => {
    const paths = getShortestPaths(serviceMachine, { ...options(thresholds), limit: 20_000 });
    expect(paths.length).toBeGreaterThan(5);
    for (const { state, steps } of paths) {
      const events = steps.map(({ event }) => event.type).filter(isMachineEvent);
      const model = runServiceModel(thresholds, events);
      expect([events, state.value, state.context.paused]).toEqual([events, model.status, model.paused]);
    }
  });

  test('reaches every status, paused and not', () => {
    const paths = getShortestPaths(serviceMachine, { ...options(thresholds), limit: 20_000 });
    const reached = new Set(paths.map(({ state }) => `${state.value} ${state.context.paused}`));
    const all = ['unknown', 'healthy', 'degraded', 'unhealthy'].flatMap((s) => [`${s} false`, `${s} true`]);
    expect([...reached].sort()).toEqual(all.sort());
  });
});

test('keeps to the table on every simple path until a run of three like results', () => {
  const thresholds: ServiceThresholds = { failureThreshold: 2, recoveryThreshold: 2 };
  let longest = 0;
  const paths = getSimplePaths(serviceMachine, {
    ...options(thresholds),
    events: (['pass', 'warn', 'fail'] as const).map((type) => ({ type })),
    limit: 20_000,
    stopWhen: ({ context }) => context.consecutiveNonFailures >= 3 || context.consecutiveFailures >= 3,
  });
  for (const { state, steps } of paths) {
    longest = Math.max(longest, steps.length);
    const events = steps.map(({ event }) => event.type).filter(isMachineEvent);
    expect([events, state.value]).toEqual([events, runServiceModel(thresholds, events).status]);
  }
  expect(paths.length).toBeGreaterThan(100);
  expect(longest).toBeGreaterThan(6);
});

/** The path's first step is XState's own start event. */
function isMachineEvent(type: string): type is ServiceMachineEvent['type'] {
  return EVENTS.some((known) => known === type);
}
