import { expect, it } from 'vitest';
import { testMonitor } from '../support/monitor.js';

const START = Date.UTC(2026, 0, 5);
const MINUTE = 60_000;

it('tells of each minute how services were at its end, and what was raised and told in it', async () => {
  let up = true;
  const { monitor, clock } = testMonitor({
    services: {
      api: { check: () => up, every: '30s', failureThreshold: 1, recoveryThreshold: 1 },
      other: { check: () => true, every: '30s', recoveryThreshold: 1 },
    },
  });
  expect(monitor.systemHistory()).toEqual([]);
  await monitor.start();
  await clock.advance('90s');
  up = false;
  await clock.advance('3m');
  const nothing = { unknown: 0, degraded: 0 };
  expect(monitor.systemHistory()).toEqual([
    { from: START, counts: { ...nothing, healthy: 2, unhealthy: 0 }, alerts: 0, notifications: 0, errors: 0 },
    // The check at 90 s passed; the next, at 120 s, did not.
    {
      from: START + MINUTE,
      counts: { ...nothing, healthy: 2, unhealthy: 0 },
      alerts: 0,
      notifications: 0,
      errors: 0,
    },
    {
      from: START + 2 * MINUTE,
      counts: { ...nothing, healthy: 1, unhealthy: 1 },
      alerts: 1,
      notifications: 1,
      errors: 0,
    },
    {
      from: START + 3 * MINUTE,
      counts: { ...nothing, healthy: 1, unhealthy: 1 },
      alerts: 0,
      notifications: 0,
      errors: 0,
    },
    {
      from: START + 4 * MINUTE,
      counts: { ...nothing, healthy: 1, unhealthy: 1 },
      alerts: 0,
      notifications: 0,
      errors: 0,
    },
  ]);
  await monitor.stop();
});

it('keeps an hour, with minutes in which nothing happened', async () => {
  const { monitor, clock } = testMonitor();
  await monitor.start();
  await monitor.alert({ title: 'a', severity: 'error' });
  await clock.advance('30m');
  await monitor.alert({ title: 'b', severity: 'debug' });
  await clock.advance('29m');
  const points = monitor.systemHistory();
  expect(points.map(({ from }) => from)).toEqual(Array.from({ length: 60 }, (_, i) => START + i * MINUTE));
  expect(points.flatMap(({ alerts }, i) => (alerts > 0 ? [[i, alerts]] : []))).toEqual([
    [0, 1],
    [30, 1],
  ]);
  expect(points.reduce((sum, { notifications }) => sum + notifications, 0)).toBe(1);
  await clock.advance('1m');
  expect(monitor.systemHistory().map(({ from }) => from)).toEqual(
    Array.from({ length: 60 }, (_, i) => START + (i + 1) * MINUTE),
  );
  await clock.advance('7d');
  const later = monitor.systemHistory();
  expect(later).toHaveLength(60);
  expect(later.every(({ alerts }) => alerts === 0)).toBe(true);
  expect(later.at(-1)?.from).toBe(START + 7 * 24 * 60 * MINUTE + 60 * MINUTE);
  await monitor.stop();
});

it('counts the errors of the program beside', async () => {
  const { monitor, clock } = testMonitor();
  await monitor.start();
  await monitor.flush();
  monitor.errors.capture(new Error('one'));
  await clock.advance('90s');
  monitor.errors.capture(new Error('two'));
  monitor.errors.capture(new Error('three'));
  expect(monitor.systemHistory().map(({ errors }) => errors)).toEqual([1, 2]);
  await monitor.stop();
});
