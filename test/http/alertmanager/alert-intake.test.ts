import { describe, expect, test } from 'vitest';
import type { RecordedEvent } from '../../../src/domain/events.js';
import type { Incident } from '../../../src/domain/incident.js';
import type { Monitor } from '../../../src/domain/monitor.js';
import { TocsinError } from '../../../src/domain/tocsin-error.js';
import type { Journal, JournalHead } from '../../../src/journal/journal.js';
import { memoryJournal } from '../../../src/journal/memory-journal.js';
import { settling } from '../../../src/journal/settling.js';
import { story, testMonitor } from '../../support/monitor.js';
import { apiOf, askingApi } from './api-of.js';

const START = Date.UTC(2026, 0, 5);
const labels = { alertname: 'HighLoad', instance: 'a', severity: 'page' };
const KEY = 'HighLoad{instance="a",severity="page"}';
const alert = { labels, annotations: { summary: 'Load is high' } };

/** A time so many seconds after the start. */
const at = (seconds: number): string => new Date(START + seconds * 1_000).toISOString();

/** A journal whose appends can be held up. */
function heldJournal(): { journal: Journal; hold(): void; release(): void } {
  const inner = memoryJournal();
  let held: Promise<void> | undefined;
  let release = (): void => {};
  const append = async (events: readonly RecordedEvent[]): Promise<void> => {
    await held;
    await inner.append(events);
  };
  return {
    journal: { ...inner, append: settling(append) },
    hold() {
      held = new Promise((resolve) => {
        release = resolve;
      });
    },
    release: () => release(),
  };
}

function firing(monitor: Monitor): string[] {
  return monitor.incidents.list().flatMap(({ key, status }) => (status === 'resolved' ? [] : [key]));
}

describe('an alert of Prometheus', () => {
  test('becomes a condition with all that it says', async () => {
    const { monitor, post } = apiOf();
    await post({
      labels: { ...labels, team: 'core' },
      annotations: { summary: 'Load is high', description: 'above 10', runbook: 'https://wiki/load' },
      startsAt: at(-60),
      endsAt: at(240),
      generatorURL: 'http://prometheus:9090/graph?g0.expr=load',
    });
    const [raised] = monitor.recentAlerts();
    expect(raised).toMatchObject({
      key: 'HighLoad{instance="a",severity="page",team="core"}',
      kind: 'condition',
      status: 'firing',
      title: 'HighLoad',
      message: 'Load is high\nabove 10',
      severity: 'critical',
      category: 'prometheus',
      source: 'prometheus',
      labels: { ...labels, team: 'core' },
      data: {
        runbook: 'https://wiki/load',
        summary: 'Load is high',
        description: 'above 10',
        startsAt: at(-60),
        generatorURL: 'http://prometheus:9090/graph?g0.expr=load',
      },
    });
    await monitor.stop();
  });

  test('without a name is called by its labels, without annotations says nothing', async () => {
    const { monitor, post } = apiOf();
    await post({ labels: { job: 'node', category: 'hosts' }, generatorURL: 'https://user:pass@prometheus/' });
    expect(monitor.recentAlerts()).toMatchObject([
      {
        title: '{category="hosts",job="node"}',
        message: '',
        severity: 'warning',
        category: 'hosts',
        data: {},
      },
    ]);
    await monitor.stop();
  });

  test.each(['javascript:alert(1)', 'https://u@h/', 'ftp://h/x', 'http://', '//h'])(
    'does not pass on the link %s',
    async (generatorURL) => {
      const { monitor, post, get } = apiOf();
      await post({ labels, generatorURL });
      expect(monitor.recentAlerts()[0]?.data).toEqual({});
      expect(await get('/alerts')).toMatchObject([{ labels }]);
      expect(JSON.stringify(await get('/alerts'))).not.toContain('generatorURL');
      await monitor.stop();
    },
  );

  test('that is posted over and over is told once', async () => {
    const { clock, ops, monitor, post } = apiOf();
    for (let minute = 0; minute < 30; minute++) {
      await post({ ...alert, annotations: { summary: `Load is ${minute}` } });
      await clock.advance('1m');
    }
    expect(story(ops)).toEqual(['0s first 1/1 HighLoad']);
    expect(monitor.alertStats().raised).toBe(1);
    await monitor.stop();
  });

  test('that is critical is told however long its labels are, once, and ends', async () => {
    const journal = memoryJournal();
    const { clock, monitor, ops, post } = apiOf({ journal });
    const huge = { labels: { ...labels, query: 'x'.repeat(1_000_000) } };
    await post(huge);
    await clock.advance('1m');
    await post(huge);
    await monitor.stop();
    expect(ops.notifications).toMatchObject([{ reason: 'first', title: 'HighLoad', severity: 'critical' }]);
    const after = askingApi({ ...testMonitor({ journal }, { clock }), clock });
    await after.post(huge);
    expect(firing(after.monitor)).toHaveLength(1);
    await clock.advance('1h');
    expect(story(after.ops)).toEqual(['360s resolved 0/1 Resolved: HighLoad']);
    await after.monitor.stop();
  });

  test('is over five minutes after its last post, to the millisecond, if it names no end', async () => {
    const { clock, ops, monitor, post } = apiOf();
    await post(alert);
    await clock.advance('4m');
    await post(alert);
    await clock.advance(299_999);
    expect(firing(monitor)).toEqual([KEY]);
    await clock.advance(1);
    expect(firing(monitor)).toEqual([]);
    expect(story(ops)).toEqual(['0s first 1/1 HighLoad', '540s resolved 0/1 Resolved: HighLoad']);
    await monitor.stop();
  });

  test('is over at the end that it names, if that is not put off', async () => {
    const { clock, ops, monitor, post } = apiOf();
    await post({ ...alert, endsAt: at(240) });
    await clock.advance('1m');
    await post({ ...alert, endsAt: at(300) });
    await clock.advance('1h');
    expect(story(ops)).toEqual(['0s first 1/1 HighLoad', '300s resolved 0/1 Resolved: HighLoad']);
    await monitor.stop();
  });

  test('is over when the last of those that post it says so', async () => {
    const { clock, ops, monitor, post } = apiOf();
    await post({ ...alert, endsAt: at(400) });
    await clock.advance('10s');
    await post({ ...alert, endsAt: at(30) });
    await clock.advance('1h');
    expect(story(ops)[1]).toBe('400s resolved 0/1 Resolved: HighLoad');
    await monitor.stop();
  });

  test('that named no end may be given an early one', async () => {
    const { clock, ops, monitor, post } = apiOf();
    await post(alert);
    await clock.advance('10s');
    await post({ ...alert, endsAt: at(30) });
    await clock.advance('1h');
    expect(story(ops)[1]).toBe('30s resolved 0/1 Resolved: HighLoad');
    await monitor.stop();
  });

  test('that is posted as over is resolved at once, and begins anew when it is posted again', async () => {
    const { clock, ops, monitor, post } = apiOf();
    await post({ ...alert, endsAt: at(240) });
    await clock.advance('1m');
    await post({ ...alert, endsAt: at(60) });
    await post({ ...alert, endsAt: at(60) });
    await clock.advance('1m');
    await post({ ...alert, endsAt: at(360) });
    expect(story(ops)).toEqual([
      '0s first 1/1 HighLoad',
      '60s resolved 0/1 Resolved: HighLoad',
      '120s first 1/1 HighLoad',
    ]);
    await monitor.stop();
  });

  test('that is over and was never heard of changes nothing', async () => {
    const { monitor, post } = apiOf();
    await post({ ...alert, endsAt: at(-1) });
    expect(monitor.alertStats().raised).toBe(0);
    await monitor.stop();
  });

  test('counts in the order of the list', async () => {
    const { ops, monitor, post } = apiOf();
    const over = { ...alert, startsAt: at(-60), endsAt: at(0) };
    await post(alert, over, alert, over, over, alert);
    expect(firing(monitor)).toEqual([KEY]);
    expect(ops.notifications.map(({ reason }) => reason)).toEqual([
      'first',
      'resolved',
      'first',
      'resolved',
      'first',
    ]);
    await monitor.stop();
  });

  test('counts in the order of the requests, even if they come at once', async () => {
    const { monitor, ask } = apiOf();
    const over = { ...alert, endsAt: at(0) };
    const answers = [alert, over, alert, alert].map((one) => ask('POST', '/alerts', [one]));
    for (const answer of answers) expect(await answer).toEqual([200, undefined]);
    expect(firing(monitor)).toEqual([KEY]);
    expect(monitor.alertStats().raised).toBe(3);
    await monitor.stop();
  });

  test('goes on if somebody resolved it by hand', async () => {
    const { clock, ops, monitor, post } = apiOf();
    await post(alert);
    await monitor.resolve(KEY);
    await clock.advance('1m');
    await post(alert);
    await clock.advance('1h');
    expect(story(ops)).toEqual([
      '0s first 1/1 HighLoad',
      '0s resolved 0/1 Resolved: HighLoad',
      '60s first 1/1 HighLoad',
      '360s resolved 0/1 Resolved: HighLoad',
    ]);
    expect(monitor.alertStats().raised).toBe(4);
    await monitor.stop();
  });

  test('that somebody resolved by hand is not resolved again when its time is over', async () => {
    const { clock, monitor, post } = apiOf();
    await post(alert);
    await monitor.resolve(KEY);
    await clock.advance('1h');
    expect(monitor.alertStats().raised).toBe(2);
    await monitor.stop();
  });

  test('with another severity is another alert, for that is one of its labels', async () => {
    const { ops, monitor, post } = apiOf();
    await post(alert, { ...alert, labels: { ...labels, severity: 'warning' } });
    expect(ops.notifications.map(({ severity }) => severity)).toEqual(['critical', 'warning']);
    expect(firing(monitor)).toHaveLength(2);
    await monitor.stop();
  });
});

describe('a storm of alerts', { timeout: 60_000 }, () => {
  test('ends with one timer, each alert at its own time', async () => {
    const { clock, monitor, post } = apiOf();
    const many = Array.from({ length: 600 }, (_, n) => ({
      labels: { alertname: 'Down', instance: `host-${n}` },
      endsAt: at(60 + (n % 100)),
    }));
    const before = clock.pendingTasks;
    await post(...many);
    // The others are those of the monitor itself.
    expect(clock.pendingTasks - before).toBeLessThan(10);
    const left: number[] = [];
    for (let second = 0; second < 3; second++) {
      await clock.advance(second === 0 ? '60s' : '1s');
      left.push(firing(monitor).length);
    }
    expect(left).toEqual([594, 588, 582]);
    await clock.advance('97s');
    expect(firing(monitor)).toEqual([]);
    await monitor.stop();
  });

  test('that ends all at once leaves none behind', async () => {
    const { clock, monitor, post } = apiOf();
    await post(...Array.from({ length: 1_100 }, (_, n) => ({ labels: { alertname: 'Down', n: String(n) } })));
    expect(firing(monitor)).toHaveLength(1_100);
    await clock.advance('5m');
    expect(firing(monitor)).toEqual([]);
    await monitor.stop();
  });
});

describe('what is bad in a list', () => {
  test('is told with its place, and what is good is taken all the same', async () => {
    const { monitor, ask } = apiOf();
    const answer = await ask('POST', '/alerts', [alert, { labels: { severity: 5 } }, { labels: {} }]);
    expect(answer).toEqual([
      400,
      'alerts[1].labels.severity: expected a text, found 5\nalerts[2].labels: expected at least one label that is not empty, found none',
    ]);
    expect(firing(monitor)).toEqual([KEY]);
    await monitor.stop();
  });

  test('is told up to a bound', async () => {
    const { monitor, ask } = apiOf();
    const [status, problem] = await ask('POST', '/alerts', Array(1_000).fill(null));
    expect([status, String(problem).split('\n')]).toEqual([
      400,
      [
        ...Array.from({ length: 20 }, (_, n) => `alerts[${n}]: expected an alert with labels, found null`),
        'and 980 more',
      ],
    ]);
    await monitor.stop();
  });

  test.each([
    ['', 'expected a list of alerts, found no JSON'],
    ['[{]', 'expected a list of alerts, found no JSON'],
    [{ labels }, 'expected a list of alerts, found an object'],
    ['"alert"', 'expected a list of alerts, found "alert"'],
  ])('is the whole of %j', async (body, problem) => {
    const { monitor, ask } = apiOf();
    expect(await ask('POST', '/alerts', body)).toEqual([400, problem]);
    await monitor.stop();
  });

  test('does not keep an empty list from being taken', async () => {
    const { monitor, post } = apiOf();
    await post();
    expect(monitor.alertStats().raised).toBe(0);
    await monitor.stop();
  });
});

describe('after a restart', () => {
  test('what fired is known, told no more, and ends in its time', async () => {
    const journal = memoryJournal();
    const first = apiOf({ journal });
    await first.post(alert, { ...alert, labels: { ...labels, instance: 'b' } });
    await first.monitor.alert({ title: 'Own', kind: 'condition', severity: 'error', key: 'own' });
    await first.monitor.stop();
    const { clock } = first;
    await clock.advance('10m');

    const { monitor, ops, ...next } = askingApi({ ...testMonitor({ journal }, { clock }), clock });
    await monitor.start();
    expect(await next.get('/alerts')).toMatchObject([
      expect.anything(),
      expect.anything(),
      expect.anything(),
    ]);
    await clock.advance('1m');
    await next.post(alert);
    await clock.advance('239s');
    expect(firing(monitor)).toHaveLength(3);
    await clock.advance('1s');
    // Five minutes after the start: what nobody posted again.
    expect(firing(monitor).sort()).toEqual([KEY, 'own']);
    await clock.advance('1m');
    expect(firing(monitor)).toEqual(['own']);
    expect(story(ops)).toEqual([
      '900s resolved 0/1 Resolved: HighLoad',
      '960s resolved 0/1 Resolved: HighLoad',
    ]);
    await monitor.stop();
  });

  test('what fired ends in its time if nobody ever asks or posts', async () => {
    const journal = memoryJournal();
    const first = apiOf({ journal });
    await first.post(alert);
    await first.monitor.stop();
    const { clock } = first;
    const { monitor } = askingApi({ ...testMonitor({ journal }, { clock }), clock });
    await monitor.start();
    await clock.advance('5m');
    expect(firing(monitor)).toEqual([]);
    await monitor.stop();
  });

  test.each(['before', 'after'])(
    'a post to a handler made %s the journal is open raises nothing again',
    async (when) => {
      const journal = memoryJournal();
      const first = apiOf({ journal });
      await first.post(alert);
      await first.monitor.stop();
      const { clock } = first;
      const test = testMonitor({ journal }, { clock });
      if (when === 'after') await test.monitor.start();
      const { monitor, ops, post } = askingApi({ ...test, clock });
      await post(alert);
      await monitor.flush();
      expect(ops.notifications).toEqual([]);
      expect(monitor.incidents.get(KEY)).toMatchObject({
        status: 'firing',
        count: 1,
      } satisfies Partial<Incident>);
      await clock.advance('1h');
      expect(firing(monitor)).toEqual([]);
      await monitor.stop();
    },
  );
});

describe('the intake', () => {
  test('answers only when the journal holds what was posted', async () => {
    const { journal, release, hold } = heldJournal();
    const { monitor, ask, post, clock } = apiOf({ journal });
    await post({ labels: { alertname: 'First' } });
    hold();
    let answers = 0;
    const count = (): number => ++answers;
    const raised = ask('POST', '/alerts', [alert]).then(count);
    const again = ask('POST', '/alerts', [alert]).then(count);
    const known = ask('POST', '/alerts', [{ labels: { alertname: 'First' } }]);
    expect(await known).toEqual([200, undefined]);
    await clock.advance(10);
    expect(answers).toBe(0);
    release();
    await Promise.all([raised, again]);
    expect(answers).toBe(2);
    await monitor.stop();
  });

  test('tells that a journal cannot be opened, and works when it can', async () => {
    const inner = memoryJournal();
    let failures = 1;
    const open = async (): Promise<JournalHead> => {
      if (failures-- > 0) throw new TocsinError('ERR_JOURNAL_HELD', 'another monitor has it');
      return inner.open();
    };
    const { monitor, ask, post } = apiOf({ journal: { ...inner, open } });
    expect(await ask('POST', '/alerts', [alert])).toEqual([503, 'another monitor has it']);
    await post(alert);
    expect(firing(monitor)).toEqual([KEY]);
    await monitor.stop();
  });

  test('leaves no timer when it is ended, and takes no more', async () => {
    const { clock, monitor, api, post, ask } = apiOf();
    await post(alert);
    await clock.advance('2m');
    const before = clock.pendingTasks;
    api.end();
    expect(before - clock.pendingTasks).toBe(1);
    expect(await ask('POST', '/alerts', [alert])).toEqual([503, 'the monitor is stopping or stopped']);
    await clock.advance('1h');
    expect(firing(monitor)).toEqual([KEY]);
    await monitor.stop();
  });

  test('ends by itself with the monitor', async () => {
    const { clock, monitor, post, ask, get } = apiOf();
    await post(alert);
    await monitor.stop();
    expect(clock.pendingTasks).toBe(0);
    expect(await ask('POST', '/alerts', [alert])).toEqual([503, expect.stringContaining('stop')]);
    expect(await get('/alerts')).toMatchObject([{ labels }]);
  });
});
