import type { Outcome } from '../domain/check.js';
import type { RecordedEvent } from '../domain/events.js';
import type { HistoryPoint } from '../domain/history.js';
import type { Journal, TimeSpan } from '../journal/journal.js';
import { historyFromChecks } from '../journal/rollup/history-from-checks.js';
import { contractCheck } from './contract-events.js';
import { demand, same, shown } from './journal-bench.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** 1 March 2026, 21:57 UTC: soon there is another hour and another day. */
const BEGIN = Date.UTC(2026, 2, 1, 21, 57);
const OUTCOMES: readonly Outcome[] = ['pass', 'pass', 'pass', 'warn', 'fail'];

const SPANS: readonly TimeSpan[] = [
  { from: BEGIN, to: BEGIN + HOUR, step: MINUTE },
  { from: BEGIN - HOUR, to: BEGIN + 30 * HOUR, step: HOUR },
  { from: BEGIN + 7 * MINUTE, to: BEGIN + 9 * HOUR + MINUTE, step: 17 * MINUTE },
  { from: BEGIN - 72 * HOUR, to: BEGIN + 72 * HOUR, step: 24 * HOUR },
  { from: BEGIN - 72 * HOUR, to: BEGIN + 72 * HOUR, step: 144 * HOUR },
];

/**
 * History must tell what the checks say: counts to the letter, percentiles within 1 % of the exact ones, so that two
 * answers may be 2 % apart.
 */
export async function historyRule(journal: Journal): Promise<void> {
  await journal.open();
  const checks = manyChecks();
  for (let i = 0; i < checks.length; i += 250) {
    await journal.append(checks.slice(i, i + 250));
    await compare(journal, checks.slice(0, i + 250));
  }
  same(
    (await history(journal, 'nobody', SPANS[0])).map(({ checks }) => checks),
    Array.from({ length: 60 }, () => 0),
    'the checks of a service that never was',
  );
}

async function compare(journal: Journal, checks: readonly RecordedEvent[]): Promise<void> {
  for (const service of ['api', 'db']) {
    for (const span of SPANS) {
      const found = await history(journal, service, span);
      const expected = await historyFromChecks(each(checks), service, span);
      same(found.map(countsOf), expected.map(countsOf), `history of ${service} in ${shown(span)}`);
      found.forEach((point, i) => {
        demand(isNear(point, expected[i]), `the latencies of ${shown(expected[i])} are not ${shown(point)}`);
      });
    }
  }
}

async function history(
  journal: Journal,
  service: string,
  span: TimeSpan | undefined,
): Promise<readonly HistoryPoint[]> {
  demand(
    span !== undefined && journal.history !== undefined,
    'a journal that offers history must have `history`',
  );
  return journal.history(service, span);
}

/** The checks of two services over more than a day, at uneven times and with uneven latencies. */
function manyChecks(): RecordedEvent[] {
  let at = BEGIN;
  return Array.from({ length: 1_000 }, (_, i) => {
    at += (i * 7_919) % 200_000;
    const outcome = OUTCOMES[(i * 31) % OUTCOMES.length] ?? 'pass';
    const latencyMs = ((i * 104_729) % 900_000) / 1_000;
    return contractCheck(i + 1, at, { outcome, latencyMs }, i % 3 === 0 ? 'db' : 'api');
  });
}

async function* each(events: readonly RecordedEvent[]): AsyncGenerator<RecordedEvent> {
  yield* events;
}

function countsOf({ latency: _, uptimePercent: __, ...counts }: HistoryPoint): object {
  return counts;
}

function isNear(found: HistoryPoint, expected: HistoryPoint | undefined): boolean {
  if (found.latency === undefined || expected?.latency === undefined) {
    return found.latency === expected?.latency && found.uptimePercent === expected?.uptimePercent;
  }
  const { min, mean, max, ...percentiles } = expected.latency;
  const near = (a: number, b: number, share: number): boolean => Math.abs(a - b) <= b * share + 0.001;
  const { latency } = found;
  return (
    near(found.uptimePercent ?? -1, expected.uptimePercent ?? -2, 1e-9) &&
    near(latency.min, min, 1e-9) &&
    near(latency.mean, mean, 1e-9) &&
    near(latency.max, max, 1e-9) &&
    near(latency.p50, percentiles.p50, 0.02) &&
    near(latency.p90, percentiles.p90, 0.02) &&
    near(latency.p95, percentiles.p95, 0.02) &&
    near(latency.p99, percentiles.p99, 0.02)
  );
}
