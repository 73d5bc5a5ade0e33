import { expect, test } from 'vitest';
import { measured } from './measured-monitor.js';

test('errors are counted by category, and what they set off by trigger, from zero', async () => {
  const { monitor, figures } = measured();
  expect(await figures('tocsin_errors_captured_total')).toMatchObject({
    'tocsin_errors_captured_total{category="transient"}': 0,
    'tocsin_errors_captured_total{category="unknown"}': 0,
  });
  await monitor.start();
  monitor.errors.capture(Object.assign(new Error('no'), { code: 'ECONNREFUSED' }));
  monitor.errors.capture(new TypeError('x'), { severity: 'critical' });
  expect(await figures('tocsin_errors_captured_total')).toMatchObject({
    'tocsin_errors_captured_total{category="transient"}': 1,
    'tocsin_errors_captured_total{category="permanent"}': 1,
  });
  expect(await figures('tocsin_error_triggers_fired_total')).toEqual({
    'tocsin_error_triggers_fired_total{trigger="error_spike"}': 0,
    'tocsin_error_triggers_fired_total{trigger="critical_error"}': 1,
    'tocsin_error_triggers_fired_total{trigger="service_degraded"}': 0,
  });
  await monitor.stop();
});

test('timed operations show their runs and percentiles within their window', async () => {
  const { monitor, clock, figures } = measured();
  await monitor.start();
  const run = async (ms: number, fails: boolean): Promise<void> => {
    const running = monitor.measure(
      'query',
      () =>
        new Promise<void>((resolve, reject) => {
          clock.setTimeout(() => (fails ? reject(new Error('no')) : resolve()), ms);
        }),
    );
    running.catch(() => {});
    await clock.advance(ms);
  };
  await run(100, false);
  await run(100, true);
  expect(await figures('tocsin_measure_runs')).toEqual({
    'tocsin_measure_runs{measure="query",outcome="pass"}': 1,
    'tocsin_measure_runs{measure="query",outcome="fail"}': 1,
  });
  const [p95] = Object.values(await figures('tocsin_measure_duration_p95_seconds'));
  expect(p95).toBeCloseTo(0.1, 2);
  await clock.advance('10m');
  expect(await figures('tocsin_measure_duration_p95_seconds')).toEqual({});
  await monitor.stop();
});

test('of very many operations the later ones are counted together', async () => {
  const { monitor, figures } = measured();
  await monitor.start();
  for (let i = 0; i < 120; i++) await monitor.measure(`query ${i}`, () => i);
  const runs = await figures('tocsin_measure_runs');
  expect(Object.keys(runs)).toHaveLength(2 * 101);
  expect(runs['tocsin_measure_runs{measure="_other",outcome="pass"}']).toBe(20);
  expect(Object.keys(await figures('tocsin_measure_duration_p50_seconds'))).toHaveLength(100);
  await monitor.stop();
});
