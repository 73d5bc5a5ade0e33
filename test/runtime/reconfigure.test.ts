import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import type { Channel } from '../../src/domain/channel.js';
import type { Outcome } from '../../src/domain/check.js';
import { ConfigError } from '../../src/domain/config-error.js';
import { DeliveryError } from '../../src/domain/delivery-error.js';
import { memoryJournal } from '../../src/journal/memory-journal.js';
import type { MonitorConfig } from '../../src/runtime/monitor-config.js';
import { recordingChannel } from '../../src/testing/recording-channel.js';
import { story, testMonitor } from '../support/monitor.js';
import { anyRules, anyStep, checkOf, runProgram, SERVICES } from '../support/random-program.js';

const START = Date.UTC(2026, 0, 5);

/** A check that writes down when it ran, in seconds. */
function timed(clock: () => number) {
  const times: number[] = [];
  return { times, check: () => void times.push((clock() - START) / 1_000) };
}

describe('services under another configuration', () => {
  it('that did not change keep their schedule and their history', async () => {
    const now = { at: () => 0 };
    const same = timed(() => now.at());
    const ops = recordingChannel();
    const services = { same: { check: same.check, every: '10s' as const } };
    const { monitor, clock } = testMonitor({ services, channels: { ops } });
    now.at = () => clock.now();
    await monitor.start();
    await clock.advance('25s');
    const changes = await monitor.reconfigure({
      services: { ...services, more: () => true },
      channels: { ops },
    });
    expect(changes).toEqual({
      services: { added: ['more'], removed: [], changed: [] },
      channels: { added: [], removed: [], changed: [] },
      alerts: false,
      triggers: { added: [], removed: [], changed: [] },
      errors: false,
    });
    await clock.advance('20s');
    expect(same.times).toEqual([0, 10, 20, 30, 40]);
    expect(monitor.service('same')).toMatchObject({ totalChecks: 5, status: 'healthy' });
    expect(monitor.service('more')).toMatchObject({ totalChecks: 1 });
    await monitor.stop();
  });

  it('that changed go on from where they are, under the new settings', async () => {
    let up = true;
    const check = () => up;
    const { monitor, clock, ops } = testMonitor({
      services: { api: { check, every: '10s', failureThreshold: 5 } },
    });
    await monitor.start();
    await clock.advance('15s');
    up = false;
    await clock.advance('20s');
    expect(monitor.service('api')).toMatchObject({ status: 'degraded', consecutiveFailures: 2 });
    const changes = await monitor.reconfigure({
      services: { api: { check, every: '5s', failureThreshold: 3, labels: { team: 'a' } } },
      channels: { ops },
    });
    expect(changes.services).toEqual({ added: [], removed: [], changed: ['api'] });
    expect(monitor.serviceSettings('api')).toMatchObject({ everyMs: 5_000, failureThreshold: 3 });
    await clock.advance('1ms');
    expect(monitor.service('api')).toMatchObject({
      status: 'unhealthy',
      totalChecks: 5,
      labels: { team: 'a' },
    });
    expect(story(ops)).toEqual([
      '20s first 1/1 Service degraded: api',
      '35s escalated 1/2 Service unhealthy: api',
    ]);
    await monitor.stop();
  });

  it('that are gone are watched no more, and what was told of them is resolved; the program’s own stay', async () => {
    const { monitor, clock, ops } = testMonitor({
      services: { api: { check: () => false, every: '10s', failureThreshold: 1 } },
    });
    monitor.register('own', () => true);
    await monitor.start();
    await clock.advance('1s');
    const changes = await monitor.reconfigure({ channels: { ops } });
    await monitor.flush();
    expect(changes.services).toEqual({ added: [], removed: ['api'], changed: [] });
    expect(monitor.services().map(({ name }) => name)).toEqual(['own']);
    expect(ops.notifications.map(({ reason }) => reason)).toEqual(['first', 'resolved']);
    await monitor.stop();
  });

  it('that are paused stay paused', async () => {
    let checks = 0;
    const check = () => ++checks > 0;
    const { monitor, clock, ops } = testMonitor({ services: { api: { check, every: '10s' } } });
    await monitor.start();
    await clock.advance('1s');
    monitor.pause('api');
    await monitor.reconfigure({ services: { api: { check, every: '5s' } }, channels: { ops } });
    await clock.advance('1m');
    expect(checks).toBe(1);
    monitor.resume('api');
    await clock.advance('6s');
    expect(checks).toBe(3);
    await monitor.stop();
  });

  it('close a check that another one takes the place of, and no other', async () => {
    const closed: string[] = [];
    const closable = (name: string) => Object.assign(() => true, { close: () => void closed.push(name) });
    const [a, b] = [closable('a'), closable('b')];
    const { monitor, ops } = testMonitor({ services: { x: { check: a, every: '10s' }, y: a } });
    await monitor.start();
    await monitor.reconfigure({ services: { x: { check: a, every: '5s' }, y: b }, channels: { ops } });
    expect(closed).toEqual(['a']);
    await monitor.stop();
  });
});

describe('alerts under another configuration', () => {
  it('keep the cadence of their windows', async () => {
    const { monitor, clock, ops } = testMonitor({ alerts: { group: { window: '1m', summarizeAfter: 10 } } });
    await monitor.start();
    const raise = () => monitor.alert({ title: 'x', severity: 'error' });
    await raise();
    await clock.advance('10s');
    await raise();
    const changes = await monitor.reconfigure({
      channels: { ops },
      alerts: { group: { window: '5m', summarizeAfter: 10 }, throttle: { limit: 1, window: '1m' } },
    });
    expect(changes.alerts).toBe(true);
    await clock.advance('10s');
    expect(await raise()).toMatchObject({ outcome: 'suppressed', reason: 'throttled' });
    await clock.advance('100s');
    expect(story(ops)).toEqual(['0s first 1/1 x', '60s digest 2/3 Repeated: x']);
    await monitor.stop();
  });

  it('are told again of what is told already only as the new rules say', async () => {
    const { monitor, clock, ops } = testMonitor();
    await monitor.start();
    await monitor.alert({ title: 'stuck', severity: 'error', kind: 'condition', key: 'q' });
    await monitor.reconfigure({ channels: { ops }, alerts: { remindEvery: '10m' } });
    await clock.advance('11m');
    await monitor.resolve('q');
    await monitor.flush();
    expect(ops.notifications.map(({ reason }) => reason)).toEqual(['first', 'resolved']);
    await monitor.stop();
  });
});

describe('channels under another configuration', () => {
  it('that are new hear of what comes, those that are gone hand over what they owe', async () => {
    const stuck: Channel = {
      kind: 'stuck',
      send: () => Promise.reject(new DeliveryError('down', { retryable: true })),
    };
    const [fresh, spare] = [recordingChannel(), recordingChannel()];
    const { monitor, clock } = testMonitor({ channels: { stuck, spare }, alerts: { fallback: ['spare'] } });
    await monitor.start();
    await monitor.alert({ title: 'before', severity: 'error' });
    await clock.advance('1s');
    expect(monitor.channelStats().stuck?.pending).toBe(1);
    const changes = await monitor.reconfigure({
      channels: { fresh, spare },
      alerts: { fallback: ['spare'] },
    });
    expect(changes.channels).toEqual({ added: ['fresh'], removed: ['stuck'], changed: [] });
    await clock.advance('6s');
    await monitor.alert({ title: 'after', severity: 'error' });
    await monitor.flush();
    expect(fresh.notifications.map(({ title }) => title)).toEqual(['after']);
    expect(spare.notifications.map(({ title }) => title)).toEqual(['before', 'before', 'after']);
    expect(Object.keys(monitor.channelStats())).toEqual(['fresh', 'spare']);
    await monitor.stop();
  });

  it('that changed go on with what they owe, in order, once, with the same keys', async () => {
    const keys: string[] = [];
    let broken = true;
    const make = (name: string): Channel & { closed: number } => ({
      kind: 'webhook',
      closed: 0,
      async send({ title }, { idempotencyKey, attempt }) {
        keys.push(`${name} ${title} ${idempotencyKey} ${attempt}`);
        if (broken) throw new DeliveryError('down', { retryable: true });
      },
      async close() {
        this.closed++;
      },
    });
    const [old, other] = [make('old'), make('new')];
    const { monitor, clock } = testMonitor({ channels: { hook: old }, alerts: { group: false } });
    await monitor.start();
    for (const title of ['a', 'b', 'c']) await monitor.alert({ title, severity: 'error' });
    await clock.advance('100ms');
    broken = false;
    const changed = monitor.reconfigure({ channels: { hook: other }, alerts: { group: false } });
    await monitor.alert({ title: 'd', severity: 'error' });
    await changed;
    await clock.advance('1m');
    await monitor.flush();
    const sent = keys.filter((line) => line.startsWith('new'));
    expect(sent.map((line) => line.split(' ')[1])).toEqual(['a', 'b', 'c', 'd']);
    expect(sent[0]?.split(' ')[2]).toBe(keys[0]?.split(' ')[2]);
    expect(old.closed).toBe(1);
    expect(monitor.channelStats().hook).toMatchObject({
      sent: 4,
      failedAttempts: keys.length - 4,
      pending: 0,
    });
    await monitor.stop();
    expect([old.closed, other.closed]).toEqual([1, 1]);
  });

  it('that only accept something else keep their sink and its circuit', async () => {
    const down: Channel = {
      kind: 'down',
      send: () => Promise.reject(new DeliveryError('no', { retryable: false })),
    };
    const spare = recordingChannel();
    const { monitor, clock } = testMonitor({
      channels: { down, spare },
      alerts: { fallback: ['spare'], group: false },
    });
    await monitor.start();
    for (let i = 0; i < 5; i++) await monitor.alert({ title: `x${i}`, severity: 'error' });
    await clock.advance('1s');
    expect(monitor.channelStats().down?.circuit).toBe('open');
    await monitor.reconfigure({
      channels: { down: { channel: down, minSeverity: 'critical' }, spare },
      alerts: { fallback: ['spare'], group: false },
    });
    expect(monitor.channelStats().down?.circuit).toBe('open');
    const before = monitor.channelStats().down?.pending;
    await monitor.alert({ title: 'mild', severity: 'error' });
    await monitor.flush();
    expect(monitor.channelStats().down?.pending).toBe(before);
    expect(spare.notifications.at(-1)?.title).toBe('mild');
    await monitor.stop();
  });

  it('that are the same value with other limits are not closed in between', async () => {
    const ops = recordingChannel();
    let closed = 0;
    const channel: Channel = {
      kind: 'x',
      send: (...args) => ops.send(...args),
      close: async () => void closed++,
    };
    const { monitor } = testMonitor({ channels: { x: channel } });
    await monitor.start();
    await monitor.reconfigure({ channels: { x: { channel, timeout: '1s' } } });
    await monitor.alert({ title: 'a', severity: 'error' });
    await monitor.flush();
    expect([closed, ops.notifications.length]).toEqual([0, 1]);
    await monitor.stop();
    expect(closed).toBe(1);
  });
});

describe('triggers under another configuration', () => {
  it('change, come and go, and keep what they counted if they count the same; the program’s own stay', async () => {
    const { monitor, ops } = testMonitor({
      errors: { triggers: { error_spike: { threshold: 5 }, odd: { when: () => false } } },
    });
    await monitor.start();
    monitor.errors.triggers.add('own', {});
    for (let i = 0; i < 3; i++) monitor.errors.capture(new Error('boom'));
    const { triggers } = await monitor.reconfigure({
      channels: { ops },
      errors: {
        triggers: { error_spike: { threshold: 5, severity: 'critical' }, even: { when: () => false } },
      },
    });
    expect(triggers).toEqual({ added: ['even'], removed: ['odd'], changed: ['error_spike'] });
    expect(
      monitor.errors.triggers
        .list()
        .map(({ name }) => name)
        .sort(),
    ).toEqual(['critical_error', 'error_spike', 'even', 'own', 'service_degraded']);
    for (let i = 0; i < 2; i++) monitor.errors.capture(new Error('boom'));
    await monitor.flush();
    expect(ops.notifications).toMatchObject([{ severity: 'critical' }]);
    await monitor.stop();
  });
});

describe('services that the program registered, and another configuration', () => {
  const up = (): boolean => true;

  async function issues(work: Promise<unknown>): Promise<unknown> {
    const failure = await work.catch((error: unknown) => error);
    return failure instanceof ConfigError ? failure.issues.map(({ path }) => path) : failure;
  }

  it('may depend on each other', async () => {
    const { monitor } = testMonitor({ services: { db: up } });
    monitor.register('queue', up);
    monitor.register('worker', { check: up, dependsOn: ['db', 'queue'] });
    const api = { check: up, dependsOn: ['queue'] };
    expect((await monitor.reconfigure({ services: { db: up, api } })).services).toMatchObject({
      added: ['api'],
      removed: [],
    });
    // What the worker needs would be gone.
    expect(await issues(monitor.reconfigure({ services: { api } }))).toEqual(['services.worker.dependsOn.0']);
    // It would wait for itself.
    const db = { check: up, dependsOn: ['worker'] };
    expect(await issues(monitor.reconfigure({ services: { db } }))).toHaveLength(1);
    expect(monitor.services().map(({ name }) => name)).toEqual(['db', 'queue', 'worker', 'api']);
    // What the program took out itself is its own affair.
    monitor.unregister('queue');
    await monitor.reconfigure({ services: { db: up } });
    expect(monitor.services().map(({ name }) => name)).toEqual(['db', 'worker']);
    await monitor.stop();
  });
});

describe('errors under another configuration', () => {
  it('are kept, counted and understood as it says, and what was counted stays', async () => {
    const { monitor, clock } = testMonitor({ errors: { history: 2, window: '1m' } });
    await monitor.start();
    for (const name of ['a', 'b', 'c']) monitor.errors.capture(new Error(name));
    await clock.advance('30s');
    const said = (): unknown[] => [
      monitor.errors.recent().map(({ message }) => message),
      monitor.errors.ratePerMinute(),
      monitor.errors.aggregates().map(({ count }) => count),
    ];
    expect(said()).toEqual([['b', 'c'], 3, [3]]);

    const rules = [() => ({ category: 'system' }) as const];
    const changed = await monitor.reconfigure({ errors: { history: 5, window: '2m', rules } });
    expect(changed).toMatchObject({ errors: true, triggers: { changed: [] } });
    expect(monitor.errors.capture(new Error('d')).category).toBe('system');
    await clock.advance('45s');
    // A minute is over, two are not.
    expect(said()).toEqual([['a', 'b', 'c', 'd'].slice(-monitor.errors.recent().length), 2, [3, 1]]);

    expect(await monitor.reconfigure({ errors: { history: 5, window: '20s', rules } })).toMatchObject({
      errors: true,
    });
    expect(said().slice(1)).toEqual([0, []]);
    expect(await monitor.reconfigure({ errors: { history: 5, window: '20s', rules } })).toMatchObject({
      errors: false,
    });
    await monitor.stop();
  });

  it('are taken hold of at the end of the process from then on, and no more', async () => {
    const count = (): number => process.listenerCount('uncaughtExceptionMonitor');
    const before = count();
    const { monitor } = testMonitor({});
    await monitor.reconfigure({ errors: { hooks: true } });
    expect(count()).toBe(before);
    await monitor.start();
    expect(count()).toBe(before + 1);
    await monitor.reconfigure({ errors: { hooks: false } });
    expect(count()).toBe(before);
    await monitor.reconfigure({ errors: { hooks: true } });
    expect(count()).toBe(before + 1);
    await monitor.stop();
    expect(count()).toBe(before);
  });
});

describe('a configuration that cannot be', () => {
  it('changes nothing', async () => {
    let up = true;
    const { monitor, clock, ops } = testMonitor({
      services: { api: { check: () => up, every: '10s', failureThreshold: 1 } },
    });
    await monitor.start();
    await clock.advance('11s');
    const failure = await monitor
      .reconfigure({
        services: { api: { check: () => true, every: '0s' }, more: () => true },
        channels: {},
        alerts: { fallback: ['none'] },
      })
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ConfigError);
    expect((failure as ConfigError).issues.map(({ path }) => path)).toEqual([
      'services.api.every',
      'alerts.fallback.0',
    ]);
    up = false;
    await clock.advance('10s');
    await monitor.flush();
    expect(monitor.services().map(({ name }) => name)).toEqual(['api']);
    expect(ops.notifications).toMatchObject([{ title: 'Service unhealthy: api' }]);
    await monitor.stop();
    await expect(monitor.reconfigure({})).rejects.toMatchObject({ code: 'ERR_STOPPED' });
  });

  it('cannot bring another journal', async () => {
    const journal = memoryJournal();
    const { monitor } = testMonitor({ journal });
    await monitor.start();
    const same: MonitorConfig = { journal };
    const another: MonitorConfig = { journal: memoryJournal() };
    await monitor.reconfigure(same);
    await expect(monitor.reconfigure(another)).rejects.toMatchObject({ issues: [{ path: 'journal' }] });
    await monitor.stop();
  });
});

/** Whom a configuration names is watched again after a restart, whatever the program did. */
const anyOtherStep = anyStep.filter((step) => step.do !== 'unregister' && step.do !== 'register');

property.prop(
  [anyRules, anyRules, fc.array(anyOtherStep, { maxLength: 12 }), fc.array(anyOtherStep, { maxLength: 12 })],
  { numRuns: 80 },
)(
  'a restart brings back what was known and under way, though the rules changed meanwhile',
  async (first, second, before, after) => {
    const outcomes = new Map<string, Outcome>();
    const services = Object.fromEntries(
      Object.entries(SERVICES).map(([name, dependsOn]) => [
        name,
        { check: checkOf(outcomes, name), dependsOn, every: '1h' as const },
      ]),
    );
    const inner = memoryJournal();
    // Without snapshots, so that the change itself has to be read.
    const journal = { ...inner, snapshots: undefined };
    const one = testMonitor({ journal, services, alerts: first });
    await one.monitor.start();
    await runProgram(one.monitor, one.clock, outcomes, before);
    await one.monitor.reconfigure({ services, channels: { ops: one.ops }, alerts: second });
    await runProgram(one.monitor, one.clock, outcomes, after);
    await one.monitor.flush();
    const known = {
      services: one.monitor.services(),
      incidents: one.monitor.incidents.list(),
      silences: one.monitor.silences.list(),
      stats: one.monitor.alertStats(),
    };
    const now = one.clock.now();
    await one.monitor.stop();
    const told = one.ops.notifications.length;
    const two = testMonitor({ journal, services, alerts: second });
    await two.clock.advance(now - two.clock.now());
    await two.monitor.start();
    await two.monitor.flush();
    expect({
      services: two.monitor.services(),
      incidents: two.monitor.incidents.list(),
      silences: two.monitor.silences.list(),
      stats: two.monitor.alertStats(),
    }).toEqual(known);
    expect(two.ops.notifications).toEqual([]);
    expect(told).toBe(one.ops.notifications.length);
    await two.monitor.stop();
  },
  60_000,
);
