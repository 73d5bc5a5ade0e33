import { getEventListeners } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Monitor } from '../../src/domain/monitor.js';
import { runWith } from '../../src/embed/run-with.js';
import { shutDown } from '../../src/embed/shut-down.js';
import { memoryJournal } from '../../src/journal/memory-journal.js';
import { testMonitor } from '../support/monitor.js';
import { listening } from './support/listening.js';
import { type Child, startChild } from './support/start-child.js';

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

/** How many listen for the signals of the system. */
function listeners(): number {
  return SIGNALS.reduce((sum, signal) => sum + process.listenerCount(signal), 0);
}

describe('runWith', () => {
  it('starts the monitor, listens for signals, and is over with stop()', async () => {
    const before = listeners();
    const { clock, monitor } = testMonitor();
    const running = await runWith(monitor, { clock });
    expect(monitor.phase).toBe('running');
    expect(listeners()).toBe(before + 2);
    await running.stop();
    expect(await running.stopped).toBe('stop');
    await running.stop();
    expect(monitor.phase).toBe('stopped');
    expect(listeners()).toBe(before);
    expect(clock.pendingTasks).toBe(0);
  });

  it('ends with the block that uses it, after what that threw', async () => {
    const { clock, monitor } = testMonitor();
    await using server = await listening((_request, response) => void response.end());
    const phases: string[] = [];
    const block = async (): Promise<void> => {
      await using _running = await runWith(monitor, { server: server.server, clock });
      phases.push(monitor.phase);
      throw new Error('the block failed');
    };
    await expect(block()).rejects.toThrow('the block failed');
    expect([...phases, monitor.phase]).toEqual(['running', 'stopped']);
    expect(server.server.listening).toBe(false);
  });

  it('ends when its signal is aborted', async () => {
    const before = listeners();
    const { clock, monitor } = testMonitor();
    const controller = new AbortController();
    const { stopped } = await runWith(monitor, { signal: controller.signal, clock });
    controller.abort();
    expect(await stopped).toBe('aborted');
    expect(monitor.phase).toBe('stopped');
    expect(listeners()).toBe(before);
  });

  it.each([
    ['its own stop()', (monitor: Monitor) => monitor.stop()],
    ['a shutdown', (monitor: Monitor) => shutDown(monitor)],
    ['two at once', (monitor: Monitor) => Promise.all([monitor.stop(), shutDown(monitor)])],
  ])('leaves no listener behind when the monitor ends by %s', async (_, end) => {
    const before = listeners();
    const { clock, monitor } = testMonitor();
    const { signal } = new AbortController();
    const { stopped, stop } = await runWith(monitor, { signal, clock });
    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
    await end(monitor);
    expect(listeners()).toBe(before);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
    expect(await stopped).toBe('stop');
    await stop();
    expect(clock.pendingTasks).toBe(0);
  });

  it('closes its servers with stop() though the monitor had ended before', async () => {
    const { clock, monitor } = testMonitor();
    await using server = await listening((_request, response) => void response.end());
    const running = await runWith(monitor, { server: server.server, clock });
    await monitor.stop();
    expect(server.server.listening).toBe(true);
    await running.stop();
    expect(server.server.listening).toBe(false);
  });

  it('listens to nothing for a monitor that has ended', async () => {
    const before = listeners();
    const { monitor } = testMonitor();
    await monitor.stop();
    await expect(runWith(monitor)).rejects.toMatchObject({ code: 'ERR_STOPPED' });
    expect(listeners()).toBe(before);
  });

  it('does nothing with a signal that was aborted before', async () => {
    const before = listeners();
    const { monitor } = testMonitor();
    const reason = new Error('not needed any more');
    await expect(runWith(monitor, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(monitor.phase).toBe('idle');
    expect(listeners()).toBe(before);
  });

  it('can be ended while it starts', async () => {
    const { clock, monitor } = testMonitor();
    const controller = new AbortController();
    const starting = runWith(monitor, { signal: controller.signal, clock });
    controller.abort();
    await expect(starting).rejects.toMatchObject({ code: 'ERR_STOPPED' });
    await monitor.stop();
    expect(clock.pendingTasks).toBe(0);
  });

  it('listens no more if the monitor cannot start, or to a signal that nobody can listen for', async () => {
    const before = listeners();
    const open = (): Promise<never> => Promise.reject(new Error('the disk is away'));
    const { monitor } = testMonitor({ journal: { ...memoryJournal(), open } });
    await expect(runWith(monitor)).rejects.toThrow('the disk is away');
    await expect(runWith(monitor, { signals: ['SIGTERM', 'SIGKILL'] })).rejects.toThrow();
    expect(listeners()).toBe(before);
  });

  it('listens to the signals that it is told, or to none', async () => {
    const before = listeners();
    const { clock, monitor } = testMonitor();
    const running = await runWith(monitor, { signals: [], clock });
    expect(listeners()).toBe(before);
    await running.stop();
    const other = testMonitor();
    const logged: object[] = [];
    const log = (fields: object): void => void logged.push(fields);
    const logger = { debug: log, info: log, warn: log, error: log };
    const { stopped } = await runWith(other.monitor, { signals: ['SIGUSR2'], clock: other.clock, logger });
    process.kill(process.pid, 'SIGUSR2');
    expect(await stopped).toBe('SIGUSR2');
    expect(logged).toEqual([{ reason: 'SIGUSR2' }]);
  });

  it('refuses what is no duration before anything begins', async () => {
    const before = listeners();
    const { monitor } = testMonitor();
    await expect(runWith(monitor, { grace: -1 })).rejects.toMatchObject({ code: 'ERR_CONFIG' });
    expect(monitor.phase).toBe('idle');
    expect(listeners()).toBe(before);
  });
});

describe('a process with runWith', { timeout: 30_000 }, () => {
  /** A service that listens, and where. */
  async function service(options: object): Promise<Child & { readonly origin: string }> {
    const child = startChild('service-child.mjs', JSON.stringify(options));
    const [said, origin = ''] = (await child.line()).split(' ');
    expect(said).toBe('listening');
    return Object.assign(child, { origin });
  }

  it.each(SIGNALS)('ends by itself on %s, in order: requests, last words, journal', async (signal) => {
    const folder = await mkdtemp(join(tmpdir(), 'tocsin-embed-'));
    try {
      await using child = await service({ journal: join(folder, 'tocsin.db'), grace: '20s' });
      const stream = await fetch(`${child.origin}/tocsin/api/stream`);
      const answer = fetch(`${child.origin}/slow`).then((answer) => answer.text());
      expect(await child.line()).toBe('slow begun');
      child.kill(signal);
      // It ends with the signal: so the server is closed to others when the slow request goes on.
      await stream.text();
      child.write('go on');
      expect(await answer).toBe('answered while stopping');
      expect(await child.ended).toEqual([0, null]);
      expect(child.lines.slice(2)).toEqual([
        'told last words, server closed',
        `stopped by ${signal}`,
        'exit 0, monitor stopped',
      ]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('says at /readyz that it ends, while it still answers', async () => {
    await using child = await service({ delay: '1h' });
    const ready = async (): Promise<number> => (await fetch(`${child.origin}/tocsin/readyz`)).status;
    expect(await ready()).toBe(200);
    child.kill('SIGTERM');
    let status = await ready();
    while (status === 200) status = await ready();
    expect(status).toBe(503);
  });

  it('leaves a second signal to Node', async () => {
    await using child = await service({ grace: '1h' });
    const stream = await fetch(`${child.origin}/tocsin/api/stream`);
    const refused = expect(fetch(`${child.origin}/slow`)).rejects.toThrow();
    expect(await child.line()).toBe('slow begun');
    child.kill('SIGTERM');
    await stream.text();
    child.kill('SIGTERM');
    expect(await child.ended).toEqual([null, 'SIGTERM']);
    await refused;
  });

  it('ends a process that something else holds up if it is asked to, with the exit code of that', async () => {
    await using child = await service({ busy: true, exit: true, exitCode: 3 });
    child.kill('SIGTERM');
    expect(await child.ended).toEqual([3, null]);
    expect(child.lines.at(-1)).toBe('exit 3, monitor stopped');
  });
});
