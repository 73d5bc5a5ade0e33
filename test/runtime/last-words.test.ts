import { describe, expect, test } from 'vitest';
import { testMonitor } from '../support/monitor.js';

const LATE = { title: 'late', severity: 'error' } as const;

/** A promise and what settles it. */
function pending(): {
  readonly promise: Promise<void>;
  readonly resolve: () => void;
  readonly reject: () => void;
} {
  let resolve = (): void => {};
  let reject = (): void => {};
  const promise = new Promise<void>((yes, no) => {
    resolve = yes;
    reject = () => no(new Error('it did not work'));
  });
  return { promise, resolve, reject };
}

describe('stop({ after })', () => {
  test('is stopping at once, checks no more, and tells alerts until what it waits for is over', async () => {
    let checks = 0;
    const check = (): void => void checks++;
    const { clock, ops, monitor } = testMonitor({ services: { api: { check, every: '1s' } } });
    await monitor.start();
    await clock.advance('1500ms');
    const drained = pending();
    const stopped = monitor.stop({ after: drained.promise });
    expect(monitor.phase).toBe('stopping');
    const before = checks;
    await clock.advance('10s');
    expect(checks).toBe(before);
    expect(await monitor.alert(LATE)).toMatchObject({ outcome: 'notified' });
    monitor.silences.add({ match: { key: 'k' }, for: '1h', by: 'me' });
    await expect(monitor.check('api')).rejects.toMatchObject({ code: 'ERR_STOPPED' });
    await expect(monitor.start()).rejects.toMatchObject({ code: 'ERR_STOPPED' });
    drained.resolve();
    await stopped;
    expect(ops.notifications.map(({ title }) => title)).toEqual(['late']);
    await expect(monitor.alert(LATE)).rejects.toMatchObject({ code: 'ERR_STOPPED' });
    expect(monitor.phase).toBe('stopped');
    expect(clock.pendingTasks).toBe(0);
  });

  test('waits no longer once stop() is called without it', async () => {
    const { monitor } = testMonitor();
    await monitor.start();
    const first = monitor.stop({ after: pending().promise });
    const second = monitor.stop();
    await expect(monitor.alert(LATE)).rejects.toMatchObject({ code: 'ERR_STOPPED' });
    await Promise.all([first, second]);
    expect(monitor.phase).toBe('stopped');
  });

  test('stops, too, when what it waits for fails', async () => {
    const { monitor } = testMonitor();
    await monitor.start();
    const drained = pending();
    const stopped = monitor.stop({ after: drained.promise });
    drained.reject();
    await stopped;
    expect(monitor.phase).toBe('stopped');
  });

  test('changes nothing of a stop that is under way', async () => {
    const { monitor } = testMonitor();
    await monitor.start();
    const first = monitor.stop();
    const second = monitor.stop({ after: pending().promise });
    await expect(monitor.alert(LATE)).rejects.toMatchObject({ code: 'ERR_STOPPED' });
    await Promise.all([first, second]);
    expect(monitor.phase).toBe('stopped');
  });

  test('opens the journal for an alert that comes to a monitor that never began', async () => {
    const { clock, ops, monitor } = testMonitor();
    const drained = pending();
    const stopped = monitor.stop({ after: drained.promise });
    await monitor.alert(LATE);
    drained.resolve();
    await stopped;
    expect(ops.notifications.map(({ title }) => title)).toEqual(['late']);
    expect(clock.pendingTasks).toBe(0);
  });
});
