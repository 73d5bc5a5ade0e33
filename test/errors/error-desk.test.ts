import { describe, expect, test } from 'vitest';
import type { CapturedError } from '../../src/domain/captured-error.js';
import { START, testDesk } from './desk.js';

describe('a captured error', () => {
  test('says when, what, where and how bad it is', () => {
    const { desk } = testDesk();
    const cause = Object.assign(new Error('connect failed'), { code: 'ECONNREFUSED' });
    const error = desk.capture(new TypeError('cannot charge', { cause }), {
      component: 'payments',
      operation: 'charge',
      context: { order: 7 },
    });
    const { stack, ...rest } = error;
    expect(rest).toEqual({
      id: 'run-e1',
      at: START,
      category: 'transient',
      severity: 'warning',
      name: 'TypeError',
      message: 'cannot charge',
      component: 'payments',
      operation: 'charge',
      context: { order: 7 },
      aggregateKey: 'transient:payments:charge',
      causes: [{ name: 'Error', message: 'connect failed', code: 'ECONNREFUSED' }],
    });
    expect(stack?.[0]).toMatch(/^\/.+error-desk\.test\.ts:\d+:\d+$/);
    expect(stack?.length).toBeLessThanOrEqual(10);
    expect(desk.recent()).toEqual([error]);
    expect(Object.isFrozen(error)).toBe(true);
  });

  test('is as it was told to be', () => {
    const { desk } = testDesk();
    const error = desk.capture('no', { category: 'execution', severity: 'critical' });
    expect(error).toMatchObject({
      category: 'execution',
      severity: 'critical',
      name: 'string',
      message: 'no',
      aggregateKey: 'execution:-:-',
    });
    expect(error).not.toHaveProperty('component');
    expect(error).not.toHaveProperty('stack');
  });

  test('does not care for what is told of it and cannot be', () => {
    const { desk } = testDesk();
    const about = { category: 'weather', severity: 9, component: 7, operation: '', context: 'x' };
    expect(desk.capture(new Error('x'), JSON.parse(JSON.stringify(about)))).toMatchObject({
      category: 'unknown',
      severity: 'error',
      context: {},
      aggregateKey: 'unknown:-:-',
    });
  });

  test('has a key whose parts cannot run into each other', () => {
    const { desk } = testDesk();
    const keys = [
      { component: 'a:b', operation: 'c' },
      { component: 'a', operation: 'b:c' },
    ].map((about) => desk.capture(1, about).aggregateKey);
    expect(keys).toEqual(['unknown:a_b:c', 'unknown:a:b_c']);
  });

  test('carries no secret, wherever it stood', () => {
    const { desk, alerts } = testDesk();
    const secret = 'hunter2secret';
    const error = Object.assign(new Error(`login failed: password=${secret}`), {
      name: `Bad token=${secret}`,
      code: `password=${secret}`,
      cause: new Error(`POST https://user:${secret}@hooks.example/services/${secret}`),
    });
    error.stack = `Error: ${secret}\n    at f (/app/x.js:1:2)\n    at password=${secret}\n    at https://h/${secret}.js:1:1`;
    const captured = desk.capture(error, {
      severity: 'critical',
      context: {
        password: secret,
        headers: { Authorization: `Bearer ${secret}`, cookie: [secret], host: 'h' },
        note: `api_key: ${secret}`,
        urls: [`https://x:${secret}@h/`],
        rawHeaders: ['X-Api-Key', secret, 'Host', 'h'],
        entries: [
          ['x-api-key', secret],
          ['accept', 'token'],
        ],
        missing: ['password', 'email'],
      },
    });
    expect(JSON.stringify([captured, alerts, desk.aggregates()])).not.toContain(secret);
    expect(captured.stack).toEqual(['f (/app/x.js:1:2)']);
    expect(captured.context).toEqual({
      password: '[redacted]',
      headers: { Authorization: '[redacted]', cookie: '[redacted]', host: 'h' },
      note: 'api_key: [redacted]',
      urls: ['https://h/'],
      rawHeaders: ['X-Api-Key', '[redacted]', 'Host', 'h'],
      entries: [
        ['x-api-key', '[redacted]'],
        ['accept', 'token'],
      ],
      missing: ['password', 'email'],
    });
  });

  test('tells no secret of a command line, and leaves what is none', () => {
    const { desk } = testDesk();
    const { context, message } = desk.capture(new Error('mysqldump --password hunter2 failed'), {
      context: {
        args: ['--password', 'hunter2', '--verbose', '-storepass', 'hunter2', '--token', '--user', 'joe'],
        more: ['--no-password', 'db', 'password', 'email', '--db-pass=hunter2', '--token'],
        dbPass: 'hunter2',
        authHeader: { deep: 'hunter2' },
        compass: 'north',
        primaryKey: 7,
      },
    });
    expect(message).toBe('mysqldump --password [redacted] failed');
    expect(context).toEqual({
      args: ['--password', '[redacted]', '--verbose', '-storepass', '[redacted]', '--token', '--user', 'joe'],
      more: ['--no-password', 'db', 'password', 'email', '--db-pass=[redacted]', '--token'],
      dbPass: '[redacted]',
      authHeader: '[redacted]',
      compass: 'north',
      primaryKey: 7,
    });
  });

  test('is bounded in all its parts', () => {
    const { desk } = testDesk();
    const error = Object.assign(new Error('m'.repeat(1_000_000)), {
      name: 'n'.repeat(1_000_000),
      code: 'c'.repeat(1_000_000),
      errors: Array.from({ length: 10_000 }, (_, i) => new Error('x'.repeat(5_000) + i)),
      stack: `Error: x\n${'    at f (/app/x.js:1:2)\n'.repeat(100_000)}`,
    });
    const captured = desk.capture(error, {
      component: 'p'.repeat(10_000),
      context: Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`k${i}`, 'v'.repeat(1_000)])),
    });
    expect(JSON.stringify(captured).length).toBeLessThan(25_000);
    expect(captured).not.toHaveProperty('code');
    expect(captured.component).toHaveLength(100);
    expect(Object.keys(captured.context)).toHaveLength(51);
    expect(captured.causes).toHaveLength(5);
    expect(captured.stack).toHaveLength(10);
  });
});

/** Things that nobody should throw, and somebody will. */
const HOSTILE: readonly (readonly [string, () => unknown])[] = [
  ['nothing', () => undefined],
  ['null', () => null],
  ['a number', () => Number.NaN],
  ['a symbol', () => Symbol('s')],
  ['a bigint', () => 10n ** 30n],
  ['a function', () => () => 'source'],
  ['a frozen error', () => Object.freeze(new Error('x'))],
  ['an error without a prototype', () => Object.setPrototypeOf(new Error('x'), null)],
  ['an error of numbers', () => Object.assign(new Error('x'), { name: 1, message: 2, stack: 3, code: {} })],
  [
    'an error that cannot be read',
    () =>
      new Proxy(new Error('x'), {
        get: () => {
          throw new Error('no');
        },
        getPrototypeOf: () => {
          throw new Error('no');
        },
        has: () => {
          throw new Error('no');
        },
      }),
  ],
  [
    'an error whose parts throw',
    () =>
      Object.create(Error.prototype, {
        message: { get: () => JSON.parse('{') },
        cause: { get: () => JSON.parse('{') },
        stack: { get: () => JSON.parse('{') },
      }),
  ],
  [
    'a proxy that was revoked',
    () => {
      const { proxy, revoke } = Proxy.revocable({}, {});
      revoke();
      return proxy;
    },
  ],
  ['errors without end', () => ({ errors: { length: 1e9 }, cause: { cause: { cause: [] } } })],
  [
    'a cause that is new each time',
    () => ({
      get cause(): unknown {
        return Object.create(this);
      },
    }),
  ],
  ['a document', () => ({ nodeType: 1, message: { toString: () => 'x' }, name: { a: 1 } })],
];

describe('whatever is thrown', () => {
  test.each(HOSTILE)('%s is captured', (_, make) => {
    const { desk } = testDesk();
    const captured = desk.capture(make());
    expect(typeof captured.message).toBe('string');
    expect(captured.name).not.toBe('');
    expect(JSON.parse(JSON.stringify(captured))).toEqual(captured);
    expect(desk.recent()).toEqual([captured]);
  });

  test.each(HOSTILE)('%s may also be what is said of an error', (_, make) => {
    const { desk } = testDesk();
    for (const about of [make(), { context: make() }, { context: { inside: make() } }]) {
      const captured = desk.capture(new Error('x'), about as object);
      expect(captured.message).toBe('x');
      expect(() => JSON.stringify(captured)).not.toThrow();
    }
  });

  test('a logger that throws is not felt either', () => {
    const { desk } = testDesk(
      {
        rules: [
          () => {
            throw new Error('no');
          },
        ],
      },
      { logs: () => JSON.parse('{') },
    );
    expect(desk.capture(new TypeError('x')).category).toBe('permanent');
  });
});

describe('what is kept', () => {
  test('is the latest history, oldest first', () => {
    const { desk } = testDesk({ history: 3 });
    const captured = Array.from({ length: 10 }, (_, i) => desk.capture(i));
    expect(desk.recent()).toEqual(captured.slice(-3));
    expect(desk.recent({ limit: 2 })).toEqual(captured.slice(-2));
    expect(desk.recent({ limit: 0 })).toEqual([]);
  });

  test('is found by category, severity and component', () => {
    const { desk } = testDesk();
    const [a, b, c] = [
      desk.capture(new TypeError('x'), { component: 'a' }),
      desk.capture(new SyntaxError('x'), { component: 'a' }),
      desk.capture(new SyntaxError('x'), { component: 'b' }),
    ];
    expect(desk.recent({ category: 'data' })).toEqual([b, c]);
    expect(desk.recent({ severity: 'error' })).toEqual([a]);
    expect(desk.recent({ category: 'data', component: 'a' })).toEqual([b]);
  });

  test('is counted by category from the beginning', () => {
    const { desk } = testDesk({ history: 1 });
    for (let i = 0; i < 5; i++) desk.capture(new TypeError('x'));
    desk.capture(new SyntaxError('x'));
    expect(desk.counts()).toEqual({
      transient: 0,
      data: 1,
      execution: 0,
      system: 0,
      permanent: 5,
      cancelled: 0,
      unknown: 0,
    });
  });
});

describe('the rate', () => {
  test('is that of the latest window, which slides', async () => {
    const { clock, desk } = testDesk({ window: '2m' });
    expect(desk.ratePerMinute()).toBe(0);
    for (let i = 0; i < 6; i++) {
      desk.capture(i);
      await clock.advance('10s');
    }
    expect(desk.ratePerMinute()).toBe(3);
    await clock.advance('60s');
    // The first came exactly two minutes ago, and is out.
    expect(desk.ratePerMinute()).toBe(2.5);
    await clock.advance('49999ms');
    expect(desk.ratePerMinute()).toBe(0.5);
    await clock.advance('1ms');
    expect(desk.ratePerMinute()).toBe(0);
  });

  test('of very many is told by the latest ten thousand', async () => {
    const { clock, desk } = testDesk({ window: '1h', triggers: { error_spike: false } });
    for (let second = 0; second < 30; second++) {
      for (let i = 0; i < 500; i++) desk.capture('x', { severity: 'debug' });
      await clock.advance('1s');
    }
    expect(desk.ratePerMinute()).toBe(30_000);
  });

  test('by the minute covers the last hour', async () => {
    const { clock, desk } = testDesk();
    await clock.advance('30s');
    desk.capture(1);
    desk.capture(2);
    await clock.advance('30s');
    desk.capture(3);
    const minutes = desk.perMinute();
    expect(minutes).toHaveLength(60);
    expect(minutes.slice(-3)).toEqual([
      { from: START - 60_000, count: 0 },
      { from: START, count: 2 },
      { from: START + 60_000, count: 1 },
    ]);
    await clock.advance('58m');
    expect(desk.perMinute()[0]).toEqual({ from: START, count: 2 });
    await clock.advance('1m');
    expect(desk.perMinute()[0]).toEqual({ from: START + 60_000, count: 1 });
    await clock.advance('1m');
    expect(desk.perMinute().some(({ count }) => count > 0)).toBe(false);
  });
});

describe('similar errors', () => {
  test('are counted together over the window, with up to five of them', async () => {
    const { clock, desk } = testDesk();
    const about = { component: 'db', operation: 'query' } as const;
    const captured: CapturedError[] = [];
    for (let i = 0; i < 8; i++) {
      captured.push(desk.capture(new TypeError(`no ${i}`), about));
      await clock.advance('10s');
    }
    desk.capture(new SyntaxError('x'), about);
    const [first, second] = desk.aggregates();
    expect(first).toEqual({
      key: 'permanent:db:query',
      category: 'permanent',
      component: 'db',
      operation: 'query',
      // Those at 30, 40, 50, 60 and 70 s; at 80 s that at 20 s is just out.
      count: 5,
      firstAt: START + 30_000,
      lastAt: START + 70_000,
      samples: [captured[3], captured[4], captured[6], captured[7]],
    });
    expect(second?.key).toBe('data:db:query');
    await clock.advance('1m');
    expect(desk.aggregates()).toEqual([]);
  });

  test('only samples and critical errors say where they were made', () => {
    const { desk } = testDesk();
    const stacks = Array.from({ length: 7 }, () => desk.capture(new TypeError('x')).stack !== undefined);
    expect(stacks).toEqual([true, true, true, true, true, false, false]);
    expect(desk.capture(new TypeError('x'), { severity: 'critical' }).stack).toBeDefined();
  });

  test('of more kinds than can be kept apart, the latest are', () => {
    const { desk } = testDesk({ triggers: { error_spike: false } });
    for (let i = 0; i < 1_500; i++) desk.capture('x', { operation: `get ${i}` });
    const kept = desk.aggregates();
    expect(kept).toHaveLength(1_000);
    expect(kept.some(({ operation }) => operation === 'get 499')).toBe(false);
    expect(kept.some(({ operation }) => operation === 'get 500')).toBe(true);
  });
});

describe('streams', () => {
  test('tell of each error, and complete when the desk ends; what comes later is kept all the same', () => {
    const { desk, alerts } = testDesk();
    const told: unknown[] = [];
    desk.errors$.subscribe({ next: ({ message }) => told.push(message), complete: () => told.push('end') });
    desk.triggers$.subscribe({ next: ({ trigger }) => told.push(trigger), complete: () => told.push('end') });
    desk.capture(new Error('a'), { severity: 'critical' });
    desk.end();
    desk.capture(new Error('b'), { severity: 'critical' });
    expect(told).toEqual(['critical_error', 'a', 'end', 'end']);
    expect(alerts).toHaveLength(1);
    expect(desk.recent().map(({ message }) => message)).toEqual(['a', 'b']);
  });

  test('a reader who captures what it reads does not go on for ever', () => {
    const { desk } = testDesk({ triggers: { error_spike: false } });
    desk.errors$.subscribe(({ message }) => void desk.capture(`${message}.`));
    desk.capture('x');
    expect(desk.recent().map(({ message }) => message.length)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });
});
