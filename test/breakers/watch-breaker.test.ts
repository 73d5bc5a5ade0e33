import { once } from 'node:events';
import { CircuitState, ConsecutiveBreaker, circuitBreaker, handleAll } from 'cockatiel';
import CircuitBreaker from 'opossum';
import { filter, firstValueFrom, take, toArray } from 'rxjs';
import { afterEach, describe, expect, test } from 'vitest';
import { watchBreaker } from '../../src/breakers/watch-breaker.js';
import { ConfigError } from '../../src/domain/config-error.js';
import type { Monitor } from '../../src/domain/monitor.js';
import type { Status } from '../../src/domain/service.js';
import { memoryJournal } from '../../src/journal/memory-journal.js';
import { createBreaker } from '../../src/runtime/create-breaker.js';
import { story, type TestMonitor, testMonitor } from '../support/monitor.js';

const running: Monitor[] = [];

afterEach(async () => {
  for (const monitor of running.splice(0)) await monitor.stop();
});

/** A monitor that runs, with nothing but the console left out. */
async function started(config: Parameters<typeof testMonitor>[0] = {}): Promise<TestMonitor> {
  const made = testMonitor(config);
  running.push(made.monitor);
  await made.monitor.start();
  return made;
}

function statusOf(monitor: Monitor, wanted: Status): Promise<Status> {
  return firstValueFrom(monitor.status$('breaker:payments').pipe(filter((status) => status === wanted)));
}

/** The statuses that the breaker's service takes next. */
function nextStatuses(monitor: Monitor, count: number): Promise<Status[]> {
  const changes = monitor.changes$.pipe(
    filter(({ service }) => service === 'breaker:payments'),
    take(count),
    toArray(),
  );
  return firstValueFrom(changes).then((list) => list.map(({ to }) => to));
}

/** Every alert raised, as severity, kind, key, title and message. */
function alertsOf(monitor: Monitor): string[] {
  return monitor
    .recentAlerts()
    .map(
      ({ severity, category, kind, status, key, title, message }) =>
        `${severity} ${category} ${kind} ${status} ${key} | ${title} | ${message}`,
    );
}

const FAILURE = new Error('connect ECONNREFUSED 10.0.0.9:5432 password=hunter2');

describe('opossum', () => {
  function opossum(resetTimeout: number) {
    const world = { fails: true };
    const breaker = new CircuitBreaker(
      async () => {
        if (world.fails) throw FAILURE;
      },
      { errorThresholdPercentage: 1, resetTimeout, timeout: false },
    );
    return { world, breaker };
  }

  const fire = (breaker: CircuitBreaker): Promise<unknown> => breaker.fire().catch((error: unknown) => error);

  test('is a service that is healthy, unhealthy, degraded and healthy again', async () => {
    const { monitor, ops } = await started();
    const { world, breaker } = opossum(1);
    watchBreaker(monitor, breaker, { name: 'payments' });
    await monitor.check('breaker:payments');
    expect(monitor.service('breaker:payments')?.status).toBe('healthy');

    const statuses = nextStatuses(monitor, 3);
    const halfOpen = once(breaker, 'halfOpen');
    await fire(breaker);
    await halfOpen;
    world.fails = false;
    await breaker.fire();
    expect(await statuses).toEqual(['unhealthy', 'degraded', 'healthy']);
    await monitor.flush();

    const reason = 'connect ECONNREFUSED 10.0.0.9:5432 password=[redacted]';
    expect(alertsOf(monitor)).toEqual([
      `critical circuit_breaker condition firing circuit_breaker:payments | Circuit open: payments | open: no call is let through; ${reason}`,
      `info circuit_breaker event firing circuit_breaker_trial:payments | Circuit half open: payments | half open: one call is let through on trial; ${reason}`,
      'critical circuit_breaker condition resolved circuit_breaker:payments | Circuit open: payments | closed',
    ]);
    // One page, and its end: the service has no alerts beside these.
    expect(story(ops)).toEqual([
      '0s first 1/1 Circuit open: payments',
      '0s resolved 0/1 Resolved: Circuit open: payments',
    ]);
    breaker.shutdown();
  });

  test('that opens again after its trial is not told anew: who knows that it is open knows', async () => {
    const { monitor, ops } = await started();
    const { breaker } = opossum(1);
    watchBreaker(monitor, breaker, { name: 'payments' });
    for (let trial = 0; trial < 3; trial++) {
      const statuses = nextStatuses(monitor, 2);
      const halfOpen = once(breaker, 'halfOpen');
      await fire(breaker);
      await halfOpen;
      expect(await statuses).toEqual(['unhealthy', 'degraded']);
    }
    const last = statusOf(monitor, 'unhealthy');
    await fire(breaker);
    await last;
    await monitor.flush();
    expect(story(ops)).toEqual(['0s first 1/1 Circuit open: payments']);
    expect(monitor.incidents.list()).toHaveLength(1);
    expect(monitor.recentAlerts({ severity: 'info' })).toHaveLength(3);
    breaker.shutdown();
  });

  test('that is open already is told, before the monitor is started', async () => {
    const { monitor, ops } = testMonitor();
    running.push(monitor);
    const { breaker } = opossum(60_000);
    await fire(breaker);
    const open = statusOf(monitor, 'unhealthy');
    watchBreaker(monitor, breaker, { name: 'payments' });
    await open;
    await monitor.flush();
    expect(story(ops)).toEqual(['0s first 1/1 Circuit open: payments']);
    // What it failed with before it was watched is not known.
    expect(monitor.recentAlerts().at(-1)?.message).toBe('open: no call is let through');
    breaker.shutdown();
  });

  test('that is shut down is watched no more, and what was told of it is over', async () => {
    const { monitor, ops } = await started();
    const { breaker } = opossum(60_000);
    watchBreaker(monitor, breaker, { name: 'payments' });
    const open = statusOf(monitor, 'unhealthy');
    await fire(breaker);
    await open;
    breaker.shutdown();
    await monitor.flush();
    expect(monitor.service('breaker:payments')).toBeUndefined();
    expect(story(ops)).toEqual([
      '0s first 1/1 Circuit open: payments',
      '0s resolved 0/1 Resolved: Circuit open: payments',
    ]);
  });

  test('that is disabled lets everything pass, and counts as closed', async () => {
    const { monitor } = await started();
    const { breaker } = opossum(60_000);
    watchBreaker(monitor, breaker, { name: 'payments' });
    const open = statusOf(monitor, 'unhealthy');
    await fire(breaker);
    await open;
    breaker.disable();
    await monitor.check('breaker:payments');
    expect(monitor.service('breaker:payments')?.status).toBe('healthy');
    breaker.shutdown();
  });

  test('is left as it was when the watch ends', async () => {
    const { monitor } = await started();
    const { breaker } = opossum(60_000);
    const before = breaker.eventNames().map((event) => [event, breaker.listenerCount(event)]);
    const unwatch = watchBreaker(monitor, breaker, { name: 'payments' });
    expect(breaker.eventNames().map((event) => [event, breaker.listenerCount(event)])).not.toEqual(before);
    unwatch();
    expect(breaker.eventNames().map((event) => [event, breaker.listenerCount(event)])).toEqual(before);
    breaker.shutdown();
  });
});

describe('cockatiel', () => {
  function cockatiel(halfOpenAfter: number) {
    const world = { fails: true };
    const policy = circuitBreaker(handleAll, { halfOpenAfter, breaker: new ConsecutiveBreaker(2) });
    const execute = (): Promise<unknown> =>
      policy
        .execute(() => {
          if (world.fails) throw FAILURE;
        })
        .catch((error: unknown) => error);
    return { world, policy, execute };
  }

  test('is a service that is unhealthy, degraded and healthy, however fast it changes', async () => {
    const { monitor, ops } = await started();
    const { world, policy, execute } = cockatiel(0);
    watchBreaker(monitor, policy, { name: 'payments' });
    const statuses = nextStatuses(monitor, 3);
    await execute();
    await execute();
    expect(policy.state).toBe(CircuitState.Open);
    world.fails = false;
    // Half open and closed within a few microtasks.
    await execute();
    expect(policy.state).toBe(CircuitState.Closed);
    expect(await statuses).toEqual(['unhealthy', 'degraded', 'healthy']);
    await monitor.flush();
    expect(alertsOf(monitor).map((line) => line.split(' | ').slice(1).join(' | '))).toEqual([
      'Circuit open: payments | open: no call is let through; connect ECONNREFUSED 10.0.0.9:5432 password=[redacted]',
      'Circuit half open: payments | half open: one call is let through on trial; connect ECONNREFUSED 10.0.0.9:5432 password=[redacted]',
      'Circuit open: payments | closed',
    ]);
    expect(story(ops)).toEqual([
      '0s first 1/1 Circuit open: payments',
      '0s resolved 0/1 Resolved: Circuit open: payments',
    ]);
  });

  test('that is held open by hand is open', async () => {
    const { monitor } = await started();
    const { policy } = cockatiel(1_000);
    watchBreaker(monitor, policy, { name: 'payments' });
    const open = statusOf(monitor, 'unhealthy');
    const hold = policy.isolate();
    await open;
    expect(monitor.service('breaker:payments')?.message).toBe(
      'open: no call is let through; held open by hand',
    );
    const closed = statusOf(monitor, 'healthy');
    hold.dispose();
    await closed;
  });

  test('tells nothing once the watch has ended', async () => {
    const { monitor, ops } = await started();
    const { policy, execute } = cockatiel(1_000);
    {
      using watch = watchBreaker(monitor, policy, { name: 'payments' });
      expect(watch.service).toBe('breaker:payments');
    }
    await execute();
    await execute();
    await monitor.flush();
    expect(policy.state).toBe(CircuitState.Open);
    expect(monitor.service('breaker:payments')).toBeUndefined();
    expect(ops.notifications).toEqual([]);
  });
});

describe("Tocsin's own", () => {
  test('is watched, and needs no timer once the monitor has stopped', async () => {
    const { monitor, clock, ops } = await started();
    let fails = true;
    const breaker = createBreaker(
      () => {
        if (fails) throw FAILURE;
      },
      { clock, threshold: 1, openFor: '20s' },
    );
    watchBreaker(monitor, breaker, { name: 'payments' });
    await breaker.run().catch(() => {});
    await clock.advance('20s');
    fails = false;
    await breaker.run();
    await clock.advance('1s');
    expect(story(ops)).toEqual([
      '0s first 1/1 Circuit open: payments',
      '20s resolved 0/1 Resolved: Circuit open: payments',
    ]);
    breaker.trip();
    await clock.advance('1s');
    await monitor.stop();
    expect(clock.pendingTasks).toBe(0);
    breaker.reset();
    breaker.trip();
    expect(clock.pendingTasks).toBe(0);
  });
});

describe('a night of trials that fail', () => {
  /** Five trials, 20 s apart, of which the last succeeds. */
  async function night(config: Parameters<typeof testMonitor>[0]): Promise<TestMonitor> {
    const made = await started(config);
    const { monitor, clock } = made;
    let fails = true;
    const breaker = createBreaker(
      () => {
        if (fails) throw FAILURE;
      },
      { clock, threshold: 1, openFor: '20s' },
    );
    watchBreaker(monitor, breaker, { name: 'payments' });
    await breaker.run().catch(() => {});
    for (let trial = 1; trial <= 5; trial++) {
      await clock.advance('20s');
      expect(monitor.service('breaker:payments')).toMatchObject({
        status: 'degraded',
        message: expect.stringMatching(/^half open: one call is let through on trial; connect ECONNREFUSED/),
      });
      fails = trial < 5;
      await breaker.run().catch(() => {});
    }
    await clock.advance('1s');
    return made;
  }

  test('is two messages by default: that it is open, and that it is closed', async () => {
    const { ops, monitor } = await night({});
    expect(story(ops)).toEqual([
      '0s first 1/1 Circuit open: payments',
      '100s resolved 0/1 Resolved: Circuit open: payments',
    ]);
    expect(monitor.recentAlerts({ severity: 'info' })).toHaveLength(5);
  });

  test('tells its trials to whoever asks for what is of severity info', async () => {
    const { ops } = await night({ alerts: { minSeverity: 'info', group: false } });
    expect(story(ops)).toEqual([
      '0s first 1/1 Circuit open: payments',
      ...['20s', '40s', '60s', '80s', '100s'].map((at) => `${at} first 1/1 Circuit half open: payments`),
      '100s resolved 0/1 Resolved: Circuit open: payments',
    ]);
  });
});

describe('a watch', () => {
  test('of a breaker that was open when the last run ended tells that it is closed, and nothing twice', async () => {
    const journal = memoryJournal();
    const first = testMonitor({ journal });
    const { clock } = first;
    const old = createBreaker(() => 1, { clock });
    watchBreaker(first.monitor, old, { name: 'payments' });
    await first.monitor.start();
    old.trip({ reason: 'halted' });
    await clock.advance('1s');
    await first.monitor.stop();
    expect(story(first.ops)).toEqual(['0s first 1/1 Circuit open: payments']);

    const second = testMonitor({ journal }, { clock });
    running.push(second.monitor);
    const open = createBreaker(() => 1, { clock });
    open.trip({ reason: 'still halted' });
    watchBreaker(second.monitor, open, { name: 'payments' });
    await second.monitor.start();
    await clock.advance('1s');
    expect(second.ops.notifications).toEqual([]);
    open.reset();
    await clock.advance('1s');
    expect(second.ops.notifications.map(({ reason, title }) => `${reason}: ${title}`)).toEqual([
      'resolved: Resolved: Circuit open: payments',
    ]);
  });

  test('is held back by a silence of its service, and told when that ends', async () => {
    const { monitor, clock, ops } = await started();
    const breaker = createBreaker(() => 1, { clock, openFor: '1h' });
    watchBreaker(monitor, breaker, { name: 'payments' });
    monitor.silences.add({ match: { service: 'breaker:payments' }, for: '10m', by: 'ann' });
    breaker.trip();
    await clock.advance('5m');
    expect(ops.notifications).toEqual([]);
    await clock.advance('5m');
    expect(story(ops)).toEqual(['600s first 1/1 Circuit open: payments']);
  });

  test('says nothing while its service is paused', async () => {
    const { monitor, clock, ops } = await started();
    const breaker = createBreaker(() => 1, { clock, openFor: '1h' });
    watchBreaker(monitor, breaker, { name: 'payments' });
    monitor.pause('breaker:payments');
    breaker.trip();
    await clock.advance('5m');
    expect(ops.notifications).toEqual([]);
    monitor.resume('breaker:payments');
    await clock.advance('1s');
    expect(story(ops)).toEqual(['300s first 1/1 Circuit open: payments']);
  });

  test('holds back its alerts while what it depends on is unhealthy', async () => {
    const { monitor, clock, ops } = await started({
      services: { db: { check: () => false, failureThreshold: 1, every: '1h' } },
    });
    const breaker = createBreaker(() => 1, { clock, openFor: '1h' });
    watchBreaker(monitor, breaker, { name: 'payments', dependsOn: ['db'] });
    await clock.advance('1s');
    breaker.trip();
    await clock.advance('1s');
    expect(story(ops)).toEqual(['0s first 1/1 Service unhealthy: db']);
  });

  test('refuses a name that is watched, no name, and what is no breaker', async () => {
    const { monitor, clock } = await started();
    const breaker = createBreaker(() => 1, { clock });
    watchBreaker(monitor, breaker, { name: 'payments' });
    expect(() => watchBreaker(monitor, breaker, { name: 'payments' })).toThrow(
      expect.objectContaining({ code: 'ERR_SERVICE_EXISTS' }),
    );
    expect(() => watchBreaker(monitor, breaker, { name: ' ' })).toThrow(ConfigError);
    const policy = { execute: () => 1, state: 0, onStateChange: undefined };
    expect(() => watchBreaker(monitor, Object.create(policy), { name: 'x' })).toThrow(
      /expected a circuit breaker of createBreaker, of opossum, or of cockatiel/,
    );
  });

  test('does not outlive a service that was taken out by hand', async () => {
    const { monitor, clock, ops } = await started();
    const breaker = createBreaker(() => 1, { clock });
    const unwatch = watchBreaker(monitor, breaker, { name: 'payments' });
    monitor.unregister('breaker:payments');
    breaker.trip();
    await clock.advance('1m');
    expect(ops.notifications).toEqual([]);
    unwatch();
    unwatch();
  });
});
