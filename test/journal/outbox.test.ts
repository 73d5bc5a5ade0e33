import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import type { Delivery } from '../../src/domain/delivery.js';
import type { EventData, RecordedEvent } from '../../src/domain/events.js';
import type { Notification } from '../../src/domain/notification.js';
import { createOutbox } from '../../src/journal/outbox.js';

const notification = (id: string): Notification => ({
  id,
  at: 0,
  reason: 'first',
  groupKey: id,
  title: id,
  message: '',
  severity: 'error',
  category: 'system',
  count: 1,
  total: 1,
  alerts: [],
});

function recorded<T extends keyof EventData>(type: T, at: number, data: EventData[T]) {
  return { position: 1, at, type, version: 1, subject: '', data };
}

const requested = (
  at: number,
  id: string,
  channels: readonly string[],
  merges?: readonly string[],
): RecordedEvent =>
  recorded('notification.requested', at, {
    notification: notification(id),
    channels,
    tells: [],
    ...(merges === undefined ? {} : { merges }),
  });

const delivered = (
  outcome: Delivery['outcome'],
  at: number,
  id: string,
  channel: string,
  more: Partial<Delivery> = {},
): RecordedEvent =>
  recorded(`delivery.${outcome}`, at, {
    notificationId: id,
    channel,
    at,
    outcome,
    attempt: 1,
    idempotencyKey: '',
    ...more,
  });

function outboxAfter(...events: RecordedEvent[]) {
  const outbox = createOutbox();
  for (const event of events) outbox.apply(event);
  return {
    ...outbox,
    ids: (channel: string) => outbox.pending(channel).map((entry) => entry.notification.id),
  };
}

describe('the outbox', () => {
  test('holds what was requested, for each of its channels, in order', () => {
    const outbox = outboxAfter(requested(1, 'a', ['ops', 'mail']), requested(2, 'b', ['ops']));
    expect(outbox.ids('ops')).toEqual(['a', 'b']);
    expect(outbox.ids('mail')).toEqual(['a']);
    expect(outbox.ids('other')).toEqual([]);
    expect(outbox.channels()).toEqual(['ops', 'mail']);
    expect(outbox.get('ops', 'b')?.requestedAt).toBe(2);
    expect(outbox.get('mail', 'b')).toBeUndefined();
    expect(outbox.pending('mail')).toEqual([
      { notification: notification('a'), requestedAt: 1, attempts: 0, diverted: false, handedOver: false },
    ]);
  });

  test('counts failed attempts and keeps the place', () => {
    const error = { message: 'refused', retryable: true };
    const outbox = outboxAfter(
      requested(1, 'a', ['ops', 'mail']),
      requested(1, 'b', ['ops']),
      delivered('failed', 2, 'a', 'ops', { attempt: 1 }),
      delivered('failed', 3, 'a', 'ops', { attempt: 2, error }),
    );
    expect(outbox.ids('ops')).toEqual(['a', 'b']);
    expect(outbox.pending('ops')[0]).toMatchObject({ attempts: 2, lastFailedAt: 3, lastError: error });
    expect(outbox.pending('mail')[0]?.attempts).toBe(0);
  });

  test('forgets what succeeded on that channel', () => {
    const outbox = outboxAfter(requested(1, 'a', ['ops', 'mail']), delivered('succeeded', 2, 'a', 'ops'));
    expect(outbox.ids('ops')).toEqual([]);
    expect(outbox.ids('mail')).toEqual(['a']);
    expect(outbox.channels()).toEqual(['mail']);
  });

  test('hands what was abandoned to the fallback channels, as asked for at that time', () => {
    const outbox = outboxAfter(
      requested(1, 'a', ['ops']),
      delivered('failed', 2, 'a', 'ops', { attempt: 7 }),
      delivered('abandoned', 9, 'a', 'ops', { handedTo: ['console', 'mail'] }),
    );
    expect(outbox.channels()).toEqual(['console', 'mail']);
    expect(outbox.pending('console')).toEqual([
      { notification: notification('a'), requestedAt: 9, attempts: 0, diverted: false, handedOver: true },
    ]);
  });

  test('keeps what was diverted and gives it to the fallback as well', () => {
    const outbox = outboxAfter(
      requested(1, 'a', ['ops']),
      delivered('diverted', 9, 'a', 'ops', { handedTo: ['console'], attempt: 0 }),
    );
    expect(outbox.pending('ops')[0]).toMatchObject({ diverted: true, requestedAt: 1 });
    expect(outbox.pending('console')[0]).toMatchObject({ diverted: false, requestedAt: 9 });
  });

  test('gives the fallback nothing twice while it owes it', () => {
    const outbox = outboxAfter(
      requested(1, 'a', ['ops', 'console']),
      delivered('failed', 2, 'a', 'console'),
      delivered('diverted', 3, 'a', 'ops', { handedTo: ['console'] }),
      delivered('abandoned', 4, 'a', 'ops', { handedTo: ['console'] }),
    );
    expect(outbox.pending('console')).toMatchObject([{ requestedAt: 1, attempts: 1 }]);
  });

  test('puts a digest in the place of what it merges, on its channels only', () => {
    const outbox = outboxAfter(
      requested(1, 'a', ['ops', 'mail']),
      requested(2, 'b', ['ops']),
      requested(3, 'c', ['ops']),
      requested(4, 'digest', ['ops'], ['a', 'b']),
    );
    expect(outbox.ids('ops')).toEqual(['c', 'digest']);
    expect(outbox.ids('mail')).toEqual(['a']);
  });

  test('is not confused by facts about what it does not hold', () => {
    const outbox = outboxAfter(
      delivered('failed', 1, 'a', 'ops'),
      delivered('abandoned', 2, 'a', 'ops', { handedTo: ['console'] }),
      delivered('succeeded', 3, 'a', 'ops'),
      requested(4, 'b', []),
      recorded('runtime.stopped', 5, {}),
    );
    expect(outbox.channels()).toEqual([]);
  });
});

const CHANNELS = ['ops', 'mail', 'console'];

const step = fc.record({
  what: fc.constantFrom('request', 'request', 'failed', 'succeeded', 'abandoned', 'diverted', 'merge'),
  id: fc.integer({ min: 0, max: 9 }).map((n) => `n${n}`),
  channels: fc.subarray(CHANNELS),
  channel: fc.constantFrom(...CHANNELS),
});

test.prop([fc.array(step, { maxLength: 80 })])('agrees with a plain list of what is owed', (steps) => {
  const outbox = createOutbox();
  let owed: { id: string; channel: string; attempts: number }[] = [];
  const owes = (id: string, channel: string) => owed.find((o) => o.id === id && o.channel === channel);
  const give = (id: string, channels: readonly string[]) => {
    for (const channel of channels)
      if (owes(id, channel) === undefined) owed.push({ id, channel, attempts: 0 });
  };
  steps.forEach(({ what, id, channels, channel }, at) => {
    const known = owes(id, channel);
    switch (what) {
      case 'request':
        outbox.apply(requested(at, id, channels));
        give(id, channels);
        break;
      case 'merge': {
        const waiting = owed.filter((o) => o.channel === channel).map((o) => o.id);
        outbox.apply(requested(at, `m${at}`, [channel], waiting));
        owed = owed.filter((o) => o.channel !== channel);
        give(`m${at}`, [channel]);
        break;
      }
      case 'failed':
        outbox.apply(delivered('failed', at, id, channel, { attempt: (known?.attempts ?? 0) + 1 }));
        if (known !== undefined) known.attempts++;
        break;
      case 'succeeded':
      case 'abandoned': {
        const handedTo = what === 'abandoned' ? channels.filter((c) => c !== channel) : [];
        outbox.apply(delivered(what, at, id, channel, { handedTo }));
        if (known !== undefined) give(id, handedTo);
        owed = owed.filter((o) => o !== known);
        break;
      }
      case 'diverted': {
        const handedTo = channels.filter((c) => c !== channel);
        outbox.apply(delivered(what, at, id, channel, { handedTo }));
        if (known !== undefined) give(id, handedTo);
        break;
      }
    }
    for (const c of CHANNELS) {
      expect(outbox.pending(c).map(({ notification: n, attempts }) => [n.id, attempts])).toEqual(
        owed.filter((o) => o.channel === c).map((o) => [o.id, o.attempts]),
      );
    }
  });
  expect([...outbox.channels()].sort()).toEqual([...new Set(owed.map((o) => o.channel))].sort());
});
