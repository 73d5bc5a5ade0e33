import { test } from '@fast-check/vitest';
import fc from 'fast-check';
import { expect } from 'vitest';
import { BreakerOpenError } from '../../src/breakers/breaker-open-error.js';
import { createBreaker } from '../../src/runtime/create-breaker.js';
import { VirtualClock } from '../../src/testing/virtual-clock.js';

type Step =
  | { readonly do: 'call'; readonly fails: boolean }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'trip'; readonly ms: number | undefined }
  | { readonly do: 'reset' };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('call'), fails: fc.boolean() }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('wait'), ms: fc.constantFrom(1, 999, 1_000, 5_000) }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('trip'), ms: fc.constantFrom(undefined, 500, 2_500) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('reset') }) },
);

/** The words of the contract again: what each call comes to, when the state changes, and the reason after each step. */
function retell(steps: readonly Step[], threshold: number, openFor: number): unknown[] {
  const told: unknown[] = [];
  let now = 0;
  let failures = 0;
  let state = 'closed';
  let openUntil = 0;
  let reason: string | undefined;
  const to = (next: string, at = now): void => {
    if (next !== state) told.push([at, next]);
    state = next;
  };
  for (const [i, each] of steps.entries()) {
    if (each.do === 'wait') {
      now += each.ms;
      if (state === 'open' && now >= openUntil) to('halfOpen', openUntil);
    } else if (each.do === 'trip') {
      // Never for less than it was to be open anyway.
      const until = now + (each.ms ?? openFor);
      if (state !== 'open' || until >= openUntil) {
        openUntil = until;
        reason = `trip ${i}`;
      }
      to('open');
    } else if (each.do === 'reset') {
      failures = 0;
      to('closed');
    } else if (state === 'open') {
      told.push('refused');
    } else {
      failures = each.fails ? failures + 1 : 0;
      if (!each.fails) to('closed');
      else if (state === 'halfOpen' || failures >= threshold) {
        openUntil = now + openFor;
        reason = 'refused';
        to('open');
      }
      told.push(each.fails ? 'failed' : 'done');
    }
    told.push(state === 'closed' ? undefined : reason);
  }
  return told;
}

test.prop([fc.array(step, { maxLength: 60 }), fc.integer({ min: 1, max: 4 })])(
  'a breaker does what a plain retelling of its contract does, at the same times',
  async (steps, threshold) => {
    const clock = new VirtualClock();
    let fails = false;
    const breaker = createBreaker(
      () => {
        if (fails) throw new Error('refused');
      },
      { clock, threshold, openFor: 3_000 },
    );
    const told: unknown[] = [];
    let first = true;
    const subscription = breaker.state$.subscribe((state) => {
      if (!first) told.push([clock.now(), state]);
      first = false;
    });
    for (const [i, each] of steps.entries()) {
      if (each.do === 'wait') await clock.advance(each.ms);
      else if (each.do === 'trip') breaker.trip({ for: each.ms, reason: `trip ${i}` });
      else if (each.do === 'reset') breaker.reset();
      else {
        fails = each.fails;
        const how = await breaker.run().then(
          () => 'done',
          (error: unknown) => (error instanceof BreakerOpenError ? 'refused' : 'failed'),
        );
        told.push(how);
      }
      told.push(breaker.reason);
    }
    expect(told).toEqual(retell(steps, threshold, 3_000));
    subscription.unsubscribe();
    await clock.advance(0);
    expect(clock.pendingTasks).toBe(0);
  },
);
