import { describe, expect, test } from 'vitest';
import { heartbeat } from '../../src/checks/heartbeat.js';
import type { RecordedEvent } from '../../src/domain/events.js';
import type { BeatInput } from '../../src/domain/heartbeat.js';
import type { Monitor } from '../../src/domain/monitor.js';
import { memoryJournal } from '../../src/journal/memory-journal.js';
import { sqliteJournal } from '../../src/runtime/sqlite-journal.js';
import { VirtualClock } from '../../src/testing/virtual-clock.js';
import { temporaryPath } from '../support/journal-files.js';
import { story, testMonitor } from '../support/monitor.js';

const START = Date.UTC(2026, 0, 5);

/** Every status change of a monitor's services, such as `3900s backup unknown -> unhealthy`. */
function changesOf(monitor: Monitor): string[] {
  const changes: string[] = [];
  monitor.changes$.subscribe(({ service, from, to, at }) => {
    changes.push(`${(at - START) / 1_000}s ${service} ${from} -> ${to}`);
  });
  return changes;
}

/** What was recorded of checks, such as `60s pass success`. */
function checksOf(monitor: Monitor): string[] {
  const checks: string[] = [];
  monitor.events$.subscribe((event: RecordedEvent) => {
    if (event.type !== 'check.completed') return;
    const { outcome, data = {} } = event.data;
    const beat = 'beat' in data ? ` ${data.beat}` : '';
    checks.push(`${(event.at - START) / 1_000}s ${outcome}${beat}`);
  });
  return checks;
}

const hourly = { check: heartbeat({ period: '1h', grace: '5m', maxRuntime: '10m' }), every: '10m' } as const;

describe('a job that is never heard of', () => {
  test('leaves its service unknown, and makes it unhealthy the moment it is late', async () => {
    const { monitor, clock, ops } = testMonitor({ services: { backup: hourly } });
    const changes = changesOf(monitor);
    const checks = checksOf(monitor);
    await monitor.start();
    await clock.advance('64m');
    expect(monitor.service('backup')).toMatchObject({ status: 'unknown', totalChecks: 0 });
    await clock.advance('59999ms');
    expect(changes).toEqual([]);
    await clock.advance(1);
    expect(changes).toEqual(['3900s backup unknown -> unhealthy']);
    expect(story(ops)).toEqual(['3900s first 1/1 Service unhealthy: backup']);
    expect(ops.notifications[0]?.message).toBe(
      'never heard of, awaited since 2026-01-05T00:00:00Z, due by 2026-01-05T01:05:00Z',
    );
    await clock.advance('5m');
    // Once by itself, then as often as any service is checked.
    expect(checks).toEqual(['3900s fail', '4200s fail']);
    await monitor.stop();
    expect(clock.pendingTasks).toBe(0);
  });
});

describe('a job that is heard of', () => {
  test('passes at once, and is late to the millisecond', async () => {
    const { monitor, clock, ops } = testMonitor({ services: { backup: hourly } });
    const changes = changesOf(monitor);
    await monitor.start();
    await clock.advance('95s');
    expect(await monitor.beat('backup')).toMatchObject({
      status: 'healthy',
      message: 'heard of 2026-01-05T00:01:35Z; fails unless heard of by 2026-01-05T01:06:35Z',
      heartbeat: {
        lastSuccessAt: START + 95_000,
        dueAt: START + 3_695_000,
        failsAt: START + 3_995_000,
      },
    });
    await clock.advance('64m');
    await monitor.beat('backup', { message: '3 GB saved' });
    await clock.advance('65m');
    expect(changes).toEqual(['95s backup unknown -> healthy', '7835s backup healthy -> unhealthy']);
    expect(ops.notifications[0]?.message).toBe(
      'nothing heard since 2026-01-05T01:05:35Z, due by 2026-01-05T02:10:35Z',
    );
    await clock.advance('17s');
    await monitor.beat('backup');
    expect(changes.at(-1)).toBe('7852s backup unhealthy -> healthy');
    expect(story(ops)).toEqual([
      '7835s first 1/1 Service unhealthy: backup',
      '7852s resolved 0/1 Resolved: Service unhealthy: backup',
    ]);
    await monitor.stop();
    expect(clock.pendingTasks).toBe(0);
  });

  test('that failed fails at once, with all that it said, and until it succeeds', async () => {
    const { monitor, clock, ops } = testMonitor({ services: { backup: hourly } });
    const checks = checksOf(monitor);
    await monitor.start();
    await clock.advance('95s');
    await monitor.beat('backup', { outcome: 'fail', message: 'disk full\n/dev/sda1 100%' });
    expect(monitor.service('backup')?.status).toBe('unhealthy');
    expect(ops.notifications[0]?.message).toBe('the job failed: disk full\n/dev/sda1 100%');
    await clock.advance('10m');
    expect(monitor.service('backup')?.message).toBe('the job failed 2026-01-05T00:01:35Z: disk full');
    await clock.advance('1d');
    await monitor.beat('backup', { outcome: 'start' });
    expect(monitor.service('backup')?.status).toBe('unhealthy');
    await clock.advance('1m');
    expect(await monitor.beat('backup')).toMatchObject({
      status: 'healthy',
      heartbeat: { durationMs: 60_000 },
    });
    expect(
      checks.filter((check) => / (?:start|success|fail)$/.test(check) && check.split(' ').length > 2),
    ).toEqual(['95s fail fail', '87095s fail start', '87155s pass success']);
    await monitor.stop();
  });

  test('that began and does not end fails when a run may take no longer', async () => {
    const { monitor, clock } = testMonitor({ services: { backup: hourly } });
    const changes = changesOf(monitor);
    await monitor.start();
    await clock.advance('59m');
    await monitor.beat('backup', { outcome: 'start', message: 'attempt 1' });
    expect(monitor.service('backup')?.message).toBe('attempt 1');
    await clock.advance('10m');
    expect(changes).toEqual(['3540s backup unknown -> healthy', '4140s backup healthy -> unhealthy']);
    expect(monitor.service('backup')?.message).toBe(
      'started 2026-01-05T00:59:00Z and did not end by 2026-01-05T01:09:00Z',
    );
    await monitor.stop();
  });

  test('by a schedule is due by the clock on its wall, over a change to summer time', async () => {
    const clock = new VirtualClock(Date.UTC(2026, 2, 27, 12));
    const check = heartbeat({ cron: '0 3 * * *', timeZone: 'Europe/Berlin', grace: '30m' });
    const { monitor } = testMonitor({ services: { report: check } }, { clock });
    const late: string[] = [];
    monitor.changes$.subscribe(({ to, at }) => {
      if (to === 'unhealthy') late.push(new Date(at).toISOString());
    });
    await monitor.start();
    await clock.advance('1d');
    await monitor.beat('report');
    await clock.advance('1d');
    await monitor.beat('report');
    await clock.advance('1d');
    expect(late).toEqual([
      '2026-03-28T02:30:00.000Z',
      '2026-03-29T01:30:00.000Z',
      '2026-03-30T01:30:00.000Z',
    ]);
    await monitor.stop();
  });
});

describe('word from a job', () => {
  test('may come late, and counts from when it happened', async () => {
    const { monitor, clock } = testMonitor({ services: { backup: hourly } });
    await monitor.start();
    await clock.advance('2h');
    const hourAgo = clock.now() - 3_600_000;
    expect(await monitor.beat('backup', { at: hourAgo })).toMatchObject({
      status: 'healthy',
      heartbeat: { lastSuccessAt: hourAgo, failsAt: hourAgo + 3_900_000 },
    });
    const { totalChecks } = await monitor.beat('backup', { outcome: 'fail', at: hourAgo - 1 });
    expect(monitor.service('backup')).toMatchObject({ status: 'healthy', totalChecks });
    // From the future it is of now.
    expect(await monitor.beat('backup', { at: clock.now() + 1_000 })).toMatchObject({
      heartbeat: { lastSuccessAt: clock.now() },
    });
    await monitor.stop();
  });

  test('is taken without a start, as in a script, and leaves no timer', async () => {
    const { monitor, clock } = testMonitor({ services: { backup: hourly } });
    expect(await monitor.beat('backup')).toMatchObject({ status: 'healthy' });
    expect(clock.pendingTasks).toBe(0);
    await monitor.stop();
  });

  test('counts in the order in which it came, however much comes at once', async () => {
    const { monitor } = testMonitor({ services: { backup: hourly } });
    const checks = checksOf(monitor);
    await monitor.start();
    await Promise.all([
      monitor.beat('backup', { outcome: 'fail' }),
      monitor.check('backup'),
      monitor.beat('backup'),
      monitor.beat('backup', { outcome: 'start' }),
    ]);
    expect(checks.slice(0, 3)).toEqual(['0s fail fail', '0s pass success', '0s pass start']);
    expect(monitor.service('backup')?.status).toBe('healthy');
    await monitor.stop();
  });

  test.each<[BeatInput | undefined, string]>([
    [JSON.parse('{"outcome":"ok"}'), 'outcome: expected one of start, success, fail, found "ok"'],
    [JSON.parse('{"message":5}'), 'message: expected a text, found a number'],
    [JSON.parse('{"at":"now"}'), 'at: expected epoch milliseconds, found "now"'],
    [{ at: Number.NaN }, 'at: expected epoch milliseconds, found null'],
    [JSON.parse('"fail"'), 'expected { outcome, message, at }, found fail'],
  ])('is refused if it makes no sense: %j', async (input, message) => {
    const { monitor } = testMonitor({ services: { backup: hourly } });
    await expect(monitor.beat('backup', input)).rejects.toMatchObject({ code: 'ERR_INVALID_BEAT', message });
    await monitor.stop();
  });

  test('needs a service that waits for it', async () => {
    const { monitor } = testMonitor({ services: { backup: hourly, api: () => true } });
    await expect(monitor.beat('backups')).rejects.toMatchObject({ code: 'ERR_UNKNOWN_SERVICE' });
    await expect(monitor.beat('api')).rejects.toMatchObject({
      code: 'ERR_UNKNOWN_HEARTBEAT',
      message:
        "the service 'api' does not wait for a job to report; give it heartbeat({ period }) as its check",
    });
    await monitor.stop();
    await expect(monitor.beat('backup')).rejects.toMatchObject({ code: 'ERR_STOPPED' });
  });

  test('is cleaned and bounded', async () => {
    const { monitor } = testMonitor({ services: { backup: hourly } });
    const { message, heartbeat } = await monitor.beat('backup', {
      message: `\u0007line\u202e one\n${'x'.repeat(20_000)}`,
    });
    expect(message?.startsWith('line one\nxxx')).toBe(true);
    expect(message).toHaveLength(10_000);
    expect(heartbeat?.message).toBe('line one');
    await monitor.stop();
  });
});

describe('a pause', () => {
  test('hears nothing, and begins the waiting anew', async () => {
    const { monitor, clock } = testMonitor({ services: { backup: hourly } });
    const changes = changesOf(monitor);
    const checks = checksOf(monitor);
    await monitor.start();
    await monitor.beat('backup');
    monitor.pause('backup');
    await clock.advance('2h');
    expect(await monitor.beat('backup', { outcome: 'fail' })).toMatchObject({ paused: true });
    monitor.resume('backup');
    expect(monitor.service('backup')).toMatchObject({ status: 'unknown' });
    expect(monitor.service('backup')).not.toHaveProperty('heartbeat');
    await clock.advance('65m');
    expect(changes).toEqual([
      '0s backup unknown -> healthy',
      '7200s backup healthy -> unknown',
      '11100s backup unknown -> unhealthy',
    ]);
    expect(checks.slice(0, 2)).toEqual(['0s pass success', '11100s fail']);
    await monitor.stop();
    expect(clock.pendingTasks).toBe(0);
  });
});

describe('a service', () => {
  test('that is taken out is waited for no more', async () => {
    const { monitor, clock } = testMonitor({ services: { backup: hourly } });
    await monitor.start();
    await monitor.beat('backup');
    monitor.unregister('backup');
    await monitor.flush();
    expect(clock.pendingTasks).toBe(0);
    await expect(monitor.beat('backup')).rejects.toMatchObject({ code: 'ERR_UNKNOWN_SERVICE' });
    monitor.register('backup', hourly);
    expect(await monitor.beat('backup', { outcome: 'start' })).toMatchObject({ totalChecks: 1 });
    await monitor.stop();
  });

  test('may be registered later, and is late from then on', async () => {
    const { monitor, clock } = testMonitor({ services: { api: () => true } });
    await monitor.start();
    await clock.advance('1m');
    monitor.register('backup', hourly);
    const changes = changesOf(monitor);
    await clock.advance('65m');
    expect(changes).toContain('3960s backup unknown -> unhealthy');
    await monitor.stop();
  });

  test('needs one result to change its status, unless it says otherwise', () => {
    const { monitor } = testMonitor({
      services: {
        backup: hourly,
        patient: { ...hourly, failureThreshold: 2, recoveryThreshold: 4 },
        api: () => true,
      },
      defaults: { failureThreshold: 5 },
    });
    const thresholds = (name: string): unknown => {
      const { failureThreshold, recoveryThreshold } = monitor.serviceSettings(name) ?? {};
      return [failureThreshold, recoveryThreshold];
    };
    expect(['backup', 'patient', 'api'].map(thresholds)).toEqual([
      [1, 1],
      [2, 4],
      [5, 2],
    ]);
  });

  test('goes on from what was heard when its plan changes', async () => {
    const { monitor, clock, ops } = testMonitor({ services: { backup: hourly } });
    await monitor.start();
    await monitor.beat('backup');
    await clock.advance('2h');
    expect(monitor.service('backup')?.status).toBe('unhealthy');
    await monitor.reconfigure({
      services: { backup: heartbeat({ period: '1d' }) },
      channels: { ops },
    });
    await monitor.check('backup');
    expect(monitor.service('backup')).toMatchObject({
      status: 'healthy',
      heartbeat: { lastSuccessAt: START, dueAt: START + 86_400_000 },
    });
    await clock.advance('22h');
    const changes = changesOf(monitor);
    await clock.advance('5m');
    expect(changes).toEqual(['86700s backup healthy -> unhealthy']);
    await monitor.stop();
    expect(clock.pendingTasks).toBe(0);
  });
});

describe('a restart', () => {
  test('goes on waiting for the same moment', async () => {
    const journal = memoryJournal();
    const before = testMonitor({ services: { backup: hourly }, journal });
    const { clock } = before;
    await before.monitor.start();
    await clock.advance('10m');
    await before.monitor.beat('backup', { message: '3 GB saved' });
    await before.monitor.stop();
    await clock.advance('30m');
    const after = testMonitor({ services: { backup: hourly }, journal }, { clock });
    const changes = changesOf(after.monitor);
    await after.monitor.start();
    expect(after.monitor.service('backup')).toMatchObject({
      status: 'healthy',
      heartbeat: { lastSuccessAt: START + 600_000, message: '3 GB saved' },
    });
    await clock.advance('35m');
    expect(changes).toEqual(['4500s backup healthy -> unhealthy']);
    await after.monitor.stop();
  });

  test('tells at once what became late while nobody ran', async () => {
    const journal = memoryJournal();
    const before = testMonitor({ services: { backup: hourly }, journal });
    const { clock } = before;
    await before.monitor.start();
    await before.monitor.beat('backup');
    await before.monitor.stop();
    await clock.advance('5h');
    const after = testMonitor({ services: { backup: hourly }, journal }, { clock });
    const changes = changesOf(after.monitor);
    await after.monitor.start();
    await clock.advance(0);
    expect(changes).toEqual(['18000s backup healthy -> unhealthy']);
    expect(after.ops.notifications[0]?.message).toBe(
      'nothing heard since 2026-01-05T00:00:00Z, due by 2026-01-05T01:05:00Z',
    );
    await after.monitor.stop();
  });

  test('does not begin the waiting for the first word anew', async () => {
    const journal = memoryJournal();
    const clock = new VirtualClock(START);
    for (let i = 0; i < 5; i++) {
      const { monitor } = testMonitor({ services: { backup: hourly }, journal }, { clock });
      const changes = changesOf(monitor);
      await monitor.start();
      await clock.advance('13m');
      expect(changes).toEqual(i === 4 ? ['3900s backup unknown -> unhealthy'] : []);
      await monitor.stop();
    }
  });

  test('keeps a failure a failure', async () => {
    const journal = memoryJournal();
    const before = testMonitor({ services: { backup: hourly }, journal });
    await before.monitor.beat('backup', { outcome: 'fail', message: 'disk full' });
    await before.monitor.stop();
    const after = testMonitor({ services: { backup: hourly }, journal }, { clock: before.clock });
    await after.monitor.check('backup');
    expect(after.monitor.service('backup')).toMatchObject({
      status: 'unhealthy',
      message: 'the job failed 2026-01-05T00:00:00Z: disk full',
      totalChecks: 2,
    });
    await after.monitor.stop();
  });

  test('finds it in a file and its snapshot, too', async () => {
    const path = await temporaryPath();
    const run = (clock?: VirtualClock) =>
      testMonitor(
        { services: { backup: hourly }, journal: sqliteJournal(path) },
        clock === undefined ? {} : { clock },
      );
    const before = run();
    await before.monitor.start();
    await before.monitor.beat('backup', { outcome: 'start' });
    const { heartbeat } = before.monitor.service('backup') ?? {};
    await before.monitor.stop();
    const after = run(before.clock);
    await after.monitor.alert({ title: 'wake up' });
    expect(after.monitor.service('backup')?.heartbeat).toEqual(heartbeat);
    await after.monitor.stop();
  });
});
