import { expect, test } from 'vitest';
import { testMonitor } from '../support/monitor.js';

test('counts what came in, what was held back and what was told', async () => {
  const { clock, monitor } = testMonitor({ alerts: { throttle: { limit: 4, window: '1m' } } });
  await monitor.alert({ title: 'quiet', severity: 'info' });
  for (let i = 0; i < 6; i++) await monitor.alert({ title: 'Disk full', severity: 'error' });
  await monitor.alert({ title: 'Queue stuck', severity: 'error', kind: 'condition', key: 'queue' });
  await monitor.resolve('queue');
  await clock.advance('1m');
  expect(monitor.alertStats()).toEqual({
    raised: 9,
    suppressed: { severity: 1, silenced: 0, inhibited: 0, flapping: 0, throttled: 2, untold: 0 },
    notifications: { first: 2, repeated: 1, digest: 1, escalated: 0, reminder: 0, resolved: 1 },
  });
  await monitor.stop();
});
