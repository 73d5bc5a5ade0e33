import { describe, expect, test } from 'vitest';
import type { AlertInput } from '../../src/domain/alert.js';
import { story, testMonitor } from '../support/monitor.js';

const warning: AlertInput = { title: 'Disk full', severity: 'warning' };

describe('a receipt', () => {
  test('says notified for what was told at once and grouped for what is only counted', async () => {
    const { monitor } = testMonitor();
    const outcomes: string[] = [];
    for (let i = 0; i < 4; i++) outcomes.push((await monitor.alert(warning)).outcome);
    expect(outcomes).toEqual(['notified', 'grouped', 'notified', 'grouped']);
    await monitor.stop();
  });

  test('says grouped while the first waits for company', async () => {
    const { clock, ops, monitor } = testMonitor({ alerts: { group: { wait: '5s' } } });
    expect(await monitor.alert(warning)).toEqual({ id: expect.any(String), outcome: 'grouped' });
    await clock.advance('5s');
    expect(story(ops)).toEqual(['5s first 1/1 Disk full']);
    await monitor.stop();
  });

  test('says suppressed with the reason, and only then has one', async () => {
    const { monitor } = testMonitor({ alerts: { throttle: { limit: 1 } } });
    monitor.silences.add({ match: { title: /^Quiet/ }, for: '1h', by: 'me' });
    const severity = await monitor.alert({ ...warning, severity: 'info' });
    const silenced = await monitor.alert({ ...warning, title: 'Quiet please' });
    const passed = await monitor.alert(warning);
    const throttled = await monitor.alert(warning);
    expect([severity, silenced, throttled]).toEqual([
      { id: severity.id, outcome: 'suppressed', reason: 'severity' },
      { id: silenced.id, outcome: 'suppressed', reason: 'silenced' },
      { id: throttled.id, outcome: 'suppressed', reason: 'throttled' },
    ]);
    expect('reason' in passed).toBe(false);
    await monitor.stop();
  });

  test('of a resolution says notified if the firing was told, else suppressed', async () => {
    const { monitor } = testMonitor({ alerts: { group: { wait: '5s' } } });
    await monitor.alert({ ...warning, kind: 'condition', key: 'k' });
    expect(await monitor.resolve('k')).toMatchObject({ outcome: 'suppressed', reason: 'untold' });
    expect(await monitor.resolve('k')).toMatchObject({ outcome: 'suppressed' });
    await monitor.stop();
  });

  test('has the id that the alert has everywhere', async () => {
    const { ops, monitor } = testMonitor();
    const { id } = await monitor.alert(warning);
    await monitor.flush();
    expect(monitor.recentAlerts().map((alert) => alert.id)).toEqual([id]);
    expect(ops.notifications[0]?.alerts.map((alert) => alert.id)).toEqual([id]);
    await monitor.stop();
  });

  test('comes in the order of the calls, those made before the journal is open included', async () => {
    const { monitor } = testMonitor();
    const raised: string[] = [];
    monitor.alerts$.subscribe(({ title }) => raised.push(title));
    const first = monitor.alert({ ...warning, title: 'one' });
    monitor.silences.add({ match: { title: /./ }, for: '1h', by: 'me' });
    const second = monitor.alert({ ...warning, title: 'two' });
    await Promise.resolve();
    const third = monitor.alert({ ...warning, title: 'three' });
    const outcomes = (await Promise.all([first, second, third])).map(({ outcome }) => outcome);
    expect(raised).toEqual(['one', 'two', 'three']);
    expect(outcomes).toEqual(['notified', 'suppressed', 'suppressed']);
    await monitor.stop();
  });
});

describe('flush', () => {
  test('waits also for what came before the journal was open', async () => {
    const { ops, monitor } = testMonitor();
    void monitor.alert(warning);
    await monitor.flush();
    expect(ops.notifications).toHaveLength(1);
    await monitor.stop();
  });

  test('has nothing to wait for in a monitor that never began', async () => {
    const { monitor } = testMonitor({ services: { api: () => true } });
    await monitor.flush();
    expect(monitor.phase).toBe('idle');
    await monitor.stop();
  });
});

describe('an alert', () => {
  test('that is invalid is refused with the field, and nothing is raised', async () => {
    const { monitor } = testMonitor();
    await expect(monitor.alert({ title: '' })).rejects.toMatchObject({
      code: 'ERR_INVALID_ALERT',
      message: expect.stringContaining('title'),
    });
    await expect(monitor.alert({ title: 'x', severity: 'fatal' as 'error' })).rejects.toMatchObject({
      code: 'ERR_INVALID_ALERT',
      message: expect.stringContaining('"fatal"'),
    });
    expect(monitor.recentAlerts()).toEqual([]);
    await monitor.stop();
  });

  test('after stop is refused', async () => {
    const { monitor } = testMonitor();
    await monitor.stop();
    await expect(monitor.alert(warning)).rejects.toMatchObject({ code: 'ERR_STOPPED' });
    await expect(monitor.resolve('k')).rejects.toMatchObject({ code: 'ERR_STOPPED' });
  });

  test('is listed when suppressed, and the last hundred are kept', async () => {
    const { monitor } = testMonitor();
    for (let i = 0; i < 120; i++)
      await monitor.alert({ title: `t${i}`, severity: i % 2 ? 'debug' : 'error' });
    const recent = monitor.recentAlerts();
    expect(recent.map(({ title }) => title)).toEqual(Array.from({ length: 100 }, (_, i) => `t${i + 20}`));
    expect(monitor.recentAlerts({ limit: 2 }).map(({ title }) => title)).toEqual(['t118', 't119']);
    expect(monitor.recentAlerts({ severity: 'error', limit: 1 }).map(({ title }) => title)).toEqual(['t118']);
    expect(monitor.recentAlerts({ category: 'nowhere' })).toEqual([]);
    expect(monitor.recentAlerts({ limit: 0 })).toEqual([]);
    await monitor.stop();
  });
});
