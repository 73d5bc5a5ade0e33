import { describe, expect, test } from 'vitest';
import type { Explanation } from '../../src/domain/explanation.js';
import { testMonitor } from '../support/monitor.js';

const DISK = { title: 'Disk full', severity: 'error' } as const;

function told(explanation: Explanation | undefined): string[] {
  const steps = explanation?.steps ?? [];
  expect(steps.map(({ position }) => position)).toEqual(
    steps.map(({ position }) => position).sort((a, b) => a - b),
  );
  return steps.map(({ what }) => what);
}

describe('explain', () => {
  test('follows an alert to the notification that accounts for it and its delivery', async () => {
    const { ops, monitor } = testMonitor();
    const { id } = await monitor.alert(DISK);
    await monitor.flush();
    const notification = ops.notifications[0]?.id;
    expect(told(await monitor.explain(id))).toEqual([
      'raised by the program: Disk full (error, key system:Disk full)',
      'passed severity, silence, inhibit, flapping, throttle',
      `accounted for by notification ${notification} (first, 1 of 1) for ops`,
      'delivered by ops at attempt 1',
    ]);
    await monitor.stop();
  });

  test('says that an alert is counted, and later in which digest', async () => {
    const { clock, ops, monitor } = testMonitor();
    for (let i = 0; i < 3; i++) await monitor.alert(DISK);
    const { id, outcome } = await monitor.alert(DISK);
    expect(outcome).toBe('grouped');
    expect(told(await monitor.explain(id)).at(-1)).toBe(
      'passed all stages and is counted in its group, to be told of later',
    );
    await clock.advance('1m');
    expect(told(await monitor.explain(id))).toContain(
      `accounted for by notification ${ops.notifications.at(-1)?.id} (digest, 1 of 4) for ops`,
    );
    await monitor.stop();
  });

  test('names the stage that held an alert back, those it passed, and the silence', async () => {
    const { clock, monitor } = testMonitor({ alerts: { throttle: { limit: 1, window: '1m' } } });
    const silence = monitor.silences.add({
      match: { title: 'Queue stuck' },
      for: '10m',
      by: 'ann',
      reason: 'known',
    });
    const muted = await monitor.alert({ title: 'Queue stuck', severity: 'error', kind: 'condition' });
    const low = await monitor.alert({ title: 'Hello' });
    await monitor.alert(DISK);
    const throttled = await monitor.alert(DISK);
    expect(told(await monitor.explain(muted.id))[2]).toBe(
      `passed severity; held back by silence: silence ${silence.id} by ann (known) was in force`,
    );
    expect(told(await monitor.explain(low.id))[1]).toBe(
      'held back by severity: below the least severity that is told',
    );
    expect(told(await monitor.explain(throttled.id))[1]).toBe(
      'passed severity, silence, inhibit, flapping; held back by throttle: over the limit of its key; still counted in its group',
    );
    await clock.advance('10m');
    expect(told(await monitor.explain(throttled.id)).some((what) => what.includes('(digest, 1 of 2)'))).toBe(
      true,
    );
    expect(told(await monitor.explain(muted.id)).at(-1)).toMatch(/^raised again as /);
    await monitor.stop();
  });

  test('follows a notification through failures to the fallback', async () => {
    const { clock, ops, monitor } = testMonitor();
    ops.failWith(new Error('down'), 2);
    await monitor.alert(DISK);
    await clock.advance('1h');
    const id = ops.notifications[0]?.id ?? '';
    const story = told(await monitor.explain(id));
    expect(story[0]).toMatch(/^requested as first \(1 of 1 alerts, among them .*\) for ops$/);
    expect(story[1]).toMatch(/^attempt 1 on ops failed: down; to be tried again at 2026-01-05T/);
    expect(story.at(-1)).toBe('delivered by ops at attempt 3');
    await monitor.stop();
  });

  test('follows a resolution, and knows nothing of ids that the journal does not hold', async () => {
    const { monitor } = testMonitor();
    await monitor.alert({ ...DISK, kind: 'condition', key: 'disk' });
    const { id } = await monitor.resolve('disk');
    await monitor.flush();
    const story = told(await monitor.explain(id));
    expect(story[0]).toBe('resolved by the program: Disk full (error, key disk)');
    expect(story).toContain('its condition had been told');
    expect(story).toContain('ended its incident');
    expect(story.at(-1)).toBe('delivered by ops at attempt 1');
    expect(await monitor.explain('nothing')).toBeUndefined();
    await monitor.stop();
  });
});
