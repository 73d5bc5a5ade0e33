import { describe, expect, test } from 'vitest';
import { testMonitor } from '../support/monitor.js';

describe('a monitor after a storm', () => {
  test('has no timer left once all windows are over, and tells every key anew', async () => {
    const { clock, ops, monitor } = testMonitor({
      alerts: { group: { wait: '5s' }, throttle: { limit: 1 } },
    });
    const storm = async (): Promise<void> => {
      const receipts = Array.from({ length: 2_000 }, (_, i) =>
        monitor.alert({ title: `t${i % 500}`, severity: 'error' }),
      );
      await Promise.all(receipts);
    };
    await storm();
    // However many keys there are, the decisions share one timer.
    expect(clock.pendingTasks).toBeLessThan(5);
    await clock.advance('10m');
    expect(clock.pendingTasks).toBe(0);
    expect(ops.notifications).toHaveLength(500);
    expect(ops.notifications.reduce((sum, { count }) => sum + count, 0)).toBe(2_000);
    await storm();
    await clock.advance('10m');
    expect(ops.notifications.slice(500).map(({ reason, count }) => `${reason} ${count}`)).toEqual(
      Array(500).fill('first 4'),
    );
    expect(clock.pendingTasks).toBe(0);
    await monitor.stop();
  });
});
