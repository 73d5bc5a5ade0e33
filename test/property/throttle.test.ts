import { fc, test } from '@fast-check/vitest';
import { Subject } from 'rxjs';
import { describe, expect } from 'vitest';
import type { Alert } from '../../src/domain/alert.js';
import { throttle } from '../../src/pipeline/throttle.js';
import { VirtualClock } from '../../src/testing/virtual-clock.js';
import { alertOf } from '../support/alerts.js';

const anyAlert = fc.record({
  gap: fc.oneof(fc.constantFrom(0, 0, 1, 100), fc.nat(40)),
  key: fc.constantFrom('x', 'y', 'z'),
  severity: fc.constantFrom('warning', 'error', 'critical'),
});

describe('throttle', () => {
  test.prop(
    [fc.array(anyAlert, { maxLength: 80 }), fc.integer({ min: 0, max: 4 }), fc.integer({ min: 1, max: 100 })],
    { numRuns: 300 },
  )('equals a true sliding window per key', async (alerts, limit, window) => {
    const clock = new VirtualClock();
    const source = new Subject<Alert>();
    const actual: boolean[] = [];
    const subscription = source
      .pipe(throttle({ limit, window }, clock))
      .subscribe((item) => actual.push(item.type === 'alert' && item.suppressed === undefined));
    const passed: { key: string; at: number }[] = [];
    const expected: boolean[] = [];
    let at = 0;
    for (const [i, { gap, key, severity }] of alerts.entries()) {
      at += gap;
      const exempt = severity === 'critical';
      const recent = passed.filter((pass) => pass.key === key && at - pass.at < window).length;
      const passes = exempt || recent < limit;
      if (passes && !exempt) passed.push({ key, at });
      expected.push(passes);
      clock.setTimeout(() => source.next(alertOf({ id: `a${i}`, key, severity })), at);
    }
    await clock.advance(at);
    expect(actual).toEqual(expected);
    // Two windows later nothing is remembered.
    await clock.advance(2 * window);
    expect(clock.pendingTasks).toBe(0);
    subscription.unsubscribe();
  });
});
