import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { resolveConfig } from '../../src/config/resolve-config.js';
import type { RecordedEvent } from '../../src/domain/events.js';
import { silentLogger } from '../../src/domain/logger.js';
import type { AlertsConfig } from '../../src/domain/monitor-config.js';
import type { Journal } from '../../src/journal/journal.js';
import { memoryJournal } from '../../src/journal/memory-journal.js';
import { DecisionGraph } from '../../src/runtime/decision-graph.js';
import { graphRules } from '../../src/runtime/graph-rules.js';
import { recordingChannel } from '../../src/testing/recording-channel.js';
import { testMonitor } from '../support/monitor.js';
import {
  anyRules,
  anySilencingStep,
  anyStep,
  checkOf,
  type Outcomes,
  runProgram,
  SERVICES,
  type Step,
} from '../support/random-program.js';

/** Runs a program, if wanted in several lives of the monitor, and returns what was recorded. */
async function record(alerts: AlertsConfig, lives: readonly (readonly Step[])[]): Promise<RecordedEvent[]> {
  const journal = memoryJournal();
  const { clock } = testMonitor();
  for (const [life, steps] of lives.entries()) {
    const outcomes: Outcomes = new Map();
    const services = Object.fromEntries(
      Object.entries(SERVICES).map(([name, dependsOn]) => [
        name,
        { check: checkOf(outcomes, name), dependsOn, failureThreshold: 2 },
      ]),
    );
    let ids = 0;
    const { monitor } = testMonitor(
      { services, alerts, journal },
      { clock, newId: () => `life${life}x${++ids}` },
    );
    await monitor.checkAll();
    await runProgram(monitor, clock, outcomes, steps);
    await clock.advance('30s');
    await monitor.stop();
    // A downtime in which silences end and windows pass.
    await clock.advance('45s');
  }
  return readAll(journal);
}

async function readAll(journal: Journal): Promise<RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  for await (const event of journal.read()) events.push(event);
  return events;
}

function replayed(alerts: AlertsConfig, events: readonly RecordedEvent[]): RecordedEvent[] {
  const config = resolveConfig({ alerts, channels: { ops: recordingChannel() } });
  const graph = new DecisionGraph(graphRules(config.alerts, config.channels, ['console']), {
    logger: silentLogger,
  });
  for (const event of events) graph.replay(event);
  return graph.takeEvents();
}

const anyProgram = fc.array(anyStep, { minLength: 5, maxLength: 40 });
const anySilencing = fc.array(anySilencingStep, { minLength: 5, maxLength: 40 });

describe('a replay', () => {
  test.prop([anyRules, anyProgram], { numRuns: 250 })(
    'of the recorded inputs gives exactly the recorded events',
    async (alerts, steps) => {
      const events = await record(alerts, [steps]);
      expect(replayed(alerts, events)).toEqual(events);
    },
    60_000,
  );

  test.prop([anyRules, anyProgram, anyProgram], { numRuns: 150 })(
    'gives exactly the recorded events also across a restart',
    async (alerts, first, second) => {
      const events = await record(alerts, [first, second]);
      expect(replayed(alerts, events)).toEqual(events);
    },
    60_000,
  );

  test.prop([anyRules, anySilencing, anySilencing], { numRuns: 150 })(
    'gives exactly the recorded events also when silences are changed',
    async (alerts, first, second) => {
      const events = await record(alerts, [first, second]);
      expect(replayed(alerts, events)).toEqual(events);
    },
    60_000,
  );
});
