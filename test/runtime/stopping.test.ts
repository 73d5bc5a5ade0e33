import { describe, expect, test } from 'vitest';
import type { Channel } from '../../src/domain/channel.js';
import { testMonitor } from '../support/monitor.js';

const never = (): Promise<void> => new Promise<void>(() => {});

describe('stop', () => {
  test('leaves no timer, also with windows open, reminders due and silences in force', async () => {
    const { clock, monitor } = testMonitor({
      services: { api: { check: () => false, every: '1s' }, db: () => true },
      alerts: { remindEvery: '1m', flapping: true, group: { wait: '10s' } },
    });
    await monitor.start();
    await clock.advance('25s');
    await monitor.alert({ title: 'x', severity: 'error', kind: 'condition' });
    monitor.silences.add({ match: { key: 'k' }, for: '1h', by: 'me' });
    expect(clock.pendingTasks).toBeGreaterThan(0);
    await monitor.stop();
    expect(clock.pendingTasks).toBe(0);
    expect(monitor.phase).toBe('stopped');
  });

  test('leaves no timer when a check hangs, and aborts its signal', async () => {
    let aborted = false;
    const { clock, monitor } = testMonitor({
      services: {
        api: ({ signal }) => {
          signal.addEventListener('abort', () => {
            aborted = true;
          });
          return never();
        },
      },
    });
    await monitor.start();
    await clock.advance('1s');
    await monitor.stop();
    expect(aborted).toBe(true);
    expect(clock.pendingTasks).toBe(0);
  });

  test('gives a channel that hangs a bounded time, then aborts it and leaves no timer', async () => {
    let aborted = false;
    const hanging: Channel = {
      kind: 'hanging',
      send: (_, { signal }) => {
        signal.addEventListener('abort', () => {
          aborted = true;
        });
        return never();
      },
      close: never,
    };
    const { clock, monitor } = testMonitor({ channels: { hanging } });
    await monitor.alert({ title: 'x', severity: 'error' });
    let stopped = false;
    const stopping = monitor.stop().then(() => {
      stopped = true;
    });
    expect(monitor.phase).toBe('stopping');
    await clock.advance('4s');
    expect([stopped, aborted]).toEqual([false, false]);
    await clock.advance('10s');
    await stopping;
    expect(aborted).toBe(true);
    expect(clock.pendingTasks).toBe(0);
  });

  test('is idempotent: every call is the same end', async () => {
    const { clock, monitor } = testMonitor();
    await monitor.start();
    const first = monitor.stop();
    const second = monitor.stop();
    await Promise.all([first, second]);
    await monitor.stop();
    await monitor[Symbol.asyncDispose]();
    expect(monitor.phase).toBe('stopped');
    expect(clock.pendingTasks).toBe(0);
  });

  test('works on a monitor that never began, and nothing works after it', async () => {
    const { clock, monitor } = testMonitor({ services: { api: () => true } });
    expect(monitor.phase).toBe('idle');
    await monitor.stop();
    expect(clock.pendingTasks).toBe(0);
    const stopped = { code: 'ERR_STOPPED' };
    await expect(monitor.start()).rejects.toMatchObject(stopped);
    await expect(monitor.check('api')).rejects.toMatchObject(stopped);
    expect(() => monitor.register('b', () => true)).toThrow(expect.objectContaining(stopped));
    expect(() => monitor.silences.add({ match: { key: 'k' }, for: 1, by: 'me' })).toThrow(
      expect.objectContaining(stopped),
    );
  });

  test('while it is starting wins', async () => {
    const { clock, monitor } = testMonitor({ services: { api: () => true } });
    const starting = monitor.start();
    const refused = expect(starting).rejects.toMatchObject({ code: 'ERR_STOPPED' });
    await monitor.stop();
    await refused;
    expect(monitor.phase).toBe('stopped');
    expect(clock.pendingTasks).toBe(0);
  });

  test('tells what was accepted before it', async () => {
    const { ops, monitor } = testMonitor();
    void monitor.alert({ title: 'last words', severity: 'error' });
    await monitor.stop();
    expect(ops.notifications.map(({ title }) => title)).toEqual(['last words']);
  });

  test('closes the channels once', async () => {
    let closed = 0;
    const channel: Channel = {
      kind: 'closing',
      send: async () => {},
      close: async () => {
        closed++;
      },
    };
    const { monitor } = testMonitor({ channels: { channel } });
    await monitor.start();
    await monitor.stop();
    await monitor.stop();
    expect(closed).toBe(1);
  });
});
