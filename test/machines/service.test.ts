import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { createActor } from 'xstate';
import {
  type ServiceMachineEvent,
  type ServiceThresholds,
  type Status,
  serviceMachine,
} from '../../machines/service.js';
import { runServiceModel } from '../support/service-model.js';

const DEFAULTS: ServiceThresholds = { failureThreshold: 3, recoveryThreshold: 2 };

/** The statuses after each event. */
function statuses(events: readonly ServiceMachineEvent['type'][], input = DEFAULTS): Status[] {
  const actor = createActor(serviceMachine, { input }).start();
  return events.map((type) => {
    actor.send({ type });
    return actor.getSnapshot().value;
  });
}

describe('a service', () => {
  test('is unknown until enough passes confirm that it is healthy', () => {
    expect(statuses(['pass', 'pass'])).toEqual(['unknown', 'healthy']);
    expect(statuses(['pass', 'warn', 'pass', 'pass'])).toEqual([
      'unknown',
      'degraded',
      'degraded',
      'healthy',
    ]);
  });

  test('is degraded by one fail and unhealthy by the third in a row', () => {
    expect(statuses(['fail', 'fail', 'fail'])).toEqual(['degraded', 'degraded', 'unhealthy']);
    expect(statuses(['fail', 'fail', 'pass', 'fail', 'fail', 'fail']).slice(2)).toEqual([
      'degraded',
      'degraded',
      'degraded',
      'unhealthy',
    ]);
  });

  test('has its run of fails broken by a warn, and its run of passes', () => {
    expect(statuses(['fail', 'fail', 'warn', 'fail'])).toEqual(Array(4).fill('degraded'));
    expect(statuses(['warn', 'pass', 'warn', 'pass'])).toEqual(Array(4).fill('degraded'));
  });

  test('stays unhealthy through a single pass or warn', () => {
    const down = ['fail', 'fail', 'fail'] as const;
    expect(statuses([...down, 'pass', 'fail']).slice(3)).toEqual(['unhealthy', 'unhealthy']);
    expect(statuses([...down, 'warn', 'fail', 'warn']).slice(3)).toEqual(Array(3).fill('unhealthy'));
  });

  test('leaves unhealthy for degraded after enough results that are not fails, the last one a warn', () => {
    const down = ['fail', 'fail', 'fail'] as const;
    expect(statuses([...down, 'pass', 'warn']).slice(3)).toEqual(['unhealthy', 'degraded']);
    expect(statuses([...down, 'warn', 'warn']).slice(3)).toEqual(['unhealthy', 'degraded']);
    expect(statuses([...down, 'warn', 'pass', 'pass']).slice(3)).toEqual([
      'unhealthy',
      'unhealthy',
      'healthy',
    ]);
  });

  test('goes straight to unhealthy and healthy with thresholds of 1', () => {
    const input = { failureThreshold: 1, recoveryThreshold: 1 };
    expect(statuses(['fail', 'warn', 'fail', 'pass'], input)).toEqual([
      'unhealthy',
      'degraded',
      'unhealthy',
      'healthy',
    ]);
  });

  test('takes no results while paused, and begins unknown and uncounted when resumed', () => {
    expect(statuses(['fail', 'fail', 'pause', 'fail', 'pass', 'resume', 'fail', 'fail', 'fail'])).toEqual([
      ...Array(5).fill('degraded'),
      'unknown',
      'degraded',
      'degraded',
      'unhealthy',
    ]);
  });

  test('is not moved by a resume without a pause, nor by a second pause', () => {
    expect(statuses(['pass', 'pass', 'resume', 'pause', 'pause', 'resume'])).toEqual([
      'unknown',
      'healthy',
      'healthy',
      'healthy',
      'healthy',
      'unknown',
    ]);
  });

  test('restores from its persisted snapshot without loss', () => {
    const before = createActor(serviceMachine, { input: DEFAULTS }).start();
    before.send({ type: 'fail' });
    before.send({ type: 'fail' });
    const snapshot = JSON.parse(JSON.stringify(before.getPersistedSnapshot()));
    const after = createActor(serviceMachine, { input: DEFAULTS, snapshot }).start();
    expect(after.getSnapshot().context).toEqual(before.getSnapshot().context);
    after.send({ type: 'fail' });
    expect(after.getSnapshot().value).toBe('unhealthy');
  });

  property.prop(
    [
      fc.record({
        failureThreshold: fc.integer({ min: 1, max: 5 }),
        recoveryThreshold: fc.integer({ min: 1, max: 5 }),
      }),
      fc.array(
        fc.oneof(
          { weight: 8, arbitrary: fc.constantFrom('pass', 'warn', 'fail') },
          { weight: 1, arbitrary: fc.constantFrom('pause', 'resume') },
        ),
        { maxLength: 60 },
      ),
    ],
    { numRuns: 300 },
  )('agrees with the table at every step', (thresholds, events) => {
    const expected = events.map((_, i) => runServiceModel(thresholds, events.slice(0, i + 1)).status);
    expect(statuses(events, thresholds)).toEqual(expected);
  });
});
