import { describe, expect, test } from 'vitest';
import { memoryJournal } from '../../src/journal/memory-journal.js';
import { createMonitor } from '../../src/runtime/create-monitor.js';
import { recordingChannel } from '../../src/testing/recording-channel.js';
import { VirtualClock } from '../../src/testing/virtual-clock.js';
import { story } from '../support/monitor.js';

// A Monday at midnight UTC.
const MONDAY = Date.UTC(2026, 0, 5);
const window = { start: '02:00', duration: '1h', timeZone: 'UTC', reason: 'backups' } as const;

function given(config: { every?: `${number}m`; maintenance?: object } = {}) {
  const clock = new VirtualClock(MONDAY);
  const ops = recordingChannel();
  const service = { up: true };
  const journal = memoryJournal();
  const start = () =>
    createMonitor(
      {
        services: {
          db: {
            check: () => service.up,
            every: config.every ?? '10m',
            failureThreshold: 1,
            recoveryThreshold: 1,
            maintenance: { ...window, ...config.maintenance },
          },
        },
        channels: { ops },
        journal,
      },
      { clock, random: () => 0 },
    );
  return { clock, ops, service, start, monitor: start() };
}

describe('a maintenance window', () => {
  test('keeps a failure within it quiet, and its recovery too', async () => {
    const { clock, ops, service, monitor } = given();
    await monitor.start();
    await clock.advance('2h');
    service.up = false;
    await clock.advance('30m');
    expect(monitor.service('db')?.status).toBe('unhealthy');
    service.up = true;
    await clock.advance('2h');
    expect(ops.notifications).toEqual([]);
    await monitor.stop();
    expect(clock.pendingTasks).toBe(0);
  });

  test('tells at its end, once, of a failure that outlasts it, and then of its recovery', async () => {
    const { clock, ops, service, monitor } = given();
    await monitor.start();
    await clock.advance('2h');
    service.up = false;
    await clock.advance('2h');
    service.up = true;
    await clock.advance('1h');
    expect(story(ops)).toEqual([
      '10800s first 1/1 Service unhealthy: db',
      '15000s resolved 0/2 Resolved: Service unhealthy: db',
    ]);
    await monitor.stop();
  });

  test('does not hide the recovery of a failure that was told before it', async () => {
    const { clock, ops, service, monitor } = given();
    await monitor.start();
    await clock.advance('1h');
    service.up = false;
    await clock.advance('70m');
    service.up = true;
    await clock.advance('1h');
    expect(story(ops)).toEqual([
      '4200s first 1/1 Service unhealthy: db',
      '8400s resolved 0/1 Resolved: Service unhealthy: db',
    ]);
    await monitor.stop();
  });

  test('comes again, and is listed as a silence with its next time', async () => {
    const { clock, monitor } = given();
    await monitor.start();
    await clock.advance('1m');
    const [next, ...others] = monitor.silences.list();
    expect(others).toEqual([]);
    expect(next).toMatchObject({
      from: MONDAY + 2 * 3_600_000,
      status: 'pending',
      by: 'maintenance',
      reason: 'backups',
    });
    await clock.advance('2h');
    expect(monitor.silences.list()[0]?.status).toBe('active');
    await clock.advance('1h');
    expect(
      monitor.silences.list().map(({ status, from }) => `${status} ${(from - MONDAY) / 3_600_000}`),
    ).toEqual(['pending 26', 'ended 2']);
    await monitor.stop();
  });

  test('that is ended by hand is over, and comes again the next time', async () => {
    const { clock, ops, service, monitor } = given();
    await monitor.start();
    await clock.advance('2h');
    service.up = false;
    await clock.advance('10m');
    const active = monitor.silences.list().find(({ status }) => status === 'active');
    monitor.silences.remove(active?.id ?? '');
    await clock.advance('1m');
    expect(story(ops)).toEqual(['7800s first 1/1 Service unhealthy: db']);
    expect(monitor.silences.list().filter(({ status }) => status === 'pending')).toMatchObject([
      { from: MONDAY + 26 * 3_600_000 },
    ]);
    await monitor.stop();
  });

  test('is not planned twice after a restart, and is taken back when its service goes', async () => {
    const { clock, monitor, start } = given();
    await monitor.start();
    await clock.advance('1m');
    await monitor.stop();
    const again = start();
    await again.start();
    await clock.advance('1m');
    expect(again.silences.list().filter(({ status }) => status !== 'ended')).toHaveLength(1);
    again.unregister('db');
    await clock.advance('1m');
    expect(again.silences.list().filter(({ status }) => status !== 'ended')).toEqual([]);
    await again.stop();
  });
});
