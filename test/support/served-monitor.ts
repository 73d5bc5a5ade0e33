import type { Outcome } from '../../src/domain/check.js';
import type { Monitor } from '../../src/domain/monitor.js';
import type { ServiceConfig } from '../../src/domain/service.js';
import { serve } from '../../src/http/serve.js';
import type { ServeOptions } from '../../src/http/serve-options.js';
import { createMonitor } from '../../src/runtime/create-monitor.js';
import type { MonitorConfig } from '../../src/runtime/monitor-config.js';
import { type RecordingChannel, recordingChannel } from '../../src/testing/recording-channel.js';
import { scriptedServices } from './scripted-services.js';

/** A monitor on a port of this machine, whose services answer what the test says and are checked when it says so. */
export interface ServedMonitor {
  readonly monitor: Monitor;
  readonly url: string;
  readonly port: number;
  readonly ops: RecordingChannel;
  /** Lets a service be checked so many times, with this outcome. */
  check(name: string, outcome: Outcome, times: number): Promise<void>;
  close(): Promise<void>;
}

/** Serves services by name, each with what differs from the defaults. */
export async function serveMonitor(
  configs: Readonly<Record<string, Omit<ServiceConfig, 'check'>>>,
  options: ServeOptions = {},
  config: MonitorConfig = {},
): Promise<ServedMonitor> {
  const scripted = scriptedServices(configs);
  const ops = recordingChannel();
  const monitor = createMonitor({
    ...config,
    services: scripted.services,
    channels: { ops, ...config.channels },
  });
  const served = await serve(monitor, { port: 0, ...options });
  return {
    monitor,
    url: served.url,
    port: served.port,
    ops,
    async check(name, outcome, times) {
      scripted.set(name, outcome);
      for (let time = 0; time < times; time++) await monitor.check(name);
    },
    async close() {
      await served.close();
      await monitor.stop();
    },
  };
}
