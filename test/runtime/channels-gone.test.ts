import { describe, expect, test } from 'vitest';
import { DeliveryError } from '../../src/domain/delivery-error.js';
import { memoryJournal } from '../../src/journal/memory-journal.js';
import { recordingChannel } from '../../src/testing/recording-channel.js';
import { testMonitor } from '../support/monitor.js';

/** A journal in which the channel `pager` still owes a notification. */
async function owing() {
  const journal = memoryJournal();
  const pager = recordingChannel();
  pager.failWith(new DeliveryError('down', { retryable: true }));
  const { clock, monitor } = testMonitor({ journal, channels: { pager } });
  await monitor.alert({ title: 'Disk full', severity: 'error' });
  await monitor.flush();
  await monitor.stop();
  return { journal, clock, pager };
}

describe('what a channel still owes', () => {
  test('goes to the fallback, and leaves with a reason, when the channel is configured no more', async () => {
    const { journal, clock } = await owing();
    const ops = recordingChannel();
    const { monitor } = testMonitor({ journal, channels: { ops }, alerts: { fallback: ['ops'] } }, { clock });
    const deliveries: unknown[] = [];
    monitor.deliveries$.subscribe(({ channel, outcome, error, handedTo }) =>
      deliveries.push({ channel, outcome, code: error?.code, handedTo }),
    );
    await monitor.start();
    await monitor.flush();
    expect(ops.notifications.map(({ title }) => title)).toEqual(['Disk full']);
    expect(deliveries).toEqual([
      { channel: 'pager', outcome: 'abandoned', code: 'ERR_CHANNEL_GONE', handedTo: ['ops'] },
      { channel: 'ops', outcome: 'succeeded', code: undefined, handedTo: undefined },
    ]);
    await monitor.stop();
    const again = testMonitor({ journal, channels: { ops }, alerts: { fallback: ['ops'] } }, { clock });
    await again.monitor.start();
    await again.monitor.flush();
    expect(ops.attempts).toHaveLength(1);
    await again.monitor.stop();
  });

  test('goes to the fallback when the channel is disabled', async () => {
    const { journal, clock, pager } = await owing();
    const before = pager.attempts.length;
    const ops = recordingChannel();
    const channels = { ops, pager: { channel: pager, enabled: false } };
    const { monitor } = testMonitor({ journal, channels, alerts: { fallback: ['ops'] } }, { clock });
    await monitor.start();
    await monitor.flush();
    expect(ops.notifications.map(({ title }) => title)).toEqual(['Disk full']);
    expect(pager.attempts).toHaveLength(before);
    await monitor.stop();
  });
});
