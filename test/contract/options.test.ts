import { describe, expect, it } from 'vitest';
import * as embed from '../../src/embed.js';
import { createHandler } from '../../src/http/create-handler.js';
import { serve } from '../../src/http/serve.js';
import * as tocsin from '../../src/index.js';
import { Measures } from '../../src/runtime/measures.js';
import { testMonitor } from '../support/monitor.js';

/** What is wrong with a call, as `path: message`; nothing if it is taken. */
async function complaints(call: () => unknown): Promise<string[]> {
  try {
    await call();
  } catch (error) {
    if (error instanceof tocsin.ConfigError) {
      return error.issues.map(({ path, message }) => `${path}: ${message}`);
    }
    throw error;
  }
  return [];
}

/** Calls a function as JavaScript may. */
const call = (called: unknown, ...given: readonly unknown[]): unknown => {
  if (typeof called !== 'function') throw new TypeError('there is no such function');
  return Reflect.apply(called, undefined, given);
};

const { monitor } = testMonitor();
const breaker = tocsin.createBreaker(() => 1);
const meter = {};
const journal = tocsin.memoryJournal();

/** Every function that takes options, with what stands before them and those that it needs. */
const FUNCTIONS: readonly [name: string, called: unknown, before: readonly unknown[], needed?: object][] = [
  ['runWith', embed.runWith, [monitor]],
  ['shutDown', embed.shutDown, [monitor]],
  ['expressErrors', embed.expressErrors, [monitor]],
  ['fastifyMonitor', embed.fastifyMonitor, [monitor]],
  ['honoErrors', embed.honoErrors, [monitor]],
  ['nestErrors', embed.nestErrors, [monitor]],
  ['nestLifecycle', embed.nestLifecycle, [monitor]],
  ['publishDiagnostics', embed.publishDiagnostics, [monitor]],
  ['createHandler', createHandler, [monitor]],
  ['serve', serve, [monitor]],
  ['createMonitor', tocsin.createMonitor, [{}]],
  ['backtest', tocsin.backtest, [], { journal, config: {} }],
  ['createBreaker', tocsin.createBreaker, [() => 1]],
  ['watchBreaker', tocsin.watchBreaker, [monitor, breaker], { name: 'payments' }],
  ['measure', measure, []],
  ['sqliteJournal', tocsin.sqliteJournal, ['tocsin.db']],
  ['memoryJournal', tocsin.memoryJournal, []],
  ['httpCheck', tocsin.httpCheck, ['https://example.org']],
  ['memoryCheck', tocsin.memoryCheck, []],
  ['diskCheck', tocsin.diskCheck, []],
  ['cpuCheck', tocsin.cpuCheck, []],
  ['eventLoopCheck', tocsin.eventLoopCheck, []],
  ['processCheck', tocsin.processCheck, []],
  ['tcpCheck', tocsin.tcpCheck, [], { host: 'localhost', port: 1 }],
  ['tlsCheck', tocsin.tlsCheck, [], { host: 'localhost' }],
  ['dnsCheck', tocsin.dnsCheck, ['example.org']],
  ['commandCheck', tocsin.commandCheck, ['/bin/true', []]],
  ['heartbeat', tocsin.heartbeat, [], { period: '1h' }],
  ['withRetries', tocsin.withRetries, [() => true]],
  ['allOf', tocsin.allOf, [[() => true]]],
  ['anyOf', tocsin.anyOf, [[() => true]]],
  ['sqlCheck', tocsin.sqlCheck, [() => 1]],
  ['consoleChannel', tocsin.consoleChannel, []],
  ['slackChannel', tocsin.slackChannel, [], { webhookUrl: 'https://example.org/hook' }],
  ['discordChannel', tocsin.discordChannel, [], { webhookUrl: 'https://example.org/hook' }],
  ['webhookChannel', tocsin.webhookChannel, [], { url: 'https://example.org/hook' }],
  [
    'emailChannel',
    tocsin.emailChannel,
    [],
    { host: 'localhost', from: 'a@example.org', to: 'b@example.org' },
  ],
];

/** As `monitor.measure` does. */
function measure(options: tocsin.MeasureOptions): unknown {
  const { clock } = testMonitor();
  const told = (): Promise<void> => Promise.resolve();
  return new Measures({ clock, logger: console, raise: told, resolve: told }).run('load', () => 1, options);
}

describe.each(FUNCTIONS)('%s', (name, called, before, needed = {}) => {
  it('refuses an option that it does not know, and says which there are', async () => {
    const [complaint, ...others] = await complaints(() => call(called, ...before, { ...needed, qqq: 1 }));
    expect(others).toEqual([]);
    expect(complaint).toMatch(new RegExp(`^${name}\\.qqq: there is no such option; the options are \\w+`));
  });

  it.each([5, 'text', null, [[]]])('refuses %j in the place of options', async (given) => {
    const [complaint] = await complaints(() => call(called, ...before, given));
    expect(complaint).toMatch(new RegExp(`^${name}: .* is not a set of options; the options are \\w+`));
  });
});

describe('a misspelt option', () => {
  it.each([
    ['runWith', embed.runWith, [monitor, { servr: [] }], 'servr', 'server'],
    ['shutDown', embed.shutDown, [monitor, { Grace: 1 }], 'Grace', 'grace'],
    ['fastifyMonitor', embed.fastifyMonitor, [monitor, { handlr: {} }], 'handlr', 'handler'],
    ['createHandler', createHandler, [monitor, { prefx: '/a' }], 'prefx', 'prefix'],
    ['serve', serve, [monitor, { prot: 0 }], 'prot', 'port'],
    ['watchBreaker', tocsin.watchBreaker, [monitor, breaker, { name: 'a', evry: 1 }], 'evry', 'every'],
    ['measure', measure, [{ warnafter: 1 }], 'warnafter', 'warnAfter'],
    ['sqliteJournal', tocsin.sqliteJournal, ['a.db', { durabilty: 'strict' }], 'durabilty', 'durability'],
    [
      'sqliteJournal',
      tocsin.sqliteJournal,
      ['a.db', { retention: { check: '1d' } }],
      'retention.check',
      'checks',
    ],
    ['memoryJournal', tocsin.memoryJournal, [{ maxEvent: 1 }], 'maxEvent', 'maxEvents'],
    ['memoryCheck', tocsin.memoryCheck, [{ wran: 80 }], 'wran', 'warn'],
    ['diskCheck', tocsin.diskCheck, [{ Path: '/' }], 'Path', 'path'],
  ])('of %s is told with the one that is meant: %#', async (name, called, given, option, meant) => {
    expect(await complaints(() => call(called, ...given))).toEqual([
      `${name}.${option}: there is no such option; did you mean ${meant}?`,
    ]);
  });
});

describe('what is no monitor', () => {
  it.each([
    ['runWith', embed.runWith],
    ['shutDown', embed.shutDown],
    ['expressErrors', embed.expressErrors],
    ['fastifyMonitor', embed.fastifyMonitor],
    ['honoErrors', embed.honoErrors],
    ['nestErrors', embed.nestErrors],
    ['nestLifecycle', embed.nestLifecycle],
    ['publishDiagnostics', embed.publishDiagnostics],
    ['meterMonitor', (given: unknown) => call(embed.meterMonitor, given, meter)],
    ['createHandler', createHandler],
    ['serve', serve],
    ['watchBreaker', (given: unknown) => call(tocsin.watchBreaker, given, breaker, { name: 'a' })],
  ])('is refused by %s', async (name, called) => {
    const [complaint] = await complaints(() => call(called, {}));
    expect(complaint).toBe(`${name}: an object is not a monitor; give what createMonitor made`);
    expect((await complaints(() => call(called)))[0]).toBe(
      `${name}: the monitor is missing; give what createMonitor made`,
    );
  });
});

describe('a wrong value', () => {
  it.each<[unknown, readonly unknown[], string]>([
    [
      embed.runWith,
      [monitor, { server: 5 }],
      'runWith.server: 5 has no close(); give a server, an application, a handler, or a list of these',
    ],
    [
      embed.runWith,
      [monitor, { server: [{ close() {} }, {}] }],
      'runWith.server.1: an object has no close(); give a server, an application, a handler, or a list of these',
    ],
    [
      embed.runWith,
      [monitor, { signals: ['SIGFOO'] }],
      `runWith.signals.0: "SIGFOO" is not a signal that a process can listen to; write one such as 'SIGTERM'`,
    ],
    [
      embed.runWith,
      [monitor, { signals: ['SIGTRM'] }],
      'runWith.signals.0: "SIGTRM" is not a signal that a process can listen to; did you mean SIGTERM?',
    ],
    [
      embed.runWith,
      [monitor, { signals: ['SIGKILL'] }],
      `runWith.signals.0: "SIGKILL" is not a signal that a process can listen to; write one such as 'SIGTERM'`,
    ],
    [
      embed.runWith,
      [monitor, { signals: 'SIGTERM' }],
      `runWith.signals: "SIGTERM" is not a list; write one such as ['SIGTERM', 'SIGINT']`,
    ],
    [
      embed.runWith,
      [monitor, { signal: 5 }],
      'runWith.signal: 5 has no addEventListener(); give the signal of an AbortController',
    ],
    [
      embed.runWith,
      [monitor, { delay: 'x' }],
      `runWith.delay: "x" is not a duration up to a year; write milliseconds or a text such as '100ms' or '2s'`,
    ],
    [
      embed.shutDown,
      [monitor, { grace: -1 }],
      `shutDown.grace: -1 is not a duration up to a year; write milliseconds or a text such as '100ms' or '2s'`,
    ],
    [embed.shutDown, [monitor, { exit: 'yes' }], 'shutDown.exit: "yes" is not true or false'],
    [
      embed.shutDown,
      [monitor, { logger: 'info' }],
      'shutDown.logger: "info" has no debug(); give a logger such as pino()',
    ],
    [
      embed.shutDown,
      [monitor, { clock: {} }],
      'shutDown.clock: an object has no now(); leave it out, or give the clock of the monitor',
    ],
    [
      embed.fastifyMonitor,
      [monitor, { grace: 'x' }],
      `fastifyMonitor.grace: "x" is not a duration up to a year; write milliseconds or a text such as '100ms' or '2s'`,
    ],
    [
      embed.fastifyMonitor,
      [monitor, { handler: {} }],
      'fastifyMonitor.handler: an object has no close(); give what createHandler made',
    ],
    [
      embed.expressErrors,
      [monitor, { captures: 500 }],
      'expressErrors.captures: 500 is not a function of the error and the status',
    ],
    [
      embed.honoErrors,
      [monitor, { component: ' ' }],
      `honoErrors.component: " " is not a text; write one such as 'http'`,
    ],
    [
      embed.nestLifecycle,
      [monitor, { handler: 1 }],
      'nestLifecycle.handler: 1 has no close(); give what createHandler made',
    ],
    [
      embed.publishDiagnostics,
      [monitor, { name: 5 }],
      `publishDiagnostics.name: 5 is not a text; write one such as 'tocsin'`,
    ],
    [
      embed.meterMonitor,
      [monitor, {}],
      'meterMonitor.meter: an object has no createHistogram(); give a Meter such as metrics.getMeter of OpenTelemetry gives',
    ],
    [createHandler, [monitor, { readOnly: 'no' }], 'createHandler.readOnly: "no" is not true or false'],
    [createHandler, [monitor, { page: 0 }], 'createHandler.page: 0 is not true or false'],
    [
      createHandler,
      [monitor, { resolveTimeout: 'soon' }],
      `createHandler.resolveTimeout: "soon" is not a duration above 0 and up to a year; write milliseconds or a text such as '100ms' or '2s'`,
    ],
    [
      createHandler,
      [monitor, { prefix: 5 }],
      'prefix: expected a path such as /tocsin, of letters, digits and - . _ ~, found 5',
    ],
    [
      embed.runWith,
      [monitor, { signals: ['sigterm'] }],
      'runWith.signals.0: "sigterm" is not a signal that a process can listen to; did you mean SIGTERM?',
    ],
    [tocsin.memoryJournal, [{ maxEvents: 0 }], 'memoryJournal.maxEvents: 0 is not a whole number from 1'],
    [
      tocsin.sqliteJournal,
      ['a.db', { durability: 'lax', retention: { checks: '1x' } }],
      `sqliteJournal.durability: "lax" is not 'strict' or 'relaxed'`,
    ],
    [
      tocsin.createMonitor,
      [{}, { clock: Date }],
      'createMonitor.clock: a function has no setTimeout(); leave it out, or give one such as systemClock',
    ],
  ])('is told at its path: %#', async (called, given, complaint) => {
    expect((await complaints(() => call(called, ...given)))[0]).toBe(complaint);
  });

  it('does not keep others from being told', async () => {
    const given = { servr: 1, delay: 'x', grace: 'y', signals: ['SIGFOO'] };
    const told = await complaints(() => call(embed.runWith, {}, given));
    expect(told.map((line) => line.split(':')[0])).toEqual([
      'runWith',
      'runWith.servr',
      'runWith.delay',
      'runWith.grace',
      'runWith.signals.0',
    ]);
  });
});
