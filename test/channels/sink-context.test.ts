import { describe, expect, test } from 'vitest';
import { createSink, type SinkRecord } from '../../src/channels/sink.js';
import type { SendContext } from '../../src/domain/channel.js';
import { sampleNotification } from '../../src/testing/sample-notification.js';
import { VirtualClock } from '../../src/testing/virtual-clock.js';

describe('what a sink tells its channel', () => {
  test('the clock of the monitor, so that the time of an attempt is that of its clock', async () => {
    const clock = new VirtualClock(5_000);
    const contexts: SendContext[] = [];
    const send = async (_: unknown, context: SendContext): Promise<void> => void contexts.push(context);
    const sink = createSink({
      name: 'ops',
      channel: { kind: 'x', send },
      clock,
      random: () => 0,
      record: async () => {},
    });
    sink.offer({ notification: sampleNotification(), requestedAt: 5_000 });
    await sink.settled();
    expect(contexts[0]?.clock?.now()).toBe(5_000);
    await sink.stop(0);
  });

  test('where to report what was amiss with a send that succeeded; it is recorded redacted and bounded', async () => {
    const facts: SinkRecord[] = [];
    const send = async (_: unknown, { report }: SendContext): Promise<void> => {
      report?.('refused https://user:hunter2@example.org/secret/path');
      for (let i = 0; i < 50; i++) report?.(`refused ${i}`);
    };
    const sink = createSink({
      name: 'ops',
      channel: { kind: 'x', send },
      clock: new VirtualClock(),
      random: () => 0,
      record: async (fact) => void facts.push(fact),
    });
    sink.offer({ notification: sampleNotification(), requestedAt: 0 });
    await sink.settled();
    await sink.stop(0);
    expect(facts).toHaveLength(1);
    const text = JSON.stringify(facts);
    expect(text).toContain('example.org');
    expect(text).not.toContain('hunter2');
    expect(text).not.toContain('secret/path');
    const [fact] = facts;
    expect(fact?.type === 'delivery.succeeded' && fact.delivery.problems).toHaveLength(10);
  });
});
