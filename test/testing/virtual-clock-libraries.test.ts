import { debounceTime, delay, interval, map, of, Subject, take, timer } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { createActor, createMachine } from 'xstate';
import { VirtualClock } from '../../src/testing/virtual-clock.js';

describe('RxJS under a virtual clock', () => {
  test('ticks an interval at exact times and leaves no timer when it is unsubscribed', async () => {
    const clock = new VirtualClock(5_000);
    const ticks: string[] = [];
    const subscription = interval(1_000, clock).subscribe((i) => ticks.push(`${clock.now()} ${i}`));
    await clock.advance('3500ms');
    expect(ticks).toEqual(['6000 0', '7000 1', '8000 2']);
    subscription.unsubscribe();
    expect(clock.pendingTasks).toBe(0);
  });

  test('completes an interval by take and leaves no timer', async () => {
    const clock = new VirtualClock();
    let completed = 0;
    interval(10, clock)
      .pipe(take(3))
      .subscribe({
        complete: () => {
          completed = clock.now();
        },
      });
    await clock.advance(100);
    expect([completed, clock.pendingTasks]).toEqual([30, 0]);
  });

  test('debounces', async () => {
    const clock = new VirtualClock();
    const source = new Subject<string>();
    const out: string[] = [];
    source.pipe(debounceTime(100, clock)).subscribe((value) => out.push(`${clock.now()} ${value}`));
    for (const [at, value] of [
      [0, 'a'],
      [50, 'b'],
      [149, 'c'],
      [300, 'd'],
    ] as const)
      clock.setTimeout(() => source.next(value), at);
    await clock.advance('1s');
    expect(out).toEqual(['249 c', '400 d']);
    expect(clock.pendingTasks).toBe(0);
  });

  test('runs timers, by delay and by date, and delays', async () => {
    const clock = new VirtualClock(1_000);
    const out: string[] = [];
    timer(50, 100, clock)
      .pipe(
        take(3),
        map((i) => `timer ${i}`),
      )
      .subscribe((value) => out.push(`${clock.now()} ${value}`));
    timer(new Date(1_020), clock).subscribe(() => out.push(`${clock.now()} date`));
    of('late')
      .pipe(delay(75, clock))
      .subscribe((value) => out.push(`${clock.now()} ${value}`));
    await clock.advance('1s');
    expect(out).toEqual(['1020 date', '1050 timer 0', '1075 late', '1150 timer 1', '1250 timer 2']);
  });
});

describe('XState under a virtual clock', () => {
  const blinker = createMachine({
    id: 'blinker',
    initial: 'off',
    states: { off: { after: { 1000: 'on' } }, on: { after: { 500: 'off' } } },
  });

  test('takes its delayed transitions at exact times, chained ones within one move', async () => {
    const clock = new VirtualClock();
    const actor = createActor(blinker, { clock });
    const states: string[] = [];
    actor.subscribe(({ value }) => states.push(`${clock.now()} ${value}`));
    actor.start();
    await clock.advance('3s');
    expect(states).toEqual(['0 off', '1000 on', '1500 off', '2500 on', '3000 off']);
    actor.stop();
    expect(clock.pendingTasks).toBe(0);
  });

  test('keeps delays beyond 2^31 milliseconds', async () => {
    const clock = new VirtualClock();
    const sleeper = createMachine({
      initial: 'asleep',
      states: { asleep: { after: { [2 ** 32]: 'awake' } }, awake: {} },
    });
    const actor = createActor(sleeper, { clock }).start();
    await clock.advance(2 ** 32 - 1);
    expect(actor.getSnapshot().value).toBe('asleep');
    await clock.advance(1);
    expect(actor.getSnapshot().value).toBe('awake');
  });
});
