import { describe, expect, test } from 'vitest';
import type { RecordedEvent } from '../../src/domain/events.js';
import { silentLogger } from '../../src/domain/logger.js';
import type { Journal } from '../../src/journal/journal.js';
import { memoryJournal } from '../../src/journal/memory-journal.js';
import { recordingChannel } from '../../src/testing/recording-channel.js';
import { story, testMonitor } from '../support/monitor.js';
import { scriptedServices } from '../support/scripted-services.js';

const AT_ONCE = { failureThreshold: 1, recoveryThreshold: 1 };

describe('a second monitor on the same journal', () => {
  test('knows the statuses, raises nothing again and tells the recovery', async () => {
    const journal = memoryJournal();
    const { services, set } = scriptedServices({ api: AT_ONCE, db: AT_ONCE });
    const before = testMonitor({ services, journal });
    set('api', 'fail');
    await before.monitor.checkAll();
    await before.monitor.stop();
    const { clock } = before;
    await clock.advance('5m');
    const after = testMonitor({ services, journal }, { clock });
    await after.monitor.alert({ title: 'wake up' });
    expect(after.monitor.service('api')).toMatchObject({ status: 'unhealthy', totalChecks: 1 });
    expect(after.monitor.incidents.get('service_health:api')).toMatchObject({ status: 'firing', told: true });
    await after.monitor.checkAll();
    expect(story(after.ops)).toEqual([]);
    set('api', 'pass');
    await after.monitor.checkAll();
    expect(story(after.ops)).toEqual(['300s resolved 0/1 Resolved: Service unhealthy: api']);
    await after.monitor.stop();
  });

  test('sends what was pending, with the idempotency key of the first attempt', async () => {
    const journal = memoryJournal();
    const broken = recordingChannel();
    broken.failWith(new Error('no route'));
    const before = testMonitor({ journal, channels: { ops: broken } });
    await before.monitor.alert({ title: 'x', severity: 'error' });
    await before.monitor.flush();
    await before.monitor.stop();
    const after = testMonitor({ journal }, { clock: before.clock });
    await after.monitor.start();
    await after.monitor.flush();
    expect(after.ops.notifications.map(({ title }) => title)).toEqual(['x']);
    expect(after.ops.attempts[0]).toMatchObject({
      attempt: broken.attempts.length + 1,
      idempotencyKey: broken.attempts[0]?.idempotencyKey,
    });
    await after.monitor.stop();
  });

  test('sends nothing again that was delivered', async () => {
    const journal = memoryJournal();
    const before = testMonitor({ journal });
    await before.monitor.alert({ title: 'x', severity: 'error' });
    await before.monitor.flush();
    await before.monitor.stop();
    const after = testMonitor({ journal }, { clock: before.clock });
    await after.monitor.start();
    await after.clock.advance('1m');
    await after.monitor.stop();
    expect(after.ops.attempts).toEqual([]);
  });

  test('goes on counting in the window of the first', async () => {
    const journal = memoryJournal();
    const alert = { title: 'x', severity: 'error' } as const;
    const before = testMonitor({ journal });
    for (let i = 0; i < 4; i++) await before.monitor.alert(alert);
    await before.monitor.stop();
    const after = testMonitor({ journal }, { clock: before.clock });
    await after.monitor.alert(alert);
    await before.clock.advance('61s');
    expect(story(after.ops)).toEqual(['60s digest 2/5 Repeated: x']);
    await after.monitor.stop();
  });

  test('tells once, at its start, what became due while nobody ran', async () => {
    const journal = memoryJournal();
    const before = testMonitor({ journal, alerts: { remindEvery: '1m' } });
    before.monitor.silences.add({ match: { key: 'quiet' }, for: '5m', by: 'me' });
    await before.monitor.alert({ title: 'loud', key: 'loud', severity: 'error', kind: 'condition' });
    await before.monitor.alert({ title: 'quiet', key: 'quiet', severity: 'error', kind: 'condition' });
    await before.monitor.stop();
    await before.clock.advance('1h');
    const after = testMonitor({ journal, alerts: { remindEvery: '1m' } }, { clock: before.clock });
    await after.monitor.start();
    await after.monitor.flush();
    expect(story(after.ops).sort()).toEqual([
      '3600s first 1/1 quiet',
      '3600s reminder 0/1 Still firing: loud',
    ]);
    await after.monitor.stop();
  });

  test('counts the time before its start as downtime, too', async () => {
    const journal = memoryJournal();
    const alerts = { remindEvery: '1m' } as const;
    const before = testMonitor({ journal, alerts });
    await before.monitor.alert({ title: 'down', severity: 'error', kind: 'condition' });
    await before.monitor.stop();
    const after = testMonitor({ journal, alerts, services: { api: () => true } }, { clock: before.clock });
    await before.clock.advance('1h');
    await after.monitor.start();
    await before.clock.advance('1s');
    expect(story(after.ops)).toEqual(['3600s reminder 0/1 Still firing: down']);
    await after.monitor.stop();
  });

  test('takes in a dependency that was turned round', async () => {
    const journal = memoryJournal();
    const errors: unknown[] = [];
    const warn = () => ({ outcome: 'warn' }) as const;
    const root = { check: () => false, failureThreshold: 1 };
    const leaf = { check: warn, dependsOn: ['a', 'root'] };
    const before = testMonitor({
      journal,
      services: { root, a: { check: warn, dependsOn: ['b'] }, b: warn, leaf },
    });
    for (const name of ['root', 'b', 'a', 'leaf']) await before.monitor.check(name);
    await before.monitor.stop();
    const after = testMonitor(
      { journal, services: { b: { check: warn, dependsOn: ['a'] }, a: warn, leaf, root } },
      { clock: before.clock, logger: { ...silentLogger, error: (problem) => errors.push(problem) } },
    );
    await after.monitor.start();
    await after.monitor.flush();
    expect(after.monitor.incidents.get('service_health:leaf')).toMatchObject({
      heldBy: 'inhibited',
      told: false,
    });
    expect(errors).toEqual([]);
    expect(story(after.ops)).toEqual([]);
    await after.monitor.stop();
  });

  test('resolves what was told of a service that is configured no more', async () => {
    const journal = memoryJournal();
    const { services, set } = scriptedServices({ api: AT_ONCE });
    const before = testMonitor({ services, journal });
    set('api', 'fail');
    await before.monitor.check('api');
    await before.monitor.stop();
    const after = testMonitor({ journal }, { clock: before.clock });
    await after.monitor.start();
    await after.monitor.flush();
    expect(story(after.ops)).toEqual(['0s resolved 0/1 Resolved: Service unhealthy: api']);
    expect(after.monitor.services()).toEqual([]);
    await after.monitor.stop();
  });

  test('never gives out an id or a position again', async () => {
    const journal = memoryJournal();
    const ids: string[] = [];
    const { clock, monitor } = testMonitor({ journal });
    ids.push((await monitor.alert({ title: 'x' })).id);
    await monitor.stop();
    for (let i = 0; i < 3; i++) {
      const again = testMonitor({ journal }, { clock, newId: () => `run-${i}` });
      ids.push((await again.monitor.alert({ title: 'x' })).id);
      await again.monitor.stop();
    }
    expect(new Set(ids).size).toBe(4);
    const positions: number[] = [];
    for await (const { position } of journal.read()) positions.push(position);
    expect(positions).toEqual(positions.map((_, i) => i + 1));
  });

  test('goes on after the last position of a journal that forgot everything', async () => {
    const appended: RecordedEvent[] = [];
    const forgetful: Journal = {
      open: async () => ({ position: 41 }),
      append: async (events) => {
        appended.push(...events);
      },
      async *read() {},
      close: async () => {},
    };
    const { monitor } = testMonitor({ journal: forgetful });
    await monitor.start();
    await monitor.stop();
    expect(appended[0]).toMatchObject({ position: 42, type: 'runtime.started' });
  });
});

describe('a journal that cannot be opened', () => {
  test('lets start be tried again, and loses nobody who was refused into a later life', async () => {
    const good = memoryJournal();
    let fail = true;
    const journal: Journal = {
      ...good,
      open: async () => {
        if (fail) throw new Error('held by another');
        return good.open();
      },
    };
    const { ops, monitor } = testMonitor({ journal });
    await expect(monitor.alert({ title: 'refused', severity: 'error' })).rejects.toThrow('held by another');
    await expect(monitor.start()).rejects.toThrow('held by another');
    expect(monitor.phase).toBe('idle');
    fail = false;
    await monitor.start();
    await monitor.alert({ title: 'accepted', severity: 'error' });
    await monitor.flush();
    expect(ops.notifications.map(({ title }) => title)).toEqual(['accepted']);
    await monitor.stop();
  });

  test('that fails while it is read fails everyone, hangs nobody and is given up at stop', async () => {
    let closed = false;
    const journal: Journal = {
      open: async () => ({ position: 1 }),
      append: async () => {},
      // biome-ignore lint/correctness/useYield: it fails before it has anything to give
      async *read() {
        throw new Error('unreadable');
      },
      close: async () => {
        closed = true;
      },
    };
    const { clock, monitor } = testMonitor({ journal });
    await expect(monitor.start()).rejects.toThrow('unreadable');
    await expect(monitor.alert({ title: 'x' })).rejects.toThrow('unreadable');
    await monitor.stop();
    expect(closed).toBe(true);
    expect(clock.pendingTasks).toBe(0);
  });
});

describe('what is due at one instant', () => {
  test('is decided in the same order after a restart: the end of a silence before the end of a window', async () => {
    const lives: string[][] = [];
    for (const restarts of [false, true]) {
      const journal = memoryJournal();
      const alerts = { group: { by: ['category'] } } as const;
      const before = testMonitor({ journal, alerts });
      const { clock } = before;
      const raise = (key: string): Promise<unknown> =>
        before.monitor.alert({ title: key, key, kind: 'condition', severity: 'error' });
      await before.monitor.start();
      await raise('b');
      before.monitor.silences.add({ match: { key: 'a' }, until: clock.now() + 60_000, by: 'me' });
      await raise('a');
      await clock.advance('30s');
      let { monitor } = before;
      const told = story(before.ops);
      if (restarts) {
        await monitor.stop();
        const after = testMonitor({ journal, alerts }, { clock });
        monitor = after.monitor;
        await monitor.start();
        await clock.advance('31s');
        told.push(...story(after.ops));
      } else {
        await clock.advance('31s');
        told.push(...story(before.ops).slice(told.length));
      }
      lives.push(told);
      await monitor.stop();
    }
    expect(lives[0]).toEqual(['0s first 1/1 b', '60s digest 1/2 Repeated: a']);
    expect(lives[1]).toEqual(lives[0]);
  });
});
