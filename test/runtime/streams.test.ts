import { setImmediate as nextTurn } from 'node:timers/promises';
import { config, type Observable } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { story, testMonitor } from '../support/monitor.js';
import { scriptedServices } from '../support/scripted-services.js';

const AT_ONCE = { failureThreshold: 1, recoveryThreshold: 1 };

/** Collects a stream and whether it completed. */
function collect<T, R = T>(
  stream: Observable<T>,
  map: (value: T) => R,
): { values: R[]; done: () => boolean } {
  const values: R[] = [];
  let completed = false;
  stream.subscribe({
    next: (value) => values.push(map(value)),
    complete: () => {
      completed = true;
    },
  });
  return { values, done: () => completed };
}

describe('the streams of a monitor', () => {
  test('tell of one failure, each in its own words, and complete at stop', async () => {
    const { services, set } = scriptedServices({ api: AT_ONCE });
    const { clock, monitor } = testMonitor({ services });
    const start = clock.now();
    const streams = {
      service: collect(monitor.service$('api'), ({ status, totalChecks }) => `${status} ${totalChecks}`),
      status: collect(monitor.status$('api'), (status) => status),
      changes: collect(monitor.changes$, (change) => change),
      summary: collect(monitor.summary$, ({ status, total }) => `${status} ${total}`),
      alerts: collect(monitor.alerts$, ({ status, title }) => `${status} ${title}`),
      notifications: collect(monitor.notifications$, ({ reason, title }) => `${reason} ${title}`),
      deliveries: collect(
        monitor.deliveries$,
        ({ channel, outcome, attempt }) => `${channel} ${outcome} ${attempt}`,
      ),
      events: collect(monitor.events$, ({ type }) => type),
    };
    await monitor.check('api');
    await clock.advance('1s');
    set('api', 'fail');
    await monitor.check('api');
    await monitor.check('api');
    await clock.advance('1s');
    set('api', 'pass');
    await monitor.check('api');
    await monitor.flush();
    expect(Object.values(streams).map(({ done }) => done())).toEqual(Array(8).fill(false));
    await monitor.stop();
    expect(streams.service.values).toEqual([
      'unknown 0',
      'unknown 0',
      'healthy 1',
      'unhealthy 2',
      'unhealthy 3',
      'healthy 4',
    ]);
    expect(streams.status.values).toEqual(['unknown', 'healthy', 'unhealthy', 'healthy']);
    expect(streams.changes.values).toEqual([
      { service: 'api', from: 'unknown', to: 'healthy', at: start },
      { service: 'api', from: 'healthy', to: 'unhealthy', at: start + 1000 },
      { service: 'api', from: 'unhealthy', to: 'healthy', at: start + 2000 },
    ]);
    expect(streams.summary.values).toEqual([
      'unknown 1',
      'unknown 1',
      'healthy 1',
      'unhealthy 1',
      'healthy 1',
    ]);
    expect(streams.alerts.values).toEqual([
      'firing Service unhealthy: api',
      'resolved Service unhealthy: api',
    ]);
    expect(streams.notifications.values).toEqual([
      'first Service unhealthy: api',
      'resolved Resolved: Service unhealthy: api',
    ]);
    expect(streams.deliveries.values).toEqual(['ops succeeded 1', 'ops succeeded 1']);
    expect(streams.events.values).toEqual([
      'runtime.started',
      'service.registered',
      'check.completed',
      'status.changed',
      'check.completed',
      'status.changed',
      'alert.raised',
      'incident.opened',
      'notification.requested',
      'delivery.succeeded',
      'check.completed',
      'check.completed',
      'status.changed',
      'alert.raised',
      'notification.requested',
      'incident.resolved',
      'delivery.succeeded',
      'runtime.stopped',
    ]);
    expect(Object.values(streams).map(({ done }) => done())).toEqual(Array(8).fill(true));
  });

  test('complete at once for who comes after stop; those that replay give the last value first', async () => {
    const { services } = scriptedServices({ api: AT_ONCE });
    const { monitor } = testMonitor({ services });
    await monitor.check('api');
    await monitor.stop();
    const status = collect(monitor.status$('api'), (value) => value);
    const summary = collect(monitor.summary$, (value) => value.status);
    const events = collect(monitor.events$, ({ type }) => type);
    expect([status.values, status.done()]).toEqual([['healthy'], true]);
    expect([summary.values, summary.done()]).toEqual([['healthy'], true]);
    expect([events.values, events.done()]).toEqual([[], true]);
  });

  test('of a service replay the latest to each who comes later', async () => {
    const { services } = scriptedServices({ api: AT_ONCE });
    const { monitor } = testMonitor({ services });
    await monitor.check('api');
    const late = collect(monitor.service$('api'), ({ status }) => status);
    const status = collect(monitor.status$('api'), (value) => value);
    expect(late.values).toEqual(['healthy']);
    expect(status.values).toEqual(['healthy']);
    await monitor.stop();
  });

  test('of a service that does not exist yet begin when it is registered', async () => {
    const { monitor } = testMonitor();
    const status = collect(monitor.status$('api'), (value) => value);
    await monitor.start();
    monitor.register('api', { check: () => true, recoveryThreshold: 1 });
    await monitor.check('api');
    expect(status.values).toEqual(['unknown', 'healthy']);
    await monitor.stop();
  });

  test('show all that followed from an input together, and only once it is in the journal', async () => {
    const { services, set } = scriptedServices({ api: AT_ONCE });
    const { monitor } = testMonitor({ services });
    await monitor.check('api');
    const seen: unknown[] = [];
    monitor.alerts$.subscribe(() => {
      seen.push([monitor.service('api')?.status, monitor.incidents.get('service_health:api')?.told]);
    });
    set('api', 'fail');
    await monitor.check('api');
    expect(seen).toEqual([['unhealthy', true]]);
    await monitor.stop();
  });
});

describe('a subscriber that throws', () => {
  test('is reported as RxJS reports it and harms nobody else', async () => {
    const reported: unknown[] = [];
    config.onUnhandledError = (error) => reported.push(error);
    const { services, set } = scriptedServices({ api: AT_ONCE });
    const { ops, monitor } = testMonitor({ services });
    let thrown = 0;
    const boom = (): never => {
      thrown++;
      throw new Error('boom');
    };
    monitor.events$.subscribe(boom);
    monitor.service$('api').subscribe(boom);
    monitor.summary$.subscribe(boom);
    monitor.notifications$.subscribe(boom);
    const events = collect(monitor.events$, ({ type }) => type);
    set('api', 'fail');
    await monitor.check('api');
    await monitor.flush();
    expect(story(ops)).toEqual(['0s first 1/1 Service unhealthy: api']);
    expect(events.values).toContain('delivery.succeeded');
    expect(monitor.service('api')?.status).toBe('unhealthy');
    await monitor.stop();
    expect(thrown).toBeGreaterThan(events.values.length);
    // RxJS reports in a timer of its own.
    for (let turn = 0; turn < 100_000 && reported.length < thrown; turn++) await nextTurn();
    config.onUnhandledError = null;
    expect(reported).toHaveLength(thrown);
  });

  test('in a check or a channel is that one failure and no more', async () => {
    const { clock, ops, monitor } = testMonitor({
      services: {
        api: {
          check: () => {
            throw new Error('down');
          },
          failureThreshold: 1,
        },
      },
    });
    ops.failWith(new Error('first attempt'), 1);
    expect(await monitor.check('api')).toMatchObject({ status: 'unhealthy', message: 'down' });
    await clock.advance('1m');
    expect(ops.attempts).toHaveLength(2);
    expect(monitor.channelStats().ops).toMatchObject({ sent: 1, failedAttempts: 1, pending: 0 });
    await monitor.stop();
  });
});
