import { describe, expect, test } from 'vitest';
import type { Monitor } from '../../../src/domain/monitor.js';
import type { ServiceConfig } from '../../../src/domain/service.js';
import { ServiceRows } from '../../../src/http/metrics/service-rows.js';
import { serviceText } from '../../../src/http/metrics/service-text.js';
import { testMonitor } from '../../support/monitor.js';
import { figuresOf, readPage } from './read-page.js';

function figures(monitor: Monitor, rows: ServiceRows, name: string): Record<string, number> {
  return figuresOf(readPage(serviceText(monitor.services(), rows)), name);
}

function counted(monitor: Monitor, limit: number): ServiceRows {
  const rows = new ServiceRows(monitor, limit);
  monitor.events$.subscribe((event) => rows.count(event));
  return rows;
}

const pass: ServiceConfig = { check: () => true };

describe('the rows of services', () => {
  test('are as many as the limit says; the checks of the other services are counted together', async () => {
    const { monitor } = testMonitor({ services: { a: pass, b: pass, c: pass, d: pass } });
    const rows = counted(monitor, 2);
    await monitor.checkAll();
    await monitor.check('d');
    expect(figures(monitor, rows, 'tocsin_checks_total')).toEqual({
      'tocsin_checks_total{service="a",outcome="pass"}': 1,
      'tocsin_checks_total{service="a",outcome="warn"}': 0,
      'tocsin_checks_total{service="a",outcome="fail"}': 0,
      'tocsin_checks_total{service="b",outcome="pass"}': 1,
      'tocsin_checks_total{service="b",outcome="warn"}': 0,
      'tocsin_checks_total{service="b",outcome="fail"}': 0,
      'tocsin_checks_total{service="_other",outcome="pass"}': 3,
      'tocsin_checks_total{service="_other",outcome="warn"}': 0,
      'tocsin_checks_total{service="_other",outcome="fail"}': 0,
    });
    expect(figures(monitor, rows, 'tocsin_check_duration_seconds_count')).toEqual({
      'tocsin_check_duration_seconds_count{service="a"}': 1,
      'tocsin_check_duration_seconds_count{service="b"}': 1,
      'tocsin_check_duration_seconds_count{service="_other"}': 3,
    });
    expect(Object.keys(figures(monitor, rows, 'tocsin_service_paused'))).toEqual([
      'tocsin_service_paused{service="a"}',
      'tocsin_service_paused{service="b"}',
    ]);
    await monitor.stop();
  });

  test('go with their services and are given to others', async () => {
    const { monitor } = testMonitor({ services: { a: pass, b: pass } });
    const rows = counted(monitor, 1);
    await monitor.checkAll();
    monitor.unregister('a');
    await monitor.flush();
    expect(Object.keys(figures(monitor, rows, 'tocsin_service_paused'))).toEqual([
      'tocsin_service_paused{service="b"}',
    ]);
    await monitor.check('b');
    expect(figures(monitor, rows, 'tocsin_check_duration_seconds_count')).toEqual({
      'tocsin_check_duration_seconds_count{service="b"}': 1,
      'tocsin_check_duration_seconds_count{service="_other"}': 1,
    });
    await monitor.stop();
  });

  test('go on counting for a service that went and came back between two scrapes', async () => {
    const { monitor } = testMonitor({ services: { a: pass } });
    const rows = counted(monitor, 1);
    await monitor.check('a');
    monitor.unregister('a');
    monitor.register('a', pass);
    await monitor.check('a');
    expect(figures(monitor, rows, 'tocsin_check_duration_seconds_count')).toEqual({
      'tocsin_check_duration_seconds_count{service="a"}': 2,
    });
    await monitor.stop();
  });

  test('take no room for checks of a service that is gone', async () => {
    const { monitor } = testMonitor({ services: { a: pass } });
    const rows = new ServiceRows(monitor, 1);
    rows.count({
      position: 1,
      at: 0,
      type: 'check.completed',
      version: 1,
      subject: 'gone',
      data: { outcome: 'fail', latencyMs: 1 },
    });
    expect(rows.all().map(({ label }) => label)).toEqual(['_other']);
    await monitor.stop();
  });

  test('put each duration into the bucket that it belongs in', async () => {
    const { monitor } = testMonitor({ services: { a: pass } });
    const rows = new ServiceRows(monitor, 1);
    for (const latencyMs of [0, 5, 5.001, 250, 9_999, 10_001, Number.NaN, -3]) {
      rows.count({
        position: 1,
        at: 0,
        type: 'check.completed',
        version: 1,
        subject: 'a',
        data: { outcome: 'warn', latencyMs },
      });
    }
    const page = readPage(serviceText(monitor.services(), rows));
    expect(Object.values(figuresOf(page, 'tocsin_check_duration_seconds_bucket'))).toEqual([
      4, 5, 5, 5, 5, 6, 6, 6, 6, 6, 7, 8,
    ]);
    expect([...page.figures.keys()].filter((series) => series.includes('le="')).slice(-2)).toEqual([
      'tocsin_check_duration_seconds_bucket{service="a",le="10"}',
      'tocsin_check_duration_seconds_bucket{service="a",le="+Inf"}',
    ]);
    expect(page.figures.get('tocsin_check_duration_seconds_sum{service="a"}')).toBeCloseTo(20.260001, 9);
    expect(page.figures.get('tocsin_check_duration_seconds_count{service="a"}')).toBe(8);
    await monitor.stop();
  });
});
