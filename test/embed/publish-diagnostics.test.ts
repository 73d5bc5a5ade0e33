import { channel, subscribe, unsubscribe } from 'node:diagnostics_channel';
import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import type { DiagnosticChannel } from '../../src/embed/diagnostic-messages.js';
import { publishDiagnostics } from '../../src/embed/publish-diagnostics.js';
import { testMonitor } from '../support/monitor.js';
import { startChild } from './support/start-child.js';

/** Every channel: one that is missing here does not compile. */
const NAMES: Readonly<Record<DiagnosticChannel, true>> = {
  'tocsin:check': true,
  'tocsin:status': true,
  'tocsin:alert': true,
  'tocsin:suppression': true,
  'tocsin:notification': true,
  'tocsin:delivery': true,
  'tocsin:incident': true,
  'tocsin:error': true,
  'tocsin:event': true,
};

const isChannel = (name: string): name is DiagnosticChannel => Object.hasOwn(NAMES, name);

const CHANNELS: readonly DiagnosticChannel[] = Object.keys(NAMES).filter(isChannel);

const START = Date.UTC(2026, 0, 5);
const undo: (() => void)[] = [];

afterEach(() => {
  for (const back of undo.splice(0)) back();
});

/** The messages of a channel from now on. */
function messages(name: DiagnosticChannel): unknown[] {
  const seen: unknown[] = [];
  const see = (message: unknown): void => void seen.push(message);
  subscribe(name, see);
  undo.push(() => unsubscribe(name, see));
  return seen;
}

describe('docs/embedding.md', () => {
  it('lists every channel, and no other', () => {
    const page = readFileSync(new URL('../../docs/embedding.md', import.meta.url), 'utf8');
    const listed = [...page.matchAll(/^\| `(tocsin:\w+)` /gm)].map(([, name]) => name);
    expect(listed).toEqual(CHANNELS);
  });
});

describe('publishDiagnostics', () => {
  it('publishes each thing that happens in the channel for it, and everything in one', async () => {
    const seen = new Map(CHANNELS.map((name) => [name, messages(name)]));
    const { clock, monitor } = testMonitor({
      services: {
        api: { check: () => ({ outcome: 'fail', message: 'refused' }), every: '10s', failureThreshold: 1 },
      },
    });
    publishDiagnostics(monitor, { name: 'shop' });
    await monitor.start();
    await clock.advance('1s');
    await monitor.alert({ title: 'Noted', severity: 'debug' });
    monitor.incidents.acknowledge('service_health:api', { by: 'ann' });
    monitor.errors.capture(new Error('the database is away'), { component: 'http' });
    await monitor.flush();
    const alert = { key: 'service_health:api', severity: 'error', title: 'Service unhealthy: api' };
    const said = { monitor: 'shop', at: START };
    expect(seen.get('tocsin:check')).toEqual([
      { ...said, service: 'api', outcome: 'fail', latencyMs: 0, message: 'refused' },
    ]);
    expect(seen.get('tocsin:status')).toEqual([
      { ...said, service: 'api', from: 'unknown', to: 'unhealthy', message: 'refused' },
    ]);
    expect(seen.get('tocsin:alert')).toMatchObject([
      { ...said, alert },
      { monitor: 'shop', at: START + 1_000, alert: { title: 'Noted' } },
    ]);
    expect(seen.get('tocsin:suppression')).toMatchObject([{ key: 'system:Noted', reason: 'severity' }]);
    expect(seen.get('tocsin:notification')).toMatchObject([
      { ...said, notification: { reason: 'first', title: alert.title }, channels: ['ops'] },
    ]);
    expect(seen.get('tocsin:delivery')).toMatchObject([
      { ...said, delivery: { channel: 'ops', outcome: 'succeeded', attempt: 1 } },
    ]);
    expect(seen.get('tocsin:incident')).toEqual([
      { ...said, key: alert.key, change: 'opened' },
      { monitor: 'shop', at: START + 1_000, key: alert.key, change: 'acknowledged' },
    ]);
    expect(seen.get('tocsin:error')).toMatchObject([{ error: { message: 'the database is away' } }]);
    const positions = seen
      .get('tocsin:event')
      ?.map((message) => Reflect.get(Object(message), 'event').position);
    expect(positions).toEqual(positions?.map((_, i) => i + 1));
    expect(positions?.length).toBeGreaterThan(8);
    await monitor.stop();
  });

  it('tells that a condition is over', async () => {
    const incidents = messages('tocsin:incident');
    const { monitor } = testMonitor();
    publishDiagnostics(monitor);
    await monitor.alert({ title: 'Disk full', severity: 'error', kind: 'condition', key: 'disk' });
    await monitor.resolve('disk');
    expect(incidents).toEqual([
      { monitor: 'tocsin', at: START, key: 'disk', change: 'opened' },
      { monitor: 'tocsin', at: START, key: 'disk', change: 'resolved' },
    ]);
    await monitor.stop();
  });

  it('publishes nothing before it is called, after it was ended, and after the monitor has stopped', async () => {
    const alerts = messages('tocsin:alert');
    const errors = messages('tocsin:error');
    const { monitor } = testMonitor();
    await monitor.alert({ title: 'before' });
    const end = publishDiagnostics(monitor);
    await monitor.alert({ title: 'meanwhile' });
    end();
    await monitor.alert({ title: 'after' });
    expect(alerts).toMatchObject([{ alert: { title: 'meanwhile' } }]);
    publishDiagnostics(monitor);
    await monitor.stop();
    monitor.errors.capture(new Error('late'));
    expect(errors).toEqual([]);
  });

  it('makes no message for a channel that nobody subscribed to', async () => {
    const { monitor } = testMonitor();
    const published: string[] = [];
    for (const name of CHANNELS) {
      const spied = channel(name);
      const { publish } = spied;
      spied.publish = (message) => {
        published.push(name);
        return publish.call(spied, message);
      };
      undo.push(() => {
        spied.publish = publish;
      });
    }
    messages('tocsin:notification');
    publishDiagnostics(monitor);
    await monitor.alert({ title: 'Disk full', severity: 'error' });
    await monitor.flush();
    expect(published).toEqual(['tocsin:notification']);
    await monitor.stop();
  });

  it('lets no subscriber that throws be felt by the monitor or by another', { timeout: 20_000 }, async () => {
    await using child = startChild('diagnostics-child.mjs');
    expect(await child.ended).toEqual([0, null]);
    expect([...child.lines].sort()).toEqual([
      'heard of Disk full',
      'notified',
      'stopped',
      'told Disk full',
      'uncaught: a bad subscriber',
    ]);
  });
});
