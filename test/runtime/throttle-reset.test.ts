import { describe, expect, it } from 'vitest';
import type { Monitor } from '../../src/domain/monitor.js';
import { memoryJournal } from '../../src/journal/memory-journal.js';
import { testMonitor } from '../support/monitor.js';

const ALERTS = { throttle: { limit: 2, window: '1m' } } as const;

async function outcomes(monitor: Monitor, key: string, count: number): Promise<string[]> {
  const found: string[] = [];
  for (let i = 0; i < count; i++) {
    const { outcome, reason } = await monitor.alert({ title: key, key, severity: 'error' });
    found.push(reason ?? outcome);
  }
  return found;
}

describe('resetThrottle', () => {
  it('lets alerts of one key through as if none had come before, and of others no more than ever', async () => {
    const { monitor } = testMonitor({ alerts: ALERTS });
    for (const key of ['a', 'b']) {
      expect((await outcomes(monitor, key, 3)).at(-1)).toBe('throttled');
    }
    monitor.resetThrottle('a');
    expect(await outcomes(monitor, 'a', 3)).toEqual(['notified', 'grouped', 'throttled']);
    expect(await outcomes(monitor, 'b', 1)).toEqual(['throttled']);
    await monitor.stop();
    expect(() => monitor.resetThrottle({ all: true })).toThrow(
      expect.objectContaining({ code: 'ERR_STOPPED' }),
    );
  });

  it('does so for every key if none is given, and without a throttle does nothing', async () => {
    const { monitor } = testMonitor({ alerts: ALERTS });
    for (const key of ['a', 'b']) await outcomes(monitor, key, 3);
    monitor.resetThrottle({ all: true });
    for (const key of ['a', 'b']) expect(await outcomes(monitor, key, 1)).toEqual(['notified']);
    await monitor.stop();

    const other = testMonitor({ alerts: { throttle: false } }).monitor;
    await other.alert({ title: 'a' });
    other.resetThrottle('a');
    await other.stop();
  });

  it('takes a key as long as an alert may have, and nothing for every key that is not meant so', async () => {
    const { monitor } = testMonitor({ alerts: ALERTS });
    const long = 'k'.repeat(20_000);
    expect((await outcomes(monitor, long, 3)).at(-1)).toBe('throttled');
    monitor.resetThrottle(long);
    expect(await outcomes(monitor, long, 1)).toEqual(['notified']);
    for (const key of [undefined, null, '', {}, 7]) {
      expect(() => monitor.resetThrottle(key as never)).toThrow(
        expect.objectContaining({ code: 'ERR_INVALID_ALERT' }),
      );
    }
    await monitor.stop();
  });

  it('holds over a restart, and leaves windows and what they owe as they were', async () => {
    const journal = memoryJournal();
    const first = testMonitor({ alerts: ALERTS, journal });
    await outcomes(first.monitor, 'a', 3);
    first.monitor.resetThrottle('a');
    await first.monitor.stop();
    const { monitor, clock, ops } = testMonitor({ alerts: ALERTS, journal });
    await monitor.start();
    expect(await outcomes(monitor, 'a', 3)).toEqual(['notified', 'grouped', 'throttled']);
    await clock.advance('2m');
    // One was told by the first; the digest counts all others, held back or not.
    expect(ops.notifications.map(({ reason, total }) => `${reason} ${total}`).at(-1)).toBe('digest 6');
    await monitor.stop();
  });
});
