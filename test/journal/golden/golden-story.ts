import { DeliveryError } from '../../../src/domain/delivery-error.js';
import type { GoldenConfig } from './golden-file.js';
import type { GoldenWorld } from './golden-world.js';

/** A name that no table may stumble over. */
const ODD = 'Größe "№ 1" \\ \'x\' 🚨\t%s';

/** Times are odd on purpose: what is due at the very same millisecond has no fixed order across a restart. */
export const CONFIG: GoldenConfig = {
  alerts: {
    minSeverity: 'info',
    throttle: { limit: 4 },
    remindEvery: 18_013_000,
    flapping: true,
    fallback: ['backup'],
  },
  services: {
    db: { failureThreshold: 2, labels: {} },
    api: {
      failureThreshold: 2,
      dependsOn: ['db'],
      labels: { team: 'core', 'a "b"': 'ü', constructor: 'x' },
      maintenance: [
        {
          days: ['mon', 'wed'],
          start: '02:30',
          duration: '45m',
          timeZone: 'Europe/Berlin',
          reason: 'backup',
        },
        { start: '12:00', duration: '10m' },
      ],
    },
    flappy: { failureThreshold: 1, recoveryThreshold: 1 },
    steady: { labels: { never: 'fails' } },
    asleep: {},
    [ODD]: { slowAfter: '240ms' },
  },
  channels: {
    ops: { minSeverity: 'warning' },
    pager: { minSeverity: 'error', maxAttempts: 12 },
    backup: { categories: ['none'], maxAttempts: 50 },
  },
};

/** A service that only the first run watches. */
export const FORMER: GoldenConfig['services'] = { former: { failureThreshold: 1, dependsOn: [] } };

const ODD_TEXT =
  'a "quoted" \\ \'text\',\nnext\r\nline\ttab 🚨 größer \u2028 \u202e\u0007\u0000 %s -- ; DROP TABLE events; <b>&amp;';

/** Monday: everything that is decided about alerts. Ends as it should. */
export async function firstRun(world: GoldenWorld): Promise<void> {
  const { monitor } = world;
  await world.pass(10_007);
  monitor.pause('asleep');
  for (const name of ['db', 'api', ODD, 'former']) await world.check(name, 'pass', {}, 2);
  await oddTexts(world);
  await storms(world);
  await maintenance(world);
  await conditions(world);
  await silences(world);
  await inhibition(world);
  await flapping(world);
  monitor.pause(ODD);
  await world.pass(90_001);
  monitor.resume(ODD);
  monitor.register('passing', { check: world.checkOf('passing'), failureThreshold: 1 });
  await world.check('passing', 'fail', { message: 'gone' });
  await world.pass(1_003);
  monitor.unregister('passing');
  await world.check('former', 'fail');
  await world.watch(4);
  await world.pass(61_001);
  await world.stop();
}

async function oddTexts(world: GoldenWorld): Promise<void> {
  await world.check(ODD, 'warn', {
    message: ODD_TEXT,
    data: { rows: 3, '': [null, 1.5e-7, 'ü'], deep: { x: [] } },
  });
  await world.check(ODD, 'pass', { data: JSON.parse('{"__proto__": {"a": 1}, "constructor": "y"}') });
  await world.alert(ODD_TEXT, 'error', {
    message: ODD_TEXT,
    category: 'größe "x"',
    source: "cron 'nightly'",
    labels: { team: 'core', 'a "b"': '', 日本: '語' },
    data: { big: 2 ** 53, tiny: 5e-324, list: [[], {}, '\u0000', 'x'.repeat(300)], not: null },
  });
}

async function storms(world: GoldenWorld): Promise<void> {
  await world.alert('for the record', 'debug');
  await world.alert('heard by nobody', 'info');
  await world.alert('burst', 'warning', {}, 7);
  world.monitor.resetThrottle('system:burst');
  await world.alert('burst', 'warning', {}, 2);
  world.monitor.resetThrottle({ all: true });
  await world.alert('pressure', 'warning', { source: 'gauge' });
  await world.alert('pressure', 'critical', { source: 'gauge' });
  await world.pass(125_007);
}

/** The window from 02:30 to 03:15 in Berlin is 01:30 to 02:15 here. */
async function maintenance(world: GoldenWorld): Promise<void> {
  await world.watch(1.5);
  await world.check('api', 'fail', { message: 'down for its backup' }, 3);
  await world.pass(3_600_007);
  await world.check('api', 'pass', {}, 2);
}

async function conditions(world: GoldenWorld): Promise<void> {
  const { monitor } = world;
  await world.alert('queue is long', 'error', { kind: 'condition', data: { length: 1_000 } });
  await world.pass(1_009);
  await world.alert('tape is full', 'warning', { kind: 'condition' });
  await world.pass(1_013);
  await world.alert('disk is worn', 'error', { kind: 'condition', labels: { host: 'h1' } });
  monitor.incidents.acknowledge('queue is long', { by: 'Zoë "on call"', note: `on it: ${ODD_TEXT}` });
  monitor.incidents.acknowledge('tape is full', { by: 'me' });
  await world.pass(30_011);
  await monitor.resolve('queue is long');
  await monitor.resolve('never was');
}

async function silences(world: GoldenWorld): Promise<void> {
  const { monitor, clock } = world;
  const every = {
    service: /^never$/u,
    category: 'batch',
    title: /^sch(ö|oe)n "\d+"$/i,
    key: /./s,
    severity: /warning|error/,
    labels: { team: 'core', host: /^h\d$/ },
  };
  const job = { kind: 'condition', category: 'batch', labels: { team: 'core', host: 'h2' } };
  const removed = monitor.silences.add({ match: every, for: '1h', by: 'me', reason: 'moving "house" 🏠' });
  monitor.silences.add({ match: { ...every, service: undefined }, for: 300_017, by: 'Zoë' });
  monitor.silences.add({ match: { severity: 'info', title: 'x' }, until: clock.now() + 400_019, by: 'me' });
  await world.alert('Schön "1"', 'warning', job);
  await world.alert('SCHOEN "22"', 'warning', job);
  await world.pass(10_007);
  await monitor.resolve('Schön "1"');
  monitor.silences.remove(removed.id);
  await world.pass(450_001);
  await monitor.resolve('SCHOEN "22"');
  await changedSilences(world);
}

/** What must not match, labels that every alert has, and silences that are changed while they are open. */
async function changedSilences(world: GoldenWorld): Promise<void> {
  const { monitor } = world;
  const match = {
    service: { not: /./u },
    category: { not: 'system' },
    severity: { not: 'critical' },
    title: { not: /^day/i },
    labels: { host: { not: 'h"1"' }, rack: { not: /\d/ }, alertname: /^night/, severity: /warning|error/ },
  } as const;
  const night = { kind: 'condition', category: 'night' };
  const { id } = monitor.silences.add({ match, for: 60_013, by: 'Zoë', reason: 'for the night' });
  await world.alert('night run', 'error', night);
  await world.alert('night shift', 'warning', { ...night, labels: { host: 'h"1"' } });
  await world.pass(10_037);
  monitor.silences.update(id, { match, for: 200_023, by: 'me', reason: 'for longer' });
  await world.pass(120_011);
  monitor.silences.update(id, { match: { ...match, key: { not: 'night run' } }, for: '1h', by: 'me' });
  await world.pass(20_021);
  monitor.silences.remove(id);
  for (const key of ['night run', 'night shift']) await monitor.resolve(key);
}

async function inhibition(world: GoldenWorld): Promise<void> {
  await world.check('db', 'fail', { message: 'refused' }, 2);
  await world.check('api', 'fail', { message: 'no database' }, 2);
  await world.pass(30_023);
  await world.check('db', 'pass', {}, 2);
  await world.check('api', 'pass', {}, 2);
}

async function flapping(world: GoldenWorld): Promise<void> {
  for (let i = 0; i < 10; i++) {
    await world.check('flappy', i % 2 === 0 ? 'pass' : 'fail');
    await world.pass(61_003);
  }
  await world.check('flappy', 'pass', {}, 16);
}

/** Tuesday: everything that becomes of deliveries. Killed while some are still owed. */
export async function secondRun(world: GoldenWorld): Promise<void> {
  const { clock } = world;
  const [ops, pager, backup] = ['ops', 'pager', 'backup'].map((name) => world.channel(name));
  if (ops === undefined || pager === undefined || backup === undefined) return;
  ops.problem = 'one recipient was refused: <zoë@example.org>';
  await world.alert('taken in part', 'error');
  ops.problem = undefined;
  ops.failWith(Object.assign(new Error('connect failed'), { code: 'ECONNREFUSED' }), 1);
  await world.alert('taken at the second attempt', 'warning');
  await world.pass(61_001);
  ops.failWith(new DeliveryError('slow down', { retryable: true, retryAfterMs: 5_000 }), 1);
  await world.alert('asked to wait', 'warning');
  await world.pass(61_001);
  // Other rules for a while: what repeats is told later, and again as before.
  await world.changeRulesForAWhile({ group: { summarizeAfter: 6 }, minSeverity: 'error' }, 1_013);
  ops.failWith(new DeliveryError('the room is gone', { retryable: false }), 1);
  backup.failWith(new DeliveryError('no such room', { retryable: false }), 1);
  await world.alert('given up at once', 'warning');
  await world.pass(61_001);
  // Five failures open the circuit; when it closes again more than twenty notifications wait.
  ops.failWith(new Error('503'), 5);
  for (let i = 0; i < 24; i++) await world.alert(`backlog ${i}`, 'warning');
  await world.pass(9_001);
  await world.alert('too urgent to wait', 'critical');
  await clock.advance('90s');
  await world.watch(3);
  await world.check('db', 'fail', { message: 'timed out' }, 3);
  pager.failWith(new Error('pager: 500'));
  await world.alert('owed by the pager', 'critical');
  await world.pass(2_003);
  await world.crash();
}

/** Tuesday to Wednesday: goes on where the killed one was. Ends as it should, with a snapshot and something owed. */
export async function thirdRun(world: GoldenWorld): Promise<void> {
  const { monitor } = world;
  world.channel('pager').failWith(new Error(''), 0);
  await world.pass(10_009);
  await world.check('db', 'pass', {}, 2);
  await world.check('api', 'warn', { message: 'slow', data: { ms: 900 } }, 2);
  await world.watch(11);
  await monitor.resolve('disk is worn');
  await world.pass(1_021);
  await world.alert('disk is worn', 'warning', { kind: 'condition', labels: { host: 'h1' } });
  monitor.silences.add({ match: { key: 'mute' }, for: '2d', by: 'me' });
  const { id } = monitor.silences.add({ match: { key: 'mute', severity: 'info' }, for: 3_607_039, by: 'me' });
  monitor.silences.update(id, {
    match: { labels: { host: { not: /^h/ } }, key: 'mute' },
    for: '3d',
    by: 'Zoë',
  });
  monitor.silences.add({
    match: { labels: { host: 'h9' } },
    from: world.clock.now() + 86_400_029,
    for: '1h',
    by: 'me',
    reason: 'later',
  });
  await world.alert('mute', 'error', { kind: 'condition' });
  await world.pass(1_031);
  await world.check('flappy', 'fail');
  await world.pass(1_033);
  world.channel('pager').failWith(new Error('pager: 502'));
  world.channel('backup').failWith(Object.assign(new Error('disk full'), { code: 'ENOSPC' }));
  await world.alert('owed for long', 'error', { source: 'story' });
  await world.alert('owed and urgent', 'critical');
  await world.pass(7_019);
  monitor.pause(ODD);
  await world.stop();
}

/** Wednesday: what no snapshot holds. Killed. */
export async function fourthRun(world: GoldenWorld): Promise<void> {
  const { monitor } = world;
  await world.pass(3_011);
  await world.check('api', 'fail', { message: 'no answer' }, 2);
  await world.check('db', 'pass');
  monitor.incidents.acknowledge('disk is worn', { by: 'me', note: 'a new one is ordered' });
  const { id } = monitor.silences.add({ match: { service: /^api$/ }, for: '1m', by: 'me' });
  monitor.silences.update(id, { match: { service: /^api$/ }, for: '5h', by: 'me' });
  await world.alert('pressure', 'warning', {}, 4);
  await world.alert('queue is long', 'error', { kind: 'condition' });
  await world.pass(61_027);
  await world.check('api', 'fail', { message: 'no answer' });
}
