import { describe, expect, test } from 'vitest';
import type { Channel } from '../../../src/domain/channel.js';
import { createMetrics } from '../../../src/http/metrics/create-metrics.js';
import { testMonitor } from '../../support/monitor.js';
import { promtool } from './promtool.js';
import { figuresOf, readPage } from './read-page.js';

/** What somebody may call a service or a channel, and how it is shown. */
const NAMES: readonly (readonly [name: string, label: string])[] = [
  ['plain', 'plain'],
  ['quo"te', 'quo\\"te'],
  ['back\\slash', 'back\\\\slash'],
  ['ends with \\', 'ends with \\\\'],
  ['\\n is no line break', '\\\\n is no line break'],
  ['line\nbreak\r\nand more\u2028still', 'line break and more still'],
  ['} 1\ntocsin_forged_total 1', '} 1 tocsin_forged_total 1'],
  ['{service="x"} 5', '{service=\\"x\\"} 5'],
  ['# TYPE x counter', '# TYPE x counter'],
  ['ünïcode ☃ 😀', 'ünïcode ☃ 😀'],
  ['\u202emirrored', 'mirrored'],
  ['lone \ud800 surrogate', 'lone \ufffd surrogate'],
  ['null\u0000byte\u001b[31m', 'nullbyte[31m'],
  ['nullbyte[31m', 'nullbyte[31m#2'],
  ['_other', '_other#2'],
  ['\u200f', '_'],
  ['constructor', 'constructor'],
  ['a,outcome:pass', 'a,outcome:pass'],
  ['12', '12'],
  [`long ${'x'.repeat(1_000)}`, `long ${'x'.repeat(94)}…`],
];

async function pageOfWeirdNames(): Promise<string> {
  const services = Object.fromEntries(NAMES.map(([name]) => [name, { check: () => true }]));
  const channel: Channel = { kind: 'quiet', send: async () => {} };
  const channels = Object.fromEntries(NAMES.map(([name]) => [name, channel]));
  const { monitor, clock } = testMonitor({ services, channels });
  const metrics = createMetrics(monitor, { clock, version: '0.1.0-"beta"\n' });
  await monitor.start();
  await monitor.checkAll();
  const forged = '"} 1\ntocsin_forged_total 1';
  await monitor.alert({
    title: forged,
    category: forged,
    key: forged,
    severity: 'critical',
    kind: 'condition',
  });
  await monitor.flush();
  const text = await metrics.text();
  await monitor.stop();
  return text;
}

/** Whole numbers among the keys of an object come first; the order says nothing here. */
function sorted(labels: readonly string[]): string[] {
  return [...labels].sort();
}

describe('a page with weird names', () => {
  test('shows each name once, clean and escaped', async () => {
    const page = readPage(await pageOfWeirdNames());
    const services = Object.keys(figuresOf(page, 'tocsin_service_paused'));
    expect(sorted(services)).toEqual(
      sorted(NAMES.map(([, label]) => `tocsin_service_paused{service="${label}"}`)),
    );
    const channels = Object.keys(figuresOf(page, 'tocsin_deliveries_pending'));
    expect(sorted(channels)).toEqual(
      sorted(NAMES.map(([, label]) => `tocsin_deliveries_pending{channel="${label}"}`)),
    );
    for (const value of Object.values(figuresOf(page, 'tocsin_delivery_duration_seconds_count')))
      expect(value).toBe(1);
    expect(Object.keys(figuresOf(page, 'tocsin_delivery_duration_seconds_count'))).toHaveLength(NAMES.length);
  });

  test('never shows titles, keys and categories', async () => {
    const text = await pageOfWeirdNames();
    expect(text.match(/^tocsin_forged_total/gm)).toBeNull();
    // Once as a part of each name of a service or a channel that says so, never by the alert.
    expect(
      text.split('\n').filter((line) => line.includes('forged') && !line.includes('} 1 tocsin_forged')),
    ).toEqual([]);
  });

  test('leaves nothing for Prometheus to complain about', async () => {
    expect((await promtool(['check', 'metrics'], await pageOfWeirdNames())) ?? '').toBe('');
    expect(await promtool(['check', 'metrics'], 'tocsin_broken{ 1\n')).not.toBe('');
  });
});

test('a page of a monitor that did nothing yet leaves nothing for Prometheus to complain about', async () => {
  const { monitor, clock } = testMonitor({ services: { api: () => true } });
  const text = await createMetrics(monitor, { clock }).text();
  await monitor.stop();
  expect(readPage(text).families.size).toBeGreaterThan(30);
  expect((await promtool(['check', 'metrics'], text)) ?? '').toBe('');
});
