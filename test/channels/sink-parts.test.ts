import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { sinkAlarm } from '../../src/channels/sink-alarm.js';
import { describeSendFailure, describeThrown } from '../../src/channels/sink-failure.js';
import { idempotencyKey } from '../../src/channels/sink-idempotency-key.js';
import { type QueuedNotification, sinkQueue } from '../../src/channels/sink-queue.js';
import { retryDelayMs } from '../../src/channels/sink-retry.js';
import { foldDelivery, NO_DELIVERIES } from '../../src/channels/sink-stats.js';
import type { Clock } from '../../src/domain/clock.js';
import type { Delivery } from '../../src/domain/delivery.js';
import { DeliveryError } from '../../src/domain/delivery-error.js';
import { notification, times } from './sink-harness.js';

describe('idempotencyKey', () => {
  test('leaves plain names readable and uses only what a webhook id may hold', () => {
    expect(idempotencyKey('4f1c-99', 'ops')).toBe('4f1c-99__ops');
    expect(idempotencyKey('a.b', 'on call')).toBe('a_002eb__on_0020call');
    expect(idempotencyKey('a', 'ü😀\uD800')).toMatch(/^[A-Za-z0-9_-]+$/);
  });

  const text = fc.oneof(
    fc.string({ unit: fc.constantFrom('_', '-', '.', 'a', '0', '2', 'e', 'ü') }),
    fc.string({ unit: 'binary' }),
  );

  test.prop([text, text, text, text])('is different for different pairs', (a, b, c, d) => {
    expect(idempotencyKey(a, b) === idempotencyKey(c, d)).toBe(a === c && b === d);
  });
});

describe('retryDelayMs', () => {
  test('has a ceiling that doubles from 0.5 s to 60 s', () => {
    expect(times(10, (i) => retryDelayMs(i + 1, () => 1))).toEqual([
      500, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000,
    ]);
    expect(retryDelayMs(5_000, () => 1)).toBe(60_000);
  });

  test('takes any share of it', () => {
    expect(retryDelayMs(3, () => 0)).toBe(0);
    expect(retryDelayMs(3, () => 0.25)).toBe(500);
  });
});

describe('describeSendFailure', () => {
  test('believes a DeliveryError', () => {
    const error = new DeliveryError('gone', { retryable: false, retryAfterMs: 5 });
    expect(describeSendFailure(error)).toEqual({
      failure: { message: 'gone', code: 'ERR_DELIVERY', retryable: false },
      retryAfterMs: 5,
    });
  });

  test('takes any other error for retryable and names its code', () => {
    const reset = Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
    expect(describeSendFailure(reset)).toEqual({
      failure: { message: 'socket hang up', code: 'ECONNRESET', retryable: true },
    });
    expect(describeSendFailure(new TypeError('fetch failed', { cause: reset })).failure.code).toBe(
      'ECONNRESET',
    );
  });

  test.each([
    [undefined, 'undefined was thrown'],
    [null, 'null was thrown'],
    ['out of paper', 'out of paper was thrown'],
    [Object.create(null), 'an object was thrown'],
    [Symbol('x'), 'Symbol(x) was thrown'],
    [() => {}, 'a function was thrown'],
    [new RangeError(''), 'RangeError'],
  ])('finds words for %o', (thrown, message) => {
    expect(describeThrown(thrown)).toBe(message);
  });

  test('never lets a secret through', () => {
    const url = 'https://user:hunter2@hooks.example/services/T0/B0/s3cr3t?token=abc';
    for (const thrown of [
      new Error(`POST ${url} failed`),
      new DeliveryError(`POST ${url} failed`, { retryable: true }),
      url,
    ]) {
      const text = JSON.stringify(describeSendFailure(thrown));
      expect(text).toContain('https://hooks.example/[redacted]');
      expect(text).not.toMatch(/hunter2|s3cr3t|abc|user/);
    }
  });
});

describe('foldDelivery', () => {
  const delivery = (outcome: Delivery['outcome'], at: number, message?: string): Delivery => ({
    notificationId: 'a',
    channel: 'ops',
    at,
    outcome,
    attempt: 1,
    idempotencyKey: 'a__ops',
    ...(message === undefined ? {} : { error: { message, retryable: true } }),
  });

  test('counts each kind of fact and keeps the last success and the last error', () => {
    const facts = [
      delivery('failed', 1, 'first'),
      delivery('diverted', 2),
      delivery('failed', 3, 'second'),
      delivery('succeeded', 4),
      delivery('abandoned', 5, 'too old'),
      delivery('succeeded', 6),
    ];
    expect(facts.reduce(foldDelivery, NO_DELIVERIES)).toEqual({
      sent: 2,
      failedAttempts: 2,
      abandoned: 1,
      lastSentAt: 6,
      lastError: 'too old',
    });
  });
});

describe('sinkAlarm', () => {
  const handClock = () => {
    const timers: { task: () => void; delay: number; cleared: boolean }[] = [];
    const state = { now: 1_000 };
    const clock: Clock = {
      now: () => state.now,
      setTimeout(task, delay) {
        const timer = { task, delay, cleared: false };
        timers.push(timer);
        return timer;
      },
      clearTimeout(handle) {
        for (const timer of timers) if (timer === handle) timer.cleared = true;
      },
    };
    return { clock, timers, state };
  };

  test('tells the time it was set to when the timer fires early or the clock was set back', () => {
    const { clock, timers, state } = handClock();
    const rung: number[] = [];
    sinkAlarm(clock, (at) => rung.push(at)).set(6_000);
    expect(timers[0]?.delay).toBe(5_000);
    state.now = 400;
    timers[0]?.task();
    expect(rung).toEqual([6_000]);
  });

  test('has one timer, and keeps it while the time is the same', () => {
    const { clock, timers } = handClock();
    const alarm = sinkAlarm(clock, () => {});
    alarm.set(2_000);
    alarm.set(2_000);
    expect(timers).toHaveLength(1);
    alarm.set(3_000);
    expect(timers.map(({ cleared }) => cleared)).toEqual([true, false]);
    alarm.set(undefined);
    expect(timers.map(({ cleared }) => cleared)).toEqual([true, true]);
  });
});

describe('sinkQueue', () => {
  const queued = (id: number, critical: boolean): QueuedNotification => ({
    notification: notification(`${id}`, critical ? 'critical' : 'info'),
    requestedAt: 0,
    idempotencyKey: '',
    attempts: 0,
    lastError: undefined,
    diverted: false,
    notBefore: id,
  });

  test.prop([
    fc.array(fc.constantFrom('add critical', 'add other', 'take critical', 'take other'), { maxLength: 200 }),
  ])('behaves as two plain lists', (steps) => {
    const queue = sinkQueue();
    const model = { critical: [] as string[], other: [] as string[] };
    steps.forEach((step, i) => {
      const lane = step.endsWith('critical') ? 'critical' : 'other';
      if (step.startsWith('add')) {
        queue.add(queued(i, lane === 'critical'));
        model[lane].push(`${i}`);
      } else {
        expect(queue.take(lane)?.notification.id).toBe(model[lane].shift());
      }
      for (const name of ['critical', 'other'] as const) {
        expect(queue.list(name).map((item) => item.notification.id)).toEqual(model[name]);
        expect(queue.length(name)).toBe(model[name].length);
        expect(queue.head(name)?.notification.id).toBe(model[name][0]);
        expect(queue.heads()[name]).toBe(model[name][0] === undefined ? null : Number(model[name][0]));
      }
      expect(queue.size).toBe(model.critical.length + model.other.length);
      expect(queue.has(`${i}`)).toBe(step.startsWith('add'));
    });
  });
});
