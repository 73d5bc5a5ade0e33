import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../../src/domain/check.js';
import type { Overview } from '../../../src/http/api/views.js';
import { createHandler, type Handler } from '../../../src/http/create-handler.js';
import { memoryJournal } from '../../../src/journal/memory-journal.js';
import type { MonitorConfig } from '../../../src/runtime/monitor-config.js';
import { recordingChannel } from '../../../src/testing/recording-channel.js';
import { testMonitor } from '../../support/monitor.js';
import { anyRules, anyStep, checkOf, runProgram, SERVICES } from '../../support/random-program.js';
import { FollowedPage } from '../support/followed-page.js';
import { type Message, SseReader } from '../support/sse-reader.js';

function start(config: MonitorConfig = {}) {
  const tested = testMonitor(config);
  const handler = createHandler(tested.monitor, { clock: tested.clock, token: false });
  return { ...tested, handler };
}

async function follow(handler: Handler, lastId?: string): Promise<SseReader> {
  const headers = lastId === undefined ? {} : { 'last-event-id': lastId };
  return new SseReader(await handler.fetch(new Request('http://localhost/api/stream', { headers })));
}

/** What a message tells; only this test's server sends, so it is what its type says. */
function overviewIn(message: Message | undefined): Overview {
  if (message === undefined) throw new Error('the stream ended');
  return message.data as Overview;
}

async function overviewOf(handler: Handler): Promise<Overview> {
  const answer = await handler.fetch(new Request('http://localhost/api/overview'));
  return (await answer.json()) as Overview;
}

describe('the stream of the page', () => {
  it('begins with everything and goes on with what changed, a quarter of a second after it began to', async () => {
    let up = true;
    const { monitor, clock, handler } = start({
      services: { api: { check: () => up, every: '10s', failureThreshold: 1, recoveryThreshold: 1 } },
    });
    await monitor.start();
    await clock.advance('1s');
    const reader = await follow(handler);
    const first = await reader.next();
    expect(first).toMatchObject({
      event: 'snapshot',
      data: {
        phase: 'running',
        summary: { status: 'healthy', total: 1 },
        services: [{ name: 'api', status: 'healthy' }],
      },
    });
    up = false;
    await clock.advance('10s');
    const change = await reader.next();
    const begun = Date.UTC(2026, 0, 5);
    expect(change).toMatchObject({
      event: 'change',
      data: {
        at: begun + 10_250,
        summary: { status: 'unhealthy', counts: { healthy: 0, unhealthy: 1 } },
        services: [{ name: 'api', status: 'unhealthy', lastCheckAt: begun + 10_000 }],
        incidents: [{ key: 'service_health:api', status: 'firing' }],
        alerts: [{ outcome: 'notified', alert: { title: 'Service unhealthy: api' } }],
        notifications: [
          { reason: 'first', deliveries: [{ channel: 'ops', outcome: 'succeeded', attempt: 1 }] },
        ],
      },
    });
    await monitor.stop();
  });

  it('makes one snapshot for all who come within a quarter of a second, and tells them what came after it', async () => {
    const { monitor, clock, handler } = start();
    await monitor.start();
    const early = await follow(handler);
    const first = await early.next();
    await clock.advance(100);
    await monitor.alert({ title: 'meanwhile', severity: 'error' });
    await clock.advance(100);
    const late = await follow(handler);
    const second = await late.next();
    expect(second).toEqual(first);
    // The change is told a quarter of a second after it was begun.
    await clock.advance(150);
    const change = await late.next();
    expect(change).toEqual(await early.next());
    expect(change).toMatchObject({ event: 'change', data: { alerts: [{ alert: { title: 'meanwhile' } }] } });
    const third = await (await follow(handler)).next();
    expect(third).toMatchObject({
      event: 'snapshot',
      data: { alerts: [{ alert: { title: 'meanwhile' } }], position: overviewIn(change).position },
    });
    await monitor.stop();
  });

  it('makes another snapshot a quarter of a second later, even if nothing happened', async () => {
    const { monitor, clock, handler } = start();
    await monitor.start();
    const times: number[] = [];
    for (const wait of [0, 249, 1]) {
      await clock.advance(wait);
      times.push(overviewIn(await (await follow(handler)).next()).at);
    }
    const [made = 0] = times;
    expect(times).toEqual([made, made, made + 250]);
    await monitor.stop();
  });

  it('keeps no snapshot of a time when nobody read', async () => {
    const { monitor, clock, handler } = start();
    await monitor.start();
    const reader = await follow(handler);
    await reader.next();
    await reader.close();
    await monitor.alert({ title: 'unheard', severity: 'error' });
    await clock.advance(100);
    const message = await (await follow(handler)).next();
    expect(overviewIn(message).alerts).toMatchObject([{ alert: { title: 'unheard' } }]);
    await monitor.stop();
  });

  it('tells of the channels of another configuration', async () => {
    const { monitor, clock, handler } = start();
    await monitor.start();
    const reader = await follow(handler);
    await reader.next();
    await monitor.reconfigure({ channels: { pager: recordingChannel() } });
    await clock.advance(250);
    expect(overviewIn(await reader.next()).channels).toMatchObject([{ name: 'pager' }]);
    await monitor.stop();
  });

  it('tells once for all what many checks found in a quarter of a second', async () => {
    const services = Object.fromEntries(
      Array.from({ length: 50 }, (_, i) => [`s${i}`, { check: () => true, every: '1s' as const }]),
    );
    const { monitor, clock, handler } = start({ services });
    await monitor.start();
    await clock.advance('5s');
    const reader = await follow(handler);
    await reader.next();
    await clock.advance(1_250);
    let told = 0;
    let messages = 0;
    while (told < 50) {
      const { services: some = [] } = overviewIn(await reader.next());
      told += some.length;
      messages++;
    }
    expect(messages).toBeLessThanOrEqual(6);
    await monitor.stop();
  });

  it('says every 15 seconds that it is still there, and rests when nobody reads', async () => {
    const { monitor, clock, handler } = start();
    await monitor.start();
    const idle = clock.pendingTasks;
    const reader = await follow(handler);
    await reader.next();
    await clock.advance(45_000);
    await monitor.alert({ title: 'x', severity: 'error' });
    await clock.advance(250);
    await reader.find(({ data }) => JSON.stringify(data).includes('"x"'));
    expect(reader.comments).toBe(3);
    await reader.close();
    await clock.advance('2m');
    expect(clock.pendingTasks).toBe(idle);
    await monitor.stop();
    expect(clock.pendingTasks).toBe(0);
  });

  it('goes on where it broke off: every alert of the meantime, once', async () => {
    const { monitor, clock, handler } = start();
    await monitor.start();
    const before = await follow(handler);
    const { id = '' } = (await before.next()) ?? {};
    await before.close();
    const titles = Array.from({ length: 300 }, (_, i) => `alert ${i}`);
    for (const title of titles) await monitor.alert({ title, severity: 'error' });
    await clock.advance('1s');
    const reader = await follow(handler, id);
    const message = await reader.next();
    expect(message?.event).toBe('change');
    const { alerts } = overviewIn(message);
    expect(alerts.map(({ alert }) => alert.title)).toEqual(titles);
    await monitor.stop();
  });

  it('goes on over a restart of the monitor with the same journal', async () => {
    const journal = memoryJournal();
    const first = start({ journal });
    await first.monitor.start();
    const { id = '' } = (await (await follow(first.handler)).next()) ?? {};
    await first.monitor.alert({ title: 'before', severity: 'error' });
    await first.monitor.stop();
    const second = start({ journal });
    await second.clock.advance('1h');
    await second.monitor.start();
    await second.monitor.alert({ title: 'after', severity: 'error' });
    const message = await (await follow(second.handler, id)).next();
    expect(message?.event).toBe('change');
    const { alerts } = overviewIn(message);
    expect(alerts.map(({ alert }) => alert.title)).toEqual(['before', 'after']);
    await second.monitor.stop();
  });

  it.each([
    ['of another journal', () => 'someotherrun.2'],
    ['from the future', (id: string) => id.replace(/\d+$/, '99999')],
    ['of no stream', () => 'nonsense'],
    ['of nothing', () => ''],
  ])('begins afresh for an id %s', async (_, change) => {
    const { monitor, handler } = start();
    await monitor.start();
    const { id = '' } = (await (await follow(handler)).next()) ?? {};
    expect((await (await follow(handler, change(id))).next())?.event).toBe('snapshot');
    await monitor.stop();
  });

  it('begins afresh when the journal has forgotten what was missed, or too much was', async () => {
    const { monitor, clock, handler } = start({ journal: memoryJournal({ maxEvents: 50 }) });
    await monitor.start();
    const { id = '' } = (await (await follow(handler)).next()) ?? {};
    for (let i = 0; i < 100; i++) await monitor.alert({ title: `alert ${i}`, severity: 'error' });
    await clock.advance('1s');
    const message = await (await follow(handler, id)).next();
    expect(message?.event).toBe('snapshot');
    const { alerts } = overviewIn(message);
    expect(alerts).toHaveLength(100);
    await monitor.stop();
  });

  it('cuts off a reader that does not read, and nobody else', async () => {
    const { monitor, clock, handler } = start();
    await monitor.start();
    const slow = await follow(handler);
    const quick = await follow(handler);
    await quick.next();
    const data = { text: 'x'.repeat(9_000), more: 'y'.repeat(9_000) };
    for (let i = 0; i < 12; i++) {
      for (let j = 0; j < 100; j++)
        await monitor.alert({ title: `alert ${i} ${j}`, severity: 'error', data });
      await clock.advance(250);
      await quick.next();
    }
    await expect(
      (async () => {
        while ((await slow.next()) !== undefined);
      })(),
    ).rejects.toThrow('too slow');
    await monitor.alert({ title: 'last', severity: 'error' });
    await clock.advance(250);
    expect(JSON.stringify(await quick.next())).toContain('"last"');
    await monitor.stop();
  });

  it('refuses more readers than it can serve, and one after the end', async () => {
    const { monitor, handler } = start();
    await monitor.start();
    const readers = await Promise.all(Array.from({ length: 200 }, () => follow(handler)));
    const refused = await handler.fetch(new Request('http://localhost/api/stream'));
    expect(refused.status).toBe(503);
    expect(await refused.json()).toMatchObject({ code: 'ERR_HTTP_STREAMS' });
    await readers[0]?.close();
    await follow(handler);
    await monitor.stop();
    const late = await handler.fetch(new Request('http://localhost/api/stream'));
    expect(await late.json()).toMatchObject({ status: 503, code: 'ERR_STOPPED' });
  });

  property.prop(
    [
      anyRules,
      fc.array(
        fc.record({
          steps: fc.array(anyStep, { maxLength: 6 }),
          breaks: fc.boolean(),
          // Others come along the way, alone or soon after one another.
          joins: fc.boolean(),
          wait: fc.constantFrom(0, 1, 100, 249, 250),
        }),
        { maxLength: 10 },
      ),
    ],
    { numRuns: 60 },
  )(
    'leaves nobody behind, whenever they break off and come again',
    async (alerts, parts) => {
      const outcomes = new Map<string, Outcome>();
      const services = Object.fromEntries(
        Object.entries(SERVICES).map(([name, dependsOn]) => [
          name,
          { check: checkOf(outcomes, name), dependsOn },
        ]),
      );
      const { monitor, clock, handler } = start({ services, alerts });
      await monitor.start();
      const page = new FollowedPage();
      const followers = [{ page, reader: await follow(handler) }];
      for (const { steps, breaks, joins, wait } of parts) {
        const [first] = followers;
        if (breaks) await first?.reader.close();
        await runProgram(monitor, clock, outcomes, steps);
        if (joins) followers.push({ page: new FollowedPage(), reader: await follow(handler) });
        await clock.advance(wait);
        if (breaks && first !== undefined) {
          first.reader = await follow(handler, page.lastId);
          const message = await first.reader.next();
          if (message !== undefined) page.take(message);
        }
      }
      let overview = await overviewOf(handler);
      const isBehind = (): boolean => followers.some(({ page }) => page.position < overview.position);
      do {
        // What is known now is told within this.
        await clock.advance(250);
        for (const { page, reader } of followers) {
          while (page.position < overview.position) {
            const message = await reader.next();
            if (message === undefined) throw new Error('the stream ended');
            page.take(message);
          }
        }
        overview = await overviewOf(handler);
      } while (isBehind());
      for (const { page } of followers) expectKnown(page, overview);
      await monitor.stop();
    },
    60_000,
  );
});

/** That a page knows all that the server knows. */
function expectKnown(page: FollowedPage, overview: Overview): void {
  expect([...page.services.keys()].sort()).toEqual(overview.services.map(({ name }) => name).sort());
  for (const service of overview.services) expect(page.services.get(service.name)).toEqual(service);
  for (const incident of [...overview.incidents].reverse()) {
    if (incident.status !== 'resolved') expect(page.incidents.get(incident.key)).toEqual(incident);
  }
  const firing = [...page.incidents.values()].filter(
    (one) => (one as { status: string }).status !== 'resolved',
  );
  expect(firing).toHaveLength(overview.incidents.filter(({ status }) => status !== 'resolved').length);
  expect(page.channels).toEqual(overview.channels);
  expect(page.summary).toEqual(overview.summary);
  expect([...page.alerts.keys()].sort()).toEqual(overview.alerts.map(({ alert }) => alert.id).sort());
  for (const view of overview.alerts) expect(page.alerts.get(view.alert.id)).toEqual(view);
  for (const view of overview.notifications) expect(page.notifications.get(view.id)).toEqual(view);
}
