import { afterEach, describe, expect, it, vi } from 'vitest';
import { type CheckScheduler, createCheckScheduler } from '../../src/checks/check-scheduler.js';
import type { CheckPlan } from '../../src/checks/scheduled-service.js';
import type { Clock } from '../../src/domain/clock.js';
import type { CheckCompleted } from '../../src/domain/events.js';
import { VirtualClock } from '../../src/testing/virtual-clock.js';

interface Bench {
  readonly clock: VirtualClock;
  readonly scheduler: CheckScheduler;
  /** Who was checked when, such as `a 0`. */
  readonly starts: string[];
  /** What came of it when, such as `a pass 20`. */
  readonly results: string[];
  readonly messages: (string | undefined)[];
  /** A check that takes `ms`, and hears its signal if `obedient`. */
  takes(ms: number, obedient?: boolean): CheckPlan['check'];
  add(name: string, plan?: Partial<CheckPlan>): void;
}

function bench(options: { concurrency?: number; random?: () => number; clock?: Clock } = {}): Bench {
  const clock = new VirtualClock();
  const starts: string[] = [];
  const results: string[] = [];
  const messages: (string | undefined)[] = [];
  const scheduler = createCheckScheduler({
    clock: options.clock ?? clock,
    random: options.random ?? (() => 0),
    concurrency: options.concurrency ?? 100,
    onCompleted(service, result) {
      results.push(`${service} ${result.outcome} ${clock.now()}`);
      messages.push(result.message);
    },
  });
  const takes: Bench['takes'] =
    (ms, obedient = true) =>
    ({ service, signal }) => {
      starts.push(`${service} ${clock.now()}`);
      return new Promise<boolean>((resolve, reject) => {
        const timer = clock.setTimeout(() => resolve(true), ms);
        if (!obedient) return;
        signal.addEventListener('abort', () => {
          clock.clearTimeout(timer);
          reject(signal.reason);
        });
      });
    };
  const add: Bench['add'] = (name, plan = {}) =>
    scheduler.add(name, { check: takes(20), everyMs: 1_000, timeoutMs: 500, ...plan });
  return { clock, scheduler, starts, results, messages, takes, add };
}

const rejections: unknown[] = [];
const note = (reason: unknown): void => {
  rejections.push(reason);
};
process.on('unhandledRejection', note);
afterEach(() => {
  expect(rejections.splice(0)).toEqual([]);
});

describe('the schedule', () => {
  it('checks nothing before it is started', async () => {
    const { clock, add, starts } = bench();
    add('a');
    await clock.advance('10s');
    expect(starts).toEqual([]);
    expect(clock.pendingTasks).toBe(0);
  });

  it('starts the first service at once and the others at even steps within the period', async () => {
    const { clock, scheduler, add, starts } = bench();
    for (let i = 0; i < 20; i++) add(`s${i}`);
    scheduler.start();
    await clock.advance(999);
    expect(starts).toEqual(Array.from({ length: 20 }, (_, i) => `s${i} ${i * 50}`));
  });

  it('starts few services at most 100 ms apart', async () => {
    const { clock, scheduler, add, starts } = bench();
    for (const name of ['a', 'b', 'c']) add(name, { everyMs: 60_000 });
    scheduler.start();
    await clock.advance('59s');
    expect(starts).toEqual(['a 0', 'b 100', 'c 200']);
  });

  it('keeps to a grid however long checks take', async () => {
    const { clock, scheduler, add, takes, starts } = bench();
    add('a', { check: takes(300) });
    scheduler.start();
    await clock.advance(3_500);
    expect(starts).toEqual(['a 0', 'a 1000', 'a 2000', 'a 3000']);
  });

  it('skips the ticks that come while a check is under way', async () => {
    const { clock, scheduler, add, takes, starts } = bench();
    add('a', { check: takes(2_500), timeoutMs: 10_000 });
    scheduler.start();
    await clock.advance(7_000);
    expect(starts).toEqual(['a 0', 'a 3000', 'a 6000']);
  });

  it('is late by up to 5 % of the period at random, and does not drift', async () => {
    const chances = [0.5, 0, 0.99, 0.2];
    const { clock, scheduler, add, starts } = bench({ random: () => chances.shift() ?? 0 });
    add('a');
    scheduler.start();
    await clock.advance(4_500);
    expect(starts).toEqual(['a 0', 'a 1025', 'a 2000', 'a 3050', 'a 4010']);
  });

  it('catches up on nothing after the process stood still', async () => {
    const clock = new VirtualClock();
    let standstill = 0;
    const late: Clock = {
      now: () => clock.now() + standstill,
      setTimeout: (task, delay) => clock.setTimeout(task, delay),
      clearTimeout: (handle) => clock.clearTimeout(handle),
    };
    const starts: number[] = [];
    const scheduler = createCheckScheduler({
      clock: late,
      random: () => 0,
      concurrency: 1,
      onCompleted: () => {},
    });
    scheduler.add('a', {
      check: () => {
        starts.push(late.now());
      },
      everyMs: 1_000,
      timeoutMs: 500,
    });
    scheduler.start();
    await clock.advance(500);
    standstill = 5_200;
    await clock.advance(2_000);
    expect(starts).toEqual([0, 6_200, 7_000]);
  });

  it('keeps to the monotonic time when the wall clock is set', async () => {
    const clock = new VirtualClock();
    let wall = 1_000_000;
    const starts: number[] = [];
    const scheduler = createCheckScheduler({
      clock: {
        now: () => wall,
        monotonic: () => clock.now(),
        setTimeout: (task, delay) => clock.setTimeout(task, delay),
        clearTimeout: (handle) => clock.clearTimeout(handle),
      },
      random: () => 0,
      concurrency: 1,
      onCompleted: () => {},
    });
    scheduler.add('a', {
      check: () => {
        starts.push(clock.now());
      },
      everyMs: 1_000,
      timeoutMs: 500,
    });
    scheduler.start();
    await clock.advance(1_500);
    wall = 0;
    await clock.advance(2_000);
    expect(starts).toEqual([0, 1_000, 2_000, 3_000]);
  });

  it('checks a service added later at once, and several of them staggered', async () => {
    const { clock, scheduler, add, starts } = bench();
    scheduler.start();
    await clock.advance(300);
    add('a', { everyMs: 10_000 });
    add('b', { everyMs: 10_000 });
    add('c', { everyMs: 10_000 });
    await clock.advance(5_000);
    expect(starts).toEqual(['a 300', 'b 400', 'c 500']);
  });

  it('refuses a name that is taken', () => {
    const { add } = bench();
    add('a');
    expect(() => add('a')).toThrow("the service 'a' exists already");
  });
});

describe('the cap', () => {
  it('lets those in excess wait in the order in which they became due', async () => {
    const { clock, scheduler, add, takes, starts } = bench({ concurrency: 2 });
    for (const name of ['a', 'b', 'c', 'd']) add(name, { check: takes(400), everyMs: 10_000 });
    scheduler.start();
    await clock.advance('9s');
    expect(starts).toEqual(['a 0', 'b 100', 'c 400', 'd 500']);
  });

  it('lets a manual run go ahead of scheduled checks that wait', async () => {
    const { clock, scheduler, add, takes, starts } = bench({ concurrency: 1 });
    for (const name of ['a', 'b', 'c', 'd']) add(name, { check: takes(400), everyMs: 10_000 });
    scheduler.start();
    await clock.advance(350);
    void scheduler.run('d');
    void scheduler.run('c');
    await clock.advance('8s');
    expect(starts).toEqual(['a 0', 'd 400', 'c 800', 'b 1200']);
  });

  it('is freed by a timeout', async () => {
    const { clock, scheduler, add, takes, starts } = bench({ concurrency: 1 });
    add('a', { check: takes(60_000, false), everyMs: 10_000 });
    add('b', { everyMs: 10_000 });
    scheduler.start();
    await clock.advance('9s');
    expect(starts).toEqual(['a 0', 'b 500']);
  });

  it('is freed by removing and pausing', async () => {
    const { clock, scheduler, add, takes, starts } = bench({ concurrency: 1 });
    for (const name of ['a', 'b', 'c']) add(name, { check: takes(400), everyMs: 10_000 });
    scheduler.start();
    await clock.advance(250);
    scheduler.remove('a');
    await clock.advance(50);
    scheduler.pause('b');
    await clock.advance('5s');
    expect(starts).toEqual(['a 0', 'b 250', 'c 300']);
  });

  it('skips those who left while they waited', async () => {
    const { clock, scheduler, add, takes, starts } = bench({ concurrency: 1 });
    for (const name of ['a', 'b', 'c', 'd']) add(name, { check: takes(400), everyMs: 10_000 });
    scheduler.start();
    await clock.advance(350);
    scheduler.remove('b');
    scheduler.pause('c');
    await clock.advance('5s');
    expect(starts).toEqual(['a 0', 'd 400']);
  });
});

describe('run', () => {
  it('checks at once, started or not, and leaves the grid where it is', async () => {
    const { clock, scheduler, add, starts } = bench();
    add('a');
    await Promise.all([scheduler.run('a'), clock.advance(100)]);
    expect(clock.pendingTasks).toBe(0);
    scheduler.start();
    await clock.advance(300);
    await Promise.all([scheduler.run('a'), clock.advance(1_000)]);
    expect(starts).toEqual(['a 0', 'a 100', 'a 400', 'a 1100']);
  });

  it('joins a check that is under way or waits', async () => {
    const { clock, scheduler, add, starts } = bench({ concurrency: 1 });
    add('a');
    add('b');
    const [first, second] = [scheduler.run('a'), scheduler.run('a')];
    const [third, fourth] = [scheduler.run('b'), scheduler.run('b')];
    expect(second).toBe(first);
    expect(fourth).toBe(third);
    await Promise.all([first, third, clock.advance(100)]);
    expect(starts).toEqual(['a 0', 'b 20']);
    expect(scheduler.run('a')).not.toBe(first);
    await clock.advance(100);
  });

  it('joins a scheduled check', async () => {
    const { clock, scheduler, add, starts, results } = bench();
    add('a');
    scheduler.start();
    await clock.advance(10);
    const joined = scheduler.run('a').then(() => results.push(`joined ${clock.now()}`));
    await clock.advance(100);
    await joined;
    expect(starts).toEqual(['a 0']);
    expect(results).toEqual(['a pass 20', 'joined 20']);
  });

  it('resolves only after the result was taken', async () => {
    const clock = new VirtualClock();
    const log: string[] = [];
    const scheduler = createCheckScheduler({
      clock,
      random: () => 0,
      concurrency: 1,
      onCompleted: (service: string, { outcome }: CheckCompleted) =>
        new Promise((resolve) => {
          clock.setTimeout(() => {
            log.push(`${service} ${outcome} taken at ${clock.now()}`);
            resolve();
          }, 50);
        }),
    });
    scheduler.add('a', { check: () => false, everyMs: 1_000, timeoutMs: 500 });
    const run = scheduler.run('a').then(() => log.push(`resolved at ${clock.now()}`));
    await clock.advance(100);
    await run;
    expect(log).toEqual(['a fail taken at 50', 'resolved at 50']);
  });

  it('rejects with what taking the result threw, at once or later; a scheduled check swallows it', async () => {
    const clock = new VirtualClock();
    let throwNow = true;
    const scheduler = createCheckScheduler({
      clock,
      random: () => 0,
      concurrency: 1,
      onCompleted: () => {
        if (throwNow) throw new Error('journal gone');
        return Promise.reject(new Error('journal gone later'));
      },
    });
    scheduler.add('a', { check: () => true, everyMs: 1_000, timeoutMs: 500 });
    await expect(scheduler.run('a')).rejects.toThrow('journal gone');
    throwNow = false;
    await expect(scheduler.run('a')).rejects.toThrow('journal gone later');
    scheduler.start();
    await clock.advance('3s');
    scheduler.stop();
  });

  it('rejects for a service that it does not know', async () => {
    const { scheduler } = bench();
    await expect(scheduler.run('ghost')).rejects.toMatchObject({
      code: 'ERR_UNKNOWN_SERVICE',
      message: "there is no service 'ghost'",
    });
  });

  it('resolves at once for a paused service', async () => {
    const { scheduler, add, starts } = bench();
    add('a');
    scheduler.pause('a');
    await scheduler.run('a');
    expect(starts).toEqual([]);
  });
});

describe('leaving', () => {
  it('discards the answer of a check whose service is paused, and resolves who joined it', async () => {
    const { clock, scheduler, add, takes, results } = bench();
    add('a', { check: takes(20, false) });
    const run = scheduler.run('a');
    await clock.advance(10);
    scheduler.pause('a');
    await run;
    await clock.advance('5s');
    expect(results).toEqual([]);
  });

  it('checks a resumed service at once and on a new grid', async () => {
    const { clock, scheduler, add, starts } = bench();
    add('a');
    scheduler.start();
    await clock.advance(100);
    scheduler.pause('a');
    await clock.advance(2_150);
    scheduler.resume('a');
    scheduler.resume('a');
    await clock.advance(1_100);
    expect(starts).toEqual(['a 0', 'a 2250', 'a 3250']);
  });

  it('starts without a service that was paused before, until it is resumed', async () => {
    const { clock, scheduler, add, starts } = bench();
    add('a');
    add('b');
    scheduler.pause('a');
    scheduler.start();
    await clock.advance(500);
    scheduler.resume('a');
    await clock.advance(400);
    expect(starts).toEqual(['b 0', 'a 500']);
  });

  it.each(['remove', 'stop'] as const)(
    '%s aborts what is under way or waits and rejects its runs',
    async (how) => {
      const { clock, scheduler, add, takes, results } = bench({ concurrency: 1 });
      let reason: unknown;
      const wait = takes(400);
      add('a', {
        check: (context) => {
          context.signal.addEventListener('abort', () => {
            reason = context.signal.reason;
          });
          return wait(context);
        },
      });
      add('b');
      scheduler.start();
      await clock.advance(150);
      const runs = [scheduler.run('a'), scheduler.run('b')].map((run) =>
        run.catch((error: unknown) => error),
      );
      if (how === 'stop') scheduler.stop();
      else for (const name of ['b', 'a']) scheduler.remove(name);
      const cancelled = expect.objectContaining({ code: 'ERR_CHECK_CANCELLED' });
      expect(await Promise.all(runs)).toEqual([cancelled, cancelled]);
      expect(reason).toEqual(cancelled);
      expect(clock.pendingTasks).toBe(0);
      await clock.advance('5s');
      expect(results).toEqual([]);
      if (how === 'stop') await expect(scheduler.run('a')).rejects.toEqual(cancelled);
    },
  );

  it('troubles nobody with a run that nobody waits for', async () => {
    const { clock, scheduler, add } = bench();
    add('a');
    void scheduler.run('a');
    await clock.advance(10);
    scheduler.remove('a');
    await clock.advance(10);
    expect(clock.pendingTasks).toBe(0);
  });

  it('starts again after a stop', async () => {
    const { clock, scheduler, add, starts } = bench();
    add('a');
    scheduler.start();
    await clock.advance(1_500);
    scheduler.stop();
    scheduler.stop();
    await clock.advance(2_000);
    scheduler.start();
    scheduler.start();
    await clock.advance(1_100);
    expect(starts).toEqual(['a 0', 'a 1000', 'a 3500', 'a 4500']);
  });

  it('closes checks that can be closed when they are removed or all is stopped', () => {
    const { scheduler, add } = bench();
    const [first, second] = [vi.fn(), vi.fn()];
    add('a', { check: Object.assign(() => true, { close: first }) });
    add('b', { check: Object.assign(() => true, { close: second }) });
    scheduler.remove('a');
    expect(first).toHaveBeenCalledTimes(1);
    expect(second).not.toHaveBeenCalled();
    scheduler.stop();
    expect(first).toHaveBeenCalledTimes(1);
    expect(second).toHaveBeenCalledTimes(1);
  });

  it('lets a check remove its own service', async () => {
    const { clock, scheduler, add, results } = bench();
    add('a', {
      check: () => {
        scheduler.remove('a');
        return true;
      },
    });
    scheduler.start();
    await clock.advance('3s');
    expect(results).toEqual([]);
    expect(clock.pendingTasks).toBe(0);
  });
});

describe('checks that ignore their signal', () => {
  it('stay visible until they answer, and the next failure says how many hang', async () => {
    const { clock, scheduler, add, takes, messages } = bench();
    add('a', { check: takes(2_700, false) });
    scheduler.start();
    await clock.advance(600);
    expect(scheduler.hung()).toEqual([{ service: 'a', since: 0 }]);
    await clock.advance(2_000);
    expect(scheduler.hung().map(({ since }) => since)).toEqual([0, 1_000, 2_000]);
    expect(messages).toEqual([
      'timed out after 500ms',
      'timed out after 500ms; 1 earlier check still hangs',
      'timed out after 500ms; 2 earlier checks still hang',
    ]);
    await clock.advance(200);
    expect(scheduler.hung().map(({ since }) => since)).toEqual([1_000, 2_000]);
    scheduler.stop();
    await clock.advance('10s');
    expect(scheduler.hung()).toEqual([]);
  });

  it('are not counted once they heard it', async () => {
    const { clock, scheduler, add, takes, messages } = bench();
    add('a', { check: takes(2_700) });
    scheduler.start();
    await clock.advance(1_600);
    expect(scheduler.hung()).toEqual([]);
    expect(messages).toEqual(['timed out after 500ms', 'timed out after 500ms']);
  });

  it('stay visible after their service is gone', async () => {
    const { clock, scheduler, add, takes } = bench();
    add('a', { check: takes(5_000, false) });
    scheduler.start();
    await clock.advance(100);
    scheduler.remove('a');
    expect(scheduler.hung()).toEqual([{ service: 'a', since: 0 }]);
    await clock.advance('5s');
    expect(scheduler.hung()).toEqual([]);
  });
});
