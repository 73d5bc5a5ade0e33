import { describe, expect, test } from 'vitest';
import { createMetrics } from '../../../src/http/metrics/create-metrics.js';
import { VERSION } from '../../../src/http/version.js';
import { memoryJournal } from '../../../src/journal/memory-journal.js';
import { recordingChannel } from '../../../src/testing/recording-channel.js';
import { VirtualClock } from '../../../src/testing/virtual-clock.js';
import { faultyJournal } from '../../support/faulty-journal.js';
import { testMonitor } from '../../support/monitor.js';
import { scriptedServices } from '../../support/scripted-services.js';
import { measured } from './measured-monitor.js';
import { figuresOf, readPage, sumOf } from './read-page.js';

const START = Date.UTC(2026, 0, 5) / 1_000;

describe('the figures of a monitor', () => {
  test('say what runs, since when, and in which phase', async () => {
    const { monitor, clock, page, figures } = measured();
    await clock.advance('1m');
    expect((await page()).figures.get('tocsin_build_info{version="1.2.3"}')).toBe(1);
    expect(await figures('tocsin_start_time_seconds')).toEqual({ tocsin_start_time_seconds: START });
    expect(await figures('tocsin_monitor_phase')).toMatchObject({ 'tocsin_monitor_phase{phase="idle"}': 1 });
    await monitor.start();
    expect(await figures('tocsin_monitor_phase')).toEqual({
      'tocsin_monitor_phase{phase="idle"}': 0,
      'tocsin_monitor_phase{phase="starting"}': 0,
      'tocsin_monitor_phase{phase="running"}': 1,
      'tocsin_monitor_phase{phase="stopping"}': 0,
      'tocsin_monitor_phase{phase="stopped"}': 0,
    });
    const stopped = monitor.stop();
    expect(await figures('tocsin_monitor_phase')).toMatchObject({
      'tocsin_monitor_phase{phase="stopping"}': 1,
    });
    await stopped;
    expect(await figures('tocsin_monitor_phase')).toMatchObject({
      'tocsin_monitor_phase{phase="stopped"}': 1,
    });
  });

  test('come as the text format of Prometheus', async () => {
    const { monitor, clock } = testMonitor();
    const metrics = createMetrics(monitor, { clock });
    expect(metrics.contentType).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(readPage(await metrics.text()).figures.get(`tocsin_build_info{version="${VERSION}"}`)).toBe(1);
    await monitor.stop();
  });

  test('tell of each service its status, whether it is paused, and when it was checked', async () => {
    const { services, set } = scriptedServices({ api: { failureThreshold: 1 }, web: {} });
    const { monitor, clock, figures } = measured({ services });
    set('api', 'fail');
    await clock.advance('90s');
    await monitor.check('api');
    monitor.pause('web');
    expect(await figures('tocsin_service_status')).toEqual({
      'tocsin_service_status{service="api",status="unknown"}': 0,
      'tocsin_service_status{service="api",status="healthy"}': 0,
      'tocsin_service_status{service="api",status="degraded"}': 0,
      'tocsin_service_status{service="api",status="unhealthy"}': 1,
      'tocsin_service_status{service="web",status="unknown"}': 1,
      'tocsin_service_status{service="web",status="healthy"}': 0,
      'tocsin_service_status{service="web",status="degraded"}': 0,
      'tocsin_service_status{service="web",status="unhealthy"}': 0,
    });
    expect(await figures('tocsin_service_paused')).toEqual({
      'tocsin_service_paused{service="api"}': 0,
      'tocsin_service_paused{service="web"}': 1,
    });
    expect(await figures('tocsin_service_last_check_timestamp_seconds')).toEqual({
      'tocsin_service_last_check_timestamp_seconds{service="api"}': START + 90,
    });
    expect(await figures('tocsin_services')).toEqual({
      'tocsin_services{status="unknown"}': 1,
      'tocsin_services{status="healthy"}': 0,
      'tocsin_services{status="degraded"}': 0,
      'tocsin_services{status="unhealthy"}': 1,
    });
    await monitor.stop();
  });

  test('count checks by outcome and time them', async () => {
    const { services, set } = scriptedServices({ api: {} });
    const { monitor, clock, page, figures } = measured({
      services: {
        ...services,
        slow: {
          check: () =>
            new Promise<void>((resolve) => {
              clock.setTimeout(resolve, 300);
            }),
        },
      },
    });
    for (const outcome of ['pass', 'fail', 'fail', 'warn'] as const) {
      set('api', outcome);
      await monitor.check('api');
    }
    const slow = monitor.check('slow');
    await clock.advance('1s');
    await slow;
    expect(await figures('tocsin_checks_total')).toMatchObject({
      'tocsin_checks_total{service="api",outcome="pass"}': 1,
      'tocsin_checks_total{service="api",outcome="warn"}': 1,
      'tocsin_checks_total{service="api",outcome="fail"}': 2,
    });
    const { figures: all } = await page();
    expect(all.get('tocsin_check_duration_seconds_bucket{service="slow",le="0.25"}')).toBe(0);
    expect(all.get('tocsin_check_duration_seconds_bucket{service="slow",le="0.5"}')).toBe(1);
    expect(all.get('tocsin_check_duration_seconds_sum{service="slow"}')).toBe(0.3);
    expect(all.get('tocsin_check_duration_seconds_count{service="api"}')).toBe(4);
    await monitor.stop();
  });

  test('count checks that hang', async () => {
    const { monitor, clock, figures } = measured({
      services: { api: { check: () => new Promise<void>(() => {}), timeout: '1s' } },
    });
    const check = monitor.check('api');
    await clock.advance('2s');
    await check;
    expect(await figures('tocsin_hung_checks')).toEqual({ tocsin_hung_checks: 1 });
    await monitor.stop();
  });

  test('count alerts, what held them back, and what was told', async () => {
    const { monitor, page } = measured({ alerts: { throttle: { limit: 1 } } });
    await monitor.alert({ title: 'Disk full', severity: 'error', kind: 'condition', key: 'disk' });
    await monitor.alert({ title: 'Disk full', severity: 'error', kind: 'condition', key: 'disk' });
    await monitor.alert({ title: 'Hello' });
    await monitor.resolve('disk');
    await monitor.flush();
    const { figures } = await page();
    expect(figures.get('tocsin_alerts_raised_total{severity="error",status="firing"}')).toBe(2);
    expect(figures.get('tocsin_alerts_raised_total{severity="error",status="resolved"}')).toBe(1);
    expect(figures.get('tocsin_alerts_raised_total{severity="info",status="firing"}')).toBe(1);
    expect(figures.get('tocsin_alerts_raised_total{severity="critical",status="firing"}')).toBe(0);
    expect(figures.get('tocsin_alerts_suppressed_total{reason="throttled"}')).toBe(1);
    expect(figures.get('tocsin_alerts_suppressed_total{reason="severity"}')).toBe(1);
    expect(figures.get('tocsin_alerts_suppressed_total{reason="silenced"}')).toBe(0);
    expect(figures.get('tocsin_notifications_total{reason="first"}')).toBe(1);
    expect(figures.get('tocsin_notifications_total{reason="resolved"}')).toBe(1);
    expect(figures.get('tocsin_notifications_total{reason="digest"}')).toBe(0);
    await monitor.stop();
  });

  test('tell of what fires, who has it, and of silences in force', async () => {
    const { monitor, clock, page } = measured();
    for (const key of ['a', 'b', 'c']) {
      await monitor.alert({ title: key, key, kind: 'condition', severity: 'error' });
    }
    await monitor.resolve('a');
    monitor.incidents.acknowledge('b', { by: 'ann' });
    monitor.silences.add({ match: { title: 'x' }, for: '1m', by: 'ann' });
    monitor.silences.add({ match: { title: 'y' }, for: '1h', by: 'ann' });
    monitor.silences.add({ match: { title: 'z' }, from: clock.now() + 600_000, for: '1h', by: 'ann' });
    await clock.advance('2m');
    const now = await page();
    expect(sumOf(now, 'tocsin_incidents_firing')).toBe(2);
    expect(now.figures.get('tocsin_incidents_firing{severity="error",acknowledged="false"}')).toBe(1);
    expect(now.figures.get('tocsin_incidents_firing{severity="error",acknowledged="true"}')).toBe(1);
    expect(now.figures.get('tocsin_incidents_firing{severity="critical",acknowledged="false"}')).toBe(0);
    expect(now.figures.get('tocsin_silences_active')).toBe(1);
    await monitor.stop();
  });

  test('tell how each channel does', async () => {
    const pager = recordingChannel();
    const { monitor, clock, ops, page } = measured({
      channels: { pager: { channel: pager, maxAttempts: 6 } },
      alerts: { fallback: ['pager'], throttle: false, group: false },
    });
    expect(ops.notifications).toEqual([]);
    await monitor.alert({ title: 'one', severity: 'error' });
    await monitor.flush();
    const before = await page();
    expect(figuresOf(before, 'tocsin_deliveries_total')).toEqual({
      'tocsin_deliveries_total{channel="pager",outcome="succeeded"}': 1,
      'tocsin_deliveries_total{channel="pager",outcome="failed"}': 0,
      'tocsin_deliveries_total{channel="pager",outcome="abandoned"}': 0,
      'tocsin_deliveries_total{channel="pager",outcome="diverted"}': 0,
    });
    expect(before.figures.get('tocsin_channel_last_success_timestamp_seconds{channel="pager"}')).toBe(START);
    expect(before.figures.get('tocsin_delivery_duration_seconds_count{channel="pager"}')).toBe(1);

    pager.failWith(new Error('no answer'));
    await monitor.alert({ title: 'two', severity: 'error' });
    await clock.advance('16s');
    const failing = await page();
    expect(failing.figures.get('tocsin_deliveries_total{channel="pager",outcome="failed"}')).toBe(5);
    expect(failing.figures.get('tocsin_deliveries_pending{channel="pager"}')).toBe(1);
    expect(figuresOf(failing, 'tocsin_channel_circuit')).toEqual({
      'tocsin_channel_circuit{channel="pager",state="closed"}': 0,
      'tocsin_channel_circuit{channel="pager",state="open"}': 1,
      'tocsin_channel_circuit{channel="pager",state="half_open"}': 0,
    });
    await clock.advance('2m');
    const over = await page();
    expect(over.figures.get('tocsin_deliveries_total{channel="pager",outcome="abandoned"}')).toBe(1);
    expect(over.figures.get('tocsin_deliveries_pending{channel="pager"}')).toBe(0);
    await monitor.stop();
  });

  test('count what an open circuit handed to the fallback', async () => {
    const pager = recordingChannel();
    const spare = recordingChannel();
    const { monitor, clock, page } = measured({
      channels: { pager, spare: { channel: spare, categories: ['none'] } },
      alerts: { fallback: ['spare'], throttle: false, group: false },
    });
    pager.failWith(new Error('no answer'));
    await monitor.alert({ title: 'one', severity: 'error' });
    await clock.advance('10s');
    await monitor.alert({ title: 'two', severity: 'critical' });
    await monitor.flush();
    const { figures } = await page();
    expect(figures.get('tocsin_deliveries_total{channel="pager",outcome="diverted"}')).toBe(1);
    expect(figures.get('tocsin_deliveries_total{channel="spare",outcome="succeeded"}')).toBe(1);
    await monitor.stop();
  });

  test('tell how the journal fares', async () => {
    const clock = new VirtualClock(START * 1_000);
    const fault = { on: 'append', how: 'refused' } as const;
    const journal = faultyJournal(memoryJournal(), [{ from: 60_000, ms: 60_000, fault }], clock);
    const { monitor, page } = measured({ journal }, { clock });
    await monitor.start();
    await monitor.flush();
    const before = await page();
    const { position, writes } = monitor.journalStats();
    expect(position).toBeGreaterThan(0);
    expect(writes).toBeGreaterThan(0);
    expect(before.figures.get('tocsin_journal_events_total')).toBe(position);
    expect(before.figures.get('tocsin_journal_writes_total')).toBe(writes);
    expect(before.figures.get('tocsin_journal_failing')).toBe(0);
    await clock.advance('61s');
    await monitor.alert({ title: 'Hello', severity: 'error' });
    await monitor.flush();
    const failing = await page();
    expect(failing.figures.get('tocsin_journal_failing')).toBe(1);
    expect(failing.figures.get('tocsin_journal_waiting_events')).toBe(monitor.journalStats().waiting);
    expect(monitor.journalStats().waiting).toBeGreaterThan(0);
    await clock.advance('5m');
    const after = await page();
    expect(after.figures.get('tocsin_journal_failing')).toBe(0);
    expect(after.figures.get('tocsin_journal_waiting_events')).toBe(0);
    await monitor.stop();
  });

  test('say how long writes took', async () => {
    const clock = new VirtualClock(START * 1_000);
    const fault = { on: 'append', how: 'slow', ms: 1_500, writes: 'first' } as const;
    const journal = faultyJournal(memoryJournal(), [{ from: 0, ms: 1, fault }], clock);
    const { monitor, figures } = measured({ journal }, { clock });
    const started = monitor.start();
    await clock.advance('10s');
    await started;
    expect(await figures('tocsin_journal_write_seconds_total')).toEqual({
      tocsin_journal_write_seconds_total: 1.5,
    });
    await monitor.stop();
  });
});
