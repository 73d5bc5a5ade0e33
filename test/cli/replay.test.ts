import { describe, expect, it } from 'vitest';
import { createPaint } from '../../src/cli/paint.js';
import { type ReplayOptions, replay } from '../../src/cli/replay.js';
import type { Outcome } from '../../src/domain/check.js';
import { DeliveryError } from '../../src/domain/delivery-error.js';
import type { Journal } from '../../src/journal/journal.js';
import { memoryJournal } from '../../src/journal/memory-journal.js';
import type { MonitorConfig } from '../../src/runtime/monitor-config.js';
import { recordingChannel } from '../../src/testing/recording-channel.js';
import { testMonitor } from '../support/monitor.js';

const START = Date.UTC(2026, 0, 5);
const plain = createPaint(false);

async function tell(
  journal: Journal,
  options: Partial<ReplayOptions> = {},
  paint = plain,
): Promise<string[]> {
  const lines: string[] = [];
  const span = { from: START, to: START + 86_400_000, ...options };
  for await (const line of replay(journal, span, paint)) lines.push(line);
  return lines;
}

/** A monitor whose service `api` answers what it is told, over a journal that outlives it. */
function watched(journal: Journal, config: MonitorConfig = {}, outcomes = new Map<string, Outcome>()) {
  const answer = (name: string) => () => {
    const outcome = outcomes.get(name) ?? 'pass';
    return outcome === 'pass' ? { outcome } : { outcome, message: `${name} said ${outcome}` };
  };
  const service = (name: string, dependsOn: string[] = []) => ({
    check: answer(name),
    every: '1h' as const,
    failureThreshold: 1,
    recoveryThreshold: 1,
    dependsOn,
  });
  const services = { db: service('db'), api: service('api', ['db']) };
  return { outcomes, ...testMonitor({ services, journal, ...config }) };
}

describe('tocsin replay', () => {
  it('tells what happened by day and time, and sums it up', async () => {
    const journal = memoryJournal();
    const { monitor, clock, outcomes } = watched(journal);
    await clock.advance('1s');
    await monitor.checkAll();
    await clock.advance('22h');
    outcomes.set('db', 'fail').set('api', 'fail');
    await monitor.check('db');
    await monitor.check('api');
    await clock.advance('5m');
    monitor.incidents.acknowledge('service_health:db', { by: 'ann', note: 'on it' });
    await clock.advance('3h');
    outcomes.set('db', 'pass').set('api', 'warn');
    await monitor.check('db');
    await monitor.check('api');
    await monitor.flush();
    await monitor.stop();
    expect(await tell(journal, { to: clock.now() + 1 })).toEqual([
      '2026-01-05 00:00:00 to 2026-01-06 01:05:01 UTC',
      '',
      '2026-01-05',
      '  00:00:01  started as run id1',
      '            db: unknown -> healthy',
      '            api: unknown -> healthy',
      '  22:00:01  db: healthy -> unhealthy after 22h  db said fail',
      '            alert [ERROR] Service unhealthy: db: db said fail',
      '            incident opened: service_health:db',
      '            told ops: [ERROR] Service unhealthy: db (first, 1 of 1)',
      '            api: healthy -> unhealthy after 22h  api said fail',
      '            alert [ERROR] Service unhealthy: api: api said fail; held back: inhibited, db is unhealthy',
      '            incident opened: service_health:api',
      '  22:05:01  incident acknowledged by ann after 5m: service_health:db (on it)',
      '',
      '2026-01-06',
      '  01:05:01  db: unhealthy -> healthy after 3h 5m',
      '            alert [ERROR] resolved: Service unhealthy: db',
      '            told ops: [ERROR] Resolved: Service unhealthy: db (resolved, 0 of 1)',
      '            incident resolved after 3h 5m: service_health:db',
      '            alert [ERROR] Service unhealthy: api: api said fail',
      '            told ops: [ERROR] Service unhealthy: api (first, 1 of 1)',
      '            api: unhealthy -> degraded after 3h 5m  api said warn',
      '            alert [WARNING] Service degraded: api: api said warn',
      '            stopped after 1d 1h',
      '',
      'Totals',
      '  runs            1 started, 1 stopped',
      '  checks          6: 3 passed, 1 warned, 2 failed',
      '  status changes  6',
      '  alerts          4 raised, 1 resolved',
      '  held back       1: 1 inhibited',
      '  notifications   3: 2 first, 1 resolved',
      '  deliveries      3 succeeded',
      '  incidents       2 opened, 1 acknowledged, 1 resolved',
      'Checks',
      '  api  3: 1 passed, 1 warned, 1 failed, 66.66 % up',
      '  db   3: 2 passed, 1 failed, 66.66 % up',
      'Firing at the end',
      '  service_health:api  for 3h 5m',
    ]);
  });

  it('knows at the beginning of a span how long things had lasted, and tells no more than the span', async () => {
    const journal = memoryJournal();
    const { monitor, clock, outcomes } = watched(journal);
    outcomes.set('db', 'fail');
    await monitor.check('db');
    await clock.advance('2d');
    outcomes.set('db', 'pass');
    await monitor.check('db');
    await clock.advance('1h');
    outcomes.set('db', 'warn');
    await monitor.check('db');
    const from = START + 2 * 86_400_000;
    expect(await tell(journal, { from, to: from + 3_600_000 })).toEqual([
      '2026-01-07 00:00:00 to 2026-01-07 01:00:00 UTC',
      '',
      '2026-01-07',
      '  00:00:00  db: unhealthy -> healthy after 2d',
      '            alert [ERROR] resolved: Service unhealthy: db',
      '            told ops: [ERROR] Resolved: Service unhealthy: db (resolved, 0 of 1)',
      '            incident resolved after 2d: service_health:db',
      '',
      'Totals',
      '  checks          1: 1 passed',
      '  status changes  1',
      '  alerts          1 resolved',
      '  notifications   1: 1 resolved',
      '  deliveries      1 succeeded',
      '  incidents       1 resolved',
    ]);
    await monitor.stop();
  });

  it('tells a run that was killed from one that stopped', async () => {
    const journal = memoryJournal();
    const first = watched(journal);
    await first.monitor.check('db');
    await first.clock.advance('90s');
    await first.monitor.stop();
    const second = watched(journal);
    await second.clock.advance('2h');
    await second.monitor.check('db');
    await second.monitor.flush();
    // Nothing is heard of this one again.
    await journal.close();
    const third = watched(journal);
    await third.clock.advance('3h');
    await third.monitor.check('db');
    await third.monitor.stop();
    const lines = await tell(journal);
    expect(lines.filter((line) => /started|stop/.test(line))).toEqual([
      '  00:00:00  started as run id1',
      '  00:01:30  stopped after 1m 30s',
      '  02:00:00  started as run id1, 1h 58m after the last one stopped',
      '  03:00:00  started as run id1; run id1 before it ended without a stop (killed or crashed), last heard of at 2026-01-05 02:00:00',
      '            stopped after 0ms',
      '  runs            3 started, 2 stopped',
    ]);
  });

  it('tells what held alerts back and why', async () => {
    const journal = memoryJournal();
    const { monitor, clock } = watched(journal, { alerts: { throttle: { limit: 1, window: '1m' } } });
    const silence = monitor.silences.add({
      match: { title: /^Disk/ },
      for: '1h',
      by: 'ann',
      reason: 'cleaning',
    });
    await monitor.alert({ title: 'Disk full', severity: 'error' });
    await monitor.alert({ title: 'Hello' });
    await monitor.alert({ title: 'Net slow', severity: 'warning', message: '3 s' });
    for (let i = 0; i < 3; i++) {
      await clock.advance('1s');
      await monitor.alert({ title: 'Net slow', severity: 'warning', message: '3 s' });
    }
    await clock.advance('1s');
    monitor.silences.remove(silence.id);
    await clock.advance('2m');
    await monitor.flush();
    const lines = await tell(journal);
    const told = lines.slice(3, lines.indexOf('Totals') - 1);
    expect(told).toEqual([
      '  00:00:00  started as run id2',
      '            silence by ann from 2026-01-05 00:00:00 until 2026-01-05 01:00:00: title /^Disk/ (cleaning)',
      '            alert [ERROR] Disk full; held back: silenced by ann (cleaning)',
      '            alert [INFO] Hello; held back: below the least severity that is told',
      '            alert [WARNING] Net slow: 3 s',
      '            told ops: [WARNING] Net slow (first, 1 of 1)',
      '  00:00:01  alert [WARNING] Net slow: 3 s; held back: throttled, over the limit of its key; still counted (3 times until 00:00:03)',
      '  00:00:04  silence by ann was removed (cleaning)',
      '  00:01:00  told ops: [WARNING] Repeated: Net slow (digest, 3 of 4)',
    ]);
    await monitor.stop();
  });

  it('tells deliveries that failed, were given up or diverted', async () => {
    const journal = memoryJournal();
    const ops = recordingChannel();
    const channels = { ops, spare: recordingChannel() };
    const { monitor, clock } = watched(journal, { channels, alerts: { fallback: ['spare'] } });
    ops.failWith(new DeliveryError('HTTP 503', { retryable: true }), 2);
    await monitor.alert({ title: 'Disk full', severity: 'error' });
    await clock.advance('1s');
    ops.failWith(new DeliveryError('no such room', { retryable: false }));
    await monitor.alert({ title: 'Net slow', severity: 'error' });
    await monitor.flush();
    const told = (await tell(journal)).filter((line) => /ops(, spare)?: /.test(line));
    expect(told).toEqual([
      '            told ops, spare: [ERROR] Disk full (first, 1 of 1)',
      '            ops: not delivered: HTTP 503; next attempt in 0ms (Disk full) (2 times)',
      '            told ops, spare: [ERROR] Net slow (first, 1 of 1)',
      '            ops: not delivered: no such room (Net slow)',
      '            ops: given up: no such room; handed to spare (Net slow)',
    ]);
    await monitor.stop();
  });

  it('tells of one service only if asked to, and each check if asked to', async () => {
    const journal = memoryJournal();
    const { monitor, clock, outcomes } = watched(journal);
    await monitor.alert({ title: 'Disk full', severity: 'error' });
    outcomes.set('db', 'fail').set('api', 'warn');
    await monitor.check('api');
    await monitor.check('db');
    monitor.silences.add({ match: { service: 'api' }, for: '1m', by: 'ann' });
    monitor.silences.add({ match: { service: /^db/ }, for: '1m', by: 'bob' });
    await clock.advance('1m');
    monitor.pause('api');
    monitor.pause('db');
    await monitor.flush();
    expect(await tell(journal, { service: 'db', all: true, to: START + 3_600_000 })).toEqual([
      '2026-01-05 00:00:00 to 2026-01-05 01:00:00 UTC, db',
      '',
      '2026-01-05',
      '  00:00:00  started as run id1',
      '            db: fail in 0ms: db said fail',
      '            db: unknown -> unhealthy  db said fail',
      '            alert [ERROR] Service unhealthy: db: db said fail',
      '            incident opened: service_health:db',
      '            told ops: [ERROR] Service unhealthy: db (first, 1 of 1)',
      '            silence by bob from 2026-01-05 00:00:00 until 2026-01-05 00:01:00: service /^db/',
      '  00:01:00  silence by bob is over',
      '            db: paused',
      '',
      'Totals',
      '  runs            1 started',
      '  checks          1: 1 failed',
      '  status changes  1',
      '  alerts          1 raised',
      '  notifications   1: 1 first',
      '  deliveries      1 succeeded',
      '  incidents       1 opened',
      '  silences        1 created, 1 ended',
      'Checks',
      '  db  1: 1 failed, 0.00 % up',
      'Firing at the end',
      '  service_health:db  for 1h',
    ]);
    await monitor.stop();
  });

  it('refuses a service that the journal does not know', async () => {
    const journal = memoryJournal();
    const { monitor } = watched(journal);
    await monitor.checkAll();
    await expect(tell(journal, { service: 'apl' })).rejects.toThrow(
      'the journal knows no service apl; did you mean api?\nSee tocsin replay --help',
    );
    await expect(tell(journal, { service: 'queue' })).rejects.toMatchObject({
      code: 'ERR_USAGE',
      message: 'the journal knows no service queue; it knows db, api\nSee tocsin replay --help',
    });
    await monitor.stop();
  });

  it('says so where there is nothing to tell', async () => {
    expect(await tell(memoryJournal())).toEqual([
      '2026-01-05 00:00:00 to 2026-01-06 00:00:00 UTC',
      '',
      'Nothing was recorded in this span.',
    ]);
  });

  it('colours statuses, and nothing that was recorded can', async () => {
    const journal = memoryJournal();
    const { monitor } = testMonitor({
      journal,
      services: {
        'a\u001b[31mpi': {
          check: () => ({ outcome: 'pass', message: 'all\u001b[5m well\nreally' }),
          recoveryThreshold: 1,
        },
      },
    });
    await monitor.checkAll();
    await monitor.stop();
    const lines = await tell(journal, {}, createPaint(true));
    expect(lines.find((line) => line.includes('->'))).toBe(
      '  \u001b[2m        \u001b[0m  a[31mpi: unknown -> \u001b[32mhealthy\u001b[0m  all[5m well really',
    );
  });
});
