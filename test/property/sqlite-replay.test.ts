import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fc, test } from '@fast-check/vitest';
import { afterAll, describe, expect } from 'vitest';
import { resolveConfig } from '../../src/config/resolve-config.js';
import type { RecordedEvent } from '../../src/domain/events.js';
import { silentLogger } from '../../src/domain/logger.js';
import { DecisionGraph } from '../../src/runtime/decision-graph.js';
import { graphRules } from '../../src/runtime/graph-rules.js';
import { sqliteJournal } from '../../src/runtime/sqlite-journal.js';
import { recordingChannel } from '../../src/testing/recording-channel.js';
import { testMonitor } from '../support/monitor.js';
import {
  anyRules,
  anyStep,
  checkOf,
  type Outcomes,
  runProgram,
  SERVICES,
} from '../support/random-program.js';

const folder = mkdtempSync(join(tmpdir(), 'tocsin-replay-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;

describe('a replay of a journal on the disk', () => {
  test.prop(
    [anyRules, fc.array(anyStep, { minLength: 5, maxLength: 40 }), fc.array(anyStep, { maxLength: 20 })],
    {
      numRuns: 12,
    },
  )(
    'gives exactly what a monitor lived through, in two lives',
    async (alerts, first, second) => {
      const file = join(folder, `${++files}.db`);
      const lived: RecordedEvent[] = [];
      const { clock } = testMonitor();
      for (const [life, steps] of [first, second].entries()) {
        const outcomes: Outcomes = new Map();
        const services = Object.fromEntries(
          Object.entries(SERVICES).map(([name, dependsOn]) => [
            name,
            { check: checkOf(outcomes, name), dependsOn, failureThreshold: 2 },
          ]),
        );
        let ids = 0;
        const { monitor } = testMonitor(
          { services, alerts, journal: sqliteJournal(file) },
          { clock, newId: () => `life${life}x${++ids}` },
        );
        monitor.events$.subscribe((event) => lived.push(event));
        await monitor.checkAll();
        await runProgram(monitor, clock, outcomes, steps);
        await clock.advance('30s');
        await monitor.flush();
        await monitor.stop();
        await clock.advance('45s');
      }
      const kept: RecordedEvent[] = [];
      const journal = sqliteJournal(file);
      for await (const event of journal.read()) kept.push(event);
      await journal.close();
      expect(kept).toEqual(lived);
      const config = resolveConfig({ alerts, channels: { ops: recordingChannel() } });
      const graph = new DecisionGraph(graphRules(config.alerts, config.channels, ['console']), {
        logger: silentLogger,
      });
      for (const event of kept) graph.replay(event);
      expect(graph.takeEvents()).toEqual(kept);
    },
    120_000,
  );
});
