import { fc, test } from '@fast-check/vitest';
import { describe, test as example, expect } from 'vitest';
import { resolveConfig } from '../../src/config/resolve-config.js';
import type { EventType, RecordedEvent } from '../../src/domain/events.js';
import { type Logger, silentLogger } from '../../src/domain/logger.js';
import type { AlertsConfig } from '../../src/domain/monitor-config.js';
import { TimeSlice } from '../../src/domain/time-slice.js';
import type { Journal } from '../../src/journal/journal.js';
import { memoryJournal } from '../../src/journal/memory-journal.js';
import type { Snapshot } from '../../src/journal/snapshot.js';
import { captureState } from '../../src/runtime/capture-state.js';
import { graphRules, recordedRules } from '../../src/runtime/graph-rules.js';
import { LiveView } from '../../src/runtime/live-view.js';
import { recover } from '../../src/runtime/recovery.js';
import { Sinks } from '../../src/runtime/sinks.js';
import { decodeParts, encodeParts } from '../../src/runtime/snapshot-parts.js';
import { SNAPSHOT_VERSION, type SnapshotState } from '../../src/runtime/snapshot-state.js';
import { type RecordingChannel, recordingChannel } from '../../src/testing/recording-channel.js';
import { VirtualClock } from '../../src/testing/virtual-clock.js';
import { type Damage, damaged } from '../support/faulty-journal.js';
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
const params = { numRuns: 60 };
/** Generous, for a busy machine. */
const TIMEOUT = 120_000;

/** One life: with which services and channels, what happens in it, and how it ends. */
interface LifePlan {
  readonly alerts: AlertsConfig;
  readonly services: readonly string[];
  readonly channels: readonly string[];
  /** Whether the channels refuse everything, so that it stays owed. */
  readonly broken: boolean;
  readonly steps: readonly Step[];
  readonly stops: boolean;
}

interface Past {
  readonly inner: Journal;
  readonly at: number;
  /** What was sent, in order, by channel. */
  readonly sent: readonly (readonly [channel: string, id: string])[];
}

/** Takes what is handed over and nothing else. */
const FALLBACK = { channel: recordingChannel(), categories: ['none'] };

const newInner = (): Journal => memoryJournal({ maxEvents: 10_000_000 });

async function live(inner: Journal, lives: readonly LifePlan[], from = START): Promise<Past> {
  const sent: (readonly [string, string])[] = [];
  let at = from;
  for (const { alerts, services: names, channels: wanted, broken, steps, stops } of lives) {
    // A clock of its own: nobody moves it any more once this life is over.
    const clock = new VirtualClock(at);
    const outcomes: Outcomes = new Map();
    const services = Object.fromEntries(
      names.map((name) => [
        name,
        { check: checkOf(outcomes, name), dependsOn: SERVICES[name] ?? [], failureThreshold: 2 },
      ]),
    );
    const channels: Record<string, RecordingChannel> = {};
    for (const name of wanted) {
      const channel = recordingChannel();
      if (broken) channel.failWith(new Error('no route'));
      channels[name] = channel;
    }
    let ids = 0;
    const { monitor } = testMonitor(
      { services, alerts, channels: { ...channels, console: FALLBACK }, journal: inner },
      { clock, newId: () => `at${at}x${++ids}` },
    );
    await monitor.checkAll();
    await runProgram(monitor, clock, outcomes, steps);
    await clock.advance(1);
    if (stops) {
      const stopping = monitor.stop();
      await clock.advance('1m');
      await stopping;
    } else {
      await inner.close();
    }
    for (const [name, channel] of Object.entries(channels)) {
      for (const { id } of channel.notifications) sent.push([name, id]);
    }
    // A downtime in which silences end and windows pass.
    at = clock.now() + 17_003;
  }
  return { inner, at, sent };
}

async function readAll(journal: Journal): Promise<RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  for await (const event of journal.read()) events.push(event);
  return events;
}

async function snapshotOf(journal: Journal): Promise<Snapshot | undefined> {
  return journal.snapshots?.load(SNAPSHOT_VERSION);
}

async function journalOf(events: readonly RecordedEvent[], snapshot?: Snapshot): Promise<Journal> {
  const journal = newInner();
  await journal.append(events);
  if (snapshot !== undefined) await journal.snapshots?.save(snapshot);
  return journal;
}

/** What a life that opens the journal knows at first, and how many events it had to read. */
async function recovered(
  journal: Journal,
  alerts: AlertsConfig,
  logger: Logger = silentLogger,
): Promise<{ state: SnapshotState; events: number; position: number }> {
  const { position } = await journal.open();
  await journal.close();
  const { alerts: rules, channels } = resolveConfig({
    alerts,
    channels: { ops: recordingChannel(), console: FALLBACK },
  });
  const view = new LiveView();
  const sinks = new Sinks({
    channels,
    fallback: ['console'],
    clock: new VirtualClock(START),
    random: () => 0,
    logger,
    record: async () => {},
  });
  const graph = { logger };
  const found = await recover({
    journal,
    clock: new VirtualClock(START),
    position,
    rules: graphRules(rules, channels, ['console']),
    graph,
    view,
    sinks,
  });
  return {
    state: captureState(found.graph, view, sinks, recordedRules(rules)),
    events: found.events,
    position,
  };
}

/** As it would be read back. */
const plain = (state: SnapshotState): unknown => JSON.parse(JSON.stringify(state));

async function stateIn(journal: Journal, alerts: AlertsConfig, logger?: Logger): Promise<unknown> {
  return plain((await recovered(journal, alerts, logger)).state);
}

/** A logger that only counts its warnings. */
function warnings(): Logger & { count: number } {
  const logger = {
    ...silentLogger,
    count: 0,
    warn: () => {
      logger.count++;
    },
  };
  return logger;
}

const ALL = Object.keys(SERVICES);
const anySteps = fc.array(anyStep, { minLength: 3, maxLength: 25 });

/** Lives under the same rules. */
const anySameLives = fc
  .tuple(
    anyRules,
    fc.array(fc.record({ steps: anySteps, broken: fc.boolean(), stops: fc.boolean() }), {
      minLength: 1,
      maxLength: 3,
    }),
  )
  .map(([alerts, lives]) => ({
    alerts,
    lives: lives.map((life): LifePlan => ({ ...life, alerts, services: ALL, channels: ['ops'] })),
  }));

/** Lives of which each has its own rules, services and channels. */
const anyChangingLives = fc.array(
  fc
    .record({
      alerts: anyRules,
      services: fc.constantFrom(ALL, ALL, ['root', 'middle'], ['root']),
      channels: fc.constantFrom(['ops'], ['ops'], ['ops', 'more'], ['more']),
      broken: fc.boolean(),
      steps: anySteps,
    })
    .map((life): LifePlan => {
      // Nothing can be registered that depends on what is not there.
      const mayRegister = life.services === ALL;
      const steps = life.steps.filter((step) => mayRegister || step.do !== 'register');
      return { ...life, steps, stops: true };
    }),
  { minLength: 2, maxLength: 4 },
);

type Typed<T extends EventType> = Extract<RecordedEvent, { type: T }>;

function all<T extends EventType>(events: readonly RecordedEvent[], type: T): Typed<T>[] {
  return events.filter((event): event is Typed<T> => event.type === type);
}

describe('a snapshot', () => {
  test.prop([anySameLives], params)(
    'that a life left behind, and the events since, give the state that all events give',
    async ({ alerts, lives }) => {
      const { inner } = await live(newInner(), lives);
      const events = await readAll(inner);
      const folded = await recovered(await journalOf(events), alerts);
      const restored = await recovered(inner, alerts);
      expect(restored.position).toBe(events.length);
      expect(restored.events).toBe(events.length - ((await snapshotOf(inner))?.position ?? 0));
      expect(plain(restored.state)).toEqual(plain(folded.state));
    },
    TIMEOUT,
  );

  test.prop([anySameLives, fc.nat()], params)(
    'of any position, and the events since, give the state that all events give',
    async ({ alerts, lives }, place) => {
      const { inner } = await live(newInner(), lives);
      const events = await readAll(inner);
      const position = 1 + (place % events.length);
      const { state } = await recovered(await journalOf(events.slice(0, position)), alerts);
      const at = events[position - 1]?.at ?? 0;
      const snapshot = { position, at, version: SNAPSHOT_VERSION, parts: [...encodeParts(state)] };
      const restored = await recovered(await journalOf(events, snapshot), alerts);
      expect(restored.events).toBe(events.length - position);
      expect(plain(restored.state)).toEqual(await stateIn(await journalOf(events), alerts));
    },
    TIMEOUT,
  );

  test.prop([anySameLives, anySteps, fc.boolean()], params)(
    'lets the next life decide and send what it would have without',
    async ({ alerts, lives }, steps, stops) => {
      const { inner, at } = await live(newInner(), lives);
      const events = await readAll(inner);
      const next: LifePlan = { alerts, services: ALL, channels: ['ops'], broken: false, steps, stops };
      const [restored, folded] = await Promise.all(
        [await snapshotOf(inner), undefined].map(async (snapshot) => {
          const journal = await journalOf(events, snapshot);
          const { sent } = await live(journal, [next], at);
          return { events: await readAll(journal), sent };
        }),
      );
      expect(restored).toEqual(folded);
    },
    TIMEOUT,
  );

  example(
    'or none: a service is said to be as it is since it was, with the labels that it has now',
    async () => {
      const found = await Promise.all(
        [true, false].map(async (withSnapshot) => {
          const inner = newInner();
          const journal = withSnapshot ? inner : bare(inner);
          const check = (): boolean => true;
          const before = testMonitor({ journal, services: { api: { check, labels: { team: 'old' } } } });
          await before.monitor.start();
          await before.monitor.stop();
          await before.clock.advance('1h');
          const services = { api: { check, labels: { team: 'new' } } };
          const after = testMonitor({ journal, services }, { clock: before.clock });
          await after.monitor.start();
          await after.monitor.flush();
          const { since, labels } = after.monitor.service('api') ?? {};
          await after.monitor.stop();
          return { since, labels };
        }),
      );
      const expected = { since: START, labels: { team: 'new' } };
      expect(found).toEqual([expected, expected]);
    },
  );

  test.prop(
    [anySameLives, fc.constantFrom<Damage>('truncated', 'wrongKind', 'missingPart', 'noParts'), fc.nat()],
    params,
  )(
    'that is damaged is passed over with a warning',
    async ({ alerts, lives }, how, place) => {
      const { inner } = await live(
        newInner(),
        lives.map((life) => ({ ...life, stops: true })),
      );
      const events = await readAll(inner);
      const snapshot = await snapshotOf(inner);
      const journal = await journalOf(events, snapshot && damaged(snapshot, how, place));
      const logger = warnings();
      expect(await stateIn(journal, alerts, logger)).toEqual(await stateIn(await journalOf(events), alerts));
      expect(logger.count).toBe(1);
    },
    TIMEOUT,
  );

  example('whose stages no longer fit is passed over with a warning', async () => {
    const alerts: AlertsConfig = { throttle: { limit: 3 } };
    const steps: readonly Step[] = [{ do: 'event', key: 'a', severity: 'error' }];
    const plan = { alerts, services: ALL, channels: ['ops'], broken: false, steps, stops: true };
    const { inner } = await live(newInner(), [plan]);
    const events = await readAll(inner);
    const { state, position } = await recovered(inner, alerts);
    for (const { stage } of state.stages) {
      const stages = state.stages.map((saved) =>
        saved.stage === stage ? { stage, state: { odd: 1 } } : saved,
      );
      const parts = [...encodeParts({ ...state, stages })];
      const journal = await journalOf(events, { position, at: START, version: SNAPSHOT_VERSION, parts });
      const logger = warnings();
      expect(await stateIn(journal, alerts, logger)).toEqual(await stateIn(await journalOf(events), alerts));
      expect(logger.count).toBe(1);
    }
    expect(state.stages.length).toBeGreaterThan(0);
  });

  example('of another version, or from beyond the journal, is passed over', async () => {
    const steps: readonly Step[] = [{ do: 'condition', key: 'a', severity: 'error' }];
    const plan = { alerts: {}, services: ALL, channels: ['ops'], broken: false, steps, stops: true };
    const { inner } = await live(newInner(), [plan]);
    const events = await readAll(inner);
    const snapshot = await snapshotOf(inner);
    if (snapshot === undefined) throw new Error('there is no snapshot');
    const misfits: Snapshot[] = [
      { ...snapshot, version: 'layout 0, service machine 0' },
      { ...snapshot, position: events.length + 1 },
    ];
    for (const misfit of misfits) {
      const restored = await recovered(await journalOf(events, misfit), {});
      expect(restored.events).toBe(events.length);
      expect(plain(restored.state)).toEqual(await stateIn(await journalOf(events), {}));
    }
  });

  test.prop([anySameLives, fc.array(fc.string(), { maxLength: 650 })], params)(
    'is read as it was written',
    async ({ alerts, lives }, heldKeys) => {
      const { inner } = await live(newInner(), lives);
      const { state } = await recovered(inner, alerts);
      // More than one part of a kind.
      const much = { ...state, heldKeys };
      const parts = [...encodeParts(much)];
      expect(plain(await decodeParts(parts, new TimeSlice(new VirtualClock())))).toEqual(plain(much));
      expect(parts.length).toBeGreaterThan(heldKeys.length / 200);
    },
    TIMEOUT,
  );
});

/** Whether every alert is told or held back, none twice, and no message was sent twice. */
function checkBooks(events: readonly RecordedEvent[], sent: Past['sent']): void {
  const requests = all(events, 'notification.requested').filter(({ data }) => data.merges === undefined);
  const ids = requests.map(({ data }) => data.notification.id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(new Set(sent.map(String)).size).toBe(sent.length);
  const held = new Map<string, string>();
  for (const { data } of all(events, 'alert.suppressed')) {
    expect(held.has(data.alertId)).toBe(false);
    held.set(data.alertId, data.reason);
  }
  const shown = new Set<string>();
  const told = new Set<string>();
  let counted = 0;
  for (const { data } of requests) {
    const { notification, tells } = data;
    const { reason, alerts, count } = notification;
    counted += count;
    if (reason === 'resolved') expect(told.delete(alerts.at(-1)?.key ?? '')).toBe(true);
    for (const key of tells) told.add(key);
    if (reason === 'reminder') continue;
    for (const { id } of alerts) {
      expect([undefined, 'throttled']).toContain(held.get(id));
      expect(shown.has(id)).toBe(false);
      shown.add(id);
    }
  }
  const firing = all(events, 'alert.raised').filter(({ data }) => data.alert.status === 'firing');
  const suppressed = firing.flatMap(({ data }) => held.get(data.alert.id) ?? []);
  const throttled = suppressed.filter((reason) => reason === 'throttled').length;
  const owed = firing.length - suppressed.length;
  expect(counted).toBeGreaterThanOrEqual(owed);
  expect(counted).toBeLessThanOrEqual(owed + throttled);
}

/** A life in which every window ends and every channel takes what it is owed. */
const lastLife = (alerts: AlertsConfig): LifePlan => ({
  alerts,
  services: ALL,
  channels: ['ops', 'more'],
  broken: false,
  steps: [{ do: 'advance', ms: 600_000 }],
  stops: true,
});

/** A journal that keeps no snapshots. */
function bare({ snapshots: _, ...rest }: Journal): Journal {
  return rest;
}

describe('rules, services and channels that change from life to life', () => {
  test.prop([anyChangingLives], params)(
    'cost no alert, and have nothing told or sent twice',
    async (lives) => {
      const { inner, sent } = await live(newInner(), [...lives, lastLife({})]);
      checkBooks(await readAll(inner), sent);
    },
    TIMEOUT,
  );

  test.prop([anyChangingLives, anyRules], params)(
    'do neither without a snapshot, as long as the rules stay',
    async (changing, alerts) => {
      const lives = [...changing, lastLife(alerts)].map((life): LifePlan => ({ ...life, alerts }));
      const inner = newInner();
      const { sent } = await live(bare(inner), lives);
      checkBooks(await readAll(inner), sent);
    },
    TIMEOUT,
  );

  example('have nothing told twice without a snapshot when groups begin to wait', async () => {
    const inner = newInner();
    const steps: readonly Step[] = [{ do: 'event', key: 'a', severity: 'error' }];
    const before: LifePlan = { ...lastLife({ group: false }), channels: ['ops'], steps };
    const { sent } = await live(bare(inner), [before, lastLife({ group: { wait: '2s' } })]);
    const requests = all(await readAll(inner), 'notification.requested');
    expect(requests.map(({ data }) => data.notification.reason)).toEqual(['first']);
    expect(sent.map(([channel]) => channel)).toEqual(['ops']);
  });

  example('have nothing told twice without a snapshot when a silence ends in a downtime', async () => {
    const alerts = { group: { by: ['category'], wait: '2s' } } as const;
    const base = { alerts, services: ALL, channels: ['ops'], broken: false, stops: true };
    const severity = 'error';
    const { sent, inner } = await live(bare(newInner()), [
      {
        ...base,
        steps: [
          { do: 'silence', key: 'a', from: 0, ms: 5_000 },
          { do: 'condition', key: 'a', severity },
          { do: 'event', key: 'b', severity },
        ],
      },
      { ...base, steps: [{ do: 'event', key: 'a', severity }] },
      lastLife(alerts),
    ]);
    const events = await readAll(inner);
    checkBooks(events, sent);
    const requests = all(events, 'notification.requested');
    expect(requests.map(({ data }) => data.notification.reason)).toEqual(['first', 'digest', 'repeated']);
  });

  example('have what a group owes told without a snapshot when the least severity rises', async () => {
    const inner = newInner();
    const group = { wait: '10s' } as const;
    const steps: readonly Step[] = [{ do: 'event', key: 'a', severity: 'warning' }];
    const before: LifePlan = { ...lastLife({ group }), channels: ['ops'], steps };
    const { sent } = await live(bare(inner), [before, lastLife({ group, minSeverity: 'error' })]);
    checkBooks(await readAll(inner), sent);
  });
});
