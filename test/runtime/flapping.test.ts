import { describe, expect, test } from 'vitest';
import type { Outcome } from '../../src/domain/check.js';
import { story, type TestMonitor, testMonitor } from '../support/monitor.js';
import { scriptedServices } from '../support/scripted-services.js';

function watch(flapping: boolean): TestMonitor & { say(...outcomes: Outcome[]): Promise<void> } {
  const { services, set } = scriptedServices({ api: { failureThreshold: 1, recoveryThreshold: 1 } });
  const test = testMonitor({ services, alerts: { flapping, group: { window: '1s' } } });
  return {
    ...test,
    async say(...outcomes) {
      for (const outcome of outcomes) {
        set('api', outcome);
        await test.monitor.check('api');
        await test.clock.advance('10s');
      }
    },
  };
}

const times = (n: number, ...outcomes: Outcome[]): Outcome[] =>
  Array.from({ length: n }, () => outcomes).flat();

describe('a service that flaps', () => {
  // Each check changes: weights 1.18, 1.16, ... Six changes weigh 6.78, more than 30 % of 20; five weigh 5.70.
  test('is told as flapping at the check that takes its share above 30 %, and its status no more', async () => {
    const { ops, monitor, say } = watch(true);
    await say(...times(3, 'pass', 'fail'));
    expect(monitor.service('api')?.flapping).toBe(false);
    await say('pass');
    expect(monitor.service('api')?.flapping).toBe(true);
    await say(...times(3, 'fail', 'pass'));
    expect(story(ops)).toEqual([
      '10s first 1/1 Service unhealthy: api',
      '20s resolved 0/1 Resolved: Service unhealthy: api',
      '30s first 1/1 Service unhealthy: api',
      '40s resolved 0/1 Resolved: Service unhealthy: api',
      '50s first 1/1 Service unhealthy: api',
      '60s first 1/1 Service flapping: api',
    ]);
    await monitor.stop();
  });

  test('is told once that it settled, and then the end of what was told', async () => {
    const { ops, monitor, say } = watch(true);
    await say(...times(3, 'pass', 'fail'), ...times(20, 'pass'));
    expect(monitor.service('api')?.flapping).toBe(false);
    const [flaps, ...after] = story(ops).slice(5);
    expect(flaps).toBe('60s first 1/1 Service flapping: api');
    expect(after.map((line) => line.replace(/^\d+s /, ''))).toEqual([
      'resolved 0/1 Resolved: Service flapping: api',
      'resolved 0/1 Resolved: Service unhealthy: api',
    ]);
    expect(after[0]?.split(' ')[0]).toBe(after[1]?.split(' ')[0]);
    await monitor.stop();
  });

  test('that settles in a bad status has that status told', async () => {
    const { ops, monitor, say } = watch(true);
    await say(...times(3, 'fail', 'pass'), ...times(20, 'fail'));
    const titles = ops.notifications.map(({ reason, title }) => `${reason} ${title}`);
    expect(titles.slice(-2)).toEqual([
      'resolved Resolved: Service flapping: api',
      'first Service unhealthy: api',
    ]);
    expect(monitor.incidents.get('service_health:api')).toMatchObject({ status: 'firing', told: true });
    await monitor.stop();
  });

  test('is not looked for unless it is asked for', async () => {
    const { ops, monitor, say } = watch(false);
    await say(...times(10, 'pass', 'fail'));
    expect(monitor.service('api')?.flapping).toBe(false);
    expect(ops.notifications).toHaveLength(19);
    await monitor.stop();
  });

  test('is told as over when it is taken out', async () => {
    const { clock, ops, monitor, say } = watch(true);
    await say(...times(3, 'pass', 'fail'), 'pass', 'fail');
    monitor.unregister('api');
    await clock.advance('1s');
    const lines = story(ops).slice(6);
    expect(lines).toEqual([
      '80s resolved 0/2 Resolved: Service unhealthy: api',
      '80s resolved 0/1 Resolved: Service flapping: api',
    ]);
    await monitor.stop();
  });
});
