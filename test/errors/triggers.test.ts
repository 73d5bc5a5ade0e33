import { AsyncLocalStorage } from 'node:async_hooks';
import { Subject } from 'rxjs';
import { describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { ConfigError } from '../../src/domain/config-error.js';
import type { TriggerFiring } from '../../src/domain/error-trigger.js';
import type { Status, StatusChange } from '../../src/domain/service.js';
import { createBreaker } from '../../src/runtime/create-breaker.js';
import { START, type TestDesk, testDesk } from './desk.js';

const REFUSED = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:9'), { code: 'ECONNREFUSED' });
const DB = { component: 'db', operation: 'query' } as const;

const samplesSchema = z.object({
  samples: z.array(z.looseObject({ message: z.string(), stack: z.array(z.string()).optional() })),
});

function captureMany(desk: TestDesk['desk'], times: number, about: object = DB): void {
  for (let i = 0; i < times; i++) desk.capture(REFUSED, about);
}

describe('error_spike', () => {
  test('fires at the tenth similar error in a minute, and says what they were', () => {
    const { desk, alerts } = testDesk();
    captureMany(desk, 9);
    captureMany(desk, 9, { component: 'db', operation: 'insert' });
    expect(alerts).toEqual([]);
    desk.capture(new Error('could not query', { cause: REFUSED }), { ...DB, context: { table: 'orders' } });
    expect(alerts).toHaveLength(1);
    const [alert] = alerts;
    expect(alert).toMatchObject({
      title: 'Error spike: db query',
      message: '10 errors in 1m, the latest: could not query: connect ECONNREFUSED 127.0.0.1:9',
      severity: 'error',
      category: 'error',
      key: 'error_spike:transient:db:query',
      labels: { component: 'db' },
      data: {
        error: 'could not query: connect ECONNREFUSED 127.0.0.1:9',
        category: 'transient',
        component: 'db',
        operation: 'query',
        count: 10,
        window: '1m',
        suppressed: 0,
        trigger: 'error_spike',
        subject: 'transient:db:query',
      },
    });
    // What channels show, in this order.
    expect(Object.keys(alert?.data ?? {}).slice(0, 5)).toEqual([
      'error',
      'category',
      'component',
      'operation',
      'count',
    ]);
    const { samples } = samplesSchema.parse(alert?.data);
    expect(samples).toHaveLength(5);
    expect(samples.at(-1)).toMatchObject({ message: 'could not query', context: { table: 'orders' } });
    expect(samples[0]?.stack?.length).toBeGreaterThan(0);
    expect(samples[0]?.stack?.length).toBeLessThanOrEqual(5);
  });

  test('is quiet for five minutes for that kind of error, not for another', async () => {
    const { clock, desk, alerts } = testDesk();
    captureMany(desk, 15);
    captureMany(desk, 10, { component: 'cache' });
    expect(alerts.map(({ key }) => key)).toEqual([
      'error_spike:transient:db:query',
      'error_spike:transient:cache:-',
    ]);
    await clock.advance('299999ms');
    captureMany(desk, 10);
    expect(alerts).toHaveLength(2);
    await clock.advance('1ms');
    captureMany(desk, 1);
    expect(alerts.at(-1)).toMatchObject({ data: { count: 11, suppressed: 6 } });
    expect(desk.triggers.get('error_spike')).toMatchObject({
      fired: 3,
      suppressed: 6,
      lastFiredAt: START + 300_000,
    });
  });

  test('does not count what matters little, such as what was cancelled', () => {
    const { desk, alerts } = testDesk();
    for (let i = 0; i < 50; i++) desk.capture(new DOMException('aborted', 'AbortError'));
    expect(alerts).toEqual([]);
  });
});

describe('critical_error', () => {
  test('fires at once, then once a minute', async () => {
    const { clock, desk, alerts } = testDesk();
    const about = { severity: 'critical', component: 'ledger' } as const;
    desk.capture(new TypeError('balance is gone'), about);
    desk.capture(new TypeError('balance is gone'), about);
    await clock.advance('1m');
    desk.capture(new TypeError('balance is gone'), about);
    expect(
      alerts.map(({ severity, key, title, message }) => `${severity} ${key} | ${title} | ${message}`),
    ).toEqual([
      'critical critical_error:permanent:ledger:- | Critical error: ledger | TypeError: balance is gone',
      'critical critical_error:permanent:ledger:- | Critical error: ledger | TypeError: balance is gone',
    ]);
  });

  test('opens a circuit breaker, or whatever else is to be halted', async () => {
    const clockless = createBreaker(() => 'traded', { name: 'trading' });
    const { desk } = testDesk({
      triggers: {
        critical_error: { onFire: ({ message }) => clockless.trip({ for: 'ever', reason: message }) },
      },
    });
    expect(await clockless.run()).toBe('traded');
    desk.capture(new Error('position is off by 10x'), { severity: 'critical' });
    await expect(clockless.run()).rejects.toThrow(
      "the circuit 'trading' is open: position is off by 10x; it stays so until it is reset",
    );
    clockless.reset();
    expect(await clockless.run()).toBe('traded');
  });
});

describe('service_degraded', () => {
  function withStatus(): TestDesk & { readonly put: (status: Status) => void } {
    let current: Status = 'healthy';
    const changes = new Subject<StatusChange>();
    const made = testDesk(
      {},
      { statusOf: (name) => (name === 'db' ? current : undefined), changes$: changes },
    );
    const put = (to: Status): void => {
      const from = current;
      current = to;
      changes.next({ service: 'db', from, to, at: START });
    };
    return { ...made, put };
  }

  test('fires when a service that errors came from is not well', () => {
    const { desk, alerts, put } = withStatus();
    captureMany(desk, 3);
    desk.capture(new SyntaxError('bad row'), { component: 'db', operation: 'read' });
    expect(alerts).toEqual([]);
    put('degraded');
    expect(alerts).toEqual([
      expect.objectContaining({
        title: 'Errors of a service that is not well: db',
        message: '4 errors in 1m, the latest: SyntaxError: bad row',
        severity: 'warning',
        key: 'service_degraded:db',
      }),
    ]);
    put('unhealthy');
    expect(alerts).toHaveLength(1);
  });

  test('fires at an error of a service that is not well already', () => {
    const { desk, alerts, put } = withStatus();
    put('unhealthy');
    captureMany(desk, 1, { component: 'cache' });
    expect(alerts).toEqual([]);
    captureMany(desk, 2);
    expect(alerts.map(({ key }) => key)).toEqual(['service_degraded:db']);
  });

  test('does not fire for errors of long ago, nor without any', async () => {
    const { clock, desk, alerts, put } = withStatus();
    captureMany(desk, 3);
    await clock.advance('1m');
    put('unhealthy');
    expect(alerts).toEqual([]);
  });
});

describe('triggers of the program', () => {
  test('count the errors that their predicate is true of', () => {
    const { desk, alerts } = testDesk({
      triggers: {
        slow_bank: {
          when: ({ component, category }) => component === 'bank' && category === 'transient',
          threshold: 2,
          severity: 'warning',
        },
      },
    });
    captureMany(desk, 1, { component: 'bank' });
    captureMany(desk, 3);
    expect(alerts).toEqual([]);
    captureMany(desk, 1, { component: 'bank' });
    expect(alerts).toEqual([
      expect.objectContaining({
        title: 'Trigger slow_bank: bank',
        severity: 'warning',
        category: 'error',
        key: 'slow_bank',
      }),
    ]);
  });

  test('count them together, whatever kinds they are of, and show them', async () => {
    const { clock, desk, alerts } = testDesk({
      triggers: {
        slow_bank: {
          when: ({ component, category }) => component === 'bank' && category === 'transient',
          threshold: 5,
          severity: 'warning',
        },
      },
    });
    const operations = ['a', 'b', 'c', 'd', 'e', 'f'];
    for (const operation of operations) captureMany(desk, 1, { component: 'bank', operation });
    expect(alerts).toHaveLength(1);
    expect(alerts[0]).toMatchObject({
      title: 'Trigger slow_bank: bank',
      key: 'slow_bank',
      labels: { component: 'bank' },
      data: { operation: 'e', count: 5, subject: '' },
    });
    expect(samplesSchema.parse(alerts[0]?.data).samples).toHaveLength(5);
    // The cooldown is one, too.
    await clock.advance('5m');
    captureMany(desk, 4, { component: 'bank', operation: 'g' });
    expect(alerts).toHaveLength(1);
    captureMany(desk, 1, { component: 'bank', operation: 'h' });
    expect(alerts.at(-1)).toMatchObject({ data: { count: 5, suppressed: 1 } });
  });

  test('show only what they counted, and name no part of the program that not all have', () => {
    const { desk, alerts } = testDesk({
      triggers: { twice: { when: ({ message }) => message.startsWith('late'), threshold: 2 } },
    });
    desk.capture('late', { component: 'a', operation: 'x' });
    desk.capture('other', { component: 'b', operation: 'x' });
    desk.capture('late again', { component: 'b', operation: 'x' });
    expect(alerts).toMatchObject([{ title: 'Trigger twice: x', key: 'twice' }]);
    expect(alerts[0]).not.toHaveProperty('labels');
    const { samples } = samplesSchema.parse(alerts[0]?.data);
    expect(samples.map(({ message }) => message)).toEqual(['late', 'late again']);
  });

  test('that Tocsin brings count by kind, also with a predicate', () => {
    const { desk, alerts } = testDesk({
      triggers: { error_spike: { when: ({ component }) => component === 'db', threshold: 2 } },
    });
    captureMany(desk, 1, { component: 'db', operation: 'a' });
    captureMany(desk, 1, { component: 'db', operation: 'b' });
    captureMany(desk, 2, { component: 'cache' });
    expect(alerts).toEqual([]);
    captureMany(desk, 1, { component: 'db', operation: 'b' });
    expect(alerts.map(({ key }) => key)).toEqual(['error_spike:transient:db:b']);
  });

  test('that throw or answer later count nothing, and end nothing', async () => {
    const { clock, desk, alerts, logged } = testDesk({
      triggers: {
        broken: { when: () => JSON.parse('{') },
        late: { when: Object.assign(async () => Promise.reject(new Error('no')), {}) as never },
      },
    });
    captureMany(desk, 1);
    await clock.advance(0);
    expect(alerts).toEqual([]);
    expect(logged).toEqual(["a trigger's `when` threw; the error was not counted"]);
  });

  test('are fired by hand, if they have no predicate', async () => {
    const { clock, desk, alerts } = testDesk({
      triggers: { deploy_failed: { severity: 'critical', cooldown: '1m' } },
    });
    const firings: TriggerFiring[] = [];
    desk.triggers$.subscribe((firing) => firings.push(firing));
    const about = { title: 'Deploy failed', message: 'exit 1', data: { version: '1.2' } };
    expect(desk.triggers.fire('deploy_failed', about)).toBe(true);
    expect(desk.triggers.fire('deploy_failed', about)).toBe(false);
    expect(desk.triggers.fire('deploy_failed', { subject: 'blue' })).toBe(true);
    await clock.advance('1m');
    expect(desk.triggers.fire('deploy_failed')).toBe(true);
    expect(alerts.map(({ key, title, message }) => `${key} | ${title} | ${message}`)).toEqual([
      'deploy_failed | Deploy failed | exit 1',
      'deploy_failed:blue | Trigger: deploy_failed | ',
      'deploy_failed | Trigger: deploy_failed | ',
    ]);
    expect(alerts[0]).toMatchObject({
      severity: 'critical',
      category: 'error',
      data: { version: '1.2', count: 1, trigger: 'deploy_failed' },
    });
    expect(firings[0]).toMatchObject({ trigger: 'deploy_failed', at: START, count: 1, errors: [] });
    expect(desk.triggers.get('deploy_failed')).toMatchObject({ kind: 'manual', fired: 3, suppressed: 1 });
  });

  test('fired by hand need their threshold, too', () => {
    const { desk } = testDesk({ triggers: { odd: { threshold: 3 } } });
    expect([1, 2, 3].map(() => desk.triggers.fire('odd'))).toEqual([false, false, true]);
  });
});

describe('while it runs', () => {
  test('triggers are listed, added, changed, taken out, and put aside', () => {
    const { desk, alerts } = testDesk({ triggers: { error_spike: { threshold: 3 }, critical_error: false } });
    const { triggers } = desk;
    expect(triggers.list().map(({ name, kind, enabled }) => `${name} ${kind} ${enabled}`)).toEqual([
      'error_spike spike true',
      'critical_error critical false',
      'service_degraded degraded true',
    ]);
    captureMany(desk, 2);
    triggers.update('error_spike', { severity: 'critical' });
    captureMany(desk, 1);
    expect(alerts.at(-1)).toMatchObject({ severity: 'critical', key: 'error_spike:transient:db:query' });

    // Another threshold begins to count anew.
    triggers.update('error_spike', { threshold: 2, cooldown: 0 });
    captureMany(desk, 1);
    expect(alerts).toHaveLength(1);
    captureMany(desk, 1);
    expect(alerts).toHaveLength(2);

    triggers.disable('error_spike');
    captureMany(desk, 5);
    expect(alerts).toHaveLength(2);
    triggers.enable('error_spike');
    captureMany(desk, 1);
    expect(alerts).toHaveLength(3);

    triggers.remove('error_spike');
    captureMany(desk, 50);
    expect(alerts).toHaveLength(3);
    expect(triggers.add('error_spike')).toMatchObject({ kind: 'spike', threshold: 10, fired: 0 });
    expect(triggers.add('any', { when: () => true, threshold: 2 })).toMatchObject({ kind: 'custom' });
    captureMany(desk, 2);
    expect(alerts.at(-1)).toMatchObject({ key: 'any' });
  });

  test('one that is disabled is not fired by hand, and one that is enabled again is', () => {
    const { desk, alerts } = testDesk({ triggers: { odd: { enabled: false } } });
    expect(desk.triggers.fire('odd')).toBe(false);
    desk.triggers.enable('odd');
    expect(desk.triggers.fire('odd')).toBe(true);
    expect(alerts).toHaveLength(1);
  });

  test('what cannot be is refused with its path, the value and the way out', () => {
    const { triggers } = testDesk().desk;
    const issuesOf = (act: () => unknown): unknown => {
      try {
        act();
      } catch (error) {
        return error instanceof ConfigError ? error.issues : error;
      }
      return undefined;
    };
    expect(issuesOf(() => triggers.update('error_spike', { threshold: 0, window: 0 }))).toEqual([
      {
        path: 'errors.triggers.error_spike.threshold',
        message: 'expected a whole number from 1 to 10000, found 0',
      },
      {
        path: 'errors.triggers.error_spike.window',
        message:
          "expected a duration above 0: milliseconds or a text such as '500ms', '30s' or '5m', found 0",
      },
    ]);
    expect(issuesOf(() => triggers.add(' '))).toEqual([
      { path: 'errors.triggers', message: 'the name of a trigger cannot be empty; give it one' },
    ]);
    expect(() => triggers.add('error_spike')).toThrow(
      expect.objectContaining({
        code: 'ERR_TRIGGER_EXISTS',
        message: "there is a trigger 'error_spike' already; update it, or choose another name",
      }),
    );
    for (const act of [
      () => triggers.update('odd', {}),
      () => triggers.remove('odd'),
      () => triggers.enable('odd'),
      () => triggers.fire('odd'),
    ]) {
      expect(act).toThrow(
        expect.objectContaining({
          code: 'ERR_UNKNOWN_TRIGGER',
          message: "there is no trigger 'odd'; there are error_spike, critical_error, service_degraded",
        }),
      );
    }
    expect(() => triggers.fire('error_spike')).toThrow(
      expect.objectContaining({ code: 'ERR_TRIGGER_NOT_MANUAL' }),
    );
  });
});

describe('what a trigger sets off', () => {
  test('may fail, now or later, without being felt', async () => {
    for (const onFire of [() => JSON.parse('{'), () => Promise.reject(new Error('no'))]) {
      const { clock, desk, alerts, logged } = testDesk({ triggers: { critical_error: { onFire } } });
      desk.capture('x', { severity: 'critical' });
      await clock.advance(0);
      expect(alerts).toHaveLength(1);
      expect(logged).toEqual(["a trigger's `onFire` failed"]);
    }
  });

  test('does not set it off again, however often that fails and is captured', () => {
    const { desk, alerts } = testDesk({
      triggers: {
        critical_error: {
          cooldown: 0,
          onFire: () => void desk.capture('halting failed', { severity: 'critical' }),
        },
      },
    });
    desk.capture('x', { severity: 'critical' });
    expect(alerts).toHaveLength(1);
    expect(desk.recent().map(({ message }) => message)).toEqual(['x', 'halting failed']);
  });

  test('nor later, in whatever it does before it is over; elsewhere its errors count as ever', async () => {
    const { clock, desk, alerts } = testDesk({
      triggers: {
        critical_error: {
          cooldown: 0,
          async onFire() {
            await new Promise<void>((resolve) => void clock.setTimeout(resolve, 1_000));
            desk.capture('halting failed', { severity: 'critical' });
          },
        },
        other: {
          cooldown: 0,
          when: ({ message }) => message === 'halting failed',
          async onFire() {
            await new Promise<void>((resolve) => void clock.setTimeout(resolve, 1_000));
            desk.capture('halting failed again', { severity: 'critical' });
          },
        },
      },
    });
    desk.capture('x', { severity: 'critical' });
    await clock.advance(500);
    desk.capture('y', { severity: 'critical' });
    await clock.advance(60_000);
    expect(desk.recent().map(({ message }) => message)).toEqual([
      'x',
      'y',
      ...['halting failed', 'halting failed', 'halting failed again', 'halting failed again'],
    ]);
    expect(alerts.map(({ key }) => key?.split(':')[0])).toEqual([
      'critical_error',
      'critical_error',
      'other',
      'other',
    ]);
    desk.capture('z', { severity: 'critical' });
    expect(alerts).toHaveLength(5);
    await clock.advance('1m');
  });

  test('costs the promises of the process nothing when it is over', async () => {
    const { clock, desk } = testDesk({
      triggers: {
        critical_error: {
          onFire: () => new Promise<void>((resolve) => void clock.setTimeout(resolve, 1_000)),
        },
      },
    });
    // Node looks at every promise of the process as long as a storage is in use.
    const disabled = vi.spyOn(AsyncLocalStorage.prototype, 'disable');
    const used = vi.spyOn(AsyncLocalStorage.prototype, 'run');
    desk.capture('x', { severity: 'critical' });
    await clock.advance(500);
    desk.capture('y', { severity: 'critical', component: 'other' });
    await clock.advance(900);
    expect([used.mock.calls.length, disabled.mock.calls.length]).toEqual([2, 0]);
    await clock.advance(200);
    expect(disabled).toHaveBeenCalledOnce();
    for (let i = 0; i < 20; i++) desk.capture(new Error('spike'));
    expect(used).toHaveBeenCalledTimes(2);
    disabled.mockRestore();
    used.mockRestore();
  });

  test('an alert that is not taken is logged, and the rest goes on', async () => {
    for (const raise of [() => Promise.reject(new Error('ENOSPC')), () => JSON.parse('{')]) {
      const { clock, desk, logged } = testDesk({}, { raise });
      const firings: string[] = [];
      desk.triggers$.subscribe(({ trigger }) => firings.push(trigger));
      desk.capture('x', { severity: 'critical' });
      await clock.advance(0);
      expect(firings).toEqual(['critical_error']);
      expect(logged).toEqual(['the alert of a trigger was not taken']);
    }
  });
});
