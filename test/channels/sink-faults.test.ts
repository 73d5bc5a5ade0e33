import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import type { SinkRecord } from '../../src/channels/sink.js';
import { DeliveryError } from '../../src/domain/delivery-error.js';
import type { EventData, RecordedEvent } from '../../src/domain/events.js';
import type { Notification } from '../../src/domain/notification.js';
import type { Severity } from '../../src/domain/severity.js';
import { createOutbox } from '../../src/journal/outbox.js';
import type { VirtualClock } from '../../src/testing/virtual-clock.js';
import { type Answer, type Harness, hang, harness, notification } from './sink-harness.js';

interface Arrival {
  /** Milliseconds after the one before. */
  readonly wait: number;
  readonly severity: Severity;
  /** How many come at once. */
  readonly burst: number;
}

type Fault =
  | 'ok'
  | 'slow'
  | 'fail'
  | 'throw'
  | 'terminal'
  | 'hang'
  | 'late success'
  | { readonly retryAfterMs: number };

interface Plan {
  readonly arrivals: readonly Arrival[];
  readonly faults: readonly Fault[];
  readonly shares: readonly number[];
  readonly maxAttempts: number;
  readonly maxAgeMs: number;
  readonly recordingTakes: number;
}

const plan: fc.Arbitrary<Plan> = fc.record({
  arrivals: fc.array(
    fc.record({
      wait: fc.oneof(
        { weight: 4, arbitrary: fc.constant(0) },
        { weight: 2, arbitrary: fc.integer({ min: 1, max: 2_000 }) },
        { weight: 1, arbitrary: fc.integer({ min: 10_000, max: 60_000 }) },
      ),
      severity: fc.constantFrom<Severity>('info', 'warning', 'error', 'error', 'critical'),
      burst: fc.oneof(
        { weight: 6, arbitrary: fc.constant(1) },
        { weight: 1, arbitrary: fc.integer({ min: 2, max: 30 }) },
      ),
    }),
    { minLength: 1, maxLength: 30 },
  ),
  faults: fc.array(
    fc.oneof(
      {
        weight: 9,
        arbitrary: fc.constantFrom<Fault>(
          'ok',
          'slow',
          'fail',
          'fail',
          'fail',
          'throw',
          'terminal',
          'hang',
          'late success',
        ),
      },
      { weight: 1, arbitrary: fc.record({ retryAfterMs: fc.integer({ min: 1, max: 90_000 }) }) },
    ),
    { maxLength: 60 },
  ),
  shares: fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { minLength: 1, maxLength: 5 }),
  maxAttempts: fc.integer({ min: 1, max: 8 }),
  maxAgeMs: fc.constantFrom(20_000, 120_000, 86_400_000),
  recordingTakes: fc.constantFrom(0, 0, 7),
});

const TIMEOUT_MS = 1_000;

/** A send as its channel saw it. */
interface Call {
  readonly at: number;
  readonly id: string;
  ended: boolean;
}

interface Run {
  readonly h: Harness;
  readonly calls: Call[];
  readonly offered: { readonly notification: Notification; readonly at: number }[];
  /** What had become durable, in order, with the time. */
  readonly durable: { readonly at: number; readonly event: RecordedEvent }[];
  /** Sends that began while another was under way, or before a rate limit was over. */
  readonly forbidden: string[];
}

function prepare(p: Plan): Run {
  const delay = <T>(clock: VirtualClock, ms: number, value: () => T): Promise<T> =>
    new Promise((resolve, reject) => {
      clock.setTimeout(() => {
        try {
          resolve(value());
        } catch (error) {
          reject(error);
        }
      }, ms);
    });
  let share = 0;
  const calls: Call[] = [];
  const forbidden: string[] = [];
  let limitedUntil = 0;
  const durable: Run['durable'] = [];
  const h: Harness = harness({
    timeoutMs: TIMEOUT_MS,
    maxAttempts: p.maxAttempts,
    maxAgeMs: p.maxAgeMs,
    random: () => p.shares[share++ % p.shares.length] ?? 0,
    record: async (fact) => {
      if (p.recordingTakes > 0) await delay(h.clock, p.recordingTakes, () => {});
      durable.push({ at: h.clock.now(), event: eventOf(fact, h.clock.now()) });
    },
  });
  const answers: Record<Extract<Fault, string>, () => unknown> = {
    ok: () => Promise.resolve(),
    slow: () => delay(h.clock, 300, () => {}),
    fail: () => Promise.reject(new Error('refused')),
    throw: () => {
      throw new Error('refused');
    },
    terminal: () => Promise.reject(new DeliveryError('gone', { retryable: false })),
    hang,
    'late success': () => delay(h.clock, TIMEOUT_MS + 500, () => {}),
  };
  const answer = (fault: Fault): Answer => {
    return () => {
      const sent = h.sent.at(-1);
      const call: Call = { at: h.clock.now(), id: sent?.id ?? '', ended: false };
      if (calls.some(({ ended }) => !ended)) forbidden.push(`${call.id} overlaps`);
      if (call.at < limitedUntil) forbidden.push(`${call.id} is too early`);
      calls.push(call);
      const end = () => {
        call.ended = true;
      };
      sent?.signal.addEventListener('abort', end);
      const work = async () => {
        if (typeof fault === 'string') return answers[fault]();
        limitedUntil = Math.max(limitedUntil, call.at + fault.retryAfterMs);
        throw new DeliveryError('too many', { retryable: true, retryAfterMs: fault.retryAfterMs });
      };
      if (fault === 'throw') {
        end();
        answers.throw();
      }
      return work().finally(end);
    };
  };
  h.answers(...p.faults.map(answer), ...Array.from({ length: 500 }, () => answer('ok')));
  return { h, calls, offered: [], durable, forbidden };
}

async function offerAll(run: Run, p: Plan): Promise<void> {
  for (const { wait, severity, burst } of p.arrivals) {
    if (wait > 0) await run.h.clock.advance(wait);
    for (let i = 0; i < burst; i++) offerOne(run, `n${run.offered.length}`, severity);
  }
}

function offerOne(run: Run, id: string, severity: Severity): void {
  const at = run.h.clock.now();
  const offered = notification(id, severity);
  run.offered.push({ notification: offered, at });
  run.durable.push({ at, event: requested(offered, at) });
  run.h.sink.offer({ notification: offered, requestedAt: at });
}

function recorded<T extends keyof EventData>(type: T, at: number, data: EventData[T]) {
  return { position: 1, at, type, version: 1, subject: '', data };
}

function requested(n: Notification, at: number, merges?: readonly string[]): RecordedEvent {
  return recorded('notification.requested', at, {
    notification: n,
    channels: ['ops'],
    tells: [],
    ...(merges === undefined ? {} : { merges }),
  });
}

function eventOf(fact: SinkRecord, at: number): RecordedEvent {
  return fact.type === 'notification.merged'
    ? requested(fact.notification, at, fact.merges)
    : recorded(fact.type, at, fact.delivery);
}

/** The notifications that a digest stands for, digests within it included. */
function merges(records: readonly SinkRecord[]): Map<string, readonly string[]> {
  return new Map(
    records.flatMap((fact) =>
      fact.type === 'notification.merged' ? [[fact.notification.id, fact.merges] as const] : [],
    ),
  );
}

function expand(id: string, merged: Map<string, readonly string[]>): string[] {
  const parts = merged.get(id);
  return parts === undefined ? [id] : parts.flatMap((part) => expand(part, merged));
}

describe('over random faults', () => {
  test.prop([plan], { numRuns: 150 })(
    'every notification is delivered, or abandoned and handed over, once; nothing else is broken',
    async (p) => {
      const run = prepare(p);
      const { h } = run;
      await offerAll(run, p);
      await h.clock.advance('2d');

      expect(h.sink.stats().pending).toBe(0);
      expect(h.clock.pendingTasks).toBe(0);

      const merged = merges(h.records);
      const succeeded = h.deliveries('succeeded').map(({ notificationId }) => notificationId);
      const abandoned = h.deliveries('abandoned');
      const diverted = new Set(h.deliveries('diverted').map(({ notificationId }) => notificationId));
      const ends = [...succeeded, ...abandoned.map(({ notificationId }) => notificationId)];
      expect(ends.flatMap((id) => expand(id, merged)).sort()).toEqual(
        run.offered.map(({ notification: n }) => n.id).sort(),
      );
      expect(diverted.size).toBe(h.deliveries('diverted').length);
      for (const { notificationId, handedTo } of abandoned) {
        expect(handedTo).toEqual(diverted.has(notificationId) ? undefined : ['console']);
      }

      const severity = new Map(run.offered.map(({ notification: n }) => [n.id, n.severity]));
      const isCritical = (id: string): boolean => severity.get(id) === 'critical';
      for (const lane of [true, false]) {
        const order = succeeded.filter((id) => isCritical(id) === lane).flatMap((id) => expand(id, merged));
        expect(order.map((id) => Number(id.slice(1)))).toEqual(
          order.map((id) => Number(id.slice(1))).sort((a, b) => a - b),
        );
      }

      const keys = new Map<string, Set<string>>();
      const attempts = new Map<string, number[]>();
      for (const { id, key, attempt } of h.sent) {
        keys.set(id, (keys.get(id) ?? new Set()).add(key));
        attempts.set(id, [...(attempts.get(id) ?? []), attempt]);
      }
      expect([...keys.values()].every((of) => of.size === 1)).toBe(true);
      expect(new Set([...keys.values()].flatMap((of) => [...of])).size).toBe(keys.size);
      for (const numbers of attempts.values()) {
        expect(numbers).toEqual(numbers.map((_, i) => i + 1));
        expect(numbers.length).toBeLessThanOrEqual(p.maxAttempts);
      }
    },
  );

  test.prop([plan], { numRuns: 150 })(
    'critical never waits behind others; one is sent at a time, none while the circuit is open or a rate limit holds',
    async (p) => {
      const run = prepare(p);
      const { h } = run;
      await offerAll(run, p);
      await h.clock.advance('2d');

      const critical = run.offered.filter(({ notification: n }) => n.severity === 'critical');
      for (const { at, id } of run.calls) {
        const before = h.records.flatMap((fact) =>
          fact.type !== 'notification.merged' && fact.delivery.at <= at ? [fact.delivery] : [],
        );
        if (critical.some(({ notification: n }) => n.id === id)) continue;
        // Every critical notification asked for earlier than this send must be settled, or the first of those that are
        // not must wait for a retry.
        const settled = new Set(
          before
            .filter(({ outcome }) => outcome === 'succeeded' || outcome === 'abandoned')
            .map(({ notificationId }) => notificationId),
        );
        const first = critical.find(({ notification: n, at: since }) => since < at && !settled.has(n.id));
        if (first === undefined) continue;
        const retryAt = before
          .filter(
            ({ notificationId, outcome }) => notificationId === first.notification.id && outcome === 'failed',
          )
          .at(-1)?.retryAt;
        // A failure at the very instant of this send may have been recorded after it.
        expect(retryAt ?? Number.POSITIVE_INFINITY).toBeGreaterThanOrEqual(at);
        expect(before.some(({ notificationId }) => notificationId === first.notification.id)).toBe(true);
      }

      let inARow = 0;
      let closedUntil = 0;
      let trial = false;
      const starts = [...h.sent];
      for (const fact of h.records) {
        if (fact.type === 'notification.merged') continue;
        const { outcome, at, latencyMs } = fact.delivery;
        if (outcome !== 'failed' && outcome !== 'succeeded') continue;
        const start = starts.shift();
        expect(start?.at).toBe(at - (latencyMs ?? 0));
        expect(start?.at).toBeGreaterThanOrEqual(closedUntil);
        if (outcome === 'succeeded') {
          inARow = 0;
          trial = false;
          continue;
        }
        inARow++;
        if (inARow >= 5 || trial) {
          closedUntil = Math.max(closedUntil, at + 30_000);
          trial = true;
        }
      }
      expect(starts).toEqual([]);
      expect(run.forbidden).toEqual([]);
    },
  );

  test.prop([plan, fc.nat({ max: 29 }), fc.nat({ max: 3_000 })], { numRuns: 100 })(
    'a crash at any instant loses nothing: what the outbox holds is delivered after a restart',
    async (p, crashAfter, crashDelay) => {
      const before = prepare(p);
      await offerAll(before, { ...p, arrivals: p.arrivals.slice(0, crashAfter + 1) });
      await before.h.clock.advance(crashDelay);
      const outbox = createOutbox();
      for (const { event } of before.durable) outbox.apply(event);
      const owed = outbox.pending('ops');

      const after = harness({ maxAttempts: p.maxAttempts, maxAgeMs: p.maxAgeMs }, before.h.clock.now());
      for (const entry of owed) after.sink.offer(entry);
      await after.clock.advance('2d');

      for (const fact of after.records) outbox.apply(eventOf(fact, after.clock.now()));
      expect(outbox.pending('ops')).toEqual([]);
      const records = [...before.h.records, ...after.records];
      const merged = merges(records);
      const told = new Set(
        records.flatMap((fact) =>
          fact.type !== 'notification.merged' && fact.delivery.outcome !== 'failed'
            ? expand(fact.delivery.notificationId, merged)
            : [],
        ),
      );
      for (const { notification: n } of before.offered) expect(told).toContain(n.id);
    },
  );
});
