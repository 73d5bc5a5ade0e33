import type { Monitor } from '../../src/domain/monitor.js';
import type { MonitorDeps } from '../../src/runtime/create-monitor.js';
import { createMonitor } from '../../src/runtime/create-monitor.js';
import type { MonitorConfig } from '../../src/runtime/monitor-config.js';
import { type RecordingChannel, recordingChannel } from '../../src/testing/recording-channel.js';
import { VirtualClock } from '../../src/testing/virtual-clock.js';

/** A monitor under a virtual clock, with one channel that records. */
export interface TestMonitor {
  readonly clock: VirtualClock;
  readonly ops: RecordingChannel;
  readonly monitor: Monitor;
}

/** No jitter, ids that count up. */
export function testMonitor(config: MonitorConfig = {}, deps: MonitorDeps = {}): TestMonitor {
  const clock = new VirtualClock(Date.UTC(2026, 0, 5));
  const ops = recordingChannel();
  let ids = 0;
  const monitor = createMonitor(
    { channels: { ops }, ...config },
    { clock, random: () => 0, newId: () => `id${++ids}`, ...deps },
  );
  return { clock, ops, monitor };
}

/** What a channel got, one line each: seconds since the start, reason, count/total, title. */
export function story(channel: RecordingChannel, start = Date.UTC(2026, 0, 5)): string[] {
  return channel.notifications.map(
    ({ at, reason, count, total, title }) => `${(at - start) / 1000}s ${reason} ${count}/${total} ${title}`,
  );
}
