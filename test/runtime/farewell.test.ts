import { describe, expect, it } from 'vitest';
import { silentLogger } from '../../src/domain/logger.js';
import type { AlertsConfig } from '../../src/domain/monitor-config.js';
import { memoryJournal } from '../../src/journal/memory-journal.js';
import type { MonitorConfig } from '../../src/runtime/monitor-config.js';
import { type RecordingChannel, recordingChannel } from '../../src/testing/recording-channel.js';
import { testMonitor } from '../support/monitor.js';

/** What a monitor tells as it stops with a channel that is down. */
async function stopped(
  { journal, fallback = ['backup'] }: Pick<MonitorConfig, 'journal'> & Pick<AlertsConfig, 'fallback'>,
  backup: RecordingChannel = recordingChannel(),
) {
  const logged: object[] = [];
  const ops = recordingChannel();
  ops.failWith(new Error('no route'));
  const channels = { ops, backup: { channel: backup, categories: ['none'] } };
  const log = (about: object, message = ''): void => void logged.push({ ...about, message });
  const { monitor, clock } = testMonitor(
    { channels, alerts: { fallback }, ...(journal === undefined ? {} : { journal }) },
    { logger: { ...silentLogger, info: log, error: log } },
  );
  await monitor.alert({ title: 'mild', severity: 'warning' });
  await monitor.alert({ title: 'vital', severity: 'critical' });
  const stopping = monitor.stop();
  await clock.advance('20s');
  await stopping;
  return {
    told: backup.notifications.map(({ title }) => title),
    logged: logged.filter((about) => 'notifications' in about),
    stats: monitor.channelStats(),
    clock,
  };
}

describe('what is owed when a monitor stops', () => {
  it('is handed to the fallback if its journal ends with it, critical first', async () => {
    const { told, logged, stats, clock } = await stopped({});
    expect(told).toEqual(['vital', 'mild']);
    expect(logged).toEqual([]);
    expect(stats.backup).toMatchObject({ sent: 2 });
    expect(clock.pendingTasks).toBe(0);
  });

  it('is said to be lost if nobody takes it, in time', async () => {
    const backup = recordingChannel();
    backup.failWith(new Error('no route'));
    const lost = {
      channel: 'ops',
      notifications: 2,
      message: 'notifications are lost: neither the channel nor the fallback took them',
    };
    expect((await stopped({}, backup)).logged).toEqual([lost]);
    const hanging: RecordingChannel = Object.assign(recordingChannel(), {
      send: () => new Promise<void>(() => {}),
    });
    const { logged, clock } = await stopped({}, hanging);
    expect(logged).toEqual([lost]);
    expect(clock.pendingTasks).toBe(0);
  });

  it('waits for the next start if the journal is there for it', async () => {
    const journal = memoryJournal();
    const { told, logged } = await stopped({ journal });
    expect(told).toEqual([]);
    expect(logged).toEqual([
      {
        channel: 'ops',
        notifications: 2,
        message: 'notifications are owed; the next start on this journal sends them',
      },
    ]);
    const { monitor, ops } = testMonitor({ journal });
    await monitor.start();
    await monitor.flush();
    expect(ops.notifications.map(({ title }) => title)).toEqual(['vital', 'mild']);
    await monitor.stop();
  });
});
