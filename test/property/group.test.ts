import { fc, test } from '@fast-check/vitest';
import { Subject } from 'rxjs';
import { describe, expect } from 'vitest';
import { compareSeverity, SEVERITIES, type Severity } from '../../src/domain/severity.js';
import { group } from '../../src/pipeline/group.js';
import type { PipelineInput } from '../../src/pipeline/item.js';
import { VirtualClock } from '../../src/testing/virtual-clock.js';
import { alertOf } from '../support/alerts.js';

interface Arrival {
  readonly at: number;
  readonly key: string;
  readonly severity: Severity;
  readonly throttled: boolean;
}

interface Rules {
  readonly wait: number;
  readonly window: number;
  readonly summarizeAfter: number;
}

/** Arrivals are at whole milliseconds and deadlines never, so that none fall together. */
const anyArrivals: fc.Arbitrary<Arrival[]> = fc
  .array(
    fc.record({
      gap: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 30 }), fc.constant(200)),
      key: fc.constantFrom('x', 'y'),
      severity: fc.constantFrom(...SEVERITIES),
      throttled: fc.boolean(),
    }),
    { minLength: 1, maxLength: 60 },
  )
  .map((arrivals) => {
    let at = 0;
    return arrivals.map(({ gap, ...rest }) => {
      at += gap;
      return { at, ...rest };
    });
  });

const anyRules: fc.Arbitrary<Rules> = fc.record({
  wait: fc.constantFrom(0, 0, 7.5, 60.5),
  window: fc.constantFrom(20.001, 55.001, 100.001),
  summarizeAfter: fc.integer({ min: 1, max: 6 }),
});

/** What one key's groups tell, walked through in time by the letter of the rules. */
function model(arrivals: readonly Arrival[], { wait, window, summarizeAfter }: Rules): string[] {
  const lines: string[] = [];
  let open = false;
  let windowEnd = 0;
  let waitEnd: number | undefined;
  let first = false;
  let repeated = false;
  let total = 0;
  let owed = 0;
  let worstTold = -1;
  let worstOwed = -1;
  const tell = (at: number, reason: string): void => {
    lines.push(`${at} ${reason} ${owed}/${total}`);
    first = true;
    if (reason !== 'digest' && total >= summarizeAfter) repeated = true;
    worstTold = Math.max(worstTold, worstOwed);
    owed = 0;
    worstOwed = -1;
  };
  const deadlinesUpTo = (time: number): void => {
    while (open) {
      const next = Math.min(windowEnd, waitEnd ?? Number.POSITIVE_INFINITY);
      if (next > time) return;
      if (waitEnd === next) {
        waitEnd = undefined;
        tell(next, 'first');
      } else if (owed === 0) {
        open = false;
      } else {
        if (waitEnd === undefined) tell(next, 'digest');
        windowEnd += window;
      }
    }
  };
  for (const { at, severity, throttled } of arrivals) {
    deadlinesUpTo(at);
    if (!open) {
      open = true;
      windowEnd = at + window;
      waitEnd = undefined;
      first = false;
      repeated = false;
      total = 0;
      worstTold = -1;
    }
    total++;
    owed++;
    const rank = SEVERITIES.indexOf(severity);
    worstOwed = Math.max(worstOwed, rank);
    if (throttled || waitEnd !== undefined) continue;
    if (!first && wait > 0) waitEnd = at + wait;
    else if (!first) tell(at, 'first');
    else if (rank > worstTold) tell(at, 'escalated');
    else if (!repeated && total >= summarizeAfter) tell(at, 'repeated');
  }
  deadlinesUpTo(Number.POSITIVE_INFINITY);
  return lines;
}

describe('group', () => {
  test.prop([anyArrivals, anyRules], { numRuns: 400 })(
    'tells what the rules say, and the counts add up to exactly the alerts that came',
    async (arrivals, rules) => {
      const clock = new VirtualClock();
      const source = new Subject<PipelineInput>();
      const told = new Map<string, string[]>();
      let counted = 0;
      source.pipe(group(rules, clock)).subscribe((item) => {
        if (item.type !== 'notification') return;
        const { groupKey, at, reason, count, total, severity, alerts } = item.notification;
        told.set(groupKey, [...(told.get(groupKey) ?? []), `${at} ${reason} ${count}/${total}`]);
        counted += count;
        expect(alerts.length).toBeLessThanOrEqual(100);
        for (const alert of alerts) expect(compareSeverity(alert.severity, severity)).toBeLessThanOrEqual(0);
      });
      for (const [i, { at, key, severity, throttled }] of arrivals.entries()) {
        const alert = alertOf({ id: `a${i}`, key, severity });
        clock.setTimeout(
          () => source.next(throttled ? { type: 'alert', alert, suppressed: 'throttled' } : alert),
          at,
        );
      }
      await clock.advance(arrivals.at(-1)?.at ?? 0);
      await clock.advance(10 * (rules.window + rules.wait));
      for (const key of ['x', 'y']) {
        const own = arrivals.filter((arrival) => arrival.key === key);
        expect(told.get(key) ?? []).toEqual(model(own, rules));
      }
      expect(counted).toBe(arrivals.length);
      expect(clock.pendingTasks).toBe(0);
    },
  );
});
