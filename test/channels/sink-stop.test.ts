import { describe, expect, test, vi } from 'vitest';
import { createSink } from '../../src/channels/sink.js';
import { VirtualClock } from '../../src/testing/virtual-clock.js';
import { hang, harness, notification, times } from './sink-harness.js';

describe('stop', () => {
  test('of an idle sink is done at once and leaves no timer', async () => {
    const h = harness();
    h.offer('a');
    await h.sink.settled();
    await h.sink.stop(5_000);
    expect(h.clock.pendingTasks).toBe(0);
    expect(h.sink.actor.getSnapshot().status).not.toBe('active');
  });

  test('lets the attempt under way end and records it, but starts no other', async () => {
    const h = harness();
    h.answers(() => new Promise<void>((resolve) => h.clock.setTimeout(resolve, 3_000)));
    h.offer('a');
    h.offer('b');
    const stopped = h.sink.stop(5_000);
    await h.clock.advance(3_000);
    await stopped;
    expect(h.facts()).toEqual(['3000 succeeded a#1']);
    expect(h.story()).toEqual(['0 a#1']);
    expect(h.sink.stats().pending).toBe(1);
    expect(h.clock.pendingTasks).toBe(0);
  });

  test('waits for the record of the last outcome', async () => {
    const h = harness({ record: () => new Promise((resolve) => h.clock.setTimeout(resolve, 1_000)) });
    h.offer('a');
    let done = false;
    const stopped = h.sink.stop(5_000).then(() => {
      done = true;
    });
    await h.clock.advance(999);
    expect(done).toBe(false);
    await h.clock.advance(1);
    await stopped;
    expect(h.clock.pendingTasks).toBe(0);
  });

  test('aborts the attempt under way after the bound and records nothing of it', async () => {
    const h = harness();
    h.answers(hang);
    h.offer('a');
    const stopped = h.sink.stop(5_000);
    await h.clock.advance(4_999);
    expect(h.sent[0]?.signal.aborted).toBe(false);
    await h.clock.advance(1);
    await stopped;
    expect(h.sent[0]?.signal.aborted).toBe(true);
    expect(h.records).toEqual([]);
    expect(h.sink.stats()).toMatchObject({ pending: 1, failedAttempts: 0 });
    expect(h.clock.pendingTasks).toBe(0);
  });

  test('gives up on a record that never comes', async () => {
    const h = harness({ record: hang });
    h.offer('a');
    const stopped = h.sink.stop(5_000);
    await h.clock.advance(5_000);
    await stopped;
    expect(h.clock.pendingTasks).toBe(0);
  });

  test('while it waits, gives up on the record of what was diverted, and says nothing on the console', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const h = harness({ record: (fact) => (fact.type === 'delivery.diverted' ? hang() : Promise.resolve()) });
    h.answers(...times(5, () => new Error('refused')));
    h.offer('a');
    await h.clock.advance('10s');
    h.offer('b', 'critical');
    const stopped = h.sink.stop(5_000);
    await h.clock.advance(5_000);
    await stopped;
    expect(warn).not.toHaveBeenCalled();
    expect(h.clock.pendingTasks).toBe(0);
    warn.mockRestore();
  });

  test('ends all waiting for a retry, a rate limit or the circuit', async () => {
    const h = harness();
    h.answers(...times(5, () => new Error('refused')));
    h.offer('a');
    await h.clock.advance(10_000);
    expect(h.clock.pendingTasks).toBe(1);
    await h.sink.stop(5_000);
    expect(h.clock.pendingTasks).toBe(0);
    await h.clock.advance('1h');
    expect(h.sent).toHaveLength(5);
    expect(h.sink.stats().pending).toBe(1);
  });

  test('ignores what is offered after it', async () => {
    const h = harness();
    await h.sink.stop(0);
    h.offer('a');
    await h.sink.settled();
    expect(h.story()).toEqual([]);
    expect(h.sink.stats().pending).toBe(0);
  });

  test('is idempotent and closes the channel once, after the last attempt', async () => {
    const order: string[] = [];
    const clock = new VirtualClock();
    const sink = createSink({
      name: 'ops',
      channel: {
        kind: 'test',
        async send() {
          await new Promise<void>((resolve) => {
            clock.setTimeout(resolve, 10);
          });
          order.push('sent');
        },
        async close() {
          order.push('closed');
        },
      },
      clock,
      random: () => 1,
      async record() {
        order.push('recorded');
      },
    });
    sink.offer({ notification: notification('a'), requestedAt: 0 });
    const both = Promise.all([sink.stop(100), sink.stop(100)]);
    await clock.advance(10);
    await both;
    expect(order).toEqual(['sent', 'recorded', 'closed']);
  });

  test.each([
    ['rejects', () => Promise.reject(new Error('https://u:p@host.example/secret'))],
    [
      'throws',
      () => {
        throw new Error('https://u:p@host.example/secret');
      },
    ],
  ])('survives a channel whose close %s, and logs it without secrets', async (_how, close) => {
    const warnings: object[] = [];
    const clock = new VirtualClock();
    const sink = createSink({
      name: 'ops',
      channel: { kind: 'test', send: async () => {}, close },
      clock,
      random: () => 1,
      logger: { debug() {}, info() {}, warn: (fields) => warnings.push(fields), error() {} },
      record: async () => {},
    });
    await sink.stop(100);
    expect(warnings).toEqual([{ channel: 'ops', error: 'https://host.example/[redacted]' }]);
    expect(clock.pendingTasks).toBe(0);
  });

  test('does not wait for ever for a channel to close', async () => {
    const clock = new VirtualClock();
    const sink = createSink({
      name: 'ops',
      channel: { kind: 'test', send: async () => {}, close: hang },
      clock,
      random: () => 1,
      record: async () => {},
    });
    const stopped = sink.stop(100);
    await clock.advance(100);
    await stopped;
    expect(clock.pendingTasks).toBe(0);
  });
});
