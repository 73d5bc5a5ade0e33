import { describe, expect, it } from 'vitest';
import type { RecordedEvent } from '../../../src/domain/events.js';
import { silentLogger } from '../../../src/domain/logger.js';
import { createHandler, type Handler } from '../../../src/http/create-handler.js';
import { memoryJournal } from '../../../src/journal/memory-journal.js';
import type { MonitorConfig } from '../../../src/runtime/monitor-config.js';
import { testMonitor } from '../../support/monitor.js';
import { SseReader } from '../support/sse-reader.js';

function start(config: MonitorConfig = {}) {
  const tested = testMonitor(config);
  return { ...tested, handler: createHandler(tested.monitor, { clock: tested.clock, token: false }) };
}

async function tail(handler: Handler, query = '', lastId?: string): Promise<SseReader> {
  const headers = lastId === undefined ? {} : { 'last-event-id': lastId };
  return new SseReader(
    await handler.fetch(new Request(`http://localhost/api/events/stream${query}`, { headers })),
  );
}

async function positions(reader: SseReader, count: number): Promise<number[]> {
  const found: number[] = [];
  while (found.length < count) {
    const message = await reader.find(({ event }) => event === 'event');
    found.push((message.data as RecordedEvent).position);
  }
  return found;
}

describe('the stream of events', () => {
  it('tells the journal from a position on, then what is recorded, each event once', async () => {
    const { monitor, handler } = start();
    await monitor.start();
    await monitor.alert({ title: 'old', severity: 'error' });
    await monitor.flush();
    const { position } = monitor.journalStats();
    const reader = await tail(handler, '?after=0');
    expect(await positions(reader, position)).toEqual(Array.from({ length: position }, (_, i) => i + 1));
    await monitor.alert({ title: 'new', severity: 'error' });
    expect(await positions(reader, 2)).toEqual([position + 1, position + 2]);
    await monitor.stop();
    expect((await reader.find(({ event }) => event === 'bye')).data).toEqual({});
    expect(await reader.next()).toBeUndefined();
  });

  it('begins now if nothing else is said, and tells only the wanted types', async () => {
    const { monitor, handler } = start();
    await monitor.start();
    await monitor.alert({ title: 'before', severity: 'error' });
    const reader = await tail(handler, '?type=alert.raised&type=silence.created');
    await monitor.flush();
    const first = reader.next();
    // Only once it is being read is it known from where.
    await monitor.flush();
    await monitor.alert({ title: 'after', severity: 'error' });
    expect(await first).toMatchObject({
      data: { type: 'alert.raised', data: { alert: { title: 'after' } } },
    });
    await monitor.stop();
  });

  it('goes on after the last id without loss, however much there was, and over a restart', async () => {
    const journal = memoryJournal({ maxEvents: 100_000 });
    const { monitor, handler } = start({ journal });
    await monitor.start();
    const reader = await tail(handler, '?after=0');
    const { id = '' } = await reader.find(({ event }) => event === 'event');
    await reader.close();
    await Promise.all(
      Array.from({ length: 2_000 }, (_, i) => monitor.alert({ title: `alert ${i}`, severity: 'error' })),
    );
    await monitor.stop();
    const again = start({ journal });
    await again.clock.advance('1h');
    await again.monitor.start();
    await again.monitor.flush();
    const { position } = again.monitor.journalStats();
    const second = await tail(again.handler, '', id);
    expect(await positions(second, position - 1)).toEqual(
      Array.from({ length: position - 1 }, (_, i) => i + 2),
    );
    await again.monitor.stop();
  });

  it('says so when an id is of another journal, and goes on from now', async () => {
    const { monitor, handler } = start();
    await monitor.start();
    await monitor.alert({ title: 'before', severity: 'error' });
    await monitor.flush();
    const reader = await tail(handler, '', 'another.1');
    const { position } = monitor.journalStats();
    expect(await reader.next()).toMatchObject({ event: 'reset', data: { position } });
    const next = reader.next();
    await monitor.alert({ title: 'after', severity: 'error' });
    expect(await next).toMatchObject({ data: { position: position + 1 } });
    await monitor.stop();
  });

  it('goes on without loss for a reader that was cut off before anything happened', async () => {
    const { monitor, handler } = start();
    await monitor.start();
    await monitor.flush();
    const { position } = monitor.journalStats();
    const reader = await tail(handler);
    const waiting = reader.next();
    await monitor.flush();
    await reader.close();
    await waiting;
    await monitor.alert({ title: 'meanwhile', severity: 'error' });
    const again = await tail(handler, '', reader.lastId);
    expect(await positions(again, 1)).toEqual([position + 1]);
    await monitor.stop();
  });

  it('goes on after it was told that its id was of another journal', async () => {
    const { monitor, handler } = start();
    await monitor.start();
    await monitor.flush();
    const { position } = monitor.journalStats();
    const reader = await tail(handler, '', 'another.1');
    expect(await reader.next()).toMatchObject({ event: 'reset', data: { position } });
    await reader.close();
    await monitor.alert({ title: 'meanwhile', severity: 'error' });
    const again = await tail(handler, '', reader.lastId);
    expect(await positions(again, 1)).toEqual([position + 1]);
    await monitor.stop();
  });

  it('takes one of the seats that all streams share, until the reader goes', async () => {
    const { monitor, handler } = start();
    await monitor.start();
    const readers = await Promise.all(Array.from({ length: 200 }, () => tail(handler)));
    for (const path of ['/api/events/stream', '/api/stream']) {
      const refused = await handler.fetch(new Request(`http://localhost${path}`));
      expect(await refused.json()).toMatchObject({ status: 503, code: 'ERR_HTTP_STREAMS' });
    }
    await readers[0]?.close();
    expect((await handler.fetch(new Request('http://localhost/api/stream'))).status).toBe(200);
    await monitor.stop();
  });

  it.each(['/api/events/stream', '/api/stream'])('opens nothing for a HEAD of %s', async (path) => {
    const { monitor, clock, handler } = start();
    await monitor.start();
    const idle = clock.pendingTasks;
    for (let i = 0; i < 201; i++) {
      const answer = await handler.fetch(new Request(`http://localhost${path}`, { method: 'HEAD' }));
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    }
    expect(clock.pendingTasks).toBe(idle);
    expect((await handler.fetch(new Request('http://localhost/api/stream'))).status).toBe(200);
    await monitor.stop();
  });

  it('says that the monitor was stopped', async () => {
    const { monitor, handler } = start();
    await monitor.start();
    await monitor.stop();
    const late = await handler.fetch(new Request('http://localhost/api/events/stream'));
    expect(await late.json()).toMatchObject({ status: 503, code: 'ERR_STOPPED' });
  });

  it('ends when the journal cannot be read, and tells the logger', async () => {
    const journal = memoryJournal();
    const said: unknown[] = [];
    const warn = (_fields: object, message?: string): void => void said.push(message);
    let broken = false;
    const { monitor, clock } = testMonitor({
      journal: {
        ...journal,
        async *read(options) {
          if (broken) throw new Error('the disk is gone');
          yield* journal.read(options);
        },
      },
    });
    const handler = createHandler(monitor, { clock, logger: { ...silentLogger, warn }, token: false });
    await monitor.start();
    await (await tail(handler)).close();
    broken = true;
    const reader = await tail(handler, '?after=0');
    expect(await reader.next()).toBeUndefined();
    expect(said).toEqual(['a stream of events broke off']);
    await monitor.stop();
  });

  it('reads from the journal again what came faster than it was taken', async () => {
    const { monitor, handler } = start();
    await monitor.start();
    const reader = await tail(handler, '?after=0');
    await positions(reader, 1);
    for (let i = 0; i < 1_500; i++) await monitor.alert({ title: `alert ${i}`, severity: 'error' });
    await monitor.flush();
    const { position } = monitor.journalStats();
    expect(position).toBeGreaterThan(3_000);
    expect(await positions(reader, position - 1)).toEqual(
      Array.from({ length: position - 1 }, (_, i) => i + 2),
    );
    await monitor.stop();
  });

  it('leaves no timer and no listener when the reader goes', async () => {
    const { monitor, clock, handler } = start();
    await monitor.start();
    const idle = clock.pendingTasks;
    const reader = await tail(handler, '?after=0');
    await positions(reader, 1);
    expect(clock.pendingTasks).toBe(idle + 1);
    await reader.close();
    expect(clock.pendingTasks).toBe(idle);
    await monitor.stop();
  });
});
