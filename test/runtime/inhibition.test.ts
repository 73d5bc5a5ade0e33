import { describe, expect, test } from 'vitest';
import type { Outcome } from '../../src/domain/check.js';
import type { ServiceConfig } from '../../src/domain/service.js';
import { memoryJournal } from '../../src/journal/memory-journal.js';
import { story, type TestMonitor, testMonitor } from '../support/monitor.js';
import { scriptedServices } from '../support/scripted-services.js';

const AT_ONCE = { failureThreshold: 1, recoveryThreshold: 1 };

/** Services that one result changes; `say` checks one with an outcome and moves on by a second. */
function watch(dependencies: Record<string, readonly string[]>): TestMonitor & {
  say(name: string, outcome: Outcome): Promise<void>;
  told(): string[];
} {
  const configs: Record<string, Omit<ServiceConfig, 'check'>> = {};
  for (const [name, dependsOn] of Object.entries(dependencies)) configs[name] = { ...AT_ONCE, dependsOn };
  const { services, set } = scriptedServices(configs);
  const test = testMonitor({ services });
  return {
    ...test,
    async say(name, outcome) {
      set(name, outcome);
      await test.monitor.check(name);
      await test.clock.advance('1s');
    },
    told: () => story(test.ops),
  };
}

describe('a service that depends on another', () => {
  test('is held back while that one is down, and raised the moment it recovers, once', async () => {
    const { clock, monitor, say, told } = watch({ db: [], api: ['db'] });
    await say('db', 'fail');
    await say('api', 'fail');
    await say('api', 'fail');
    await say('db', 'pass');
    await clock.advance('1h');
    expect(told()).toEqual([
      '0s first 1/1 Service unhealthy: db',
      '3s resolved 0/1 Resolved: Service unhealthy: db',
      '3s first 1/1 Service unhealthy: api',
    ]);
    await monitor.stop();
  });

  test('says nothing if it recovered meanwhile', async () => {
    const { clock, monitor, say, told } = watch({ db: [], api: ['db'] });
    await say('db', 'fail');
    await say('api', 'fail');
    await say('api', 'pass');
    await say('db', 'pass');
    await clock.advance('1h');
    expect(told()).toEqual([
      '0s first 1/1 Service unhealthy: db',
      '3s resolved 0/1 Resolved: Service unhealthy: db',
    ]);
    expect(monitor.incidents.get('service_health:api')).toMatchObject({ status: 'resolved', told: false });
    await monitor.stop();
  });

  test('waits for the last of several parents', async () => {
    const { monitor, say, told } = watch({ db: [], net: [], api: ['db', 'net'] });
    await say('db', 'fail');
    await say('net', 'fail');
    await say('api', 'fail');
    await say('db', 'pass');
    expect(told().at(-1)).toBe('3s resolved 0/1 Resolved: Service unhealthy: db');
    expect(monitor.recentAlerts().filter(({ service }) => service === 'api')).toHaveLength(1);
    await say('net', 'pass');
    expect(monitor.recentAlerts().filter(({ service }) => service === 'api')).toHaveLength(2);
    expect(told().slice(-2)).toEqual([
      '4s resolved 0/1 Resolved: Service unhealthy: net',
      '4s first 1/1 Service unhealthy: api',
    ]);
    await monitor.stop();
  });

  test('is held back along a chain, and each link is raised when its own cause is gone', async () => {
    const { monitor, say, told } = watch({ net: [], db: ['net'], api: ['db'] });
    await say('net', 'fail');
    await say('db', 'fail');
    await say('api', 'fail');
    await say('net', 'pass');
    expect(told().slice(1)).toEqual([
      '3s resolved 0/1 Resolved: Service unhealthy: net',
      '3s first 1/1 Service unhealthy: db',
    ]);
    await say('db', 'pass');
    expect(told().slice(3)).toEqual([
      '4s resolved 0/1 Resolved: Service unhealthy: db',
      '4s first 1/1 Service unhealthy: api',
    ]);
    await monitor.stop();
  });

  test('is told when that one is merely degraded', async () => {
    const { monitor, say, told } = watch({ db: [], api: ['db'] });
    await say('db', 'warn');
    await say('api', 'fail');
    expect(told()).toEqual(['0s first 1/1 Service degraded: db', '1s first 1/1 Service unhealthy: api']);
    await monitor.stop();
  });

  test('has its resolution told while that one is down, if its firing was told before', async () => {
    const { monitor, say, told } = watch({ db: [], api: ['db'] });
    await say('api', 'fail');
    await say('db', 'fail');
    await say('api', 'pass');
    expect(told()).toEqual([
      '0s first 1/1 Service unhealthy: api',
      '1s first 1/1 Service unhealthy: db',
      '2s resolved 0/1 Resolved: Service unhealthy: api',
    ]);
    await monitor.stop();
  });

  test('is raised when that one is paused or taken out', async () => {
    const { clock, monitor, say, told } = watch({ db: [], net: [], api: ['db'], web: ['net'] });
    for (const name of ['db', 'net', 'api', 'web']) await say(name, 'fail');
    monitor.pause('db');
    monitor.unregister('net');
    await clock.advance('1s');
    expect(told().slice(2)).toEqual([
      '4s first 1/1 Service unhealthy: api',
      '4s resolved 0/1 Resolved: Service unhealthy: net',
      '4s first 1/1 Service unhealthy: web',
    ]);
    await monitor.stop();
  });

  test('is raised when it is registered anew without the dependency after a restart', async () => {
    const journal = memoryJournal();
    const { services, set } = scriptedServices({ db: AT_ONCE, api: { ...AT_ONCE, dependsOn: ['db'] } });
    const before = testMonitor({ services, journal });
    for (const name of ['db', 'api']) {
      set(name, 'fail');
      await before.monitor.check(name);
    }
    await before.monitor.stop();
    const free = scriptedServices({ db: AT_ONCE, api: AT_ONCE });
    const after = testMonitor({ services: free.services, journal }, { clock: before.clock });
    free.set('db', 'fail');
    free.set('api', 'fail');
    await after.monitor.checkAll();
    expect(story(after.ops)).toEqual(['0s first 1/1 Service unhealthy: api']);
    await after.monitor.stop();
  });
});
