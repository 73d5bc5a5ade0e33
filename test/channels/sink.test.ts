import { describe, expect, test } from 'vitest';
import { DeliveryError } from '../../src/domain/delivery-error.js';
import { recordingChannel } from '../../src/testing/recording-channel.js';
import { hang, harness, notification, times } from './sink-harness.js';

const refused = new Error('refused');
const terminal = new DeliveryError('no such channel', { retryable: false });

describe('sending', () => {
  test('calls the channel before offer returns', () => {
    const { offer, story } = harness();
    offer('a');
    expect(story()).toEqual(['0 a#1']);
  });

  test('gives a recording channel the notification at once', () => {
    const channel = recordingChannel();
    const { offer } = harness({ channel });
    offer('a');
    expect(channel.notifications.map(({ id }) => id)).toEqual(['a']);
  });

  test('records a success with attempt, latency and idempotency key', async () => {
    const h = harness();
    h.answers(() => new Promise<void>((resolve) => h.clock.setTimeout(resolve, 40)));
    h.offer('a');
    await h.clock.advance(100);
    expect(h.records).toEqual([
      {
        type: 'delivery.succeeded',
        delivery: {
          notificationId: 'a',
          channel: 'ops',
          at: 40,
          outcome: 'succeeded',
          attempt: 1,
          idempotencyKey: 'a__ops',
          latencyMs: 40,
        },
      },
    ]);
    expect(h.sink.stats()).toEqual({
      enabled: true,
      sent: 1,
      failedAttempts: 0,
      abandoned: 0,
      pending: 0,
      lastSentAt: 40,
      circuit: 'closed',
    });
  });

  test('sends one at a time, in order', async () => {
    const h = harness();
    const slow = () => new Promise<void>((resolve) => h.clock.setTimeout(resolve, 10));
    h.answers(slow, slow, slow);
    for (const id of ['a', 'b', 'c']) h.offer(id);
    expect(h.sink.stats().pending).toBe(3);
    await h.clock.advance(100);
    expect(h.story()).toEqual(['0 a#1', '10 b#1', '20 c#1']);
  });

  test('sends what is critical before all that waits', async () => {
    const h = harness();
    h.answers(() => new Promise<void>((resolve) => h.clock.setTimeout(resolve, 10)));
    h.offer('a');
    h.offer('b');
    h.offer('c', 'critical');
    h.offer('d', 'critical');
    await h.clock.advance(100);
    expect(h.story()).toEqual(['0 a#1', '10 c#1', '10 d#1', '10 b#1']);
  });

  test('begins the next attempt after a failure only when that is recorded', async () => {
    const h = harness({
      record: () => new Promise((resolve) => h.clock.setTimeout(resolve, 2_500)),
    });
    h.answers(new Error('down'));
    h.offer('a');
    await h.clock.advance(10_000);
    expect(h.story()).toEqual(['0 a#1', '2500 a#2']);
  });

  test('does not wait for the record of a success', async () => {
    const h = harness({
      record: () => new Promise((resolve) => h.clock.setTimeout(resolve, 25)),
    });
    h.offer('a');
    h.offer('b');
    await h.clock.advance(100);
    expect(h.story()).toEqual(['0 a#1', '0 b#1']);
  });

  test('goes on when an outcome cannot be recorded', async () => {
    const errors: object[] = [];
    const logger = { debug() {}, info() {}, warn() {}, error: (fields: object) => errors.push(fields) };
    const h = harness({
      logger,
      record: () => {
        throw new Error('disk full');
      },
    });
    h.offer('a');
    h.offer('b');
    await h.clock.advance(1);
    expect(h.story()).toEqual(['0 a#1', '0 b#1']);
    expect(errors).toEqual(
      times(2, () => ({ channel: 'ops', fact: 'delivery.succeeded', error: 'disk full' })),
    );
  });

  test('takes an answer that is no promise for a success', async () => {
    const h = harness();
    h.answers(() => undefined);
    h.offer('a');
    await h.clock.advance(0);
    expect(h.facts()).toEqual(['0 succeeded a#1']);
  });

  test('takes a send that throws at once for a failed attempt', async () => {
    const h = harness();
    h.answers(() => {
      throw refused;
    });
    expect(() => h.offer('a')).not.toThrow();
    await h.clock.advance(0);
    expect(h.facts()).toEqual(['0 failed a#1']);
  });

  test('ignores a notification that it has already', async () => {
    const h = harness();
    h.answers(refused);
    h.offer('a');
    h.offer('a');
    expect(h.sink.stats().pending).toBe(1);
    await h.clock.advance('1m');
    expect(h.facts()).toEqual(['0 failed a#1', '500 succeeded a#2']);
  });

  test('keeps what is offered from within a send for afterwards', async () => {
    const h = harness();
    h.answers(() => h.offer('b', 'critical'));
    h.offer('a');
    expect(h.story()).toEqual(['0 a#1']);
    await h.clock.advance(0);
    expect(h.story()).toEqual(['0 a#1', '0 b#1']);
  });
});

describe('an attempt that hangs', () => {
  test('is aborted and fails after the timeout, whether or not it heeds its signal', async () => {
    const h = harness({ timeoutMs: 2_000 });
    h.answers(hang);
    h.offer('a');
    await h.clock.advance(1_999);
    expect(h.sent[0]?.signal.aborted).toBe(false);
    await h.clock.advance(1);
    expect(h.sent[0]?.signal.aborted).toBe(true);
    expect(h.deliveries('failed')).toMatchObject([
      {
        at: 2_000,
        attempt: 1,
        latencyMs: 2_000,
        retryAt: 2_500,
        error: { message: 'no answer within 2s', code: 'ERR_DELIVERY_TIMEOUT', retryable: true },
      },
    ]);
    await h.clock.advance(500);
    expect(h.story()).toEqual(['0 a#1', '2500 a#2']);
  });

  test('takes 10 s by default', async () => {
    const h = harness();
    h.answers(hang);
    h.offer('a');
    await h.clock.advance('1m');
    expect(h.facts()).toEqual(['10000 failed a#1', '10500 succeeded a#2']);
  });

  test('may answer late: the answer is discarded and the retry carries the same key', async () => {
    const h = harness({ timeoutMs: 100 });
    h.answers(
      () => new Promise<void>((resolve) => h.clock.setTimeout(resolve, 200)),
      () => new Promise<void>((_, reject) => h.clock.setTimeout(() => reject(refused), 200)),
    );
    h.offer('a');
    await h.clock.advance('1m');
    expect(h.facts()).toEqual(['100 failed a#1', '700 failed a#2', '1700 succeeded a#3']);
    expect(new Set(h.sent.map(({ key }) => key))).toEqual(new Set(['a__ops']));
  });
});

describe('backoff', () => {
  test('waits up to 0.5 s, doubling with each attempt, until the circuit opens', async () => {
    const h = harness();
    h.answers(...times(4, () => refused));
    h.offer('a');
    await h.clock.advance('1m');
    expect(h.story()).toEqual(['0 a#1', '500 a#2', '1500 a#3', '3500 a#4', '7500 a#5']);
  });

  test('takes a random share of the ceiling', async () => {
    const shares = [0.5, 0, 0.25];
    const h = harness({ random: () => shares.shift() ?? 1 });
    h.answers(...times(3, () => refused));
    h.offer('a');
    await h.clock.advance('1m');
    expect(h.story()).toEqual(['0 a#1', '250 a#2', '250 a#3', '750 a#4']);
  });

  test('records when the next attempt is due', async () => {
    const h = harness();
    h.answers(refused);
    h.offer('a');
    await h.clock.advance(0);
    expect(h.deliveries('failed')).toMatchObject([{ retryAt: 500, error: { message: 'refused' } }]);
  });

  test('makes others of the same lane wait, so that the order is kept', async () => {
    const h = harness();
    h.answers(refused);
    h.offer('a');
    await h.clock.advance(100);
    h.offer('b', 'warning');
    await h.clock.advance(1_000);
    expect(h.story()).toEqual(['0 a#1', '500 a#2', '500 b#1']);
  });

  test('of others does not hold up a critical notification', async () => {
    const h = harness();
    h.answers(refused);
    h.offer('a');
    await h.clock.advance(100);
    h.offer('b', 'critical');
    expect(h.story()).toEqual(['0 a#1', '100 b#1']);
    await h.clock.advance(1_000);
    expect(h.story()).toEqual(['0 a#1', '100 b#1', '500 a#2']);
  });

  test('of a critical notification holds up the critical ones after it, but no others', async () => {
    const h = harness();
    h.answers(refused);
    h.offer('a', 'critical');
    await h.clock.advance(100);
    h.offer('b', 'critical');
    h.offer('c');
    await h.clock.advance(1_000);
    expect(h.story()).toEqual(['0 a#1', '100 c#1', '500 a#2', '500 b#1']);
  });
});

describe('a rate limit', () => {
  const tooMany = new DeliveryError('too many', { retryable: true, retryAfterMs: 20_000 });

  test('is a minimum: nothing is sent before, critical or not', async () => {
    const h = harness();
    h.answers(tooMany);
    h.offer('a');
    await h.clock.advance(1_000);
    h.offer('b', 'critical');
    expect(h.sink.actor.getSnapshot().value).toBe('rateLimited');
    await h.clock.advance('1m');
    expect(h.story()).toEqual(['0 a#1', '20000 b#1', '20000 a#2']);
    expect(h.deliveries('failed')).toMatchObject([{ retryAt: 20_000 }]);
  });

  test('shorter than the backoff leaves the backoff as it is', async () => {
    const h = harness();
    h.answers(new DeliveryError('too many', { retryable: true, retryAfterMs: 100 }));
    h.offer('a');
    await h.clock.advance('1m');
    expect(h.story()).toEqual(['0 a#1', '500 a#2']);
  });

  test('outlasts the circuit', async () => {
    const h = harness();
    h.answers(...times(4, () => refused), new DeliveryError('', { retryable: true, retryAfterMs: 60_000 }));
    h.offer('a');
    await h.clock.advance('5m');
    expect(h.story().at(-1)).toBe('67500 a#6');
    expect(h.deliveries('failed').at(-1)).toMatchObject({
      retryAt: 67_500,
      error: { message: 'DeliveryError' },
    });
  });

  test('that is no number of milliseconds is not heeded', async () => {
    const h = harness();
    h.answers(new DeliveryError('x', { retryable: true, retryAfterMs: Number.NaN }));
    h.offer('a');
    await h.clock.advance('1m');
    expect(h.story()).toEqual(['0 a#1', '500 a#2']);
  });
});

describe('giving up', () => {
  test('abandons at once after a terminal failure and hands over to the fallback', async () => {
    const h = harness({ fallback: ['console', 'mail'] });
    h.answers(terminal);
    h.offer('a');
    h.offer('b');
    await h.clock.advance(0);
    expect(h.facts()).toEqual(['0 failed a#1', '0 abandoned a#1', '0 succeeded b#1']);
    expect(h.deliveries('failed')[0]).not.toHaveProperty('retryAt');
    expect(h.deliveries('abandoned')).toMatchObject([
      { handedTo: ['console', 'mail'], error: { message: 'no such channel', retryable: false } },
    ]);
    expect(h.sink.stats()).toMatchObject({
      sent: 1,
      failedAttempts: 1,
      abandoned: 1,
      pending: 0,
      lastError: 'no such channel',
    });
  });

  test('abandons after the last attempt', async () => {
    const h = harness({ maxAttempts: 3 });
    h.answers(...times(3, () => refused));
    h.offer('a');
    await h.clock.advance('10m');
    expect(h.facts()).toEqual(['0 failed a#1', '500 failed a#2', '1500 failed a#3', '1500 abandoned a#3']);
  });

  test('makes eight attempts by default, the last three as trials of the circuit', async () => {
    const h = harness();
    h.answers(...times(8, () => refused));
    h.offer('a');
    await h.clock.advance('10m');
    expect(h.story().slice(4)).toEqual(['7500 a#5', '37500 a#6', '67500 a#7', '97500 a#8']);
    expect(h.facts().at(-1)).toBe('97500 abandoned a#8');
  });

  test('abandons by age while it waits, at the very time', async () => {
    const h = harness({ maxAgeMs: 5_000 });
    h.answers(...times(4, () => refused));
    h.offer('a');
    await h.clock.advance(3_900);
    h.offer('b');
    await h.clock.advance('1h');
    expect(h.facts().slice(4)).toEqual(['5000 abandoned a#4', '5000 succeeded b#1']);
    expect(h.deliveries('abandoned')).toMatchObject([
      {
        handedTo: ['console'],
        error: {
          message: 'not delivered within 5s; last error: refused',
          code: 'ERR_DELIVERY_TOO_OLD',
        },
      },
    ]);
  });

  test('abandons by age while the circuit is open, tried or not', async () => {
    const h = harness({ maxAgeMs: 20_000 });
    h.answers(...times(5, () => refused));
    h.offer('a');
    await h.clock.advance(10_000);
    h.offer('b');
    await h.clock.advance('1h');
    expect(h.facts().slice(5)).toEqual(['20000 abandoned a#5', '30000 abandoned b#0']);
    expect(h.clock.pendingTasks).toBe(0);
  });

  test('waits 24 h by default', async () => {
    const h = harness();
    h.answers(new DeliveryError('closed', { retryable: true, retryAfterMs: 7 * 86_400_000 }));
    h.offer('a');
    await h.clock.advance('7d');
    expect(h.facts()).toEqual(['0 failed a#1', '86400000 abandoned a#1']);
  });

  test('lets an attempt under way end before it minds the age', async () => {
    const h = harness({ maxAgeMs: 5_000 });
    h.answers(hang);
    h.offer('a');
    await h.clock.advance('1h');
    expect(h.facts()).toEqual(['10000 failed a#1', '10000 abandoned a#1']);
  });

  test('hands nothing over where there is no fallback', async () => {
    const h = harness({ fallback: [] });
    h.answers(terminal);
    h.offer('a', 'critical');
    await h.clock.advance(0);
    expect(h.deliveries('abandoned')[0]).not.toHaveProperty('handedTo');
  });
});

describe('the circuit', () => {
  test('opens after five failures in a row, whatever their kind, for 30 s and then one trial', async () => {
    const h = harness();
    h.answers(terminal, terminal, refused, terminal, refused);
    for (const id of ['a', 'b', 'c', 'd']) h.offer(id);
    await h.clock.advance(3_000);
    expect(h.story()).toEqual(['0 a#1', '0 b#1', '0 c#1', '500 c#2', '500 d#1']);
    expect(h.sink.stats().circuit).toBe('open');
    await h.clock.advance(27_499);
    expect(h.sink.stats().circuit).toBe('open');
    await h.clock.advance(1);
    expect(h.story().at(-1)).toBe('30500 d#2');
    expect(h.sink.stats().circuit).toBe('closed');
  });

  test('stays half open until there is something to try', async () => {
    const h = harness({ maxAttempts: 5 });
    h.answers(...times(5, () => refused));
    h.offer('a');
    await h.clock.advance('1h');
    expect(h.sink.stats()).toMatchObject({ circuit: 'halfOpen', pending: 0 });
    h.answers(refused);
    h.offer('b');
    await h.clock.advance(0);
    expect(h.sink.stats().circuit).toBe('open');
  });

  test('shows that a trial is under way', async () => {
    const h = harness();
    h.answers(...times(5, () => refused), hang);
    h.offer('a');
    await h.clock.advance(37_500);
    expect(h.sink.actor.getSnapshot().value).toBe('probing');
    expect(h.sink.stats().circuit).toBe('halfOpen');
  });

  test('makes others wait while it is open, and a trial that fails opens it again', async () => {
    const h = harness();
    h.answers(...times(6, () => refused));
    h.offer('a');
    await h.clock.advance(8_000);
    h.offer('b');
    await h.clock.advance(60_000);
    expect(h.story().slice(5)).toEqual(['37500 a#6', '67500 a#7', '67500 b#1']);
    expect(h.deliveries('diverted')).toEqual([]);
  });

  test('diverts what is critical to the fallback at once, once, and still delivers it later', async () => {
    const h = harness();
    h.answers(...times(6, () => refused));
    h.offer('a');
    await h.clock.advance(10_000);
    h.offer('b', 'critical');
    expect(h.deliveries('diverted')).toEqual([
      {
        notificationId: 'b',
        channel: 'ops',
        at: 10_000,
        outcome: 'diverted',
        attempt: 0,
        idempotencyKey: 'b__ops',
        handedTo: ['console'],
      },
    ]);
    await h.clock.advance('2m');
    expect(h.deliveries('diverted')).toHaveLength(1);
    expect(h.story().slice(5)).toEqual(['37500 b#1', '67500 b#2', '67500 a#6']);
    expect(h.deliveries('succeeded').map(({ notificationId }) => notificationId)).toEqual(['b', 'a']);
  });

  test('diverts the critical ones in the queue when it opens, the one that failed among them', async () => {
    const h = harness();
    h.answers(...times(5, () => refused));
    h.offer('a', 'critical');
    h.offer('b', 'critical');
    h.offer('c');
    await h.clock.advance('1s');
    // c was tried between a's attempts, so the fifth failure in a row came early.
    expect(h.facts()).toEqual(['0 failed a#1', '0 failed c#1', '500 failed a#2', '500 failed c#2']);
    await h.clock.advance('1s');
    expect(h.facts().slice(4)).toEqual(['1500 failed a#3', '1500 diverted a#0', '1500 diverted b#0']);
  });

  test('hands a notification that was diverted not over again when it is abandoned', async () => {
    const h = harness({ maxAttempts: 6 });
    h.answers(...times(6, () => refused));
    h.offer('a', 'critical');
    await h.clock.advance('2m');
    expect(h.deliveries('diverted')).toHaveLength(1);
    expect(h.deliveries('abandoned')).toHaveLength(1);
    expect(h.deliveries('abandoned')[0]).not.toHaveProperty('handedTo');
  });

  test('diverts nothing where there is no fallback', async () => {
    const h = harness({ fallback: [] });
    h.answers(...times(5, () => refused));
    h.offer('a', 'critical');
    await h.clock.advance('20s');
    expect(h.deliveries('diverted')).toEqual([]);
  });
});

describe('a restart', () => {
  test('tries what was waiting at once and goes on counting its attempts', async () => {
    const h = harness({ maxAttempts: 8, figures: { sent: 3, failedAttempts: 9, abandoned: 1 } });
    h.answers(refused);
    h.sink.offer({ notification: notification('a'), requestedAt: 0, attempts: 6 });
    await h.clock.advance('1h');
    expect(h.story()).toEqual(['0 a#7', '32000 a#8']);
    expect(h.sink.stats()).toMatchObject({ sent: 4, failedAttempts: 10, abandoned: 1 });
  });

  test('abandons at once what has no attempt left', async () => {
    const h = harness();
    h.sink.offer({ notification: notification('a'), requestedAt: 0, attempts: 8 });
    await h.sink.settled();
    expect(h.story()).toEqual([]);
    expect(h.deliveries('abandoned')).toMatchObject([
      { attempt: 8, handedTo: ['console'], error: { message: 'not delivered in 8 attempts' } },
    ]);
  });

  test('abandons at once what is too old, and says what was wrong', async () => {
    const h = harness({}, 90_000_000);
    const lastError = { message: 'refused', retryable: true };
    h.sink.offer({ notification: notification('a'), requestedAt: 1_000, attempts: 2, lastError });
    await h.sink.settled();
    expect(h.story()).toEqual([]);
    expect(h.deliveries('abandoned')).toMatchObject([
      { attempt: 2, error: { message: 'not delivered within 1d; last error: refused' } },
    ]);
  });

  test('does not divert again what the fallback has', async () => {
    const h = harness();
    h.answers(...times(5, () => refused));
    h.sink.offer({ notification: notification('a', 'critical'), requestedAt: 0, diverted: true });
    await h.clock.advance('20s');
    expect(h.sink.stats().circuit).toBe('open');
    expect(h.deliveries('diverted')).toEqual([]);
  });
});

describe('settled', () => {
  const state = async (promise: Promise<void>) => {
    let done = false;
    void promise.then(() => {
      done = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    return done;
  };

  test('resolves at once when there is nothing to do', async () => {
    expect(await state(harness().sink.settled())).toBe(true);
  });

  test('waits for the attempt under way and for its record', async () => {
    const h = harness({
      record: () => new Promise((resolve) => h.clock.setTimeout(resolve, 10)),
    });
    h.answers(() => new Promise<void>((resolve) => h.clock.setTimeout(resolve, 10)));
    h.offer('a');
    const settled = h.sink.settled();
    await h.clock.advance(19);
    expect(await state(settled)).toBe(false);
    await h.clock.advance(1);
    expect(await state(settled)).toBe(true);
  });

  test('waits for all that is ready, not for a retry', async () => {
    const h = harness();
    h.answers('ok', 'ok', refused);
    for (const id of ['a', 'b', 'c', 'd']) h.offer(id);
    await h.sink.settled();
    expect(h.facts()).toEqual(['0 succeeded a#1', '0 succeeded b#1', '0 failed c#1']);
    expect(h.sink.stats().pending).toBe(2);
  });

  test('waits for the record of what was diverted', async () => {
    const h = harness({
      record: (fact) =>
        fact.type === 'delivery.diverted'
          ? new Promise((resolve) => h.clock.setTimeout(resolve, 10))
          : Promise.resolve(),
    });
    h.answers(...times(5, () => refused));
    h.offer('a');
    await h.clock.advance('10s');
    h.offer('b', 'critical');
    const settled = h.sink.settled();
    expect(await state(settled)).toBe(false);
    await h.clock.advance(10);
    expect(await state(settled)).toBe(true);
  });
});

describe('inspection', () => {
  test('shows the machine by the name of its channel, and nothing of what is sent', async () => {
    const roots = new Set<string>();
    const frames: string[] = [];
    const h = harness({
      inspect: (event) => {
        roots.add(event.rootId);
        if (event.type === '@xstate.snapshot') frames.push(JSON.stringify(event.snapshot));
      },
    });
    h.offer('a', 'error', { title: 'very private' });
    await h.sink.settled();
    expect(h.sink.actor.id).toBe('channel:ops');
    expect(roots).toEqual(new Set([h.sink.actor.sessionId]));
    expect(frames.join()).toContain('"value":"sending"');
    expect(frames.join()).not.toContain('private');
  });
});
