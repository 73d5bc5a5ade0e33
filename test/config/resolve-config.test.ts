import { describe, expect, it } from 'vitest';
import { resolveConfig, resolveService } from '../../src/config/resolve-config.js';
import { ConfigError } from '../../src/domain/config-error.js';

const check = (): boolean => true;
const channel = { kind: 'test', send: () => Promise.resolve() };

describe('resolveConfig', () => {
  it('fills in every default', () => {
    const config = resolveConfig({ services: { api: check }, channels: { ops: channel } });
    expect(config.defaults).toEqual({
      everyMs: 60_000,
      timeoutMs: 10_000,
      failureThreshold: 3,
      recoveryThreshold: 2,
      concurrency: 100,
    });
    expect(config.services.get('api')).toEqual({
      check,
      everyMs: 60_000,
      timeoutMs: 10_000,
      failureThreshold: 3,
      recoveryThreshold: 2,
      dependsOn: [],
      labels: {},
      maintenance: [],
    });
    expect(config.channels.get('ops')).toEqual({
      channel,
      enabled: true,
      timeoutMs: 10_000,
      maxAttempts: 8,
      maxAgeMs: 86_400_000,
    });
    expect(config.alerts).toEqual({
      minSeverity: 'warning',
      throttle: { limit: 10, windowMs: 60_000, exempt: ['critical'] },
      group: { by: ['key'], waitMs: 0, windowMs: 60_000, summarizeAfter: 3 },
      remindEveryMs: undefined,
      flapping: false,
      fallback: undefined,
    });
  });

  it('needs no configuration at all', () => {
    const { services, channels } = resolveConfig();
    expect([services.size, channels.size]).toEqual([0, 0]);
  });

  it('keeps what is set, with durations in milliseconds', () => {
    const by = (): string => 'all';
    const match = {
      title: /disk/,
      severity: { not: 'critical' },
      labels: { team: { not: 'ops' }, zone: { not: /^eu/ } },
    } as const;
    const config = resolveConfig({
      services: {
        db: check,
        api: {
          check,
          every: '5s',
          timeout: 250,
          failureThreshold: 1,
          recoveryThreshold: 4,
          slowAfter: '100ms',
          dependsOn: ['db'],
          labels: { team: 'web' },
        },
      },
      channels: {
        ops: {
          channel,
          enabled: false,
          minSeverity: 'error',
          categories: ['security'],
          match,
          timeout: '3s',
          maxAttempts: 2,
          maxAge: '1h',
        },
      },
      alerts: {
        minSeverity: 'info',
        throttle: { limit: 5, window: '10s', exempt: [] },
        group: { by, wait: '30s', window: '5m', summarizeAfter: 10 },
        remindEvery: '4h',
        flapping: true,
        fallback: ['console'],
      },
    });
    expect(config.services.get('api')).toEqual({
      check,
      everyMs: 5_000,
      timeoutMs: 250,
      failureThreshold: 1,
      recoveryThreshold: 4,
      slowAfterMs: 100,
      dependsOn: ['db'],
      labels: { team: 'web' },
      maintenance: [],
    });
    expect(config.channels.get('ops')).toEqual({
      channel,
      enabled: false,
      minSeverity: 'error',
      categories: ['security'],
      match,
      timeoutMs: 3_000,
      maxAttempts: 2,
      maxAgeMs: 3_600_000,
    });
    expect(config.alerts).toEqual({
      minSeverity: 'info',
      throttle: { limit: 5, windowMs: 10_000, exempt: [] },
      group: { by, waitMs: 30_000, windowMs: 300_000, summarizeAfter: 10 },
      remindEveryMs: 14_400_000,
      flapping: true,
      fallback: ['console'],
    });
  });

  it('lets a service fall back to the configured defaults', () => {
    const { services } = resolveConfig({
      services: { api: { check, every: '1s' } },
      defaults: { every: '10s', timeout: '2s', failureThreshold: 5, recoveryThreshold: 6, slowAfter: '1s' },
    });
    expect(services.get('api')).toMatchObject({
      everyMs: 1_000,
      timeoutMs: 2_000,
      failureThreshold: 5,
      recoveryThreshold: 6,
      slowAfterMs: 1_000,
    });
  });

  it('switches throttling, grouping and reminders off', () => {
    const { alerts } = resolveConfig({ alerts: { throttle: false, group: false, remindEvery: false } });
    expect(alerts).toMatchObject({ throttle: false, group: false, remindEveryMs: undefined });
  });

  it('takes a setting that is undefined for one that is left out', () => {
    const { services, alerts } = resolveConfig({
      services: { api: { check, every: undefined, labels: undefined } },
      channels: undefined,
      alerts: { fallback: undefined, throttle: undefined },
    });
    expect(services.get('api')).toMatchObject({ everyMs: 60_000, labels: {} });
    expect(alerts.throttle).toMatchObject({ limit: 10 });
  });

  it('hands on the very check and channel, with their properties', () => {
    class Pager {
      readonly kind = 'pager';
      send(): Promise<void> {
        return Promise.resolve();
      }
    }
    const pager = new Pager();
    const closable = Object.assign(() => true, { close: () => {} });
    const { services, channels } = resolveConfig({ services: { a: closable }, channels: { pager } });
    expect(services.get('a')?.check).toBe(closable);
    expect(channels.get('pager')?.channel).toBe(pager);
  });

  it('neither changes the given object nor notices when it changes later', () => {
    const config = {
      services: { db: check, api: { check, every: '5s', dependsOn: ['db'], labels: { team: 'web' } } },
      channels: { ops: { channel, categories: ['security'] } },
    };
    const before = structuredClone(strip(config));
    const resolved = resolveConfig(config);
    expect(strip(config)).toEqual(before);
    config.services.api.labels.team = 'other';
    config.services.api.dependsOn.push('nobody');
    config.channels.ops.categories.push('other');
    expect(resolved.services.get('api')).toMatchObject({ labels: { team: 'web' }, dependsOn: ['db'] });
    expect(resolved.channels.get('ops')?.categories).toEqual(['security']);
  });

  it('takes a frozen configuration', () => {
    const config = Object.freeze({ services: Object.freeze({ api: Object.freeze({ check, every: '1s' }) }) });
    expect(resolveConfig(config).services.get('api')?.everyMs).toBe(1_000);
  });
});

describe('resolveService', () => {
  const { defaults } = resolveConfig({ defaults: { every: '7s' } });

  it('fills in the defaults of the monitor', () => {
    expect(resolveService('api', check, defaults)).toMatchObject({
      check,
      everyMs: 7_000,
      timeoutMs: 10_000,
    });
  });

  it('names the service in the paths of what is wrong', () => {
    expect(() => resolveService('api', { check: 1, evry: '5s' }, defaults)).toThrow(
      new ConfigError([
        {
          path: 'services.api.check',
          message: 'expected a function, found 1; use httpCheck(url) or a function of your own',
        },
        { path: 'services.api.evry', message: 'unknown setting; did you mean every?' },
      ]),
    );
  });

  it('refuses a service without a name', () => {
    expect(() => resolveService(' ', check, defaults)).toThrow(
      'services: the name of a service cannot be empty',
    );
  });
});

/** Without the functions, which cannot be cloned. */
function strip(config: object): unknown {
  return JSON.parse(JSON.stringify(config));
}

describe('maintenance windows', () => {
  it('may be one or several, and are filled in', () => {
    const window = { start: '02:30', duration: '2h' };
    const sunday = { ...window, days: ['sun'], timeZone: 'Europe/Berlin', reason: 'backups' };
    const config = resolveConfig({
      services: { one: { check, maintenance: window }, two: { check, maintenance: [window, sunday] } },
    });
    const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
    const daily = { days, start: '02:30', durationMs: 7_200_000, timeZone: 'UTC' };
    expect(config.services.get('one')?.maintenance).toEqual([daily]);
    expect(config.services.get('two')?.maintenance).toEqual([
      daily,
      { ...daily, days: ['sun'], timeZone: 'Europe/Berlin', reason: 'backups' },
    ]);
  });
});
