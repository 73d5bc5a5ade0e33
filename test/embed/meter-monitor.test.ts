import { readFileSync } from 'node:fs';
import { metrics } from '@opentelemetry/api';
import { describe, expect, it } from 'vitest';
import { DeliveryError } from '../../src/domain/delivery-error.js';
import { METER_FIGURES, type MeterFigure } from '../../src/embed/meter-figures.js';
import type { MeterLike } from '../../src/embed/meter-like.js';
import { meterMonitor } from '../../src/embed/meter-monitor.js';
import { memoryJournal } from '../../src/journal/memory-journal.js';
import { recordingChannel } from '../../src/testing/recording-channel.js';
import { testMonitor } from '../support/monitor.js';
import { MeterStandIn } from './support/meter-stand-in.js';

const START = Date.UTC(2026, 0, 5) / 1_000;

/** The name that OpenTelemetry's exporters for Prometheus make of a figure's. */
function prometheusName({ name, kind, unit }: MeterFigure): string {
  const words = name.replaceAll('.', '_');
  const withUnit = unit === 's' ? `${words}_seconds` : words;
  return kind === 'counter' ? `${withUnit}_total` : withUnit;
}

describe('the figures for OpenTelemetry', () => {
  it('are those for Prometheus, but for what OpenTelemetry knows of a process by itself', () => {
    const page = readFileSync(new URL('../../docs/metrics.md', import.meta.url), 'utf8');
    const listed = [...page.matchAll(/^\| `(\w+)` +\| (\w+) /gm)]
      .map(([, name, kind]) => `${name} ${kind}`)
      .filter((line) => !/build_info|start_time|event_loop|^process_|^nodejs_/.test(line));
    const ours = Object.values<MeterFigure>(METER_FIGURES).map(
      (figure) => `${prometheusName(figure)} ${figure.kind}`,
    );
    expect(ours.sort()).toEqual(listed.sort());
    expect(ours.length).toBeGreaterThan(20);
  });
});

describe('meterMonitor', () => {
  it('takes a meter of OpenTelemetry as it is', async () => {
    const meter: MeterLike = metrics.getMeter('tocsin');
    const { monitor } = testMonitor();
    const end = meterMonitor(monitor, meter);
    await monitor.alert({ title: 'Disk full', severity: 'error' });
    end();
    await monitor.stop();
  });

  it('describes each figure', () => {
    const meter = new MeterStandIn();
    meterMonitor(testMonitor().monitor, meter);
    const made = meter.instruments.map(({ kind, name, options }) => [kind, name, options.unit]);
    expect(made).toContainEqual(['counter', 'tocsin.checks', '{check}']);
    expect(made).toContainEqual(['gauge', 'tocsin.service.last_check.timestamp', 's']);
    expect(made).toHaveLength(Object.keys(METER_FIGURES).length);
    expect(meter.instruments.filter(({ options }) => options.description === undefined)).toEqual([]);
    const durations = meter.instruments.find(({ name }) => name === 'tocsin.check.duration');
    expect(durations?.options.advice?.explicitBucketBoundaries).toContain(0.25);
  });

  it('shows errors, what they set off, and timed operations', async () => {
    const meter = new MeterStandIn();
    const { monitor } = testMonitor();
    meterMonitor(monitor, meter);
    await monitor.start();
    monitor.errors.capture(new TypeError('x'), { severity: 'critical' });
    await monitor.measure('query', () => 1);
    expect(meter.collect('tocsin.errors.captured')).toContain('category=permanent 1');
    expect(meter.collect('tocsin.error_triggers.fired')).toContain('trigger=critical_error 1');
    expect(meter.collect('tocsin.measure.runs')).toEqual([
      'measure=query outcome=pass 1',
      'measure=query outcome=fail 0',
    ]);
    expect(meter.collect('tocsin.measure.duration.p99')).toEqual(['measure=query 0']);
    await monitor.stop();
  });

  it('shows services and their checks', async () => {
    const meter = new MeterStandIn();
    const { clock, monitor } = testMonitor({
      services: {
        api: { check: () => false, every: '10s', failureThreshold: 2 },
        'two\nlines': { check: () => true, every: '10s', recoveryThreshold: 1 },
      },
    });
    meterMonitor(monitor, meter);
    expect(meter.collect('tocsin.monitor.phase')).toContain('phase=idle 1');
    await monitor.start();
    await clock.advance('15s');
    monitor.pause('two\nlines');
    await monitor.flush();
    expect(meter.collect('tocsin.monitor.phase')).toEqual([
      'phase=idle 0',
      'phase=starting 0',
      'phase=running 1',
      'phase=stopping 0',
      'phase=stopped 0',
    ]);
    expect(meter.collect('tocsin.services')).toEqual([
      'status=unknown 0',
      'status=healthy 1',
      'status=degraded 0',
      'status=unhealthy 1',
    ]);
    expect(meter.collect('tocsin.service.status')).toContain('service=api status=unhealthy 1');
    expect(meter.collect('tocsin.service.status')).toContain('service=two lines status=unhealthy 0');
    expect(meter.collect('tocsin.service.paused')).toEqual(['service=api 0', 'service=two lines 1']);
    expect(meter.collect('tocsin.service.last_check.timestamp')).toContain(`service=api ${START + 10}`);
    expect(meter.collect('tocsin.checks')).toEqual([
      'service=api outcome=pass 0',
      'service=api outcome=warn 0',
      'service=api outcome=fail 2',
      'service=two lines outcome=pass 2',
      'service=two lines outcome=warn 0',
      'service=two lines outcome=fail 0',
      'service=_other outcome=pass 0',
      'service=_other outcome=warn 0',
      'service=_other outcome=fail 0',
    ]);
    expect(meter.records('tocsin.check.duration')).toEqual([
      'service=api 0',
      'service=two lines 0',
      'service=api 0',
      'service=two lines 0',
    ]);
    expect(meter.collect('tocsin.hung_checks')).toEqual(['0']);
    await monitor.stop();
    expect(meter.collect('tocsin.monitor.phase')).toContain('phase=stopped 1');
  });

  it('counts services beyond the first 400 together', async () => {
    const meter = new MeterStandIn();
    const { clock, monitor } = testMonitor({
      services: Object.fromEntries(
        Array.from({ length: 403 }, (_, i) => [`s${i}`, { check: () => true, every: '1m' as const }]),
      ),
      defaults: { concurrency: 1_000 },
    });
    meterMonitor(monitor, meter);
    await monitor.start();
    await clock.advance('59s');
    expect(meter.collect('tocsin.service.paused')).toHaveLength(400);
    expect(meter.collect('tocsin.checks')).toContain('service=_other outcome=pass 3');
    expect(meter.records('tocsin.check.duration').filter((line) => line === 'service=_other 0')).toHaveLength(
      3,
    );
    await monitor.stop();
  });

  it('shows alerts, notifications, incidents and silences', async () => {
    const meter = new MeterStandIn();
    const { monitor } = testMonitor();
    meterMonitor(monitor, meter);
    await monitor.start();
    await monitor.alert({ title: 'Disk full', severity: 'error', kind: 'condition', key: 'disk' });
    await monitor.alert({ title: 'Fan broken', severity: 'error', kind: 'condition', key: 'fan' });
    await monitor.resolve('fan');
    await monitor.alert({ title: 'Noted', severity: 'debug' });
    monitor.incidents.acknowledge('disk', { by: 'ann' });
    monitor.silences.add({ match: { key: 'k' }, for: '1h', by: 'ann' });
    await monitor.flush();
    const raised = meter.collect('tocsin.alerts.raised');
    expect(raised).toContain('severity=error status=firing 2');
    expect(raised).toContain('severity=error status=resolved 1');
    expect(raised).toContain('severity=debug status=firing 1');
    expect(raised).toContain('severity=critical status=firing 0');
    expect(meter.collect('tocsin.alerts.suppressed')).toContain('reason=severity 1');
    expect(meter.collect('tocsin.alerts.suppressed')).toContain('reason=throttled 0');
    expect(meter.collect('tocsin.notifications')).toContain('reason=first 2');
    expect(meter.collect('tocsin.notifications')).toContain('reason=resolved 1');
    expect(meter.collect('tocsin.incidents.firing')).toContain('severity=error acknowledged=true 1');
    expect(meter.collect('tocsin.incidents.firing')).toContain('severity=error acknowledged=false 0');
    expect(meter.collect('tocsin.silences.active')).toEqual(['1']);
    await monitor.stop();
  });

  it('shows how channels take what they are sent', async () => {
    const meter = new MeterStandIn();
    const sick = recordingChannel();
    sick.failWith(new DeliveryError('away', { retryable: true }));
    const { clock, monitor } = testMonitor({
      channels: { sick, well: recordingChannel() },
      alerts: { fallback: ['well'] },
    });
    meterMonitor(monitor, meter);
    await monitor.start();
    await monitor.alert({ title: 'Disk full', severity: 'error' });
    await clock.advance('20s');
    await monitor.alert({ title: 'Fan broken', severity: 'critical' });
    await monitor.flush();
    const deliveries = meter.collect('tocsin.deliveries');
    expect(deliveries).toContain('channel=well outcome=succeeded 3');
    expect(deliveries).toContain('channel=sick outcome=failed 5');
    expect(deliveries).toContain('channel=sick outcome=abandoned 0');
    expect(deliveries).toContain('channel=sick outcome=diverted 1');
    expect(meter.collect('tocsin.deliveries.pending')).toEqual(['channel=sick 2', 'channel=well 0']);
    expect(meter.collect('tocsin.channel.circuit')).toEqual([
      'channel=sick state=closed 0',
      'channel=sick state=open 1',
      'channel=sick state=half_open 0',
      'channel=well state=closed 1',
      'channel=well state=open 0',
      'channel=well state=half_open 0',
    ]);
    expect(meter.collect('tocsin.channel.last_success.timestamp')).toEqual([`channel=well ${START + 20}`]);
    expect(meter.records('tocsin.delivery.duration')).toContain('channel=well 0');
    await monitor.stop();
  });

  it('says nothing of what the journal counts until that is read, and how it fares', async () => {
    const journal = memoryJournal();
    const first = testMonitor({ journal });
    await first.monitor.alert({ title: 'Disk full', severity: 'error' });
    await first.monitor.stop();
    const meter = new MeterStandIn();
    const { monitor } = testMonitor({ journal });
    meterMonitor(monitor, meter);
    for (const name of [
      'tocsin.alerts.suppressed',
      'tocsin.notifications',
      'tocsin.deliveries',
      'tocsin.journal.events',
    ]) {
      expect(meter.collect(name)).toEqual([]);
    }
    await monitor.start();
    await monitor.flush();
    expect(meter.collect('tocsin.notifications')).toContain('reason=first 1');
    expect(meter.collect('tocsin.deliveries')).toContain('channel=ops outcome=succeeded 1');
    expect(meter.collect('tocsin.journal.events')).toEqual([String(monitor.journalStats().position)]);
    expect(meter.collect('tocsin.journal.failing')).toEqual(['0']);
    expect(meter.collect('tocsin.journal.waiting_events')).toEqual(['0']);
    expect(Number(meter.collect('tocsin.journal.writes')[0])).toBeGreaterThan(0);
    expect(meter.collect('tocsin.journal.write')).toEqual(['0']);
    await monitor.stop();
  });

  it('takes its figures away again when it is told', async () => {
    const meter = new MeterStandIn();
    const { monitor } = testMonitor();
    const end = meterMonitor(monitor, meter);
    expect(meter.collect('tocsin.hung_checks')).toEqual(['0']);
    end();
    expect(meter.collect('tocsin.hung_checks')).toEqual([]);
    await monitor.stop();
  });
});
