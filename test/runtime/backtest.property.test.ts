import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import type { RecordedEvent } from '../../src/domain/events.js';
import type { AlertsConfig } from '../../src/domain/monitor-config.js';
import type { ReadOptions } from '../../src/domain/read-options.js';
import type { ServiceConfig } from '../../src/domain/service.js';
import type { Journal } from '../../src/journal/journal.js';
import { memoryJournal } from '../../src/journal/memory-journal.js';
import { backtest } from '../../src/runtime/backtest.js';
import { testMonitor } from '../support/monitor.js';
import {
  anyRules,
  anyStep,
  checkOf,
  type Outcomes,
  runProgram,
  SERVICES,
  type Step,
} from '../support/random-program.js';

const START = Date.UTC(2026, 0, 5);

type Thresholds = Pick<ServiceConfig, 'failureThreshold' | 'recoveryThreshold'>;

function servicesOf(outcomes: Outcomes, thresholds: Thresholds = {}): Record<string, ServiceConfig> {
  return Object.fromEntries(
    Object.entries(SERVICES).map(([name, dependsOn]) => [
      name,
      { check: checkOf(outcomes, name), dependsOn, ...thresholds },
    ]),
  );
}

/** Runs a program, if wanted in several lives of the monitor, and returns its journal. */
async function record(
  alerts: AlertsConfig,
  lives: readonly (readonly Step[])[],
  thresholds: Thresholds = {},
): Promise<Journal> {
  const journal = memoryJournal();
  const { clock } = testMonitor();
  for (const [life, steps] of lives.entries()) {
    const outcomes: Outcomes = new Map();
    let ids = 0;
    const { monitor } = testMonitor(
      { services: servicesOf(outcomes, thresholds), alerts, journal },
      { clock, newId: () => `life${life}x${++ids}` },
    );
    await monitor.checkAll();
    await runProgram(monitor, clock, outcomes, steps);
    await clock.advance('30s');
    await monitor.stop();
    await clock.advance('45s');
  }
  return journal;
}

async function readAll(journal: Pick<Journal, 'read'>, options?: ReadOptions): Promise<RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  for await (const event of journal.read(options)) events.push(event);
  return events;
}

const anyProgram = fc.array(anyStep, { minLength: 5, maxLength: 40 });
const anyLives = fc.array(anyProgram, { minLength: 1, maxLength: 2 });
/** In halves of a second since the start; programs last some minutes. */
const anyMoment = fc.option(
  fc.nat(1_200).map((halves) => START + halves * 500),
  { nil: undefined },
);
const SAME = { missing: [], added: [], moved: [], missedCritical: [], unknownServices: [] };

describe('a backtest', () => {
  test.prop([anyRules, anyLives, fc.boolean(), anyMoment, anyMoment], { numRuns: 200 })(
    'with the same configuration gives no difference, also across a restart and over any span',
    async (alerts, lives, withServices, one, other) => {
      const journal = await record(alerts, lives);
      const [from, to] = [one, other].sort((a, b) => (a ?? 0) - (b ?? 0));
      const span = from === to ? {} : { from, to };
      const services = withServices ? { services: servicesOf(new Map()) } : {};
      const report = await backtest({ journal, config: { ...services, alerts }, ...span });
      expect(report).toMatchObject(SAME);
      expect(report.simulated).toEqual(report.recorded);
      expect(report.completeFrom).toBeUndefined();
      const told = (await readAll(journal, { types: ['notification.requested'], ...span })).flatMap(
        (event) => (event.type === 'notification.requested' ? [event.data.notification] : []),
      );
      expect(report.recorded).toEqual(told);
    },
    120_000,
  );

  test.prop([anyRules, anyRules, anyLives, fc.nat(100)], { numRuns: 150 })(
    'puts every notification into one place, says the same twice, and writes nothing',
    async (alerts, others, lives, percent) => {
      const journal = await record(alerts, lives);
      const before = await readAll(journal);
      const only: Pick<Journal, 'read'> = { read: (options) => journal.read(options) };
      const to = START + percent * 5_000;
      const config = { services: servicesOf(new Map()), alerts: others };
      const report = await backtest({ journal: only, config, to });
      expect(await backtest({ journal: only, config, to })).toEqual(report);
      expect(await readAll(journal)).toEqual(before);
      const { recorded, simulated, missing, added, moved, missedCritical } = report;
      const same = recorded.length - missing.length - moved.length;
      expect(same).toBeGreaterThanOrEqual(0);
      expect(simulated.length - added.length - moved.length).toBe(same);
      for (const one of [...recorded, ...simulated]) expect(one.at).toBeLessThan(to);
      for (const one of missedCritical) expect(missing).toContain(one);
    },
    120_000,
  );

  // What was counted before is forgotten with the checks: here one result is enough, and `register` would need more.
  test.prop(
    [
      anyRules,
      fc.array(fc.array(anyStep.filter((step) => step.do !== 'register')), { minLength: 1, maxLength: 2 }),
    ],
    { numRuns: 150 },
  )(
    'over a journal that has forgotten its oldest checks gives no difference from there on',
    async (anyAlerts, lives) => {
      const alerts = { ...anyAlerts, flapping: false };
      const thresholds = { failureThreshold: 1, recoveryThreshold: 1 };
      const events = await readAll(await record(alerts, lives, thresholds));
      const checks = events.filter(({ type }) => type === 'check.completed').length;
      let forgotten = 0;
      const kept = events.filter(
        ({ type }) => type !== 'check.completed' || forgotten++ >= Math.ceil(checks / 2),
      );
      const journal = {
        async *read() {
          yield* kept;
        },
      };
      const services = servicesOf(new Map(), thresholds);
      const report = await backtest({ journal, config: { services, alerts } });
      expect(report).toMatchObject(SAME);
      expect(report.completeFrom).toBeGreaterThanOrEqual(START);
    },
    120_000,
  );
});
