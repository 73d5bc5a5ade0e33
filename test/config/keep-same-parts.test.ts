import { expect, it } from 'vitest';
import { createPartFactory } from '../../src/cli/create-part-factory.js';
import { readFileConfig } from '../../src/config/file-config.js';
import { keepSameParts } from '../../src/config/keep-same-parts.js';
import type { WatchConfig } from '../../src/domain/monitor-config.js';

function load(written: unknown): { config: WatchConfig; written: unknown } {
  return { config: readFileConfig(written, createPartFactory(false)).config as WatchConfig, written };
}

const slack = { type: 'slack', webhookUrl: 'https://hooks.slack.com/services/T/B/x' };

it('keeps the checks and channels of which the file says the same', () => {
  const before = load({
    services: {
      short: 'https://example.org',
      long: { check: { type: 'disk', path: '/' }, every: '5s' },
      moved: { check: { type: 'disk', path: '/' } },
    },
    channels: { ops: { ...slack, minSeverity: 'error' }, other: slack },
  });
  const after = load({
    services: {
      short: 'https://example.org',
      long: { check: { type: 'disk', path: '/' }, every: '9s' },
      moved: { check: { type: 'disk', path: '/tmp' } },
      fresh: 'https://example.org',
    },
    channels: {
      ops: { ...slack, minSeverity: 'warning' },
      other: { ...slack, webhookUrl: `${slack.webhookUrl}y` },
    },
  });
  const { services = {}, channels = {} } = keepSameParts(before, after);
  const old = before.config;
  const check = (config: WatchConfig, name: string) => Reflect.get(config.services?.[name] ?? {}, 'check');
  const channel = (config: WatchConfig, name: string) =>
    Reflect.get(config.channels?.[name] ?? {}, 'channel');
  const kept = { services, channels };
  expect(check(kept, 'short')).toBe(check(old, 'short'));
  expect(check(kept, 'long')).toBe(check(old, 'long'));
  expect(services.long).toMatchObject({ every: '9s' });
  expect(check(kept, 'moved')).not.toBe(check(old, 'moved'));
  expect(check(kept, 'moved')).toBe(check(after.config, 'moved'));
  expect(check(kept, 'fresh')).toBe(check(after.config, 'fresh'));
  expect(channel(kept, 'ops')).toBe(channel(old, 'ops'));
  expect(channels.ops).toMatchObject({ minSeverity: 'warning' });
  expect(channel(kept, 'other')).toBe(channel(after.config, 'other'));
});

it('takes what a program made as it is', () => {
  const own = { kind: 'own', send: async () => {} };
  const before = load({ services: { a: () => true, b: { check: () => true } }, channels: { own } });
  const after = load({ services: { a: () => true, b: { check: () => true } }, channels: { own } });
  const kept = keepSameParts(before, after);
  expect(kept.channels?.own).toBe(own);
  expect(kept.services).toEqual(after.config.services);
});
