import { describe, expect, test } from 'vitest';
import type { Journal } from '../../src/journal/journal.js';
import { memoryJournal } from '../../src/journal/memory-journal.js';
import { VirtualClock } from '../../src/testing/virtual-clock.js';
import { testMonitor } from '../support/monitor.js';

const HANGS = (): Promise<never> => new Promise(() => {});

/** A clock that, like a machine's, tells how long things take. */
function timingClock(): VirtualClock {
  const clock = new VirtualClock(Date.UTC(2026, 0, 5));
  return Object.assign(clock, { monotonic: () => clock.now() });
}

describe('a journal that is slow', () => {
  test('does not keep a critical alert waiting behind a storm', async () => {
    const clock = timingClock();
    const inner = memoryJournal({ maxEvents: 1_000_000 });
    const journal: Journal = {
      open: () => inner.open(),
      read: (options) => inner.read(options),
      close: () => inner.close(),
      append: (events) =>
        new Promise((resolve, reject) => {
          clock.setTimeout(() => inner.append(events).then(resolve, reject), 300);
        }),
    };
    const { ops, monitor } = testMonitor({ journal }, { clock });
    const started = monitor.start();
    await clock.advance('1s');
    await started;
    for (let i = 0; i < 60_000; i++) void monitor.alert({ title: `t${i % 50}`, severity: 'error' });
    await clock.advance(50);
    void monitor.alert({ title: 'FIRE', severity: 'critical' });
    await clock.advance('10s');
    expect(ops.notifications.map(({ title }) => title)).toContain('FIRE');
    expect(ops.notifications.map(({ title }) => title)).toContain('Tocsin cannot write its journal');
    await clock.advance('5m');
    expect(ops.notifications.map(({ title }) => title)).toContain(
      'Resolved: Tocsin cannot write its journal',
    );
    const stopped = monitor.stop();
    await clock.advance('30s');
    await stopped;
    const positions: number[] = [];
    for await (const { position } of inner.read()) positions.push(position);
    expect(positions).toEqual(positions.map((_, i) => i + 1));
  }, 30_000);
});

describe('a journal that hangs', () => {
  test.each([
    ['while it is opened', { open: HANGS }],
    [
      'while it is read',
      {
        open: async () => ({ position: 5 }),
        // biome-ignore lint/correctness/useYield: it never has anything to give
        async *read() {
          await HANGS();
        },
      },
    ],
    ['while it is closed', { close: HANGS }],
  ] as const)('%s holds up a stop for a few seconds only', async (_, part) => {
    const { clock, monitor } = testMonitor({ journal: { ...memoryJournal(), ...part } });
    void monitor.start().catch(() => {});
    await clock.advance('1s');
    let stopped = false;
    void monitor.stop().then(() => {
      stopped = true;
    });
    await clock.advance('30s');
    expect(stopped).toBe(true);
    expect(clock.pendingTasks).toBe(0);
  });

  test('while it is written, in the place of the append of another one, holds up no alert', async () => {
    const { clock, ops, monitor } = testMonitor({ journal: { ...memoryJournal(), append: HANGS } });
    const started = monitor.start();
    void monitor.alert({ title: 'FIRE', severity: 'critical' });
    await clock.advance('10s');
    await started;
    expect(ops.notifications.map(({ title }) => title)).toContain('FIRE');
    const stopped = monitor.stop();
    await clock.advance('30s');
    await stopped;
  });
});

describe('a journal that another monitor holds', () => {
  test('is not closed by one that was refused', async () => {
    const journal = memoryJournal();
    const first = testMonitor({ journal });
    await first.monitor.start();
    const second = testMonitor({ journal });
    await expect(second.monitor.start()).rejects.toMatchObject({ code: 'ERR_JOURNAL_HELD' });
    await second.monitor.stop();
    await expect(journal.open()).rejects.toMatchObject({ code: 'ERR_JOURNAL_HELD' });
    await first.monitor.stop();
    expect((await journal.open()).position).toBeGreaterThan(0);
  });
});
