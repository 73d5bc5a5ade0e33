import { describe, expect, test } from 'vitest';
import { VirtualClock } from '../../src/testing/virtual-clock.js';

describe('a virtual clock', () => {
  test('stands still until it is moved, and begins where it is told', async () => {
    expect(new VirtualClock().now()).toBe(0);
    const clock = new VirtualClock(1_000);
    clock.setTimeout(() => {
      throw new Error('not yet');
    }, 1);
    await new Promise((resolve) => setImmediate(resolve));
    expect(clock.now()).toBe(1_000);
  });

  test('steps to each due task in order, at exactly its time, and ends at the end of the span', async () => {
    const clock = new VirtualClock();
    const ran: string[] = [];
    const note = (name: string) => () => ran.push(`${clock.now()} ${name}`);
    clock.setTimeout(note('late'), 300);
    clock.setTimeout(note('early'), 100);
    clock.setTimeout(note('also early'), 100);
    clock.setTimeout(note('beyond'), 1_001);
    await clock.advance('1s');
    expect(ran).toEqual(['100 early', '100 also early', '300 late']);
    expect(clock.now()).toBe(1_000);
    expect(clock.pendingTasks).toBe(1);
    await clock.advance(1);
    expect(ran.at(-1)).toBe('1001 beyond');
  });

  test('runs what tasks schedule within the span, each at its own time', async () => {
    const clock = new VirtualClock();
    const ran: number[] = [];
    const tick = (): void => {
      ran.push(clock.now());
      if (ran.length < 5) clock.setTimeout(tick, 250);
    };
    clock.setTimeout(tick, 0);
    await clock.advance('10s');
    expect(ran).toEqual([0, 250, 500, 750, 1000]);
  });

  test('lets promises settle before the next task, long chains included', async () => {
    const clock = new VirtualClock();
    const seen: string[] = [];
    clock.setTimeout(async () => {
      for (let i = 0; i < 50; i++) await Promise.resolve();
      await new Promise<void>((resolve) => process.nextTick(resolve));
      seen.push(`settled at ${clock.now()}`);
    }, 10);
    clock.setTimeout(() => seen.push('next'), 11);
    await clock.advance(20);
    expect(seen).toEqual(['settled at 10', 'next']);
  });

  test('lets what was begun before the move settle first', async () => {
    const clock = new VirtualClock();
    let ran = 0;
    void Promise.resolve()
      .then(() => {})
      .then(() =>
        clock.setTimeout(() => {
          ran = clock.now();
        }, 5),
      );
    await clock.advance(5);
    expect(ran).toBe(5);
  });

  test('lets a promise under way schedule within the span', async () => {
    const clock = new VirtualClock();
    const wait = (ms: number): Promise<void> => new Promise((resolve) => clock.setTimeout(resolve, ms));
    let done = 0;
    void (async () => {
      for (let i = 0; i < 3; i++) await wait(100);
      done = clock.now();
    })();
    await clock.advance(1_000);
    expect(done).toBe(300);
  });

  test('forgets a cancelled task, also one cancelled by a task due at the same time', async () => {
    const clock = new VirtualClock();
    const ran: string[] = [];
    const first = clock.setTimeout(() => ran.push('first'), 10);
    clock.clearTimeout(first);
    clock.clearTimeout(first);
    clock.clearTimeout(undefined);
    clock.setTimeout(() => clock.clearTimeout(victim), 20);
    const victim = clock.setTimeout(() => ran.push('victim'), 20);
    expect(clock.pendingTasks).toBe(2);
    await clock.advance(100);
    expect(ran).toEqual([]);
    expect(clock.pendingTasks).toBe(0);
  });

  test('takes a negative delay or none for now, and never goes back', async () => {
    const clock = new VirtualClock(100);
    const ran: number[] = [];
    clock.setTimeout(() => ran.push(clock.now()), -50);
    clock.setTimeout(() => ran.push(clock.now()), Number.NaN);
    await clock.advance(0);
    expect(ran).toEqual([100, 100]);
  });

  test('keeps delays beyond 2^31 milliseconds', async () => {
    const clock = new VirtualClock();
    let ran: number | undefined;
    clock.setTimeout(() => {
      ran = clock.now();
    }, 2 ** 33);
    await clock.advance('30d');
    expect(ran).toBeUndefined();
    await clock.advance('100d');
    expect(ran).toBe(2 ** 33);
  });

  test('hands what a task throws to who moves it, stands at that task and can go on', async () => {
    const clock = new VirtualClock();
    let ran = false;
    clock.setTimeout(() => {
      throw new Error('broken task');
    }, 10);
    clock.setTimeout(() => {
      ran = true;
    }, 20);
    await expect(clock.advance(100)).rejects.toThrow('broken task');
    expect([clock.now(), ran]).toEqual([10, false]);
    await clock.advance(10);
    expect([clock.now(), ran]).toEqual([20, true]);
  });

  test('queues moves that are asked for while one is under way', async () => {
    const clock = new VirtualClock();
    await Promise.all([clock.advance(100), clock.advance(50)]);
    expect(clock.now()).toBe(150);
  });

  test('refuses a span that is none', () => {
    const clock = new VirtualClock();
    expect(() => clock.advance(-1)).toThrow(expect.objectContaining({ code: 'ERR_DURATION' }));
  });
});
