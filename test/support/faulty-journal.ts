import fc from 'fast-check';
import type { Clock } from '../../src/domain/clock.js';
import type { RecordedEvent } from '../../src/domain/events.js';
import type { ReadOptions } from '../../src/domain/read-options.js';
import type { Journal } from '../../src/journal/journal.js';
import type { Snapshot, SnapshotStore } from '../../src/journal/snapshot.js';

/** How an append goes wrong. Times are milliseconds. */
export type AppendFault =
  /** Nothing is written. */
  | { readonly on: 'append'; readonly how: 'refused' }
  /** All is written and failure reported. */
  | { readonly on: 'append'; readonly how: 'denied' }
  /** A part of the batch is written and failure reported, as by a journal without transactions. */
  | { readonly on: 'append'; readonly how: 'torn'; readonly share: number }
  /** All is written, at the beginning or at the end of the time that it takes. */
  | { readonly on: 'append'; readonly how: 'slow'; readonly ms: number; readonly writes: 'first' | 'last' }
  /** All is written, and it settles only when the fault goes away. */
  | { readonly on: 'append'; readonly how: 'stuck'; readonly writes: 'first' | 'last' };

/** How a snapshot that is loaded was damaged. */
export type Damage = 'truncated' | 'wrongKind' | 'wrongVersion' | 'missingPart' | 'noParts';

export type Fault =
  | AppendFault
  | { readonly on: 'open' | 'close' | 'save' | 'load'; readonly how: 'fails' }
  | { readonly on: 'open' | 'close' | 'save' | 'load'; readonly how: 'slow'; readonly ms: number }
  | { readonly on: 'read'; readonly how: 'fails'; readonly after: number }
  /** `part` counts round, so that any number names a part. */
  | { readonly on: 'load'; readonly how: Damage; readonly part: number };

/** A fault and when it is there: `from` counts from when the journal was wrapped. */
export interface FaultPeriod {
  readonly from: number;
  readonly ms: number;
  readonly fault: Fault;
}

/** When several faults are there at once, the first of the plan counts. */
export type FaultPlan = readonly FaultPeriod[];

export interface FaultyJournal extends Journal {
  readonly snapshots: SnapshotStore;
  /** Whether what is appended now may not be in the journal when the writer goes on. */
  readonly troubled: boolean;
  /** How many appends failed or took longer than a monitor waits. */
  readonly failures: number;
  /** How many appends began while another one was under way; a writer must not do that. */
  readonly overlaps: number;
  /** From now on nothing reaches the journal, as when the process died; the journal itself can be opened again. */
  abandon(): Promise<void>;
}

/** An append that takes longer than this is one that a monitor does not wait for. */
const PATIENCE = 5_000;

/**
 * A journal whose calls go wrong as planned. It says nothing of `settles`, so that a monitor is patient with it only
 * for a while.
 */
export function faultyJournal(inner: Journal, plan: FaultPlan, clock: Clock): FaultyJournal {
  const begun = clock.now();
  const store = inner.snapshots;
  let alive = true;
  let troubled = false;
  let failures = 0;
  let underWay = 0;
  let overlaps = 0;

  /** The fault that a call meets now. */
  function meet<On extends Fault['on']>(on: On): (FaultPeriod & { fault: Fault & { on: On } }) | undefined {
    const time = clock.now() - begun;
    return plan.find(
      (period): period is FaultPeriod & { fault: Fault & { on: On } } =>
        period.fault.on === on && period.from <= time && time < period.from + period.ms,
    );
  }

  function wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      clock.setTimeout(resolve, ms);
    });
  }

  /** What the dead do never ends. */
  async function ifAlive<T>(work: () => Promise<T>): Promise<T> {
    if (!alive) return new Promise<T>(() => {});
    return work();
  }

  const write = (events: readonly RecordedEvent[]): Promise<void> => ifAlive(() => inner.append(events));

  async function append(events: readonly RecordedEvent[]): Promise<void> {
    const met = meet('append');
    if (met === undefined) return write(events);
    const { fault, from, ms } = met;
    switch (fault.how) {
      case 'refused':
        throw new Error('ENOSPC: no space left on device');
      case 'denied':
        await write(events);
        throw new Error('EIO: the answer was lost');
      case 'torn':
        await write(events.slice(0, Math.floor(events.length * fault.share)));
        throw new Error('EIO: broken off in the middle');
      case 'slow':
      case 'stuck': {
        if (fault.writes === 'first') await write(events);
        await wait(fault.how === 'slow' ? fault.ms : from + ms - (clock.now() - begun));
        if (fault.writes === 'last') await write(events);
      }
    }
  }

  /** Calls that only fail or take their time. */
  async function simple<T>(on: 'open' | 'close' | 'save' | 'load', work: () => Promise<T>): Promise<T> {
    const fault = meet(on)?.fault;
    if (fault?.how === 'fails') throw new Error(`EIO: ${on} failed`);
    if (fault?.how === 'slow') await wait(fault.ms);
    return ifAlive(work);
  }

  return {
    get troubled() {
      return troubled;
    },
    get failures() {
      return failures;
    },
    get overlaps() {
      return overlaps;
    },
    async abandon() {
      alive = false;
      await inner.close();
    },
    open: () => simple('open', () => inner.open()),
    async close() {
      await simple('close', () => inner.close());
      // A write that was given up must not land under another holder.
      alive = false;
    },
    async append(events) {
      if (underWay > 0) overlaps++;
      underWay++;
      const since = clock.now();
      let ok = false;
      troubled ||= meet('append') !== undefined;
      try {
        await append(events);
        ok = clock.now() - since <= PATIENCE;
      } finally {
        underWay--;
        troubled = !ok;
        if (!ok) failures++;
      }
    },
    async *read(wanted?: ReadOptions) {
      const fault = meet('read')?.fault;
      let given = 0;
      for await (const event of inner.read(wanted)) {
        if (fault !== undefined && given++ >= fault.after) throw new Error('EIO: cannot be read');
        yield event;
      }
    },
    snapshots: {
      lasting: store?.lasting ?? false,
      save: (snapshot) => simple('save', async () => store?.save(snapshot)),
      async load(version) {
        const fault = meet('load')?.fault;
        const loaded = await simple('load', async () => store?.load(version));
        if (loaded === undefined || fault === undefined || !('part' in fault)) return loaded;
        return damaged(loaded, fault.how, fault.part);
      },
    },
  };
}

/** A snapshot as a store gives it that is damaged itself; one of another version it would not give. */
export function damaged(snapshot: Snapshot, how: Damage, place: number): Snapshot | undefined {
  if (how === 'wrongVersion') return undefined;
  const parts = [...snapshot.parts];
  const at = place % parts.length;
  const part = parts[at] ?? '';
  if (how === 'truncated') parts[at] = part.slice(0, place % part.length);
  else if (how === 'wrongKind') parts[at] = part.replace(/^\["\w+"/, '["fortunes"');
  else if (how === 'missingPart') parts.splice(at, 1);
  else parts.length = 0;
  return { ...snapshot, parts };
}

const anyHow = fc.oneof(
  fc.record({
    on: fc.constant('append'),
    how: fc.constantFrom('refused', 'denied'),
  }),
  fc.record({
    on: fc.constant('append'),
    how: fc.constant('torn'),
    share: fc.constantFrom(0.2, 0.5, 0.9),
  }),
  fc.record({
    on: fc.constant('append'),
    how: fc.constant('slow'),
    // On either side of what a monitor waits for, never at it: who comes first then is left open.
    ms: fc.constantFrom(1, 700, 4_997, 5_003, 20_000, 120_000),
    writes: fc.constantFrom('first', 'last'),
  }),
  fc.record({
    on: fc.constant('append'),
    how: fc.constant('stuck'),
    writes: fc.constantFrom('first', 'last'),
  }),
);

/** Trouble with all but writing, in one go: while a monitor opens, at its end, or with its snapshots. */
export const anyOtherPeriod: fc.Arbitrary<FaultPeriod> = fc.oneof(
  fc.record({
    from: fc.constant(0),
    ms: fc.constantFrom(1, 1_503),
    fault: fc.oneof(
      fc.record({ on: fc.constantFrom('open', 'load'), how: fc.constant('fails') }),
      fc.record({
        on: fc.constantFrom('open', 'load'),
        how: fc.constant('slow'),
        ms: fc.constantFrom(1, 90_000),
      }),
      fc.record({ on: fc.constant('read'), how: fc.constant('fails'), after: fc.nat(50) }),
      fc.record({
        on: fc.constant('load'),
        how: fc.constantFrom<Damage>('truncated', 'wrongKind', 'wrongVersion'),
        part: fc.nat(1_000),
      }),
    ),
  }),
  fc.record({
    from: fc.constant(0),
    ms: fc.constant(Number.POSITIVE_INFINITY),
    fault: fc.oneof(
      fc.record({ on: fc.constantFrom('save', 'close'), how: fc.constant('fails') }),
      fc.record({
        on: fc.constantFrom('save', 'close'),
        how: fc.constant('slow'),
        ms: fc.constantFrom(1, 90_000),
      }),
    ),
  }),
);

/** One time of trouble in writing. */
export const anyAppendPeriod: fc.Arbitrary<FaultPeriod> = fc.record({
  // None begins or ends on a whole second, as programs and retries do.
  from: fc.constantFrom(0, 3, 1_003, 5_003, 12_003, 31_003, 70_003, 200_003),
  ms: fc.constantFrom(1, 1_001, 5_009, 13_001, 61_007, 150_001),
  fault: anyHow,
});

/** The longest that the faults of {@link anyAppendPeriod} can be felt. */
export const LAST_FAULT_MS = 200_003 + 150_001 + 120_000;
