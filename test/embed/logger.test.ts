import { Writable } from 'node:stream';
import { pino } from 'pino';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { DeliveryError } from '../../src/domain/delivery-error.js';
import type { Logger } from '../../src/domain/logger.js';
import { shutDown } from '../../src/embed/shut-down.js';
import { createHandler } from '../../src/http/create-handler.js';
import { memoryJournal } from '../../src/journal/memory-journal.js';
import { recordingChannel } from '../../src/testing/recording-channel.js';
import { testMonitor } from '../support/monitor.js';
import { listening } from './support/listening.js';

/** What pino wrote, as objects. */
function pinoLines(level: string): {
  readonly logger: pino.Logger;
  readonly lines: Record<string, unknown>[];
} {
  const lines: Record<string, unknown>[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      for (const line of String(chunk).trim().split('\n')) lines.push(JSON.parse(line));
      done();
    },
  });
  return { logger: pino({ level }, stream), lines };
}

/** A channel that fails once in each way there is. */
function moodyChannel(): ReturnType<typeof recordingChannel> {
  const moody = recordingChannel();
  moody.failWith(new DeliveryError('away', { retryable: true }), 1);
  return moody;
}

describe('pino', () => {
  it('is a logger as it is, of a child as well', () => {
    expectTypeOf(pino()).toExtend<Logger>();
    expectTypeOf(pino().child({ part: 'tocsin' })).toExtend<Logger>();
  });

  it('gets each fact on its level, with fields and a sentence', async () => {
    const { logger, lines } = pinoLines('debug');
    const { clock, monitor } = testMonitor({ channels: { ops: moodyChannel() } }, { logger });
    await monitor.alert({ title: 'Disk full', severity: 'error' });
    await clock.advance('1m');
    await monitor.stop();
    const told = lines.map(({ level, msg, channel, attempt }) => ({ level, msg, channel, attempt }));
    expect(told).toEqual([
      { level: logger.levels.values.warn, msg: 'delivery failed', channel: 'ops', attempt: 1 },
      { level: logger.levels.values.debug, msg: 'delivery succeeded', channel: 'ops', attempt: 2 },
    ]);
  });

  it('keeps its own level, and the fields of a child', async () => {
    const { logger, lines } = pinoLines('warn');
    const child = logger.child({ part: 'tocsin' });
    const { clock, monitor } = testMonitor({ channels: { ops: moodyChannel() } }, { logger: child });
    await monitor.alert({ title: 'Disk full', severity: 'error' });
    await clock.advance('1m');
    await monitor.stop();
    expect(lines).toMatchObject([{ part: 'tocsin', msg: 'delivery failed' }]);
  });

  it('writes errors with their stack, as err', async () => {
    const { logger, lines } = pinoLines('info');
    const journal = memoryJournal();
    const append = (): Promise<void> => Promise.reject(new Error('the disk is away'));
    const { monitor } = testMonitor({ journal: { ...journal, append } }, { logger });
    await monitor.alert({ title: 'Disk full', severity: 'error' });
    expect(lines[0]).toMatchObject({
      level: logger.levels.values.error,
      msg: 'the journal cannot be written; events wait in memory',
      err: { type: 'Error', message: 'the disk is away' },
    });
    expect(Reflect.get(Object(lines[0]?.err), 'stack')).toContain('the disk is away');
    await monitor.stop();
  });
});

describe('a logger that throws or rejects', () => {
  const failing: Readonly<Record<string, () => never | Promise<never>>> = {
    throws: () => {
      throw new Error('no logger');
    },
    rejects: () => Promise.reject(new Error('no logger')),
  };

  it.each(Object.entries(failing))('is not felt where it %s', async (_, fail) => {
    const logger: Logger = { debug: fail, info: fail, warn: fail, error: fail };
    const journal = memoryJournal();
    let broken = false;
    const sick = recordingChannel();
    sick.failWith(new DeliveryError('gone', { retryable: false }), 1);
    const well = recordingChannel();
    const { clock, monitor } = testMonitor(
      {
        channels: { sick, well },
        alerts: { fallback: ['well'] },
        journal: {
          ...journal,
          append: (events) =>
            broken ? Promise.reject(new Error('the disk is away')) : journal.append(events),
        },
      },
      {
        logger,
        inspect: () => {
          throw new Error('no inspector');
        },
      },
    );
    await monitor.start();
    await monitor.alert({ title: 'Disk full', severity: 'error' });
    await clock.advance('1m');
    broken = true;
    await monitor.alert({ title: 'Fan broken', severity: 'error' });
    broken = false;
    await clock.advance('5m');
    expect(well.notifications.map(({ title }) => title)).toEqual(
      expect.arrayContaining(['Disk full', 'Fan broken', 'Tocsin cannot write its journal']),
    );
    const handler = createHandler(monitor, { clock, logger });
    await using server = await listening(handler);
    const broke = await fetch(`${server.origin}/api/services/none`);
    expect(broke.status).toBe(404);
    const over = shutDown(monitor, { server: [server.server, handler], clock, logger });
    await clock.advance('1m');
    await over;
    expect(monitor.phase).toBe('stopped');
    expect(clock.pendingTasks).toBe(0);
  });
});
