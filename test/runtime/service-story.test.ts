import { describe, expect, test } from 'vitest';
import { story, testMonitor } from '../support/monitor.js';
import { scriptedServices } from '../support/scripted-services.js';

describe('the story of a service', () => {
  test('that flips many times is told exactly so', async () => {
    const { services, set } = scriptedServices({ api: { every: '10s' } });
    const { clock, ops, monitor } = testMonitor({ services });
    await monitor.start();
    const script = [
      ['25s', 'fail'],
      ['40s', 'pass'],
      ['20s', 'warn'],
      ['10s', 'fail'],
      ['10s', 'pass'],
      ['20s', 'fail'],
      ['30s', 'warn'],
      ['30s', 'fail'],
      ['40s', 'pass'],
    ] as const;
    for (const [after, outcome] of script) {
      await clock.advance(after);
      set('api', outcome);
    }
    await clock.advance('10m');
    expect(story(ops)).toEqual([
      '30s first 1/1 Service degraded: api',
      '50s escalated 1/2 Service unhealthy: api',
      '80s resolved 0/2 Resolved: Service unhealthy: api',
      '90s first 1/1 Service degraded: api',
      '120s resolved 0/1 Resolved: Service degraded: api',
      '130s first 1/1 Service degraded: api',
      '150s escalated 1/2 Service unhealthy: api',
      '170s repeated 1/3 Repeated: Service degraded: api',
      '210s first 1/1 Service unhealthy: api',
      '240s resolved 0/1 Resolved: Service unhealthy: api',
    ]);
    await monitor.stop();
  });

  test('that is healthy from the first says nothing', async () => {
    const { services } = scriptedServices({ api: { every: '10s' } });
    const { clock, ops, monitor } = testMonitor({ services });
    await monitor.start();
    await clock.advance('1h');
    expect(monitor.service('api')?.status).toBe('healthy');
    expect(ops.notifications).toEqual([]);
    expect(monitor.recentAlerts()).toEqual([]);
    await monitor.stop();
  });
});
