import { createWebSocketInspector, createWebSocketReceiver } from '@statelyai/inspect';
import { describe, expect, test } from 'vitest';
import { webhookChannel } from '../../../src/channels/webhook-channel.js';
import { testMonitor } from '../../support/monitor.js';
import { serveBridge, watch } from './bridge-server.js';
import { FrameLog } from './frame-log.js';
import { FrameServer } from './frame-server.js';

const START = Date.UTC(2026, 0, 5);
const SECRET = 'hunter2-planted';

/** A service that answers as told, next to one that nobody watches. */
function twoServices() {
  let outcome: 'pass' | 'warn' | 'fail' = 'pass';
  const given = testMonitor({
    services: {
      api: { check: () => ({ outcome }), failureThreshold: 2, recoveryThreshold: 1 },
      db: { check: () => true },
    },
  });
  return {
    ...given,
    /** One check of both, a second after the one before. */
    async check(next: typeof outcome) {
      outcome = next;
      await given.clock.advance('1s');
      await given.monitor.checkAll();
    },
  };
}

describe('the bridge to the inspector', () => {
  test("shows Stately's own receiver a service that fails and recovers", async () => {
    const { monitor, clock, check } = twoServices();
    await using server = await serveBridge(monitor, { clock });
    const log = new FrameLog();
    createWebSocketReceiver({ server: server.url('api') }).subscribe((frame) =>
      log.add(JSON.stringify(frame)),
    );
    await log.actor('api');
    for (const outcome of ['pass', 'fail', 'fail', 'warn', 'pass'] as const) await check(outcome);
    monitor.pause('api');
    await monitor.flush();
    monitor.resume('api');
    await log.first(({ type, event }) => type === '@xstate.snapshot' && event?.type === 'resume');

    const { definition, ...actor } = log.frames[0] ?? {};
    expect(actor).toEqual({
      type: '@xstate.actor',
      name: 'api',
      snapshot: shown('unknown', {}),
      ...meta(0),
    });
    expect(JSON.parse(definition ?? '')).toMatchObject({ id: 'service', initial: 'unknown' });
    expect(log.frames.slice(1)).toEqual([
      {
        type: '@xstate.snapshot',
        event: { type: 'xstate.init' },
        snapshot: shown('unknown', {}),
        ...meta(1),
      },
      ...change(1, 'pass', shown('healthy', { consecutiveSuccesses: 1, totalChecks: 1 })),
      ...change(2, 'fail', shown('degraded', { consecutiveFailures: 1, totalChecks: 2, totalFailures: 1 })),
      ...change(3, 'fail', shown('unhealthy', { consecutiveFailures: 2, totalChecks: 3, totalFailures: 2 })),
      ...change(4, 'warn', shown('degraded', { totalChecks: 4, totalFailures: 2 })),
      ...change(5, 'pass', shown('healthy', { consecutiveSuccesses: 1, totalChecks: 5, totalFailures: 2 })),
      ...change(
        5,
        'pause',
        shown('healthy', { consecutiveSuccesses: 1, totalChecks: 5, totalFailures: 2, paused: true }),
      ),
      ...change(5, 'resume', shown('unknown', { totalChecks: 5, totalFailures: 2 })),
    ]);
    await monitor.stop();
  });

  test("sends the frames that Stately's own inspector sends, with the machine's definition", async () => {
    const hub = await FrameServer.listen();
    const inspector = createWebSocketInspector({ url: hub.url });
    const { monitor, clock } = testMonitor(
      { services: { api: { check: () => false, failureThreshold: 1 } } },
      { inspect: inspector.inspect },
    );
    await monitor.start();
    await using server = await serveBridge(monitor, { clock });
    const ours = await watch(server.url('api'));
    const actors = await Promise.all([ours.log.actor('api'), hub.log.actor('api')]);
    await clock.advance('1m');
    monitor.unregister('api');
    const [our, official] = await Promise.all(
      [ours.log, hub.log].map(async (log, i) => {
        const of = ({ sessionId }: { sessionId: string }): boolean => sessionId === actors[i]?.sessionId;
        await log.first((frame) => of(frame) && frame.snapshot?.status === 'stopped');
        return log.frames.filter(of);
      }),
    );
    const [ourActor, officialActor] = actors;
    expect(JSON.parse(ourActor.definition ?? '')).toEqual(JSON.parse(officialActor.definition ?? ''));
    const shapes = (frames: readonly object[] = []) => new Set(frames.map(shapeOf));
    expect(shapes(our).size).toBe(3);
    expect(shapes(our)).toEqual(shapes(official));
    for (const frame of [our?.at(-1), official?.at(-1)]) {
      expect(frame).toMatchObject({
        type: '@xstate.snapshot',
        event: { type: 'xstate.stop' },
        snapshot: { status: 'stopped', value: 'unhealthy' },
        _version: '0.7.2',
        id: null,
      });
    }
    await monitor.stop();
    inspector.stop();
    await hub.close();
  });

  test('shows a service that is taken out as stopped, and one that comes again as another actor', async () => {
    const { monitor, clock, check } = twoServices();
    await using server = await serveBridge(monitor, { clock });
    const { log } = await watch(server.url('api'));
    await check('pass');
    monitor.unregister('api');
    await monitor.flush();
    monitor.register('api', { check: () => true, recoveryThreshold: 1 });
    await monitor.check('api');
    await log.first(({ type, sessionId }) => type === '@xstate.snapshot' && sessionId === 'service:api:2');
    expect(log.frames.map(lineOf)).toEqual([
      'service:api actor: active unknown',
      'service:api snapshot: xstate.init, active unknown',
      'service:api event: pass',
      'service:api snapshot: pass, active healthy',
      'service:api snapshot: xstate.stop, stopped healthy',
      'service:api:2 actor: active unknown',
      'service:api:2 event: pass',
      'service:api:2 snapshot: pass, active healthy',
    ]);
    await monitor.stop();
  });

  test('shows where a service is when its monitor has recovered', async () => {
    const { monitor, clock } = twoServices();
    await using server = await serveBridge(monitor, { clock });
    const { log } = await watch(server.url('api', 'db'));
    await monitor.start();
    await log.first(({ type, sessionId }) => type === '@xstate.snapshot' && sessionId === 'service:db');
    expect(log.frames.slice(0, 4).map(lineOf)).toEqual([
      'service:api actor: active unknown',
      'service:db actor: active unknown',
      'service:api snapshot: xstate.init, active unknown',
      'service:db snapshot: xstate.init, active unknown',
    ]);
    await monitor.stop();
  });

  test('shows no label, message, data, webhook or alert', async () => {
    const { monitor, clock } = testMonitor({
      services: {
        api: {
          check: () => ({ outcome: 'fail', message: `says ${SECRET}`, data: { token: SECRET } }),
          failureThreshold: 1,
          labels: { owner: SECRET },
          dependsOn: [SECRET],
        },
        [SECRET]: () => true,
      },
      alerts: { fallback: ['hook'] },
      channels: {
        hook: webhookChannel({ url: `http://127.0.0.1:1/${SECRET}`, headers: { authorization: SECRET } }),
      },
    });
    await using server = await serveBridge(monitor, { clock });
    const { log, closed } = await watch(server.url('api'));
    await monitor.checkAll();
    await monitor.alert({ title: SECRET, severity: 'critical', data: { SECRET } });
    monitor.unregister('api');
    await monitor.stop();
    expect(await closed).toBe('1001 the monitor stopped');
    expect(log.frames.map(lineOf)).toEqual([
      'service:api actor: active unknown',
      'service:api snapshot: xstate.init, active unknown',
      'service:api event: fail',
      'service:api snapshot: fail, active unhealthy',
      'service:api snapshot: xstate.stop, stopped unhealthy',
    ]);
    expect(log.texts.filter((text) => text.includes(SECRET))).toEqual([]);
  });
});

/** What every frame of the service `api` carries. */
function meta(second: number) {
  return {
    sessionId: 'service:api',
    rootId: 'service:api',
    id: null,
    createdAt: String(START + second * 1_000),
    _version: '0.7.2',
  };
}

function shown(value: string, counted: object) {
  const context = {
    consecutiveFailures: 0,
    consecutiveSuccesses: 0,
    failureThreshold: 2,
    recoveryThreshold: 1,
    totalChecks: 0,
    totalFailures: 0,
    paused: false,
    ...counted,
  };
  return { status: 'active', value, context, children: {}, tags: [], historyValue: {} };
}

/** An event and where it led. */
function change(second: number, type: string, snapshot: object) {
  return [
    { type: '@xstate.event', event: { type }, ...meta(second) },
    { type: '@xstate.snapshot', event: { type }, snapshot, ...meta(second) },
  ];
}

/** The fields of a frame and what they hold, two levels deep. */
function shapeOf(frame: object): string {
  const fields = Object.entries(frame).map(([name, value]) => {
    const isPlain = typeof value === 'object' && value !== null;
    const inside = isPlain ? Object.keys(value).sort().join(' ') : value === null ? 'null' : typeof value;
    return `${name === 'type' ? value : name}: ${name === 'event' ? 'event' : inside}`;
  });
  return fields.sort().join(', ');
}

function lineOf({ type, sessionId, event, snapshot }: FrameLog['frames'][number]): string {
  const parts = [event?.type, snapshot && `${snapshot.status} ${snapshot.value}`];
  return `${sessionId} ${type.replace('@xstate.', '')}: ${parts.filter(Boolean).join(', ')}`;
}
