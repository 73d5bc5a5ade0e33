import { describe, expect, it } from 'vitest';
import { resolveConfig } from '../../src/config/resolve-config.js';
import { ConfigError } from '../../src/domain/config-error.js';

const check = (): boolean => true;
const channel = { kind: 'test', send: () => Promise.resolve() };
const service = (settings: object): object => ({ services: { api: { check, ...settings } } });
const ops = (settings: object): object => ({ channels: { ops: { channel, ...settings } } });
const alerts = (settings: object): object => ({ alerts: settings });

const SEVERITIES = 'debug, info, warning, error, critical';
const SPAN = "milliseconds or a text such as '500ms', '30s' or '5m'";
const JOURNAL = 'use sqliteJournal(path) or memoryJournal()';
const CHANNEL = 'use one such as slackChannel({ webhookUrl })';

/** What is wrong, the configuration, and the one issue it gives. */
const BAD: readonly [what: string, config: unknown, path: string, message: string][] = [
  // The whole
  ['a text', 'services', '', 'expected a configuration object, found "services"'],
  ['nothing at all', null, '', 'expected a configuration object, found null'],
  ['a list', [], '', 'expected a configuration object, found an empty list'],
  ['an unknown part', { servces: {} }, 'servces', 'unknown setting; did you mean services?'],
  [
    'a part unlike any other',
    { plugins: [] },
    'plugins',
    'unknown setting; known are services, channels, alerts, defaults, errors, http, journal',
  ],

  // The journal
  ['a number for a journal', { journal: 7 }, 'journal', `expected a journal, found 7; ${JOURNAL}`],
  ['nothing for a journal', { journal: null }, 'journal', `expected a journal, found null; ${JOURNAL}`],
  [
    'a path for a journal',
    { journal: 'tocsin.db' },
    'journal',
    'expected a journal, found "tocsin.db"; use sqliteJournal(path)',
  ],
  [
    'a journal as files have it',
    { journal: { type: 'sqlite', path: 'tocsin.db' } },
    'journal',
    'expected a journal, found an object; { type: … } is for configuration files, in a program use sqliteJournal(path) or memoryJournal()',
  ],
  [
    'the maker of a journal for the journal',
    { journal: () => undefined },
    'journal',
    'expected a journal, found a function; call it, as in memoryJournal()',
  ],
  [
    'the promise of a journal for the journal',
    { journal: Promise.resolve() },
    'journal',
    'expected a journal, found a promise; await it first',
  ],
  [
    'a journal that cannot be opened or read',
    { journal: { append: () => undefined, close: () => undefined } },
    'journal',
    'expected a journal, found an object without open, read; add what is missing',
  ],
  [
    'something else for a journal',
    { journal: new Map() },
    'journal',
    `expected a journal, found a Map; ${JOURNAL}`,
  ],

  // Services
  [
    'a maintenance window at no time of day',
    { services: { api: { check, maintenance: { start: '25:00', duration: '1h' } } } },
    'services.api.maintenance.start',
    'expected a time of day such as \'02:30\', found "25:00"',
  ],
  [
    'a maintenance window of a whole day',
    { services: { api: { check, maintenance: [{ start: '02:00', duration: '24h' }] } } },
    'services.api.maintenance.0.duration',
    'expected a duration above 0 and below a day, such as \'2h\', found "24h"',
  ],
  [
    'a maintenance window in no time zone',
    {
      services: { api: { check, maintenance: { start: '02:00', duration: '1h', timeZone: 'Mars/Olympus' } } },
    },
    'services.api.maintenance.timeZone',
    'expected an IANA time zone such as \'Europe/Berlin\', found "Mars/Olympus"',
  ],
  [
    'a maintenance window on no day',
    { services: { api: { check, maintenance: { start: '02:00', duration: '1h', days: ['sunday'] } } } },
    'services.api.maintenance.days.0',
    'expected one of mon, tue, wed, thu, fri, sat, sun, found "sunday"',
  ],
  ['services in a list', { services: [check] }, 'services', 'expected services by name, found a list'],
  ['services in a Map', { services: new Map() }, 'services', 'expected services by name, found a Map'],
  [
    'a service without a name',
    { services: { '': check } },
    'services',
    'the name of a service cannot be empty; give it one',
  ],
  [
    'a service with a blank name',
    { services: { '  ': check } },
    'services',
    'the name of a service cannot be empty; give it one',
  ],
  [
    'a service that would be an object’s prototype',
    { services: JSON.parse('{"__proto__": 1}') },
    'services',
    'a service cannot be named __proto__; choose another',
  ],
  [
    'a URL for a service',
    { services: { api: 'https://example.com' } },
    'services.api',
    'expected a check function or { check, … }, found "https://example.com"; use httpCheck(url)',
  ],
  [
    'a URL with credentials for a service',
    { services: { api: 'https://user:pass@example.com/a?token=b' } },
    'services.api',
    'expected a check function or { check, … }, found "https://example.com/[redacted]"; use httpCheck(url)',
  ],
  [
    'a promise for a service',
    { services: { api: Promise.resolve(true) } },
    'services.api',
    'expected a check function or { check, … }, found a promise; give the function itself, not its result',
  ],
  [
    'a service without a check',
    { services: { api: { every: '10s' } } },
    'services.api.check',
    'expected a function, found nothing; use httpCheck(url) or a function of your own',
  ],
  [
    'a URL for a check',
    service({ check: 'http://example.com' }),
    'services.api.check',
    'expected a function, found "http://example.com"; use httpCheck(url)',
  ],
  [
    'the result of a check for a check',
    service({ check: true }),
    'services.api.check',
    'expected a function, found true; give the function itself, not its result',
  ],
  [
    'a check as files have it',
    service({ check: { type: 'http', url: 'https://example.com' } }),
    'services.api.check',
    'expected a function, found an object; { type: … } is for configuration files, in a program use httpCheck(url), memoryCheck() and the like',
  ],
  [
    'a misspelt setting of a service',
    service({ failureTreshold: 2 }),
    'services.api.failureTreshold',
    'unknown setting; did you mean failureThreshold?',
  ],
  [
    'a setting of a service in other letters',
    service({ dependson: [] }),
    'services.api.dependson',
    'unknown setting; did you mean dependsOn?',
  ],
  [
    'a duration in words',
    service({ every: '5 minutes' }),
    'services.api.every',
    `expected a duration above 0: ${SPAN}, found "5 minutes"`,
  ],
  [
    'a check every 0 ms',
    service({ every: 0 }),
    'services.api.every',
    `expected a duration above 0: ${SPAN}, found 0`,
  ],
  [
    'a negative timeout',
    service({ timeout: -1 }),
    'services.api.timeout',
    `expected a duration above 0: ${SPAN}, found -1`,
  ],
  [
    'an endless timeout',
    service({ timeout: Number.POSITIVE_INFINITY }),
    'services.api.timeout',
    `expected a duration above 0: ${SPAN}, found Infinity`,
  ],
  [
    'a duration that is no number',
    service({ slowAfter: Number.NaN }),
    'services.api.slowAfter',
    `expected a duration above 0: ${SPAN}, found NaN`,
  ],
  [
    'a failure threshold of 0',
    service({ failureThreshold: 0 }),
    'services.api.failureThreshold',
    'expected a whole number from 1, found 0',
  ],
  [
    'a failure threshold in a text',
    service({ failureThreshold: '3' }),
    'services.api.failureThreshold',
    'expected a whole number from 1, found "3"',
  ],
  [
    'a recovery threshold of one and a half',
    service({ recoveryThreshold: 1.5 }),
    'services.api.recoveryThreshold',
    'expected a whole number from 1, found 1.5',
  ],
  [
    'one dependency without a list',
    service({ dependsOn: 'db' }),
    'services.api.dependsOn',
    'expected a list of service names, found "db"',
  ],
  [
    'a dependency that is no name',
    service({ dependsOn: [7] }),
    'services.api.dependsOn.0',
    'expected a text that is not empty, found 7',
  ],
  [
    'an unknown dependency',
    { services: { api: { check, dependsOn: ['databse'] }, database: check } },
    'services.api.dependsOn.0',
    'there is no service "databse"; did you mean database?',
  ],
  [
    'an unknown dependency unlike any service',
    service({ dependsOn: ['queue'] }),
    'services.api.dependsOn.0',
    'there is no service "queue"; name one of services',
  ],
  [
    'a service that waits for itself',
    service({ dependsOn: ['api'] }),
    'services.api.dependsOn',
    'services cannot wait for each other: api -> api; take one of them out',
  ],
  [
    'services that wait for each other',
    {
      services: {
        web: { check, dependsOn: ['api'] },
        api: { check, dependsOn: ['db'] },
        db: { check, dependsOn: ['api'] },
      },
    },
    'services.api.dependsOn',
    'services cannot wait for each other: api -> db -> api; take one of them out',
  ],
  [
    'a label that is a number',
    service({ labels: { version: 2 } }),
    'services.api.labels.version',
    'expected a text, found 2',
  ],
  [
    'labels in a list',
    service({ labels: ['a'] }),
    'services.api.labels',
    'expected texts by label name, found a list',
  ],

  // Channels
  ['channels in a list', { channels: [channel] }, 'channels', 'expected channels by name, found a list'],
  [
    'a webhook URL for a channel',
    { channels: { ops: 'https://hooks.slack.com/services/T0/B0/x' } },
    'channels.ops',
    `expected a channel, found a text; ${CHANNEL}`,
  ],
  [
    'the maker of a channel for the channel',
    { channels: { ops: () => channel } },
    'channels.ops',
    'expected a channel, found a function; call it, as in slackChannel({ webhookUrl })',
  ],
  [
    'the promise of a channel for the channel',
    { channels: { ops: Promise.resolve(channel) } },
    'channels.ops',
    'expected a channel, found a promise; await it first',
  ],
  [
    'a channel without a kind',
    { channels: { ops: { send: () => Promise.resolve() } } },
    'channels.ops',
    "expected a channel, found an object without a kind; add one, such as kind: 'pager'",
  ],
  [
    'a channel as files have it',
    { channels: { ops: { type: 'slack', webhookUrl: 'https://hooks.slack.com/x' } } },
    'channels.ops',
    '{ type: … } is for configuration files; in a program use a channel such as slackChannel({ webhookUrl })',
  ],
  [
    'settings without their channel',
    { channels: { ops: { minSeverity: 'error' } } },
    'channels.ops.channel',
    `expected a channel, found nothing; ${CHANNEL}`,
  ],
  [
    'a channel without a name',
    { channels: { '': channel } },
    'channels',
    'the name of a channel cannot be empty; give it one',
  ],
  [
    'a severity cut short',
    ops({ minSeverity: 'warn' }),
    'channels.ops.minSeverity',
    `expected one of ${SEVERITIES}, found "warn"; did you mean warning?`,
  ],
  ['yes for true', ops({ enabled: 'yes' }), 'channels.ops.enabled', 'expected true or false, found "yes"'],
  [
    'a channel for no category',
    ops({ categories: [] }),
    'channels.ops.categories',
    'expected a list of categories, found an empty list; leave it out to accept all',
  ],
  [
    'one category without a list',
    ops({ categories: 'security' }),
    'channels.ops.categories',
    'expected a list of categories, found "security"',
  ],
  [
    'a misspelt field of a matcher',
    ops({ match: { titel: 'x' } }),
    'channels.ops.match.titel',
    'unknown setting; did you mean title?',
  ],
  [
    'a number to match with',
    ops({ match: { title: 5 } }),
    'channels.ops.match.title',
    'expected a text or a regular expression, or { not: … }, found 5',
  ],
  [
    'a list that must not match',
    ops({ match: { labels: { team: { not: ['web'] } } } }),
    'channels.ops.match.labels.team.not',
    'expected a text or a regular expression, found a list',
  ],
  [
    'a misspelt not',
    ops({ match: { title: { non: 'x', not: 'x' } } }),
    'channels.ops.match.title.non',
    'unknown setting; did you mean not?',
  ],
  [
    'an unknown severity that must not match',
    ops({ match: { severity: { not: 'fatal' } } }),
    'channels.ops.match.severity.not',
    `expected one of ${SEVERITIES} or a regular expression, found "fatal"`,
  ],
  [
    'an unknown severity to match with',
    ops({ match: { severity: 'fatal' } }),
    'channels.ops.match.severity',
    `expected one of ${SEVERITIES} or a regular expression, or { not: … }, found "fatal"`,
  ],
  [
    'a text for a matcher',
    ops({ match: 'security' }),
    'channels.ops.match',
    'expected a matcher such as { category: \'database\' } or a function, found "security"',
  ],
  [
    'no attempts',
    ops({ maxAttempts: 0 }),
    'channels.ops.maxAttempts',
    'expected a whole number from 1, found 0',
  ],
  [
    'no time for an attempt',
    ops({ timeout: '0s' }),
    'channels.ops.timeout',
    `expected a duration above 0: ${SPAN}, found "0s"`,
  ],
  [
    'an age without a unit',
    ops({ maxAge: '24' }),
    'channels.ops.maxAge',
    `expected a duration above 0: ${SPAN}, found "24"`,
  ],
  [
    'an unknown setting of a channel',
    ops({ retries: 3 }),
    'channels.ops.retries',
    'unknown setting; known are channel, enabled, minSeverity, categories, match, timeout, maxAttempts, maxAge',
  ],

  // Alerts
  [
    'an unknown severity',
    alerts({ minSeverity: 'loud' }),
    'alerts.minSeverity',
    `expected one of ${SEVERITIES}, found "loud"`,
  ],
  [
    'a throttle that is on',
    alerts({ throttle: true }),
    'alerts.throttle',
    'expected { limit, window, exempt } or false, found true',
  ],
  [
    'a throttle that lets nothing through',
    alerts({ throttle: { limit: 0 } }),
    'alerts.throttle.limit',
    'expected a whole number from 1, found 0',
  ],
  [
    'a throttle without a window',
    alerts({ throttle: { window: 0 } }),
    'alerts.throttle.window',
    `expected a duration above 0: ${SPAN}, found 0`,
  ],
  [
    'an unknown severity among the exempt',
    alerts({ throttle: { exempt: ['critical', 'eror'] } }),
    'alerts.throttle.exempt.1',
    `expected one of ${SEVERITIES}, found "eror"; did you mean error?`,
  ],
  [
    'groups by an unknown field',
    alerts({ group: { by: ['services'] } }),
    'alerts.group.by.0',
    'expected one of key, category, severity, service, source, title or labels.<name>, found "services"; did you mean service?',
  ],
  [
    'groups by a label without its name',
    alerts({ group: { by: ['labels.'] } }),
    'alerts.group.by.0',
    'expected one of key, category, severity, service, source, title or labels.<name>, found "labels."',
  ],
  [
    'groups by nothing',
    alerts({ group: { by: [] } }),
    'alerts.group.by',
    "expected a list of fields or a function, found an empty list; leave it out to group by 'key'",
  ],
  [
    'a group that waits less than not at all',
    alerts({ group: { wait: -5 } }),
    'alerts.group.wait',
    `expected a duration: ${SPAN}, found -5`,
  ],
  [
    'a summary after no alerts',
    alerts({ group: { summarizeAfter: 0 } }),
    'alerts.group.summarizeAfter',
    'expected a whole number from 1, found 0',
  ],
  [
    'reminders that are on',
    alerts({ remindEvery: true }),
    'alerts.remindEvery',
    `expected a duration above 0: ${SPAN}, found true`,
  ],
  ['a share of flapping', alerts({ flapping: 0.3 }), 'alerts.flapping', 'expected true or false, found 0.3'],
  [
    'a fallback that is no channel',
    { channels: { ops: channel }, alerts: { fallback: ['opps'] } },
    'alerts.fallback.0',
    'there is no channel "opps"; did you mean ops?',
  ],
  [
    'a fallback unlike any channel',
    { channels: { ops: channel }, alerts: { fallback: ['pager'] } },
    'alerts.fallback.0',
    'there is no channel "pager"; name one of channels or \'console\'',
  ],
  [
    'a fallback that is disabled',
    { channels: { ops: { channel, enabled: false } }, alerts: { fallback: ['ops'] } },
    'alerts.fallback.0',
    'the channel "ops" is disabled; enable it or name another',
  ],
  [
    'no fallback at all',
    alerts({ fallback: [] }),
    'alerts.fallback',
    'expected a list of channel names, found an empty list; leave it out for the console',
  ],

  // Defaults
  ['a number for the defaults', { defaults: 5 }, 'defaults', 'expected settings, found 5'],
  [
    'no checks at once',
    { defaults: { concurrency: 0 } },
    'defaults.concurrency',
    'expected a whole number from 1, found 0',
  ],
  [
    'a misspelt default',
    { defaults: { evry: '5s' } },
    'defaults.evry',
    'unknown setting; did you mean every?',
  ],
];

describe('a bad configuration', () => {
  it.each(BAD)('is refused with its path and the way out: %s', (_, config, path, message) => {
    expect(issuesOf(config)).toEqual([{ path, message }]);
  });

  it('tells everything that is wrong at once', () => {
    const config = {
      services: { api: { check, every: 'soon', tiemout: 5, dependsOn: ['nobody'] }, web: null },
      channels: { ops: 7 },
      alerts: { fallback: ['nowhere'] },
    };
    expect(issuesOf(config).map(({ path }) => path)).toEqual([
      'services.api.every',
      'services.api.tiemout',
      'services.web',
      'channels.ops',
      'services.api.dependsOn.0',
      'alerts.fallback.0',
    ]);
  });

  it('names a circle once, however it is reached', () => {
    const services = Object.fromEntries(
      ['a', 'b', 'c', 'd'].map((name, i, names) => [name, { check, dependsOn: [names[(i + 1) % 4]] }]),
    );
    expect(issuesOf({ services }).map(({ message }) => message)).toEqual([
      'services cannot wait for each other: a -> b -> c -> d -> a; take one of them out',
    ]);
  });

  it('takes a chain of ten thousand services for what it is', () => {
    const services = Object.fromEntries(
      Array.from({ length: 10_000 }, (_, i) => [`s${i}`, { check, dependsOn: i === 0 ? [] : [`s${i - 1}`] }]),
    );
    expect(resolveConfig({ services }).services.size).toBe(10_000);
  });
});

function issuesOf(config: unknown): readonly { path: string; message: string }[] {
  try {
    resolveConfig(config);
  } catch (error) {
    if (error instanceof ConfigError) return error.issues;
    throw error;
  }
  return [];
}
