import { describe, expect, it } from 'vitest';
import { serviceChart } from '../../dashboard/src/generated/service-chart.js';
import { HISTORY_SPANS, historySpan, historySpanOf } from '../../dashboard/src/state/history-span.js';
import { edgeOf, lastTransition } from '../../dashboard/src/state/last-transition.js';
import { latencySeries } from '../../dashboard/src/state/latency-series.js';
import { parseDuration } from '../../src/domain/duration.js';
import type { RecordedEvent } from '../../src/domain/events.js';
import type { Status } from '../../src/domain/service.js';
import { serviceState } from './states.js';

describe('the history of a service', () => {
  it.each(HISTORY_SPANS)('over %s is asked for in whole steps up to now, about a hundred of them', (span) => {
    const now = Date.UTC(2026, 0, 5, 14, 37, 11);
    const { from, to, step } = historySpan(span, now);
    const ms = parseDuration(step);
    expect(to % ms).toBe(0);
    expect(to).toBeGreaterThanOrEqual(now);
    expect(to - ms).toBeLessThan(now);
    expect((to - from) / ms).toBeGreaterThanOrEqual(60);
    expect((to - from) / ms).toBeLessThanOrEqual(120);
  });

  it('is over a day if the link says nothing that makes sense', () => {
    expect(historySpanOf({ span: '7d' })).toBe('7d');
    expect(historySpanOf({ span: '5y' })).toBe('24h');
  });

  it('has gaps in its latency where there were no checks', () => {
    const latency = { min: 1, mean: 2, max: 9, p50: 2, p90: 5, p95: 6, p99: 8 };
    const nothing = { checks: 0, failures: 0, warns: 0 };
    expect(
      latencySeries([
        { ...nothing, from: 0, to: 60_000 },
        { from: 60_000, to: 120_000, checks: 1, failures: 0, warns: 0, latency },
      ]),
    ).toEqual({ times: [30, 90], p50: [null, 2], p95: [null, 6], max: [null, 9] });
  });
});

describe('the last transition of a service', () => {
  const changed = (subject: string, at: number, from: Status, to: Status): RecordedEvent => ({
    position: at,
    at,
    type: 'status.changed',
    version: 1,
    subject,
    data: { from, to },
  });
  const state = serviceState('api', { since: 500 });

  it('is that by which it took its status', () => {
    const events = [
      changed('api', 500, 'unknown', 'degraded'),
      changed('db', 500, 'healthy', 'unhealthy'),
      changed('api', 500, 'degraded', 'healthy'),
      changed('api', 501, 'healthy', 'degraded'),
    ];
    expect(lastTransition(events, state)).toEqual({ from: 'degraded', to: 'healthy' });
    expect(lastTransition(events, serviceState('api', { since: 499 }))).toBeUndefined();
  });

  it('has its way in the chart, whichever it was', () => {
    const edges = new Set(serviceChart.edges.map(({ id }) => id));
    const statuses = ['unknown', 'healthy', 'degraded', 'unhealthy'] as const;
    for (const from of statuses) {
      for (const to of statuses) {
        // A service that is healthy or degraded never becomes unknown but by being paused and resumed.
        if (from !== to) expect(edges).toContain(edgeOf({ from, to }));
      }
    }
    expect(edges).toContain(edgeOf({ from: undefined, to: 'unknown' }));
  });
});
