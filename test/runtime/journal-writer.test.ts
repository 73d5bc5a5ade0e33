import { describe, expect, test } from 'vitest';
import type { RecordedEvent } from '../../src/domain/events.js';
import { silentLogger } from '../../src/domain/logger.js';
import type { Journal } from '../../src/journal/journal.js';
import { memoryJournal } from '../../src/journal/memory-journal.js';
import { settling } from '../../src/journal/settling.js';
import { JournalWriter } from '../../src/runtime/journal-writer.js';
import { VirtualClock } from '../../src/testing/virtual-clock.js';
import { type AppendFault, type FaultyJournal, faultyJournal } from '../support/faulty-journal.js';
import { story, testMonitor } from '../support/monitor.js';

const REFUSED: AppendFault = { on: 'append', how: 'refused' };
const MOST_EVENTS = 10_000_000;

const checks = (from: number, count: number): RecordedEvent[] =>
  Array.from({ length: count }, (_, i) => ({
    position: from + i,
    at: 0,
    type: 'check.completed',
    version: 1,
    subject: 'api',
    data: { outcome: 'pass', latencyMs: 1 },
  }));

const pauses = (from: number, count: number): RecordedEvent[] =>
  Array.from({ length: count }, (_, i) => ({
    position: from + i,
    at: 0,
    type: 'service.paused',
    version: 1,
    subject: 'api',
    data: {},
  }));

async function readAll(journal: Journal): Promise<RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  for await (const event of journal.read()) events.push(event);
  return events;
}

async function positionsIn(journal: Journal): Promise<number[]> {
  return (await readAll(journal)).map(({ position }) => position);
}

interface Harness {
  readonly clock: VirtualClock;
  readonly inner: Journal;
  readonly journal: FaultyJournal;
  readonly writer: JournalWriter;
  /** What the writer told, one line each with the second. */
  readonly told: string[];
  /** Writes, and notes when that was over. */
  write(events: readonly RecordedEvent[], name: string): void;
}

/** A writer to a journal that has one fault from the beginning, for so many milliseconds. */
function harness(fault: AppendFault, ms: number): Harness {
  const clock = new VirtualClock();
  const inner = memoryJournal({ maxEvents: MOST_EVENTS });
  const journal = faultyJournal(inner, [{ from: 0, ms, fault }], clock);
  const told: string[] = [];
  const tell = (line: string): void => {
    told.push(`${clock.now() / 1000}s ${line}`);
  };
  const writer = new JournalWriter(journal, {
    clock,
    logger: silentLogger,
    onFailing: (trouble) => tell(trouble === undefined ? 'works' : trouble.message),
    onLost: (count) => tell(`lost ${count}`),
  });
  const write: Harness['write'] = (events, name) => {
    void writer.write(events).then(() => tell(`${name} is over`));
  };
  return { clock, inner, journal, writer, told, write };
}

describe('a write', () => {
  test('that fails is over at once; what waits is written after 1 s, then 2 s, then 4 s', async () => {
    const { clock, inner, told, write, writer } = harness(REFUSED, 6_999);
    write(checks(1, 2), 'first');
    await clock.advance(1);
    write(checks(3, 1), 'second');
    await clock.advance('6s');
    expect(writer.failing).toBe(true);
    expect(await positionsIn(inner)).toEqual([]);
    await clock.advance('10s');
    expect(told).toEqual([
      '0s ENOSPC: no space left on device',
      '0s first is over',
      '0.001s second is over',
      '7s works',
    ]);
    expect(await positionsIn(inner)).toEqual([1, 2, 3]);
    expect(clock.pendingTasks).toBe(0);
  });

  test('is tried every minute at the least', async () => {
    const { clock, told, write } = harness(REFUSED, 3_600_000);
    write(checks(1, 1), 'first');
    await clock.advance('1h');
    expect(told).toHaveLength(2);
    await clock.advance('1m');
    expect(told.at(-1)).toMatch(/works$/);
  });

  test('that is slow is waited for within 5 s', async () => {
    const { clock, inner, told, write } = harness(
      { on: 'append', how: 'slow', ms: 4_999, writes: 'last' },
      1,
    );
    write(checks(1, 1), 'first');
    await clock.advance('1m');
    expect(told).toEqual(['4.999s first is over']);
    expect(await positionsIn(inner)).toEqual([1]);
    expect(clock.pendingTasks).toBe(0);
  });

  test('that takes longer counts as failed, and no other is begun before it ends', async () => {
    const stuck: AppendFault = { on: 'append', how: 'stuck', writes: 'last' };
    const { clock, inner, journal, told, write } = harness(stuck, 60_000);
    write(checks(1, 2), 'first');
    await clock.advance('10s');
    write(checks(3, 1), 'second');
    await clock.advance('3m');
    expect(told.slice(0, 3)).toEqual([
      expect.stringMatching(/^5s the journal /),
      '5s first is over',
      '10s second is over',
    ]);
    expect(told.at(-1)).toMatch(/works$/);
    expect(journal.overlaps).toBe(0);
    expect(await positionsIn(inner)).toEqual([1, 2, 3]);
    expect(clock.pendingTasks).toBe(0);
  });

  test.each<AppendFault>([
    { on: 'append', how: 'denied' },
    { on: 'append', how: 'torn', share: 0.5 },
  ])('that was $how is made again, and nothing is written twice', async (fault) => {
    const { clock, inner, write } = harness(fault, 1);
    write(checks(1, 4), 'first');
    await clock.advance(0);
    expect(await positionsIn(inner)).toEqual(fault.how === 'denied' ? [1, 2, 3, 4] : [1, 2]);
    await clock.advance('2s');
    expect(await positionsIn(inner)).toEqual([1, 2, 3, 4]);
  });

  test('goes without patience to a journal that always settles', async () => {
    const { clock, journal, told } = harness({ on: 'append', how: 'slow', ms: 20_000, writes: 'last' }, 1);
    const writer = new JournalWriter(
      { ...journal, append: settling((events) => journal.append(events)) },
      { clock, logger: silentLogger, onFailing: () => told.push('failing'), onLost: () => told.push('lost') },
    );
    void writer.write(checks(1, 1)).then(() => told.push(`over at ${clock.now()}`));
    await clock.advance('1m');
    expect(told).toEqual(['over at 20000']);
  });
});

describe('flush', () => {
  test('tries at once and tells how many events still wait', async () => {
    const { clock, inner, told, write, writer } = harness(REFUSED, 500);
    write(checks(1, 3), 'first');
    await clock.advance(100);
    expect(await writer.flush()).toBe(3);
    await clock.advance(400);
    expect(await writer.flush()).toBe(0);
    expect(await positionsIn(inner)).toEqual([1, 2, 3]);
    expect(told.at(-1)).toBe('0.5s works');
    expect(clock.pendingTasks).toBe(0);
  });

  test('leaves no timer after end()', async () => {
    const { clock, write, writer } = harness(REFUSED, 60_000);
    write(checks(1, 3), 'first');
    await clock.advance(100);
    expect(await writer.flush()).toBe(3);
    writer.end();
    expect(clock.pendingTasks).toBe(0);
  });
});

describe('a backlog', () => {
  test('of 110 000 events is kept whole; one more cuts it to 100 000, the oldest checks first', async () => {
    const { clock, inner, told, write, writer } = harness(REFUSED, 1_000);
    write(pauses(1, 50_000), 'pauses');
    await clock.advance(0);
    write(checks(50_001, 60_000), 'checks');
    await clock.advance(0);
    expect(await writer.flush()).toBe(110_000);
    write(pauses(110_001, 1), 'last');
    await clock.advance(0);
    expect(await writer.flush()).toBe(100_000);
    await clock.advance('10s');
    expect(told.slice(-2)).toEqual([expect.stringMatching(/works$/), expect.stringMatching(/lost 10001$/)]);
    const kept = [...pauses(1, 50_000), ...checks(60_002, 49_999), ...pauses(110_001, 1)];
    expect(await readAll(inner)).toEqual(kept);
  });

  test('without enough checks gives up the oldest of all', async () => {
    const { clock, inner, told, write } = harness(REFUSED, 1_000);
    write([...pauses(1, 110_000), ...checks(110_001, 1)], 'all');
    await clock.advance('10s');
    expect(told.at(-1)).toMatch(/lost 10001$/);
    const [first] = await positionsIn(inner);
    expect(first).toBe(10_001);
    expect((await readAll(inner)).some(({ type }) => type === 'check.completed')).toBe(false);
  });

  test('of a monitor is bounded; checks go first, and an alert says how many events were lost', async () => {
    const clock = new VirtualClock();
    const inner = memoryJournal({ maxEvents: MOST_EVENTS });
    const journal = faultyJournal(inner, [{ from: 1_000, ms: 60_000, fault: REFUSED }], clock);
    const { monitor, ops } = testMonitor({ journal, services: { api: () => true } }, { clock });
    await monitor.start();
    await clock.advance(2_000);
    let last = 0;
    monitor.events$.subscribe(({ position }) => {
      last = position;
    });
    for (let i = 0; i < 200; i++) await monitor.check('api');
    // Each is raised and suppressed.
    for (let i = 0; i < 56; i++) {
      await Promise.all(Array.from({ length: 1_000 }, () => monitor.alert({ title: 'x' })));
    }
    expect(last).toBeGreaterThan(112_000);
    await clock.advance('3m');
    const events = await readAll(inner);
    const lost = last - events.length;
    expect(lost).toBeGreaterThanOrEqual(10_000);
    expect(events.filter(({ type, at }) => type === 'check.completed' && at === 2_000)).toEqual([]);
    expect(story(ops, 0).filter((line) => /Tocsin/.test(line))).toEqual([
      '2s first 1/1 Tocsin cannot write its journal',
      expect.stringMatching(/s resolved 0\/1 Resolved: Tocsin cannot write its journal$/),
      expect.stringMatching(/s first 1\/1 Tocsin lost recorded events$/),
    ]);
    expect(ops.notifications.at(-1)?.alerts[0]?.data).toEqual({ count: lost });
    await monitor.stop();
    expect(clock.pendingTasks).toBe(0);
  });
});

describe('a monitor whose journal works again only as it stops', () => {
  test('does not leave it told of for ever', async () => {
    const clock = new VirtualClock();
    const inner = memoryJournal();
    const journal = faultyJournal(inner, [{ from: 1_000, ms: 1_500, fault: REFUSED }], clock);
    const before = testMonitor({ journal }, { clock });
    await before.monitor.start();
    await clock.advance('2s');
    await before.monitor.alert({ title: 'x', severity: 'error' });
    // The next attempt is due at 3 s.
    await clock.advance(700);
    const stopping = before.monitor.stop();
    await clock.advance('1m');
    await stopping;
    const after = testMonitor({ journal: inner }, { clock });
    await after.monitor.start();
    await clock.advance('1m');
    expect(after.monitor.incidents.get('tocsin:journal')?.status).toBe('resolved');
    const told = [...before.ops.notifications, ...after.ops.notifications];
    expect(told.map(({ reason, title }) => `${reason} ${title}`)).toEqual([
      'first x',
      'first Tocsin cannot write its journal',
      'resolved Resolved: Tocsin cannot write its journal',
    ]);
    await after.monitor.stop();
  });
});
