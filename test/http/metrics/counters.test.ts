import { fc } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import type { Monitor } from '../../../src/domain/monitor.js';
import { createMetrics } from '../../../src/http/metrics/create-metrics.js';
import { recordingChannel } from '../../../src/testing/recording-channel.js';
import { testMonitor } from '../../support/monitor.js';
import {
  anyRules,
  anyStep,
  checkOf,
  type Outcomes,
  runProgram,
  SERVICES,
} from '../../support/random-program.js';
import { type Page, readPage, sumOf } from './read-page.js';

/** Something done to the channel beside the program. */
const anyChannelMood = fc.constantFrom('works', 'fails', 'fails twice');

/** The samples of counters, the parts of histograms among them. */
function countersOf({ families, figures }: Page): [series: string, value: number][] {
  return [...figures].filter(([series]) => {
    const name = series.replace(/\{.*/, '');
    const type = families.get(name) ?? families.get(name.replace(/_(?:bucket|sum|count)$/, ''));
    return type === 'counter' || type === 'histogram';
  });
}

function expectNothingFell(before: Page, after: Page): void {
  const fell = countersOf(before).filter(([series, value]) => (after.figures.get(series) ?? value) < value);
  expect(fell).toEqual([]);
}

function expectToAgree(page: Page, monitor: Monitor): void {
  const { raised, suppressed, notifications } = monitor.alertStats();
  expect(sumOf(page, 'tocsin_alerts_raised_total')).toBe(raised);
  for (const [reason, count] of Object.entries(suppressed)) {
    expect(page.figures.get(`tocsin_alerts_suppressed_total{reason="${reason}"}`)).toBe(count);
  }
  for (const [reason, count] of Object.entries(notifications)) {
    expect(page.figures.get(`tocsin_notifications_total{reason="${reason}"}`)).toBe(count);
  }
  const stats = monitor.channelStats().ops;
  const deliveries = (outcome: string): number | undefined =>
    page.figures.get(`tocsin_deliveries_total{channel="ops",outcome="${outcome}"}`);
  expect(deliveries('succeeded')).toBe(stats?.sent);
  expect(deliveries('failed')).toBe(stats?.failedAttempts);
  expect(deliveries('abandoned')).toBe(stats?.abandoned);
  const attempts = (deliveries('succeeded') ?? 0) + (deliveries('failed') ?? 0);
  expect(page.figures.get('tocsin_delivery_duration_seconds_count{channel="ops"}') ?? 0).toBe(attempts);
  const firing = monitor.incidents.list().filter(({ status }) => status !== 'resolved');
  expect(sumOf(page, 'tocsin_incidents_firing')).toBe(firing.length);
  // The only one that is never taken out, so that its state and its row begin together.
  const root = monitor.service('root');
  const checks = (outcome: string): number =>
    page.figures.get(`tocsin_checks_total{service="root",outcome="${outcome}"}`) ?? 0;
  expect(checks('pass') + checks('warn') + checks('fail')).toBe(root?.totalChecks);
  expect(checks('fail')).toBe(root?.totalFailures);
  expect(sumOf(page, 'tocsin_services')).toBe(monitor.services().length);
  expect(page.figures.get('tocsin_journal_events_total')).toBe(monitor.journalStats().position);
}

describe('whatever happens', () => {
  test('counters never go down, and agree with what the monitor says', { timeout: 60_000 }, async () => {
    const program = fc.array(fc.record({ step: anyStep, mood: anyChannelMood }), { maxLength: 25 });
    await fc.assert(
      fc.asyncProperty(anyRules, program, async (alerts, steps) => {
        const outcomes: Outcomes = new Map();
        const services = Object.fromEntries(
          Object.entries(SERVICES).map(([name, dependsOn]) => [
            name,
            { check: checkOf(outcomes, name), dependsOn },
          ]),
        );
        const ops = recordingChannel();
        const { monitor, clock } = testMonitor({
          services,
          channels: { ops, spare: recordingChannel() },
          alerts: { ...alerts, fallback: ['spare'] },
        });
        const metrics = createMetrics(monitor, { clock });
        await monitor.start();
        await monitor.flush();
        let before = readPage(await metrics.text());
        for (const { step, mood } of steps) {
          if (mood === 'works') ops.failWith(new Error('no answer'), 0);
          else ops.failWith(new Error('no answer'), mood === 'fails' ? Number.POSITIVE_INFINITY : 2);
          await runProgram(monitor, clock, outcomes, [step]);
          await monitor.flush();
          const after = readPage(await metrics.text());
          expectNothingFell(before, after);
          expectToAgree(after, monitor);
          before = after;
        }
        await monitor.stop();
        expectNothingFell(before, readPage(await metrics.text()));
      }),
      { numRuns: 60 },
    );
  });
});
