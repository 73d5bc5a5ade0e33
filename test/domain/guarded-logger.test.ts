import { describe, expect, test } from 'vitest';
import { guardedLogger } from '../../src/domain/guarded-logger.js';
import { type Logger, silentLogger } from '../../src/domain/logger.js';

describe('guardedLogger', () => {
  test('hands on what it is told, on the level it is told, to the logger itself', () => {
    const told: unknown[] = [];
    const logger = {
      debug(this: unknown, ...said: unknown[]) {
        told.push(['debug', this === logger, ...said]);
      },
      info(this: unknown, ...said: unknown[]) {
        told.push(['info', this === logger, ...said]);
      },
      warn(this: unknown, ...said: unknown[]) {
        told.push(['warn', this === logger, ...said]);
      },
      error(this: unknown, ...said: unknown[]) {
        told.push(['error', this === logger, ...said]);
      },
    };
    const guarded = guardedLogger(logger);
    guarded.debug({ a: 1 }, 'one');
    guarded.info({ a: 2 });
    guarded.warn({ a: 3 }, 'three');
    guarded.error({ a: 4 }, 'four');
    expect(told).toEqual([
      ['debug', true, { a: 1 }, 'one'],
      ['info', true, { a: 2 }],
      ['warn', true, { a: 3 }, 'three'],
      ['error', true, { a: 4 }, 'four'],
    ]);
  });

  test('drops what a logger throws or rejects with', async () => {
    const refused: unknown[] = [];
    const note = (reason: unknown): void => void refused.push(reason);
    process.on('unhandledRejection', note);
    const throws = (): never => {
      throw new Error('no');
    };
    const rejects = (): Promise<void> => Promise.reject(new Error('no'));
    const logger: Logger = { debug: throws, info: rejects, warn: throws, error: rejects };
    const guarded = guardedLogger(logger);
    guarded.debug({});
    guarded.info({});
    guarded.warn({}, 'a');
    guarded.error({}, 'b');
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', note);
    expect(refused).toEqual([]);
  });

  test('wraps no logger twice, and none that says nothing', () => {
    const guarded = guardedLogger({ debug() {}, info() {}, warn() {}, error() {} });
    expect(guardedLogger(guarded)).toBe(guarded);
    expect(guardedLogger(silentLogger)).toBe(silentLogger);
  });
});
