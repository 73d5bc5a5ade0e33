import { describe, expect, test } from 'vitest';
import { story, testMonitor } from '../support/monitor.js';

describe('a monitor', () => {
  test('tells a service that goes down and comes back', async () => {
    let up = true;
    const { clock, ops, monitor } = testMonitor({ services: { api: { check: () => up, every: '10s' } } });
    await monitor.start();
    await clock.advance('15s');
    expect(monitor.service('api')?.status).toBe('healthy');
    up = false;
    await clock.advance('60s');
    up = true;
    await clock.advance('60s');
    expect(story(ops)).toEqual([
      '20s first 1/1 Service degraded: api',
      '40s escalated 1/2 Service unhealthy: api',
      '90s resolved 0/2 Resolved: Service unhealthy: api',
    ]);
    await monitor.stop();
    expect(clock.pendingTasks).toBe(0);
  });
});
