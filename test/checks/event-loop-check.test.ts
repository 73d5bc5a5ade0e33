import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { readAnswer } from '../../src/checks/check-answer.js';
import type { ClosableCheck } from '../../src/checks/closable-check.js';
import { eventLoopCheck } from '../../src/checks/event-loop-check.js';
import { ConfigError } from '../../src/domain/config-error.js';

const run = async (check: ClosableCheck): Promise<unknown> =>
  check({ service: 'loop', signal: new AbortController().signal });

function block(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

describe('eventLoopCheck', () => {
  let check: ClosableCheck | undefined;
  afterEach(() => check?.close());

  it('measures from its first run on, and each time anew', async () => {
    check = eventLoopCheck({ warn: 100, fail: '10s' });
    expect(await run(check)).toEqual({
      outcome: 'pass',
      message: 'event loop delay is measured from now on',
    });
    await pause(50);
    block(800);
    await pause(50);
    expect(await run(check)).toMatchObject({
      outcome: 'warn',
      message: expect.stringMatching(/^event loop [\d.]+ ms late \(p99; at most [\d.]+ ms\)$/),
      data: { maxMs: expect.toSatisfy((ms: number) => ms >= 700) },
    });
    await pause(100);
    expect(await run(check)).toMatchObject({ data: { maxMs: expect.toSatisfy((ms: number) => ms < 700) } });
  });

  it('fails from its upper limit on', async () => {
    check = eventLoopCheck({ warn: 50, fail: 100 });
    await run(check);
    await pause(50);
    block(300);
    await pause(50);
    expect(await run(check)).toMatchObject({ outcome: 'fail' });
  });

  it('tells percentiles that rise', async () => {
    check = eventLoopCheck();
    await run(check);
    for (let i = 0; i < 5; i++) {
      await pause(20);
      block(30 * i);
    }
    await pause(20);
    const { data } = readAnswer(await run(check));
    const { p50Ms, p90Ms, p99Ms, maxMs } = Object(data) as Readonly<Record<string, number>>;
    const rising = [p50Ms, p90Ms, p99Ms, maxMs].map((ms) => ms ?? -1);
    expect(rising).toEqual([...rising].sort((a, b) => a - b));
    expect(maxMs).toBeGreaterThanOrEqual(50);
  });

  it('finds nothing when nothing was measured', async () => {
    check = eventLoopCheck();
    await run(check);
    expect(await run(check)).toMatchObject({
      outcome: 'pass',
      data: { p50Ms: 0, p90Ms: 0, p99Ms: 0, meanMs: 0, maxMs: 0 },
    });
  });

  it('begins anew after it was closed', async () => {
    check = eventLoopCheck();
    await run(check);
    check.close();
    check.close();
    expect(await run(check)).toMatchObject({ message: 'event loop delay is measured from now on' });
  });

  it('refuses limits that make no sense', () => {
    expect(() => eventLoopCheck({ warn: Number.NaN, fail: -1 })).toThrow(ConfigError);
    expect(() => eventLoopCheck({ warn: '1s', fail: 1_000 })).toThrow(
      'eventLoopCheck.warn: 1s must be below fail, which is 1000',
    );
  });
});
