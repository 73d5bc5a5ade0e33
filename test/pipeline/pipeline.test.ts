import { fc, test as property } from '@fast-check/vitest';
import { from } from 'rxjs';
import { describe, expect } from 'vitest';
import type { PipelineItem } from '../../src/pipeline/item.js';
import { alertPipeline } from '../../src/pipeline/pipeline.js';
import { VirtualClock } from '../../src/testing/virtual-clock.js';
import { alertOf } from '../support/alerts.js';

describe('the pipeline', () => {
  property.prop([fc.array(fc.boolean(), { minLength: 5, maxLength: 5 })])(
    'gives the reason of the first stage that holds an alert back',
    ([severity, silenced, inhibited, flapping, throttled]) => {
      const clock = new VirtualClock();
      const second = (id: string): boolean => id === 'second';
      const items: PipelineItem[] = [];
      from([
        alertOf({ id: 'first', severity: 'error', service: 'api' }),
        alertOf({ id: 'second', severity: severity ? 'info' : 'error', service: 'api' }),
      ])
        .pipe(
          alertPipeline(
            {
              minSeverity: 'warning',
              throttle: { limit: throttled ? 1 : 5, window: '1m' },
              group: { window: '1m', summarizeAfter: 3 },
              remindEvery: false,
              route: { channels: new Map([['ops', {}]]), fallback: [] },
            },
            {
              silences: { isSilenced: ({ id }) => silenced === true && second(id) },
              dependencies: {
                // Asked for the second alert only: the first one is on its way before.
                isInhibited: () => inhibited === true && items.length > 0,
              },
              flapping: { isFlapping: ({ id }) => flapping === true && second(id) },
              conditions: { firing: () => undefined },
              paused: { isPaused: () => false },
            },
            clock,
          ),
        )
        .subscribe((item) => items.push(item));
      const verdict = items.find((item) => item.type === 'alert' && item.alert.id === 'second');
      const expected =
        (severity && 'severity') ||
        (silenced && 'silenced') ||
        (inhibited && 'inhibited') ||
        (flapping && 'flapping') ||
        (throttled && 'throttled') ||
        undefined;
      expect(verdict).toMatchObject({ type: 'alert' });
      expect(verdict?.type === 'alert' ? verdict.suppressed : 'none').toBe(expected);
      const told = items.flatMap((item) => (item.type === 'notification' ? [item.channels] : []));
      expect(told[0]).toEqual(['ops']);
    },
  );
});
