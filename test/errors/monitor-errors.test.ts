import type { EventEmitter } from 'node:events';
import { afterEach, describe, expect, test } from 'vitest';
import { readFileConfig } from '../../src/config/file-config.js';
import { resolveConfig } from '../../src/config/resolve-config.js';
import { ConfigError } from '../../src/domain/config-error.js';
import type { RecordedEvent } from '../../src/domain/events.js';
import { silentLogger } from '../../src/domain/logger.js';
import type { Monitor } from '../../src/domain/monitor.js';
import type { Journal } from '../../src/journal/journal.js';
import { memoryJournal } from '../../src/journal/memory-journal.js';
import { VirtualClock } from '../../src/testing/virtual-clock.js';
import { faultyJournal } from '../support/faulty-journal.js';
import { story, testMonitor } from '../support/monitor.js';

const CRITICAL = { severity: 'critical', component: 'ledger' } as const;

const running: Monitor[] = [];

afterEach(async () => {
  for (const monitor of running.splice(0)) await monitor.stop();
});

function made(...args: Parameters<typeof testMonitor>) {
  const test = testMonitor(...args);
  running.push(test.monitor);
  return test;
}

const LOST = 'a critical notification was not sent; it is lost if the process ends now';
const KEPT = 'a critical notification was not sent; the next start on this journal sends it';

describe('monitor.errors', () => {
  test('makes of an error an alert like any other: recorded, told, and explained', async () => {
    const { monitor, clock, ops } = made();
    await monitor.start();
    const { stack, ...error } = monitor.errors.capture(new TypeError('balance is gone'), CRITICAL);
    expect(stack).toBeDefined();
    await clock.advance('1s');
    expect(story(ops)).toEqual(['0s first 1/1 Critical error: ledger']);
    const [alert] = monitor.recentAlerts({ category: 'error' });
    expect(alert).toMatchObject({
      kind: 'event',
      severity: 'critical',
      key: 'critical_error:permanent:ledger:-',
      labels: { component: 'ledger' },
      data: {
        error: 'TypeError: balance is gone',
        samples: [{ at: error.at, name: 'TypeError', message: 'balance is gone' }],
      },
    });
    const raised: string[] = [];
    for await (const { data } of monitor.events({ types: ['alert.raised'] })) {
      if ('alert' in data) raised.push(data.alert.key);
    }
    expect(raised).toEqual(['critical_error:permanent:ledger:-']);
    expect((await monitor.explain(alert?.id ?? ''))?.steps.length).toBeGreaterThan(0);
  });

  test('works before the monitor is started, as in a script', async () => {
    const { monitor, clock, ops } = made();
    monitor.errors.capture('x', CRITICAL);
    await clock.advance('1s');
    expect(story(ops)).toEqual(['0s first 1/1 Critical error: ledger']);
  });

  test('is silent, and no more than that, when the monitor has stopped', async () => {
    const { monitor, clock, ops } = made();
    const ends: string[] = [];
    monitor.errors.errors$.subscribe({ complete: () => ends.push('errors$') });
    monitor.errors.triggers$.subscribe({ complete: () => ends.push('triggers$') });
    await monitor.start();
    const stopping = monitor.stop();
    monitor.errors.capture('while it stops', CRITICAL);
    await stopping;
    monitor.errors.capture('after that', CRITICAL);
    monitor.errors.triggers.add('odd');
    expect(monitor.errors.triggers.fire('odd')).toBe(false);
    await clock.advance('1h');
    expect(ends.sort()).toEqual(['errors$', 'triggers$']);
    expect(monitor.errors.recent().map(({ message }) => message)).toEqual(['while it stops', 'after that']);
    expect(ops.notifications).toEqual([]);
    expect(clock.pendingTasks).toBe(0);
  });

  test('tells of an error while the journal cannot be written, and records it later', async () => {
    const inner = memoryJournal();
    const clock = new VirtualClock();
    const fault = { on: 'append', how: 'refused' } as const;
    const journal = faultyJournal(inner, [{ from: 0, ms: 30_000, fault }], clock);
    const { monitor, ops } = testMonitor({ journal }, { clock });
    running.push(monitor);
    await monitor.start();
    monitor.errors.capture('x', CRITICAL);
    await clock.advance('1s');
    expect(ops.notifications.map(({ title }) => title)).toContain('Critical error: ledger');
    await clock.advance('2m');
    const titles: string[] = [];
    for await (const event of inner.read({ types: ['alert.raised'] })) {
      if (event.type === 'alert.raised') titles.push(event.data.alert.title);
    }
    expect(titles).toContain('Critical error: ledger');
  });

  test('does not throw, nor reject for nobody, when the journal cannot be opened', async () => {
    const broken: Journal = { ...memoryJournal(), open: () => Promise.reject(new Error('ENOENT')) };
    const logged: string[] = [];
    const log = (_: object, message = ''): void => void logged.push(message);
    const { monitor, clock } = made(
      { journal: broken },
      { logger: { ...silentLogger, warn: log, error: log } },
    );
    expect(monitor.errors.capture('x', CRITICAL).severity).toBe('critical');
    await clock.advance('1m');
    expect(logged).toEqual(['the alert of a trigger was not taken']);
  });

  test('connects the errors of a service with its status', async () => {
    let up = true;
    const { monitor, clock, ops } = made({
      services: { ledger: { check: () => up, every: '10s', failureThreshold: 1 } },
    });
    await monitor.start();
    await clock.advance('20s');
    monitor.errors.capture(new Error('disk is slow'), { component: 'ledger' });
    up = false;
    await clock.advance('10s');
    expect(monitor.recentAlerts().map(({ severity, title }) => `${severity} ${title}`)).toEqual([
      'error Service unhealthy: ledger',
      'warning Errors of a service that is not well: ledger',
    ]);
    expect(story(ops)).toEqual([
      '30s first 1/1 Service unhealthy: ledger',
      '30s first 1/1 Errors of a service that is not well: ledger',
    ]);
  });

  test('leaves nothing in the journal of who captures nothing', async () => {
    const { monitor, clock } = made({ services: { api: { check: () => false, failureThreshold: 1 } } });
    await monitor.start();
    await clock.advance('1m');
    expect(monitor.recentAlerts().map(({ category }) => category)).toEqual(['service_health']);
  });
});

describe('the configuration', () => {
  test('is refused with everything that is wrong with it', () => {
    const config = {
      errors: {
        history: 0,
        window: 'soon',
        rules: [{ code: 'x' }],
        triggers: { error_spike: { treshold: 3 }, odd: true, own: { when: 'always' } },
        hooks: 'yes',
      },
    };
    const issues = ((): unknown => {
      try {
        resolveConfig(config);
      } catch (error) {
        return error instanceof ConfigError ? error.issues : error;
      }
      return undefined;
    })();
    const duration = "expected a duration above 0: milliseconds or a text such as '500ms', '30s' or '5m'";
    expect(issues).toEqual([
      { path: 'errors.history', message: 'expected a whole number from 1 to 10000, found 0' },
      { path: 'errors.window', message: `${duration}, found "soon"` },
      {
        path: 'errors.rules.0',
        message: 'expected a function, found an object; only a program can give one',
      },
      {
        path: 'errors.triggers.error_spike.treshold',
        message: 'unknown setting; did you mean threshold?',
      },
      {
        path: 'errors.triggers.odd',
        message: 'expected { threshold, window, cooldown, … } or false, found true',
      },
      {
        path: 'errors.triggers.own.when',
        message: 'expected a function, found "always"; only a program can give one',
      },
      { path: 'errors.hooks', message: 'expected true or false, found "yes"' },
    ]);
  });

  test('has a default for everything', () => {
    const { history, windowMs, rules, triggers, hooks } = resolveConfig({}).errors;
    expect({ history, windowMs, rules, hooks }).toEqual({
      history: 1_000,
      windowMs: 60_000,
      rules: [],
      hooks: false,
    });
    expect(
      [...triggers].map(([name, { enabled, threshold, windowMs, cooldownMs, severity }]) =>
        [name, enabled, threshold, windowMs, cooldownMs, severity].join(' '),
      ),
    ).toEqual([
      'error_spike true 10 60000 300000 error',
      'critical_error true 1 60000 60000 critical',
      'service_degraded true 1 60000 300000 warning',
    ]);
  });

  test('of a file may change triggers, and name some that are fired by hand', () => {
    const raw = {
      errors: {
        hooks: true,
        triggers: {
          error_spike: { threshold: 50, window: '5m' },
          service_degraded: false,
          deploy_failed: {},
        },
      },
    };
    const { config, issues } = readFileConfig(raw, {
      check: () => () => true,
      channel: () => ({ kind: 'x', send: async () => {} }),
    });
    expect(issues).toEqual([]);
    const { triggers, hooks } = resolveConfig(config).errors;
    expect(hooks).toBe(true);
    expect(triggers.get('error_spike')).toMatchObject({ threshold: 50, windowMs: 300_000 });
    expect(triggers.get('service_degraded')).toMatchObject({ enabled: false });
    expect(triggers.get('deploy_failed')).toMatchObject({ enabled: true, threshold: 1 });
  });
});

const EVENTS = [
  'uncaughtExceptionMonitor',
  'uncaughtException',
  'unhandledRejection',
  'newListener',
  'removeListener',
];

function listeners(): Record<string, number> {
  return Object.fromEntries(EVENTS.map((event) => [event, process.listeners(event as 'exit').length]));
}

describe('hooks', () => {
  test('are off unless they are asked for', async () => {
    const before = listeners();
    const { monitor } = made();
    await monitor.start();
    expect(listeners()).toEqual(before);
  });

  test('are there from start to stop, and leave nothing behind', async () => {
    const before = listeners();
    const { monitor } = made({ errors: { hooks: true } });
    expect(listeners()).toEqual(before);
    await monitor.start();
    expect(listeners()).toMatchObject({
      uncaughtExceptionMonitor: (before.uncaughtExceptionMonitor ?? 0) + 1,
      uncaughtException: before.uncaughtException,
    });
    await monitor.stop();
    expect(listeners()).toEqual(before);
  });

  test('are not there if the monitor could not start', async () => {
    const before = listeners();
    const journal: Journal = { ...memoryJournal(), open: () => Promise.reject(new Error('ENOENT')) };
    const { monitor } = made({ journal, errors: { hooks: true } });
    await expect(monitor.start()).rejects.toThrow('ENOENT');
    expect(listeners()).toEqual(before);
  });

  /** No channel can send from another process. */
  const HOOKED = { errors: { hooks: true }, alerts: { fallback: ['ops'] } } as const;

  /** A monitor whose journal can write at once, and what it was asked to. */
  function saving(answers: (events: readonly RecordedEvent[]) => boolean) {
    const inner = memoryJournal();
    const logged: string[] = [];
    const log = (_: object, message = ''): void => void logged.push(message);
    const journal: Journal = { ...inner, appendNow: (events) => answers(events) };
    const test = made({ journal, ...HOOKED }, { logger: { ...silentLogger, warn: log, error: log } });
    return { ...test, inner, logged };
  }

  /** What Node does before anything else when nobody catches an error. */
  function uncaught(error: unknown, origin: NodeJS.UncaughtExceptionOrigin = 'uncaughtException'): void {
    const emitter: EventEmitter = process;
    emitter.emit('uncaughtExceptionMonitor', error, origin);
  }

  test('have everything written before the process can end', async () => {
    const asked: string[][] = [];
    const { monitor, inner, logged, clock, ops } = saving((events) => {
      asked.push(events.map(({ type, subject }) => `${type} ${subject}`));
      return true;
    });
    await monitor.start();
    await monitor.flush();
    void monitor.alert({ title: 'just accepted', severity: 'error' });
    uncaught(new TypeError('boom'));
    expect(asked).toEqual([
      [
        'alert.raised system:just accepted',
        'notification.requested system:just accepted',
        'alert.raised critical_error:permanent:process:uncaughtException',
        'notification.requested critical_error:permanent:process:uncaughtException',
      ],
    ]);
    // Should the process live on, all takes its course, once.
    await clock.advance('1s');
    expect(ops.notifications.map(({ title }) => title).sort()).toEqual([
      'Critical error: process uncaughtException',
      'just accepted',
    ]);
    const positions: number[] = [];
    for await (const { position } of inner.read()) positions.push(position);
    expect(positions).toEqual(positions.map((_, i) => i + 1));
    // Its channel cannot send from another process.
    expect(logged).toEqual([KEPT]);
  });

  test('include what is being written, and what waits since the journal fails', async () => {
    const asked: string[] = [];
    let release: () => void = () => {};
    let isSlow = true;
    const inner = memoryJournal();
    const slow: Journal = {
      ...inner,
      append: (events) =>
        isSlow
          ? new Promise((resolve) => {
              release = () => void inner.append(events).then(resolve);
            })
          : inner.append(events),
      appendNow(events) {
        asked.push(...events.flatMap(({ type, subject }) => (type === 'alert.raised' ? [subject] : [])));
        return true;
      },
    };
    const { monitor, clock } = made({ journal: slow, ...HOOKED });
    const starting = monitor.start();
    await clock.advance(0);
    await starting;
    release();
    await clock.advance(0);
    void monitor.alert({ title: 'being written' });
    await clock.advance(0);
    void monitor.alert({ title: 'decided' });
    await clock.advance(0);
    void monitor.alert({ title: 'not decided' });
    uncaught('x');
    expect(asked.slice(0, 4)).toEqual([
      'system:being written',
      'system:decided',
      'system:not decided',
      'critical_error:unknown:process:uncaughtException',
    ]);
    // Not waited for any longer: from now on it waits in memory, and still is part of what must not be lost.
    await clock.advance('10s');
    asked.length = 0;
    uncaught(new TypeError('y'));
    expect(asked.slice(-1)).toEqual(['critical_error:permanent:process:uncaughtException']);
    expect(asked).toContain('system:being written');
    isSlow = false;
    release();
    await clock.advance('2m');
  });

  test('say so if it could be neither sent nor written', async () => {
    for (const [answer, said] of [
      [() => false, LOST],
      [() => JSON.parse('{'), LOST],
      [() => true, KEPT],
    ] as const) {
      const { monitor, logged } = saving(answer);
      await monitor.start();
      uncaught(new TypeError('boom'));
      expect(logged.at(-1)).toBe(said);
      await monitor.stop();
    }
  });

  test('tell a rejection that ends the process from an exception', async () => {
    const { monitor } = saving(() => true);
    await monitor.start();
    uncaught(new TypeError('boom'), 'unhandledRejection');
    expect(monitor.errors.recent()).toMatchObject([
      { severity: 'critical', component: 'process', operation: 'unhandledRejection' },
    ]);
  });

  test('work with any journal', async () => {
    const { monitor } = made(HOOKED);
    await monitor.start();
    uncaught(undefined);
    expect(monitor.errors.recent()).toMatchObject([{ message: 'undefined' }]);
  });
});
