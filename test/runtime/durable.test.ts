import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { sqliteJournal } from '../../src/runtime/sqlite-journal.js';
import { story, testMonitor } from '../support/monitor.js';
import { scriptedServices } from '../support/scripted-services.js';

const folder = mkdtempSync(join(tmpdir(), 'tocsin-durable-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;

describe('a monitor on an SQLite journal', () => {
  test('is after a restart what it was, and tells nothing again', async () => {
    const file = join(folder, `${++files}.db`);
    const { services, set } = scriptedServices({ api: { every: '10s', failureThreshold: 2 }, db: {} });
    const before = testMonitor({ services, journal: sqliteJournal(file) });
    set('api', 'fail');
    await before.monitor.start();
    await before.clock.advance('25s');
    before.monitor.silences.add({ match: { key: 'quiet' }, for: '1h', by: 'me', reason: 'known' });
    await before.monitor.alert({ title: 'x', severity: 'error' });
    await before.monitor.alert({ title: 'quiet', key: 'quiet', severity: 'error' });
    before.monitor.incidents.acknowledge('service_health:api', { by: 'me', note: 'on it' });
    await before.monitor.flush();
    const known = {
      services: before.monitor.services(),
      incidents: before.monitor.incidents.list(),
      silences: before.monitor.silences.list(),
      alerts: before.monitor.alertStats(),
      recent: before.monitor.recentAlerts(),
      channels: before.monitor.channelStats(),
    };
    await before.monitor.stop();
    const after = testMonitor({ services, journal: sqliteJournal(file) }, { clock: before.clock });
    await after.monitor.start();
    await after.monitor.flush();
    expect({
      services: after.monitor.services(),
      incidents: after.monitor.incidents.list(),
      silences: after.monitor.silences.list(),
      alerts: after.monitor.alertStats(),
      recent: after.monitor.recentAlerts(),
      channels: after.monitor.channelStats(),
    }).toEqual(known);
    expect(story(after.ops)).toEqual([]);
    await after.monitor.alert({ title: 'x', severity: 'error' });
    await after.monitor.alert({ title: 'x', severity: 'error' });
    await after.monitor.flush();
    expect(story(after.ops)).toEqual(['25s repeated 2/3 Repeated: x']);
    await after.monitor.stop();
  });

  test('explains an alert of an earlier life', async () => {
    const file = join(folder, `${++files}.db`);
    const before = testMonitor({ journal: sqliteJournal(file) });
    before.monitor.silences.add({ match: { title: 'x' }, for: '1h', by: 'me', reason: 'known' });
    const held = await before.monitor.alert({ title: 'x', severity: 'error' });
    const told = await before.monitor.alert({ title: 'y', severity: 'error' });
    await before.monitor.stop();
    const after = testMonitor({ journal: sqliteJournal(file) }, { clock: before.clock });
    const why = await after.monitor.explain(held.id);
    expect(why?.steps.map(({ what }) => what)).toEqual([
      expect.stringContaining('raised by the program: x'),
      expect.stringContaining('held back by silence'),
    ]);
    expect(why?.steps[1]?.what).toContain('by me (known)');
    expect((await after.monitor.explain(told.id))?.steps.at(-1)?.what).toBe('delivered by ops at attempt 1');
    expect(await after.monitor.explain('nobody-7')).toBeUndefined();
    await after.monitor.stop();
  });

  test('leaves no timer and no thread behind', async () => {
    const file = join(folder, `${++files}.db`);
    const { clock, monitor } = testMonitor({ journal: sqliteJournal(file) });
    await monitor.alert({ title: 'x', severity: 'error' });
    await monitor.stop();
    expect(clock.pendingTasks).toBe(0);
    // The file is free at once.
    const journal = sqliteJournal(file);
    expect((await journal.open()).position).toBeGreaterThan(3);
    await journal.close();
    const left = process
      .getActiveResourcesInfo()
      .filter((name) => name === 'MessagePort' || name === 'Worker');
    expect(left).toEqual([]);
  });
});
