import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { memoryJournal } from '../../src/journal/memory-journal.js';
import { sqliteJournal } from '../../src/runtime/sqlite-journal.js';
import { testMonitor } from '../support/monitor.js';
import { scriptedServices } from '../support/scripted-services.js';

const folder = mkdtempSync(join(tmpdir(), 'tocsin-history-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each([
  ['memory', () => memoryJournal()],
  ['SQLite', () => sqliteJournal(join(folder, 'history.db'))],
] as const)('the history of a service, with a journal in %s', (_, makeJournal) => {
  test('has a point for each step, and counts what was checked in it', async () => {
    const { services, set } = scriptedServices({ api: { every: '10s' } });
    const { clock, monitor } = testMonitor({ services, journal: makeJournal() });
    const begin = clock.now();
    await monitor.start();
    await clock.advance('2m');
    set('api', 'fail');
    await clock.advance('1m');
    set('api', 'pass');
    await clock.advance('59s');
    await monitor.flush();
    const points = await monitor.history('api', { from: begin, step: '1m' });
    expect(
      points.map(({ from, to, failures }) => [(from - begin) / 60_000, (to - from) / 60_000, failures]),
    ).toEqual([
      [0, 1, 0],
      [1, 1, 0],
      [2, 1, 5],
      [3, 1, 1],
    ]);
    expect(points[2]).toMatchObject({
      checks: 6,
      uptimePercent: expect.closeTo(100 / 6),
      latency: { min: 0, max: 0 },
    });
    const checks = points.reduce((sum, point) => sum + point.checks, 0);
    expect(checks).toBe(monitor.service('api')?.totalChecks);
    const up = expect.closeTo((100 * (checks - 6)) / checks);
    expect(await monitor.uptime('api')).toEqual({ '24h': up, '7d': up, '30d': up, '90d': up });
    await monitor.stop();
  });

  test('is refused for a service that nobody knows and for a span that cannot be', async () => {
    const { clock, monitor } = testMonitor({ services: { api: () => true }, journal: makeJournal() });
    const span = { from: clock.now() - 60_000 };
    await expect(monitor.history('nobody', span)).rejects.toMatchObject({ code: 'ERR_UNKNOWN_SERVICE' });
    await expect(monitor.uptime('nobody')).rejects.toMatchObject({ code: 'ERR_UNKNOWN_SERVICE' });
    const backwards = { from: clock.now(), to: clock.now() - 60_000 };
    await expect(monitor.history('api', backwards)).rejects.toMatchObject({ code: 'ERR_HISTORY_SPAN' });
    await monitor.stop();
  });
});
