import { createWebSocketInspector } from '@statelyai/inspect';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { InspectionEvent } from 'xstate';
import { serviceMachine, sinkMachine } from '../../../machines/index.js';
import { webhookChannel } from '../../../src/channels/webhook-channel.js';
import type { MonitorDeps } from '../../../src/runtime/create-monitor.js';
import { testMonitor } from '../../support/monitor.js';
import { FrameServer } from './frame-server.js';

const SECRET = 'hunter2-planted';

let server: FrameServer;
let inspector: ReturnType<typeof createWebSocketInspector>;

beforeEach(async () => {
  server = await FrameServer.listen();
  inspector = createWebSocketInspector({ url: server.url });
});

afterEach(async () => {
  inspector.stop();
  await server.close();
});

describe("the user's own Stately inspector", () => {
  test('sees the machine of every service and of every channel by name', async () => {
    const { monitor } = testMonitor(
      {
        services: { api: () => true, db: () => false },
        defaults: { failureThreshold: 1, recoveryThreshold: 1 },
      },
      { inspect: inspector.inspect },
    );
    await monitor.checkAll();
    const { log } = server;
    const [api, db, ops] = await Promise.all([log.actor('api'), log.actor('db'), log.actor('channel:ops')]);
    expect(new Set([api.sessionId, db.sessionId, ops.sessionId]).size).toBe(3);
    expect([api.rootId, db.rootId, ops.rootId]).toEqual([api.sessionId, db.sessionId, ops.sessionId]);
    expect(JSON.parse(api.definition ?? '')).toMatchObject({
      id: 'service',
      states: drawn(serviceMachine.config),
    });
    expect(JSON.parse(ops.definition ?? '')).toMatchObject({ id: 'sink', states: drawn(sinkMachine.config) });
    expect(await log.snapshot(api, 'healthy')).toMatchObject({
      event: { type: 'pass' },
      snapshot: { status: 'active', context: { consecutiveSuccesses: 1, recoveryThreshold: 1 } },
    });
    expect(await log.snapshot(db, 'unhealthy')).toMatchObject({
      event: { type: 'fail' },
      snapshot: { status: 'active', context: { consecutiveFailures: 1, failureThreshold: 1 } },
    });
    expect(await log.snapshot(ops, 'sending')).toMatchObject({ event: { type: 'queued' } });
    await monitor.stop();
    expect(await log.snapshot(ops, 'stopped')).toMatchObject({ snapshot: { status: 'done' } });
  });

  test('sees a service that is registered while the monitor runs', async () => {
    const { monitor } = testMonitor({}, { inspect: inspector.inspect });
    await monitor.start();
    await server.log.actor('channel:ops');
    monitor.register('late', { check: () => true, recoveryThreshold: 1 });
    await monitor.check('late');
    const late = await server.log.actor('late');
    expect(await server.log.snapshot(late, 'healthy')).toMatchObject({ event: { type: 'pass' } });
    await monitor.stop();
  });

  test('is shown no label, message, data, webhook or alert', async () => {
    const { monitor } = testMonitor(
      {
        services: {
          api: {
            check: () => ({ outcome: 'fail', message: `says ${SECRET}`, data: { token: SECRET } }),
            failureThreshold: 1,
            labels: { owner: SECRET },
          },
        },
        alerts: { fallback: ['hook'] },
        channels: {
          hook: webhookChannel({ url: `http://127.0.0.1:1/${SECRET}`, headers: { authorization: SECRET } }),
        },
      },
      { inspect: inspector.inspect },
    );
    await monitor.check('api');
    await monitor.alert({ title: SECRET, severity: 'critical', data: { SECRET } });
    const [api, hook] = await Promise.all([server.log.actor('api'), server.log.actor('channel:hook')]);
    await server.log.snapshot(api, 'unhealthy');
    await server.log.snapshot(hook, 'recording');
    await monitor.stop();
    await server.log.snapshot(hook, 'stopped');
    expect(server.log.texts.filter((text) => text.includes(SECRET))).toEqual([]);
  });
});

describe('an observer', () => {
  test.each<[string, (seen: InspectionEvent[]) => NonNullable<MonitorDeps['inspect']>]>([
    ['a function', (seen) => (event) => throwAfter(seen, event)],
    ['an object', (seen) => ({ next: (event) => throwAfter(seen, event) })],
    ['an object without next', () => NOTHING],
  ])('that is %s and throws harms nothing', async (_name, observer) => {
    const seen: InspectionEvent[] = [];
    const { monitor, clock, ops } = testMonitor(
      { services: { api: { check: () => false, failureThreshold: 1, every: '10s' } } },
      { inspect: observer(seen) },
    );
    await monitor.start();
    await clock.advance('30s');
    await monitor.flush();
    expect(monitor.service('api')).toMatchObject({ status: 'unhealthy', totalChecks: 4 });
    expect(ops.notifications.map(({ title }) => title)).toEqual(['Service unhealthy: api']);
    expect(seen.some(({ type }) => type === '@xstate.snapshot')).toBe(observer([]) !== NOTHING);
    await monitor.stop();
  });
});

const NOTHING = {};

function throwAfter(seen: InspectionEvent[], event: InspectionEvent): void {
  seen.push(event);
  throw new Error('an observer in trouble');
}

/** What JSON keeps of a machine's states. */
function drawn({ states }: { states?: unknown }): unknown {
  return JSON.parse(JSON.stringify(states));
}
