import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../src/domain/config-error.js';
import { memoryJournal } from '../../src/journal/memory-journal.js';
import { MeasureWindow } from '../../src/runtime/measure-window.js';
import { VirtualClock } from '../../src/testing/virtual-clock.js';
import { story, testMonitor } from '../support/monitor.js';

/** Runs an operation that takes so long, so many times. */
async function runSlowly(
  { monitor, clock }: ReturnType<typeof testMonitor>,
  ms: number,
  times: number,
  options: Parameters<ReturnType<typeof testMonitor>['monitor']['measure']>[2],
): Promise<void> {
  for (let i = 0; i < times; i++) {
    const done = monitor.measure(
      'checkout',
      () => new Promise<void>((resolve) => void clock.setTimeout(resolve, ms)),
      options,
    );
    await clock.advance(ms);
    await done;
  }
}

describe('measure', () => {
  it('gives what the operation gives, at once or later, and counts both', async () => {
    const { monitor } = testMonitor();
    expect(monitor.measure('sum', () => 1 + 1)).toBe(2);
    expect(await monitor.measure('sum', async () => 'later')).toBe('later');
    expect(monitor.measures()).toMatchObject([{ name: 'sum', runs: 2, failures: 0, slow: false }]);
    await monitor.stop();
  });

  it('throws what the operation throws, and counts that as a failure', async () => {
    const { monitor } = testMonitor();
    const boom = new Error('boom');
    expect(() =>
      monitor.measure('x', () => {
        throw boom;
      }),
    ).toThrow(boom);
    await expect(monitor.measure('x', () => Promise.reject(boom))).rejects.toBe(boom);
    expect(monitor.measures()).toMatchObject([{ runs: 2, failures: 2 }]);
    await monitor.stop();
  });

  it('asks what is like a promise once only', async () => {
    const { monitor } = testMonitor();
    let asked = 0;
    const query: PromiseLike<number> = {
      // biome-ignore lint/suspicious/noThenProperty: it is what is tested.
      then: (onDone) => {
        asked++;
        return Promise.resolve(42).then(onDone);
      },
    };
    expect(await monitor.measure('query', () => query)).toBe(42);
    expect(asked).toBe(1);
    await monitor.stop();
  });

  it('warns once enough runs are too slow, tells when it gets worse, and when it is over', async () => {
    const tested = testMonitor({ alerts: { group: false } });
    const { ops, monitor, clock } = tested;
    const options = { warnAfter: 500, failAfter: '2s', window: '1m', minRuns: 5 } as const;
    await runSlowly(tested, 1_000, 4, options);
    expect(ops.notifications).toEqual([]);
    await runSlowly(tested, 1_000, 1, options);
    await runSlowly(tested, 3_000, 2, options);
    await runSlowly(tested, 100, 60, options);
    await clock.advance('70s');
    await monitor.flush();
    expect(story(ops)).toEqual([
      '5s first 1/1 Slow: checkout',
      '8s first 1/1 Slow: checkout',
      // Looked at again a window after the latest look, which is within a second of the last run.
      '78s resolved 0/2 Resolved: Slow: checkout',
    ]);
    const [warning, worse] = ops.notifications;
    expect(warning).toMatchObject({
      severity: 'warning',
      category: 'performance',
      message: expect.stringMatching(/^the 95th percentile of the last 1m is (990ms|1s), over 500ms$/),
    });
    expect(worse).toMatchObject({ severity: 'error', message: expect.stringMatching(/over 2s$/) });
    expect(monitor.measures()).toMatchObject([{ slow: false }]);
    await monitor.stop();
  });

  it('tells no percentile beyond the shortest and the longest run', async () => {
    let at = 0;
    const clock = Object.assign(new VirtualClock(0), { monotonic: () => at });
    const { monitor } = testMonitor({}, { clock });
    for (const ms of [0.592, 0.001, 1, 3.75, 99.0625, 12_345.5]) {
      at = 0;
      monitor.measure(`${ms}`, () => {
        at = ms;
      });
    }
    for (const { name, latency } of monitor.measures()) {
      const ms = Number(name);
      expect(latency).toEqual({ min: ms, mean: ms, max: ms, p50: ms, p90: ms, p95: ms, p99: ms });
    }
    await monitor.stop();
  });

  it('does not stay slow when it is run no more, and leaves no timer', async () => {
    const tested = testMonitor();
    const { ops, monitor, clock } = tested;
    await runSlowly(tested, 1_000, 3, { warnAfter: 500, window: '10s', minRuns: 1 });
    expect(monitor.measures()).toMatchObject([{ slow: 'warning' }]);
    await clock.advance('30s');
    await monitor.flush();
    expect(ops.notifications.map(({ reason }) => reason)).toEqual(['first', 'resolved']);
    await runSlowly(tested, 1_000, 1, undefined);
    await monitor.stop();
    expect(clock.pendingTasks).toBe(0);
  });

  it('looks at the percentile that is asked for', async () => {
    const tested = testMonitor();
    const options = { percentile: 50, warnAfter: 500, minRuns: 10 };
    await runSlowly(tested, 10, 6, options);
    await runSlowly(tested, 5_000, 5, options);
    expect(tested.monitor.measures()).toMatchObject([{ slow: false }]);
    await runSlowly(tested, 5_000, 3, options);
    expect(tested.monitor.measures()).toMatchObject([{ slow: 'warning' }]);
    await tested.monitor.stop();
  });

  it.each([
    [{ percentile: 0 }, 'measure.percentile'],
    [{ percentile: 101 }, 'measure.percentile'],
    [{ warnAfter: 'soon' as '1s' }, 'measure.warnAfter'],
    [{ failAfter: -1 }, 'measure.failAfter'],
    [{ warnAfter: '2s', failAfter: '1s' } as const, 'measure.warnAfter'],
    [{ window: 0 }, 'measure.window'],
    [{ minRuns: 0.5 }, 'measure.minRuns'],
  ])('refuses %j', async (options, path) => {
    const { monitor } = testMonitor();
    let ran = false;
    try {
      monitor.measure(
        'x',
        () => {
          ran = true;
        },
        options,
      );
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(ConfigError);
      expect((error as ConfigError).issues).toMatchObject([{ path }]);
    }
    expect(ran).toBe(false);
    await monitor.stop();
  });

  it('makes room for new operations, and resolves what it forgets', async () => {
    const tested = testMonitor();
    const { monitor, ops } = tested;
    await runSlowly(tested, 1_000, 1, { warnAfter: 500, minRuns: 1 });
    for (let i = 0; i < 1_000; i++) monitor.measure(`op ${i}`, () => i);
    await monitor.flush();
    expect(monitor.measures()).toHaveLength(1_000);
    expect(monitor.measures()[0]?.name).toBe('op 0');
    expect(ops.notifications.map(({ reason }) => reason)).toEqual(['first', 'resolved']);
    await monitor.stop();
  });

  it('is over when its limits are taken away', async () => {
    const tested = testMonitor();
    const { monitor, ops, clock } = tested;
    await runSlowly(tested, 1_000, 1, { warnAfter: 500, minRuns: 1 });
    await clock.advance('2s');
    await runSlowly(tested, 1_000, 1, {});
    await monitor.flush();
    expect(ops.notifications.map(({ reason }) => reason)).toEqual(['first', 'resolved']);
    expect(monitor.measures()).toMatchObject([{ slow: false }]);
    await monitor.stop();
    expect(clock.pendingTasks).toBe(0);
  });

  it('goes on over a restart: what proves to be quick again is over, and what is not run any more', async () => {
    const journal = memoryJournal();
    const first = testMonitor({ journal });
    const limits = { warnAfter: 500, minRuns: 1, window: '1m' } as const;
    await runSlowly(first, 1_000, 1, limits);
    first.monitor.measure('other', () => {}, limits);
    const slow = first.monitor.measure(
      'never again',
      () => new Promise<void>((resolve) => void first.clock.setTimeout(resolve, 900)),
      limits,
    );
    await first.clock.advance(900);
    await slow;
    await first.monitor.stop();
    const second = testMonitor({ journal });
    await second.clock.advance('1h');
    await second.monitor.start();
    await second.monitor.flush();
    expect(second.monitor.incidents.list().map(({ status }) => status)).toEqual(['firing', 'firing']);
    await runSlowly(second, 10, 3, limits);
    await second.clock.advance('5m');
    await second.monitor.flush();
    expect(second.monitor.incidents.list().map(({ status }) => status)).toEqual(['resolved', 'resolved']);
    await second.monitor.stop();
    expect(second.clock.pendingTasks).toBe(0);
  });

  it('keeps to its bound when operations end after they made room', async () => {
    const { monitor, clock } = testMonitor();
    const slow = Array.from({ length: 1_500 }, (_, i) =>
      monitor.measure(`op ${i}`, () => new Promise<void>((resolve) => void clock.setTimeout(resolve, 10))),
    );
    await clock.advance(10);
    await Promise.all(slow);
    expect(monitor.measures()).toHaveLength(1_000);
    await monitor.stop();
  });

  it('harms no operation when the monitor has stopped', async () => {
    const tested = testMonitor();
    await tested.monitor.start();
    await tested.monitor.stop();
    await runSlowly(tested, 1_000, 3, { warnAfter: 1, minRuns: 1 });
    expect(tested.monitor.measures()).toMatchObject([{ runs: 0 }]);
  });
});

describe('a window of latencies', () => {
  property.prop([
    fc.integer({ min: 10, max: 10_000 }),
    fc.array(
      fc.record({
        after: fc.integer({ min: 0, max: 3_000 }),
        ms: fc.double({ min: 0.01, max: 60_000, noNaN: true }),
        failed: fc.boolean(),
      }),
      { minLength: 1, maxLength: 60 },
    ),
    fc.double({ min: 0, max: 1, noNaN: true }),
  ])(
    'knows what ended within it, to a tenth of its length, and quantiles within 1 %',
    (windowMs, runs, q) => {
      const window = new MeasureWindow(windowMs);
      const part = windowMs / 10;
      let now = 1_000_000;
      const all: { readonly at: number; readonly ms: number; readonly failed: boolean }[] = [];
      for (const { after, ms, failed } of runs) {
        now += after;
        window.add(now, ms, failed);
        all.push({ at: now, ms, failed });
      }
      const inside = all.filter(({ at }) => Math.floor(at / part) > Math.floor(now / part) - 10);
      const { runs: count, failures, latency } = window.state(now);
      expect(count).toBe(inside.length);
      expect(failures).toBe(inside.filter(({ failed }) => failed).length);
      const sorted = inside.map(({ ms }) => ms).sort((a, b) => a - b);
      expect(latency).toMatchObject({ min: sorted[0], max: sorted.at(-1) });
      const exact = sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(q * sorted.length) - 1))] ?? 0;
      expect(Math.abs((window.quantile(now, q) ?? 0) - exact)).toBeLessThanOrEqual(0.010001 * exact);
    },
  );
});
