import { describe, expect, it } from 'vitest';
import { KeyTally } from '../../src/journal/key-tally.js';
import { memoryJournal } from '../../src/journal/memory-journal.js';
import { testMonitor } from '../support/monitor.js';

const START = Date.UTC(2026, 0, 5);

describe('monitor.alertKeys', () => {
  it('tells the keys under which most came in, how much of that was held back, and since when', async () => {
    const { monitor, clock } = testMonitor({ alerts: { throttle: { limit: 2 } } });
    await monitor.alert({ title: 'Slow', key: 'slow', severity: 'warning' });
    await clock.advance('1s');
    for (let i = 0; i < 3; i++) {
      await monitor.alert({ title: `Disk ${i}`, key: 'disk', severity: 'error', category: 'storage' });
    }
    await monitor.alert({ title: 'mild', severity: 'debug' });
    const disk = { key: 'disk', title: 'Disk 2', severity: 'error', category: 'storage' } as const;
    expect(monitor.alertKeys({ limit: 1 })).toEqual([
      { ...disk, raised: 3, suppressed: 1, firstAt: START + 1_000, lastAt: START + 1_000 },
    ]);
    expect(monitor.alertKeys().map(({ key, suppressed }) => [key, suppressed])).toEqual([
      ['disk', 1],
      ['system:mild', 1],
      ['slow', 0],
    ]);
    await monitor.stop();
  });

  it('does not count ends of conditions, held back or not', async () => {
    const { monitor, clock } = testMonitor();
    await monitor.start();
    const raise = (): Promise<unknown> =>
      monitor.alert({ title: 'x', key: 'x', kind: 'condition', severity: 'error' });
    await raise();
    await monitor.resolve('x');
    monitor.silences.add({ match: { key: 'x' }, for: '1h', by: 'me' });
    await raise();
    await clock.advance('1s');
    await monitor.resolve('x');
    expect(monitor.alertKeys()).toMatchObject([{ raised: 2, suppressed: 1 }]);
    await monitor.stop();
  });

  it('goes on after a restart, from the journal and from a snapshot', async () => {
    const journal = memoryJournal();
    let known: unknown;
    for (let life = 1; life <= 3; life++) {
      const { monitor, clock } = testMonitor({ journal });
      await monitor.start();
      if (life > 1) expect(monitor.alertKeys()).toEqual(known);
      await clock.advance('1m');
      await monitor.alert({ title: 'again', severity: 'error' });
      known = monitor.alertKeys();
      expect(known).toMatchObject([{ raised: life, firstAt: START + 60_000 }]);
      await monitor.stop();
    }
  });
});

describe('KeyTally', () => {
  it('remembers 500 keys, those that were raised last', async () => {
    const { monitor } = testMonitor();
    const tally = new KeyTally();
    monitor.events$.subscribe((event) => tally.apply(event));
    for (let i = 0; i < 501; i++) await monitor.alert({ title: `${i}`, severity: 'info' });
    await monitor.alert({ title: '1', severity: 'info' });
    await monitor.alert({ title: 'new', severity: 'info' });
    const keys = new Set(tally.list().map(({ key }) => key));
    expect(keys.size).toBe(500);
    expect(['system:0', 'system:1', 'system:2', 'system:3'].map((key) => keys.has(key))).toEqual([
      false,
      true,
      false,
      true,
    ]);
    await monitor.stop();
  });
});
