import { describe, expect, test } from 'vitest';
import { DeliveryError } from '../../src/domain/delivery-error.js';
import type { RecordedEvent } from '../../src/domain/events.js';
import type { Journal } from '../../src/journal/journal.js';
import { memoryJournal } from '../../src/journal/memory-journal.js';
import { recordingChannel } from '../../src/testing/recording-channel.js';
import { story, testMonitor } from '../support/monitor.js';

const DISK = { title: 'Disk full', severity: 'error' } as const;

/** A journal that cannot be written while it is told so. */
function fragileJournal(): Journal & { broken: boolean; events: RecordedEvent[] } {
  const inner = memoryJournal();
  const events: RecordedEvent[] = [];
  const journal = {
    ...inner,
    broken: false,
    events,
    async append(batch: readonly RecordedEvent[]) {
      if (journal.broken) throw new Error('ENOSPC: no space left on device');
      events.push(...batch);
      await inner.append(batch);
    },
  };
  return journal;
}

describe('delivery', () => {
  test('has reached a channel that works when alert() resolves, one alert after the other', async () => {
    const { ops, monitor } = testMonitor();
    await monitor.alert({ title: 'a', severity: 'error' });
    await monitor.alert({ title: 'b', severity: 'error' });
    expect(ops.notifications.map(({ title }) => title)).toEqual(['a', 'b']);
    await Promise.all([
      monitor.alert({ title: 'c', severity: 'error' }),
      monitor.alert({ title: 'd', severity: 'critical' }),
    ]);
    await monitor.flush();
    expect(ops.notifications.map(({ title }) => title)).toEqual(['a', 'b', 'c', 'd']);
    await monitor.stop();
  });

  test('is not played back and forth between fallback channels that fail', async () => {
    const a = recordingChannel();
    const b = recordingChannel();
    for (const channel of [a, b]) channel.failWith(new DeliveryError('gone', { retryable: false }));
    const { clock, monitor } = testMonitor({ channels: { a, b }, alerts: { fallback: ['a', 'b'] } });
    await monitor.alert({ ...DISK, severity: 'critical' });
    await clock.advance('2d');
    expect(a.attempts.length + b.attempts.length).toBeLessThanOrEqual(4);
    expect(monitor.channelStats().a?.pending).toBe(0);
    expect(monitor.channelStats().b?.pending).toBe(0);
    await monitor.stop();
  });

  test('hands every channel the same notification, which none can change', async () => {
    const seen: string[] = [];
    const vandal = {
      kind: 'vandal',
      send: async (notification: { title: string }) => {
        notification.title = 'changed';
      },
    };
    const after = recordingChannel();
    const { monitor } = testMonitor({ channels: { vandal, after } });
    monitor.notifications$.subscribe(({ title }) => seen.push(title));
    await monitor.alert(DISK);
    await monitor.flush();
    expect(after.notifications.map(({ title }) => title)).toEqual(['Disk full']);
    expect(seen).toEqual(['Disk full']);
    await monitor.stop();
  });
});

describe('a journal that cannot be written', () => {
  test('costs no alert, is told of, and catches up by itself when it works again', async () => {
    const journal = fragileJournal();
    const { clock, ops, monitor } = testMonitor({ journal });
    await monitor.start();
    journal.broken = true;
    await monitor.alert(DISK);
    await clock.advance('10s');
    expect(ops.notifications.map(({ title }) => title)).toEqual([
      'Disk full',
      'Tocsin cannot write its journal',
    ]);
    journal.broken = false;
    await clock.advance('2m');
    expect(story(ops).at(-1)).toMatch(/resolved .* Resolved: Tocsin cannot write its journal/);
    expect(journal.events.map(({ position }) => position)).toEqual(journal.events.map((_, i) => i + 1));
    expect(
      journal.events.some(({ type, subject }) => type === 'alert.raised' && subject === 'system:Disk full'),
    ).toBe(true);
    await monitor.stop();
    expect(clock.pendingTasks).toBe(0);
  });
});

describe('a full memory journal', () => {
  test('forgets checks first, so that whoever goes on from it knows what was told', async () => {
    const journal = memoryJournal({ maxEvents: 200 });
    const services = {
      bad: { check: () => false, every: '1h', failureThreshold: 1 },
      busy: { check: () => true, every: '1s' },
    } as const;
    const first = testMonitor({ journal, services });
    await first.monitor.start();
    await first.clock.advance('30m');
    expect(first.ops.notifications).toHaveLength(1);
    await first.monitor.stop();
    const second = testMonitor({ journal, services });
    await second.monitor.start();
    await second.clock.advance('30m');
    expect(second.monitor.service('bad')?.status).toBe('unhealthy');
    expect(second.ops.notifications).toEqual([]);
    await second.monitor.stop();
  });
});

describe('a call that nobody waits for', () => {
  test('does not end the process when it is refused', async () => {
    const refused: unknown[] = [];
    const note = (reason: unknown): void => void refused.push(reason);
    process.on('unhandledRejection', note);
    const { monitor } = testMonitor({ services: { hang: () => new Promise<void>(() => {}) } });
    void monitor.check('hang');
    await monitor.stop();
    void monitor.alert(DISK);
    void monitor.resolve('x');
    void monitor.checkAll();
    await new Promise((resolve) => setImmediate(resolve));
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', note);
    expect(refused).toEqual([]);
    await expect(monitor.alert(DISK)).rejects.toMatchObject({ code: 'ERR_STOPPED' });
    expect(() => monitor.pause('hang')).toThrow(expect.objectContaining({ code: 'ERR_STOPPED' }));
  });
});

describe('the resolution of what does not fire', () => {
  test('is suppressed as untold, and a key that is none is refused', async () => {
    const { monitor } = testMonitor();
    expect(await monitor.resolve('nothing')).toMatchObject({ outcome: 'suppressed', reason: 'untold' });
    await expect(monitor.resolve('')).rejects.toMatchObject({ code: 'ERR_INVALID_ALERT' });
    await monitor.stop();
  });
});
