import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import type { EventType, RecordedEvent } from '../../src/domain/events.js';
import type { AlertsConfig } from '../../src/domain/monitor-config.js';
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

/** Everything a monitor recorded over a program and until its last window was over. */
async function eventsOf(alerts: AlertsConfig, steps: readonly Step[]): Promise<RecordedEvent[]> {
  const outcomes: Outcomes = new Map();
  const services = Object.fromEntries(
    Object.entries(SERVICES).map(([name, dependsOn]) => [
      name,
      { check: checkOf(outcomes, name), dependsOn, failureThreshold: 2 },
    ]),
  );
  const { clock, monitor } = testMonitor({ services, alerts });
  const events: RecordedEvent[] = [];
  monitor.events$.subscribe((event) => events.push(event));
  await runProgram(monitor, clock, outcomes, steps);
  await clock.advance('10m');
  await monitor.stop();
  return events;
}

type Typed<T extends EventType> = Extract<RecordedEvent, { type: T }>;

function all<T extends EventType>(events: readonly RecordedEvent[], type: T): Typed<T>[] {
  return events.filter((event): event is Typed<T> => event.type === type);
}

const anyProgram = fc.array(anyStep, { minLength: 5, maxLength: 40 });
const params = { numRuns: 100 };
/** Generous, for a busy machine. */
const TIMEOUT = 60_000;

describe('whatever happens', () => {
  test.prop([anyRules, anyProgram], params)(
    'every alert is told or held back for a reason',
    async (alerts, steps) => {
      const events = await eventsOf(alerts, steps);
      const firing = all(events, 'alert.raised').filter(({ data }) => data.alert.status === 'firing');
      const ids = new Set(firing.map(({ data }) => data.alert.id));
      const held = all(events, 'alert.suppressed').filter(({ data }) => ids.has(data.alertId));
      const throttled = held.filter(({ data }) => data.reason === 'throttled').length;
      const counted = all(events, 'notification.requested').reduce(
        (sum, { data }) => sum + data.notification.count,
        0,
      );
      const owed = firing.length - held.length;
      const untold = all(events, 'alert.suppressed').some(({ data }) => data.reason === 'untold');
      expect(counted).toBeGreaterThanOrEqual(owed);
      expect(counted).toBeLessThanOrEqual(owed + throttled);
      // Only a condition that was over untold takes throttled alerts along without a word.
      if (alerts.group === false) expect(counted).toBe(owed);
      else if (!untold) expect(counted).toBe(owed + throttled);
    },
    TIMEOUT,
  );

  test.prop([anyRules, anyProgram], params)(
    'nothing is both told and held back, but for throttled alerts in a digest',
    async (alerts, steps) => {
      const events = await eventsOf(alerts, steps);
      const held = new Map<string, string>();
      for (const { data } of all(events, 'alert.suppressed')) {
        expect(held.has(data.alertId)).toBe(false);
        held.set(data.alertId, data.reason);
      }
      for (const { data } of all(events, 'notification.requested')) {
        if (data.notification.reason === 'reminder') continue;
        for (const { id } of data.notification.alerts) {
          expect([undefined, 'throttled']).toContain(held.get(id));
        }
      }
    },
    TIMEOUT,
  );

  test.prop([anyRules, anyProgram], params)(
    'no resolution is told without its firing, and each firing that was told has its resolution told',
    async (alerts, steps) => {
      const events = await eventsOf(alerts, steps);
      const told = new Set<string>();
      for (const event of events) {
        if (event.type === 'notification.requested') {
          const { notification, tells } = event.data;
          if (notification.reason === 'resolved') {
            const over = notification.alerts.at(-1)?.key ?? '';
            expect(told.delete(over)).toBe(true);
          }
          for (const key of tells) told.add(key);
        } else if (event.type === 'incident.resolved') {
          expect(told.has(event.subject)).toBe(false);
        }
      }
    },
    TIMEOUT,
  );

  test.prop([anyRules, anyProgram], params)(
    'a condition opens and ends in turn, and what still fires untold is held back or was told',
    async (alerts, steps) => {
      const events = await eventsOf(alerts, steps);
      const open = new Map<string, boolean>();
      const lastVerdict = new Map<string, string>();
      // An event may have the key of a condition, and be held back after it.
      const conditions = new Set(
        all(events, 'alert.raised').flatMap(({ data }) =>
          data.alert.kind === 'condition' ? data.alert.id : [],
        ),
      );
      for (const event of events) {
        if (event.type === 'incident.opened') {
          expect(open.has(event.subject)).toBe(false);
          open.set(event.subject, false);
        } else if (event.type === 'incident.resolved') {
          expect(open.delete(event.subject)).toBe(true);
        } else if (event.type === 'notification.requested') {
          for (const key of event.data.tells) if (open.has(key)) open.set(key, true);
        } else if (event.type === 'alert.suppressed' && conditions.has(event.data.alertId)) {
          lastVerdict.set(event.subject, event.data.reason);
        }
      }
      for (const [key, told] of open) {
        if (!told)
          expect(['severity', 'inhibited', 'flapping', 'silenced', 'throttled']).toContain(
            lastVerdict.get(key),
          );
        // Every silence of a program is over by now.
        if (!told) expect(lastVerdict.get(key)).not.toBe('silenced');
      }
    },
    TIMEOUT,
  );

  test.prop([anyRules, anyProgram], params)(
    'positions have no gap, time never goes back, ids are unique and samples bounded',
    async (alerts, steps) => {
      const events = await eventsOf(alerts, steps);
      expect(events.map(({ position }) => position)).toEqual(events.map((_, i) => i + 1));
      events.reduce((last, { at }) => {
        expect(at).toBeGreaterThanOrEqual(last);
        return at;
      }, 0);
      const notifications = all(events, 'notification.requested').map(({ data }) => data.notification);
      expect(new Set(notifications.map(({ id }) => id)).size).toBe(notifications.length);
      for (const { alerts: sample, count, total } of notifications) {
        expect(sample.length).toBeLessThanOrEqual(100);
        expect(sample.length).toBeGreaterThan(0);
        expect(count).toBeLessThanOrEqual(total);
      }
    },
    TIMEOUT,
  );
});
