import { describe, expect, it } from 'vitest';
import { DeliveryError } from '../../src/domain/delivery-error.js';
import { memoryJournal } from '../../src/journal/memory-journal.js';
import { recordingChannel } from '../../src/testing/recording-channel.js';
import { VirtualClock } from '../../src/testing/virtual-clock.js';
import { faultyJournal } from '../support/faulty-journal.js';
import { testMonitor } from '../support/monitor.js';

describe('what a monitor is asked', () => {
  it('says how services are watched, with the defaults filled in', () => {
    const { monitor } = testMonitor({
      services: { api: { check: () => true, dependsOn: ['net'], labels: { team: 'a' } }, net: () => true },
      defaults: { every: '5s', slowAfter: '1s' },
    });
    expect(monitor.serviceSettings('api')).toEqual({
      everyMs: 5_000,
      timeoutMs: 10_000,
      failureThreshold: 3,
      recoveryThreshold: 2,
      slowAfterMs: 1_000,
      dependsOn: ['net'],
      labels: { team: 'a' },
      maintenance: [],
    });
    expect(monitor.serviceSettings('none')).toBeUndefined();
  });

  it('says what channels accept', () => {
    const { monitor } = testMonitor({
      channels: {
        ops: recordingChannel(),
        night: {
          channel: recordingChannel(),
          enabled: false,
          minSeverity: 'critical',
          categories: ['db'],
          timeout: '3s',
          maxAttempts: 2,
        },
      },
    });
    expect(monitor.channelSettings()).toEqual({
      ops: { kind: 'recording', enabled: true, timeoutMs: 10_000, maxAttempts: 8 },
      night: {
        kind: 'recording',
        enabled: false,
        minSeverity: 'critical',
        categories: ['db'],
        timeoutMs: 3_000,
        maxAttempts: 2,
      },
    });
    expect(Object.keys(testMonitor({ channels: {} }).monitor.channelSettings())).toEqual(['console']);
  });

  it('reads the events of its journal, those just accepted included, whether it was started or not', async () => {
    const { monitor } = testMonitor();
    void monitor.alert({ title: 'a', severity: 'error' });
    const types: string[] = [];
    for await (const event of monitor.events({ after: 1 })) types.push(event.type);
    expect(types.slice(0, 2)).toEqual(['alert.raised', 'notification.requested']);
    const raised: unknown[] = [];
    for await (const event of monitor.events({ types: ['alert.raised'] })) raised.push(event.subject);
    expect(raised).toEqual(['system:a']);
    await monitor.stop();
  });

  it('says where its journal is, and how that fares', async () => {
    const clock = new VirtualClock();
    const refused = { from: 5_000, ms: 5_000, fault: { on: 'append', how: 'refused' } } as const;
    const { monitor } = testMonitor({ journal: faultyJournal(memoryJournal(), [refused], clock) }, { clock });
    expect(monitor.journalStats()).toEqual({
      position: 0,
      failing: false,
      waiting: 0,
      writes: 0,
      writeMs: 0,
    });
    await monitor.start();
    await monitor.flush();
    expect(monitor.journalStats()).toMatchObject({ position: 1, failing: false, waiting: 0, writes: 1 });
    await clock.advance('5s');
    await monitor.alert({ title: 'a', severity: 'error' });
    await monitor.flush();
    const { position, failing, waiting } = monitor.journalStats();
    expect(failing).toBe(true);
    expect(waiting).toBe(position - 1);
    await clock.advance('1m');
    expect(monitor.journalStats()).toMatchObject({ failing: false, waiting: 0 });
    await monitor.stop();
  });

  it('goes on from the position of its journal', async () => {
    const journal = memoryJournal();
    const first = testMonitor({ journal });
    await first.monitor.start();
    await first.monitor.stop();
    const { position } = first.monitor.journalStats();
    const second = testMonitor({ journal });
    await second.monitor.start();
    await second.monitor.flush();
    expect(second.monitor.journalStats().position).toBe(position + 1);
    await second.monitor.stop();
  });
});

describe('testing a channel', () => {
  it('sends one message past filters and queue, and records nothing', async () => {
    const night = recordingChannel();
    const { monitor } = testMonitor({
      channels: { night: { channel: night, enabled: false, minSeverity: 'critical' } },
    });
    await monitor.start();
    await monitor.flush();
    const { position } = monitor.journalStats();
    expect(await monitor.testChannel('night')).toEqual({ latencyMs: 0, problems: [] });
    expect(night.notifications).toMatchObject([
      { title: 'Test message', severity: 'info', category: 'system', count: 1 },
    ]);
    await monitor.flush();
    expect(monitor.journalStats().position).toBe(position);
    expect(monitor.channelStats().night).toMatchObject({ sent: 0, failedAttempts: 0 });
    await monitor.stop();
    await expect(monitor.testChannel('night')).rejects.toMatchObject({ code: 'ERR_STOPPED' });
  });

  it('rejects with what went wrong, without secrets, and with how long it waits', async () => {
    const { monitor, clock } = testMonitor({
      channels: {
        broken: {
          kind: 'broken',
          send: () => Promise.reject(new Error('POST https://u:secret@x.example/secret failed')),
        },
        hanging: { channel: { kind: 'hanging', send: () => new Promise(() => {}) }, timeout: '2s' },
      },
    });
    const failure = await monitor.testChannel('broken').catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(DeliveryError);
    expect(failure).toMatchObject({ message: 'POST https://x.example/[redacted] failed' });
    const hanging = expect(monitor.testChannel('hanging')).rejects.toThrow('no answer within 2s');
    await clock.advance('2s');
    await hanging;
    await expect(monitor.testChannel('none')).rejects.toMatchObject({
      code: 'ERR_UNKNOWN_CHANNEL',
      message: "there is no channel 'none'; there are broken, hanging",
    });
  });
});
