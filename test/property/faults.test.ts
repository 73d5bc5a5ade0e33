import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import type { AlertReceipt } from '../../src/domain/alert.js';
import type { RecordedEvent } from '../../src/domain/events.js';
import type { Monitor } from '../../src/domain/monitor.js';
import type { AlertsConfig } from '../../src/domain/monitor-config.js';
import type { Notification } from '../../src/domain/notification.js';
import type { Journal } from '../../src/journal/journal.js';
import { memoryJournal } from '../../src/journal/memory-journal.js';
import { SNAPSHOT_VERSION } from '../../src/runtime/snapshot-state.js';
import { VirtualClock } from '../../src/testing/virtual-clock.js';
import {
  anyAppendPeriod,
  anyOtherPeriod,
  type FaultPlan,
  type FaultyJournal,
  faultyJournal,
  LAST_FAULT_MS,
} from '../support/faulty-journal.js';
import { type TestMonitor, testMonitor } from '../support/monitor.js';
import { anyRules, anyStep, checkOf, type Outcomes, SERVICES, type Step } from '../support/random-program.js';

const START = Date.UTC(2026, 0, 5);
const JOURNAL_KEY = 'tocsin:journal';
/** A batch under way may take the writer's whole patience of 5 s, and so may the next one. */
const LONGEST_ANSWER_MS = 10_000;
/** Until nothing is felt of the faults, the writer has tried again, and every window is over. */
const AFTERMATH_MS = LAST_FAULT_MS + 600_000;
const REPLAY = 'replay with TOCSIN_SEED=<the seed above>, or with { seed, path } in the params of this test';
const params = { numRuns: 40 };
/** Generous, for a busy machine. */
const TIMEOUT = 120_000;

/** An alert of the program's on its way. */
interface Asked {
  readonly at: number;
  answeredAt?: number;
  receipt?: AlertReceipt;
  /** Whether the journal held it when the answer came, if it had to. */
  kept?: boolean;
}

/** One life of a monitor, begun but not ended. */
interface Life extends TestMonitor {
  readonly journal: FaultyJournal;
  readonly events: RecordedEvent[];
  readonly requested: Notification[];
  readonly asked: Asked[];
  /** Whether the journal could be opened at the first attempt. */
  readonly opened: Promise<boolean>;
  play(steps: readonly Step[]): Promise<void>;
  stop(): Promise<void>;
}

async function begin(inner: Journal, alerts: AlertsConfig, plan: FaultPlan, at: number): Promise<Life> {
  // A clock of its own: nobody moves it any more once this life is over.
  const clock = new VirtualClock(at);
  const journal = faultyJournal(inner, plan, clock);
  const outcomes: Outcomes = new Map();
  const services = Object.fromEntries(
    Object.entries(SERVICES).map(([name, dependsOn]) => [
      name,
      { check: checkOf(outcomes, name), dependsOn, failureThreshold: 2 },
    ]),
  );
  let ids = 0;
  const { monitor, ops } = testMonitor(
    { services, alerts, journal },
    { clock, newId: () => `at${at}x${++ids}` },
  );
  const events: RecordedEvent[] = [];
  const requested: Notification[] = [];
  const asked: Asked[] = [];
  monitor.events$.subscribe((event) => events.push(event));
  monitor.notifications$.subscribe((notification) => requested.push(notification));
  const opened = monitor.explain('nothing').then(
    () => true,
    () => false,
  );
  await clock.advance(0);

  const play = player(monitor, clock, outcomes, (receipt) => {
    const one: Asked = { at: clock.now() };
    asked.push(one);
    receipt
      .then(async (given) => {
        one.answeredAt = clock.now();
        one.receipt = given;
        if (!journal.troubled) one.kept = (await idsIn(inner)).has(given.id);
      })
      // Refused, since the journal could not be opened or read; where neither is to be, nothing counts as answered.
      .catch(() => {});
  });
  async function stop(): Promise<void> {
    const stopping = monitor.stop();
    await clock.advance('10m');
    await stopping;
    // Its `close` may have failed.
    await journal.abandon();
  }
  return { clock, ops, monitor, journal, events, requested, asked, opened, play, stop };
}

/**
 * Does the steps at their times without waiting for what comes of them, so that a slow journal does not put them off.
 * Nobody can acknowledge what does not show yet: that step is left out.
 */
function player(
  monitor: Monitor,
  clock: VirtualClock,
  outcomes: Outcomes,
  onAlert: (receipt: Promise<AlertReceipt>) => void,
): (steps: readonly Step[]) => Promise<void> {
  const registered = new Set(Object.keys(SERVICES));
  const silences: { readonly id: string; readonly until: number }[] = [];
  const check = (service: string): void => {
    if (registered.has(service)) monitor.check(service).catch(() => {});
  };
  async function play(step: Step): Promise<void> {
    switch (step.do) {
      case 'advance':
        return clock.advance(step.ms);
      case 'event':
      case 'condition': {
        const { do: kind, key, severity } = step;
        return onAlert(monitor.alert({ title: key, key, kind, severity, category: 'app' }));
      }
      case 'resolve':
        return onAlert(monitor.resolve(step.key));
      case 'acknowledge':
        return;
      case 'check':
        outcomes.set(step.service, step.outcome);
        return check(step.service);
      case 'flap':
      case 'settle':
        for (let i = 0; i < 14; i++) {
          outcomes.set(step.service, step.do === 'flap' && i % 2 === 0 ? 'fail' : 'pass');
          check(step.service);
          await clock.advance(0);
        }
        return;
      case 'pause':
      case 'resume':
        if (registered.has(step.service)) monitor[step.do](step.service);
        return;
      case 'unregister':
        if (step.service === 'leaf' && registered.delete('leaf')) monitor.unregister('leaf');
        return;
      case 'register': {
        const { service } = step;
        if (registered.has(service)) return;
        registered.add(service);
        return monitor.register(service, {
          check: checkOf(outcomes, service),
          dependsOn: SERVICES[service] ?? [],
        });
      }
      case 'change':
        return;
      case 'silence': {
        const from = clock.now() + step.from;
        silences.push(monitor.silences.add({ match: { key: step.key }, from, for: step.ms, by: 'me' }));
        return;
      }
      case 'unsilence': {
        const silence = silences.pop();
        if (silence !== undefined && clock.now() < silence.until) monitor.silences.remove(silence.id);
      }
    }
  }
  return async (steps) => {
    for (const step of steps) {
      await play(step);
      await clock.advance(0);
    }
  };
}

async function readAll(journal: Journal): Promise<RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  for await (const event of journal.read()) events.push(event);
  return events;
}

async function idsIn(journal: Journal): Promise<Set<string>> {
  const events = await readAll(journal);
  return new Set(events.flatMap((event) => (event.type === 'alert.raised' ? [event.data.alert.id] : [])));
}

/** Large enough to forget nothing. */
const newInner = (): Journal => memoryJournal({ maxEvents: 10_000_000 });

/** What there is to a notification, but for the ids, which differ with what Tocsin recorded of itself. */
function tale({
  at,
  reason,
  groupKey,
  title,
  message,
  severity,
  count,
  total,
  alerts,
}: Notification): string {
  const sample = alerts.map((alert) => `${alert.at} ${alert.key} ${alert.status} ${alert.severity}`);
  return JSON.stringify([at, reason, groupKey, title, message, severity, count, total, sample]);
}

const isOwn = ({ alerts }: Notification): boolean => alerts.every(({ source }) => source === 'tocsin');
const talesOf = (notifications: readonly Notification[]): string[] =>
  notifications.filter((notification) => !isOwn(notification)).map(tale);

/** How a life begins and goes on, and whether it ends as it should. */
interface LifePlan {
  readonly steps: readonly Step[];
  readonly faults: FaultPlan;
  readonly end: 'stop' | 'crash';
  readonly downtime: number;
}

/** The journal as it is now, for somebody else to open. */
async function copyOf(journal: Journal, snapshots: boolean): Promise<Journal> {
  const copy = newInner();
  await copy.append(await readAll(journal));
  const snapshot = snapshots ? await journal.snapshots?.load(SNAPSHOT_VERSION) : undefined;
  if (snapshot !== undefined) await copy.snapshots?.save(snapshot);
  return copy;
}

/** What somebody who opens the journal at that time knows, and what follows in the ten minutes after. */
async function outlook(journal: Journal, alerts: AlertsConfig, at: number): Promise<object> {
  const { clock, monitor, events, ops, stop } = await begin(journal, alerts, [], at);
  const known = {
    services: monitor.services().map(({ since: _, ...rest }) => rest),
    incidents: monitor.incidents.list(),
    silences: monitor.silences.list().map(({ match: _, ...rest }) => rest),
    stats: monitor.alertStats(),
    recent: monitor.recentAlerts(),
    channels: monitor.channelStats(),
  };
  await clock.advance('10m');
  await stop();
  return { known, events, sent: ops.notifications };
}

const anyProgram = fc.array(anyStep, { minLength: 5, maxLength: 30 });
const anyPlan: fc.Arbitrary<FaultPlan> = fc.array(anyAppendPeriod, { minLength: 1, maxLength: 6 });
const anyLife: fc.Arbitrary<LifePlan> = fc.record({
  steps: fc.array(anyStep, { minLength: 3, maxLength: 20 }),
  faults: fc
    .tuple(fc.array(anyAppendPeriod, { maxLength: 4 }), fc.array(anyOtherPeriod, { maxLength: 3 }))
    .map((periods) => periods.flat()),
  end: fc.constantFrom('stop', 'crash'),
  downtime: fc.constantFrom(1, 3_003, 45_003, 400_003),
});
/** A group of its own for each key, and no waiting: then whatever is told at all is told one by one. */
const anyPlainRules = fc
  .tuple(anyRules, fc.constantFrom(false as const, {}))
  .map(([rules, group]): AlertsConfig => ({ ...rules, group }));

describe(`a journal that goes wrong (${REPLAY})`, () => {
  test.prop([anyRules, anyProgram, anyPlan], params)(
    'changes no notification and no receipt, and every one is delivered once',
    async (alerts, steps, plan) => {
      const [calm, rough] = await Promise.all(
        [[], plan].map(async (faults) => {
          const life = await begin(newInner(), alerts, faults, START);
          await life.play(steps);
          await life.clock.advance(AFTERMATH_MS);
          await life.stop();
          return life;
        }),
      );
      if (calm === undefined || rough === undefined) throw new Error('two lives');
      expect(talesOf(rough.requested)).toEqual(talesOf(calm.requested));
      expect(talesOf(rough.ops.notifications).sort()).toEqual(talesOf(calm.ops.notifications).sort());
      expect(rough.ops.notifications.map(({ id }) => id).sort()).toEqual(
        rough.requested.map(({ id }) => id).sort(),
      );
      const outcomes = ({ asked }: Life): (string | undefined)[][] =>
        asked.map(({ receipt }) => [receipt?.outcome, receipt?.reason]);
      expect(outcomes(rough)).toEqual(outcomes(calm));
    },
    TIMEOUT,
  );

  test.prop([anyRules, anyProgram, anyPlan], params)(
    'keeps nobody waiting, and holds every event once and in order when it works again',
    async (alerts, steps, plan) => {
      const inner = newInner();
      const life = await begin(inner, alerts, plan, START);
      await life.play(steps);
      await life.clock.advance(AFTERMATH_MS);
      for (const { at, answeredAt = Number.POSITIVE_INFINITY } of life.asked) {
        expect(answeredAt - at).toBeLessThanOrEqual(LONGEST_ANSWER_MS);
      }
      expect(await readAll(inner)).toEqual(life.events);
      await life.stop();
      expect(life.clock.pendingTasks).toBe(0);
      const written = await readAll(inner);
      expect(written).toEqual(life.events);
      expect(written.map(({ position }) => position)).toEqual(written.map((_, i) => i + 1));
      expect(life.journal.overlaps).toBe(0);
    },
    TIMEOUT,
  );

  test.prop([anyPlainRules, anyProgram, anyPlan], params)(
    'is told of once each time, and its end as well',
    async (alerts, steps, plan) => {
      const life = await begin(newInner(), alerts, plan, START);
      await life.play(steps);
      await life.clock.advance(AFTERMATH_MS);
      const raised = life.events.flatMap((event) =>
        event.type === 'alert.raised' && event.subject === JOURNAL_KEY ? [event.data.alert.status] : [],
      );
      const times = raised.length / 2;
      expect(raised).toEqual(Array.from(raised, (_, i) => (i % 2 === 0 ? 'firing' : 'resolved')));
      expect(Number.isInteger(times)).toBe(true);
      expect(times > 0).toBe(life.journal.failures > 0);
      const told = life.ops.notifications.filter(isOwn).filter(({ reason }) => reason !== 'reminder');
      expect(told.map(({ reason }) => reason)).toEqual(
        Array.from({ length: times }, () => ['first', 'resolved']).flat(),
      );
      await life.stop();
    },
    TIMEOUT,
  );

  test.prop([anyRules, fc.array(anyLife, { minLength: 2, maxLength: 3 })], params)(
    'loses nothing that was accepted while it worked, whether a life was stopped or broke off',
    async (alerts, lives) => {
      const inner = newInner();
      let at = START;
      const sent: string[] = [];
      for (const { steps, faults, end, downtime } of lives) {
        const life = await begin(inner, alerts, faults, at);
        await life.clock.advance('2m');
        if (!(await life.opened)) {
          // What could not be opened can be tried again; what could not be read cannot.
          const again = life.monitor.explain('nothing').catch(() => {});
          await life.clock.advance('2m');
          await again;
        }
        await life.play(steps);
        await life.clock.advance(0);
        if (end === 'stop') await life.stop();
        else await life.journal.abandon();
        const ids = await idsIn(inner);
        for (const { receipt, kept } of life.asked) {
          expect(kept).not.toBe(false);
          if (receipt !== undefined && kept === true) expect(ids).toContain(receipt.id);
        }
        expect(life.journal.overlaps).toBe(0);
        sent.push(...life.ops.notifications.map(({ id }) => id));
        at = life.clock.now() + downtime;
        const copies = await Promise.all([copyOf(inner, true), copyOf(inner, false)]);
        const [snapshot, folded] = await Promise.all(copies.map((copy) => outlook(copy, alerts, at)));
        expect(snapshot).toEqual(folded);
      }
      const last = await begin(inner, alerts, [], at);
      await last.clock.advance('10m');
      expect(last.monitor.channelStats().ops?.pending).toBe(0);
      await last.stop();
      sent.push(...last.ops.notifications.map(({ id }) => id));
      const written = await readAll(inner);
      const requested = written.flatMap((event) =>
        event.type === 'notification.requested' ? [event.data.notification.id] : [],
      );
      expect(written.map(({ position }) => position)).toEqual(written.map((_, i) => i + 1));
      expect(sent).toEqual(expect.arrayContaining(requested));
    },
    TIMEOUT,
  );
});
