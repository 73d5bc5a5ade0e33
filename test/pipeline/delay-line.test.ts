import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { DelayLine } from '../../src/pipeline/delay-line.js';
import { VirtualClock } from '../../src/testing/virtual-clock.js';

describe('a delay line', () => {
  property.prop([
    fc.array(fc.record({ gap: fc.constantFrom(0, 1, 5), due: fc.option(fc.nat(30), { nil: undefined }) })),
  ])('hands on each value when it is due, and in the order of adding at one instant', async (values) => {
    const clock = new VirtualClock();
    const out: [at: number, value: number][] = [];
    const line = new DelayLine<number>(clock, 10, (value) => out.push([clock.now(), value]));
    const expected: [at: number, value: number][] = [];
    for (const [value, { gap, due }] of values.entries()) {
      await clock.advance(gap);
      line.add(value, due === undefined ? undefined : clock.now() + due);
      expected.push([clock.now() + (due ?? 10), value]);
    }
    await clock.advance(40);
    // The sort is stable.
    expect(out).toEqual(expected.sort(([a], [b]) => a - b));
    expect(line.size).toBe(0);
    expect(clock.pendingTasks).toBe(0);
  });

  test('takes what should have come already at once, in order, and tells what still waits', async () => {
    const clock = new VirtualClock(1_000);
    const out: string[] = [];
    const line = new DelayLine<string>(clock, 10, (value) => out.push(`${clock.now()} ${value}`));
    line.add('late', 900);
    line.add('later', 950);
    line.add('new');
    expect(line.waiting()).toEqual([
      { due: 900, value: 'late' },
      { due: 950, value: 'later' },
      { due: 1_010, value: 'new' },
    ]);
    await clock.advance(0);
    expect(out).toEqual(['1000 late', '1000 later']);
    expect(line.waiting()).toEqual([{ due: 1_010, value: 'new' }]);
  });

  test('goes last at an instant if it is told to, whenever its timer was set', async () => {
    const clock = new VirtualClock();
    const out: string[] = [];
    const polite = new DelayLine<string>(clock, 10, (value) => out.push(value), 'last');
    polite.add('polite');
    await clock.advance(5);
    clock.setTimeout(() => out.push('other'), 5);
    await clock.advance(5);
    expect(out).toEqual(['other', 'polite']);
    polite.add('cleared');
    clock.setTimeout(() => polite.clear(), 10);
    await clock.advance(20);
    expect(out).toEqual(['other', 'polite']);
    expect(clock.pendingTasks).toBe(0);
  });

  test('hands on what is due when it is asked to, and does not come back for it', async () => {
    const clock = new VirtualClock();
    const out: string[] = [];
    const line = new DelayLine<string>(clock, 10, (value) => out.push(value));
    line.add('due', 0);
    line.add('not yet', 1);
    line.handDue();
    expect(out).toEqual(['due']);
    expect(clock.pendingTasks).toBe(1);
    await clock.advance(1);
    line.handDue();
    expect(out).toEqual(['due', 'not yet']);
    expect(clock.pendingTasks).toBe(0);
  });
});
