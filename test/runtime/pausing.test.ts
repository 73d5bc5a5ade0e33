import { describe, expect, test } from 'vitest';
import { memoryJournal } from '../../src/journal/memory-journal.js';
import { story, testMonitor } from '../support/monitor.js';
import { scriptedServices } from '../support/scripted-services.js';

const AT_ONCE = { failureThreshold: 1, recoveryThreshold: 1 };

describe('a paused service', () => {
  test('is not checked, keeps its status and is unknown and checked at once after its resume', async () => {
    const { services, set } = scriptedServices({ api: { ...AT_ONCE, every: '10s' } });
    const { clock, monitor } = testMonitor({ services });
    await monitor.start();
    await clock.advance('5s');
    monitor.pause('api');
    set('api', 'fail');
    await clock.advance('5m');
    expect(monitor.service('api')).toMatchObject({ status: 'healthy', paused: true, totalChecks: 1 });
    const statuses: string[] = [];
    monitor.status$('api').subscribe((status) => statuses.push(status));
    monitor.resume('api');
    await clock.advance('1s');
    expect(statuses).toEqual(['healthy', 'unknown', 'unhealthy']);
    expect(monitor.service('api')).toMatchObject({ paused: false, totalChecks: 2 });
    await monitor.stop();
  });

  test('that was unhealthy and is healthy after its resume has the resolution told', async () => {
    const { services, set } = scriptedServices({ api: AT_ONCE });
    const { clock, ops, monitor } = testMonitor({ services });
    set('api', 'fail');
    await monitor.check('api');
    monitor.pause('api');
    await clock.advance('1m');
    monitor.resume('api');
    set('api', 'pass');
    await monitor.check('api');
    expect(story(ops)).toEqual([
      '0s first 1/1 Service unhealthy: api',
      '60s resolved 0/1 Resolved: Service unhealthy: api',
    ]);
    await monitor.stop();
  });

  test('needs its thresholds anew after its resume', async () => {
    const { services, set } = scriptedServices({ api: { failureThreshold: 2, recoveryThreshold: 2 } });
    const { monitor } = testMonitor({ services });
    set('api', 'fail');
    await monitor.check('api');
    monitor.pause('api');
    monitor.resume('api');
    expect((await monitor.check('api')).status).toBe('degraded');
    expect((await monitor.check('api')).status).toBe('unhealthy');
    await monitor.stop();
  });

  test('is not reminded of', async () => {
    const { services, set } = scriptedServices({ api: AT_ONCE });
    const { clock, ops, monitor } = testMonitor({ services, alerts: { remindEvery: '1m' } });
    set('api', 'fail');
    await monitor.check('api');
    monitor.pause('api');
    await clock.advance('10m');
    expect(story(ops)).toEqual(['0s first 1/1 Service unhealthy: api']);
    await monitor.stop();
  });

  test('answers a check, and checkAll, with what is known and is not checked', async () => {
    const { services } = scriptedServices({ api: AT_ONCE, db: AT_ONCE });
    const { monitor } = testMonitor({ services });
    await monitor.check('api');
    monitor.pause('api');
    expect(await monitor.check('api')).toMatchObject({ status: 'healthy', totalChecks: 1 });
    await monitor.flush();
    expect(await monitor.checkAll()).toMatchObject({
      api: { paused: true, totalChecks: 1 },
      db: { totalChecks: 1 },
    });
    await monitor.stop();
  });

  test('stays paused over a restart', async () => {
    const journal = memoryJournal();
    const { services } = scriptedServices({ api: { ...AT_ONCE, every: '10s' } });
    const before = testMonitor({ services, journal });
    await before.monitor.start();
    await before.clock.advance('1s');
    before.monitor.pause('api');
    await before.monitor.stop();
    let checks = 0;
    const check = (): boolean => {
      checks++;
      return false;
    };
    const after = testMonitor(
      { services: { api: { check, every: '10s' } }, journal },
      { clock: before.clock },
    );
    await after.monitor.start();
    await before.clock.advance('1m');
    expect(checks).toBe(0);
    expect(after.monitor.service('api')).toMatchObject({ paused: true, status: 'healthy' });
    after.monitor.resume('api');
    await before.clock.advance('1s');
    expect(checks).toBe(1);
    await after.monitor.stop();
  });
});

describe('a service that is taken out', () => {
  test('is gone at once, its check aborted, and what was told of it is resolved', async () => {
    const { services, set } = scriptedServices({ api: AT_ONCE });
    const { ops, monitor } = testMonitor({ services });
    set('api', 'fail');
    await monitor.check('api');
    monitor.unregister('api');
    expect(monitor.service('api')).toBeUndefined();
    expect(monitor.summary().total).toBe(0);
    await monitor.flush();
    expect(story(ops)).toEqual([
      '0s first 1/1 Service unhealthy: api',
      '0s resolved 0/1 Resolved: Service unhealthy: api',
    ]);
    await monitor.stop();
  });

  test('can be put in again and begins unknown', async () => {
    const { services } = scriptedServices({ api: AT_ONCE });
    const { monitor } = testMonitor({ services });
    await monitor.check('api');
    monitor.unregister('api');
    monitor.register('api', { check: () => true });
    expect(monitor.service('api')).toMatchObject({ status: 'unknown', totalChecks: 0 });
    await monitor.flush();
    expect(monitor.service('api')).toMatchObject({ status: 'unknown', totalChecks: 0 });
    expect(await monitor.check('api')).toMatchObject({ totalChecks: 1 });
    await monitor.stop();
  });

  test('rejects the check that somebody waits for', async () => {
    const { clock, monitor } = testMonitor({ services: { api: () => new Promise<void>(() => {}) } });
    await monitor.start();
    const waiting = monitor.check('api');
    await clock.advance('1s');
    monitor.unregister('api');
    await expect(waiting).rejects.toMatchObject({ code: 'ERR_CHECK_CANCELLED' });
    await monitor.stop();
  });
});

describe('an unknown name', () => {
  test('is refused everywhere, with the name', async () => {
    const { monitor } = testMonitor();
    const refused = expect.objectContaining({
      code: 'ERR_UNKNOWN_SERVICE',
      message: expect.stringContaining("'nope'"),
    });
    await expect(monitor.check('nope')).rejects.toEqual(refused);
    expect(() => monitor.pause('nope')).toThrow(refused);
    expect(() => monitor.resume('nope')).toThrow(refused);
    expect(() => monitor.unregister('nope')).toThrow(refused);
    expect(monitor.service('nope')).toBeUndefined();
    await monitor.stop();
  });

  test('that is taken cannot be registered, nor one whose dependencies are a circle', async () => {
    const { monitor } = testMonitor({ services: { a: () => true } });
    expect(() => monitor.register('a', () => true)).toThrow(
      expect.objectContaining({ code: 'ERR_SERVICE_EXISTS' }),
    );
    expect(() => monitor.register('b', { check: () => true, dependsOn: ['b'] })).toThrow(/b/);
    expect(monitor.service('b')).toBeUndefined();
    await monitor.stop();
  });
});

describe('check', () => {
  test('joins the check that is under way', async () => {
    let runs = 0;
    const { clock, monitor } = testMonitor({
      services: {
        api: async () => {
          runs++;
          await new Promise<void>((resolve) => clock.setTimeout(resolve, 1000));
        },
      },
    });
    const both = Promise.all([monitor.check('api'), monitor.check('api')]);
    await clock.advance('1s');
    const [one, other] = await both;
    expect(runs).toBe(1);
    expect(one).toEqual(other);
    expect(one).toMatchObject({ totalChecks: 1, latencyMs: 1000 });
    await monitor.stop();
  });
});
