import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { story, testMonitor } from '../support/monitor.js';

type Tested = ReturnType<typeof testMonitor>;
type Limits = Parameters<Tested['monitor']['measure']>[2];

/** So many runs that begin and end together. */
async function runTogether({ monitor, clock }: Tested, ms: number, times: number, limits: Limits) {
  const runs = Array.from({ length: times }, () =>
    monitor.measure(
      'batch',
      () => new Promise<void>((resolve) => void clock.setTimeout(resolve, ms)),
      limits,
    ),
  );
  await clock.advance(ms);
  await Promise.all(runs);
}

describe('runs that end all at once', () => {
  it('are told if they are slow, though none comes after them', async () => {
    const tested = testMonitor({ alerts: { group: false } });
    const { ops, monitor, clock } = tested;
    await runTogether(tested, 8_000, 500, { warnAfter: '1s', failAfter: '5s' });
    await clock.advance('10m');
    expect(story(ops)).toEqual(['9s first 1/1 Slow: batch', '309s resolved 0/1 Resolved: Slow: batch']);
    expect(ops.notifications[0]).toMatchObject({ severity: 'error' });
    expect(clock.pendingTasks).toBe(0);
    await monitor.stop();
  });

  it('are told if they are worse than what was told', async () => {
    const tested = testMonitor({ alerts: { group: false } });
    const limits = { percentile: 50, warnAfter: 100, failAfter: 500, minRuns: 1 };
    await runTogether(tested, 200, 1, limits);
    await runTogether(tested, 600, 20, limits);
    await tested.clock.advance('2s');
    expect(tested.monitor.measures()).toMatchObject([{ slow: 'error' }]);
    expect(tested.ops.notifications.map(({ severity }) => severity)).toEqual(['warning', 'error']);
    await tested.monitor.stop();
  });

  it('have one timer at most, and none when nothing is asked of them or the monitor has stopped', async () => {
    const tested = testMonitor();
    const { monitor, clock } = tested;
    await runTogether(tested, 10, 100, {});
    expect(clock.pendingTasks).toBe(0);
    await runTogether(tested, 10, 100, { warnAfter: '1s' });
    expect(clock.pendingTasks).toBe(1);
    await monitor.stop();
    expect(clock.pendingTasks).toBe(0);
  });

  it('wait no longer when the clock is put back', async () => {
    const tested = testMonitor();
    const { monitor, clock } = tested;
    await runTogether(tested, 10, 1, { warnAfter: 1 });
    const wall = clock.now.bind(clock);
    clock.now = () => wall() - 3_600_000;
    await runTogether(tested, 10, 30, { warnAfter: 1 });
    await clock.advance('1s');
    expect(monitor.measures()).toMatchObject([{ slow: 'warning' }]);
    await monitor.stop();
  });
});

property.prop([
  fc.array(
    fc.record({
      pause: fc.constantFrom(0, 1, 300, 999, 1_000, 1_001, 5_000),
      ms: fc.constantFrom(1, 50, 150, 400),
      times: fc.integer({ min: 1, max: 8 }),
    }),
    { minLength: 1, maxLength: 15 },
  ),
  fc.integer({ min: 1, max: 10 }),
  fc.constantFrom(50, 95, 100),
])('a second after a run it is known whether it is slow', async (bursts, minRuns, percentile) => {
  const tested = testMonitor();
  const all: number[] = [];
  for (const { pause, ms, times } of bursts) {
    await tested.clock.advance(pause);
    await runTogether(tested, ms, times, { percentile, warnAfter: 100, window: '1h', minRuns });
    all.push(...Array.from({ length: times }, () => ms));
  }
  await tested.clock.advance('1s');
  const sorted = all.sort((a, b) => a - b);
  const at = sorted[Math.ceil((percentile / 100) * sorted.length) - 1] ?? 0;
  const slow = sorted.length >= minRuns && at > 100 ? 'warning' : false;
  expect(tested.monitor.measures()).toMatchObject([{ slow }]);
  await tested.monitor.stop();
});
