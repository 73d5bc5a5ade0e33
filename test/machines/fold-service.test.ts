import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { createActor } from 'xstate';
import {
  foldService,
  NO_RESULTS,
  type ServiceMachineEvent,
  type ServicePlace,
  serviceMachine,
} from '../../machines/service.js';

const anyEvent = fc.constantFrom<ServiceMachineEvent['type']>('pass', 'warn', 'fail', 'pause', 'resume');
const anyThreshold = fc.integer({ min: 1, max: 4 });

test.prop([anyThreshold, anyThreshold, fc.array(anyEvent, { maxLength: 60 })], { numRuns: 500 })(
  'folding events leads to where the machine goes with them',
  (failureThreshold, recoveryThreshold, events) => {
    const actor = createActor(serviceMachine, { input: { failureThreshold, recoveryThreshold } }).start();
    let place: ServicePlace = {
      status: 'unknown',
      context: { ...NO_RESULTS, failureThreshold, recoveryThreshold, paused: false },
    };
    for (const type of events) {
      actor.send({ type });
      place = foldService(place, type);
      const { value, context } = actor.getSnapshot();
      expect(place).toEqual({ status: value, context });
    }
    actor.stop();
  },
);
