import { describe, expect, it } from 'vitest';
import { createStripCache, MOST_AT_ONCE } from '../../dashboard/src/state/strip-cache.js';
import type { StripSpan, Strips } from '../../src/http/api/views.js';

/** A cache whose time, tasks and answers are in the hands of the test. */
function harness() {
  let now = 0;
  const tasks: { task: () => void; at: number }[] = [];
  const asked: string[][] = [];
  let failing = false;
  const cache = createStripCache({
    async load(span: StripSpan, names: readonly string[]): Promise<Strips> {
      asked.push([...names]);
      if (failing) throw new Error('no answer');
      return {
        span,
        from: 0,
        step: 10,
        services: Object.fromEntries(names.map((name) => [name, [[4, 1, 0]]])),
      };
    },
    now: () => now,
    later: (task, ms) => void tasks.push({ task, at: now + ms }),
  });
  return {
    cache,
    asked,
    fail: (does: boolean) => {
      failing = does;
    },
    /** Lets time pass, and all that is due in it happen. */
    async pass(ms: number): Promise<void> {
      now += ms;
      for (
        let due = tasks.findIndex(({ at }) => at <= now);
        due >= 0;
        due = tasks.findIndex(({ at }) => at <= now)
      ) {
        tasks.splice(due, 1)[0]?.task();
        for (let turn = 0; turn < 5; turn++) await Promise.resolve();
      }
    },
  };
}

describe('the cache of strips', () => {
  it('asks once for all that is looked at, and knows the uptime then', async () => {
    const { cache, asked, pass } = harness();
    cache.want('24h', ['a']);
    cache.want('24h', ['a', 'b']);
    expect(cache.strip('24h', 'a').value).toBeUndefined();
    await pass(100);
    expect(asked).toEqual([['a', 'b']]);
    expect(cache.strip('24h', 'a').value).toEqual({ from: 0, step: 10, bars: [[4, 1, 0]], uptime: 75 });
    cache.want('24h', ['a', 'b']);
    await pass(1_000);
    expect(asked).toHaveLength(1);
  });

  it('asks for many in batches, one after the other', async () => {
    const { cache, asked, pass } = harness();
    cache.want(
      '24h',
      Array.from({ length: 250 }, (_, n) => `s${n}`),
    );
    await pass(100);
    expect(asked.map((names) => names.length)).toEqual([MOST_AT_ONCE, MOST_AT_ONCE, 50]);
    expect(new Set(asked.flat()).size).toBe(250);
  });

  it('asks no more for what scrolled out of view meanwhile', async () => {
    const { cache, asked, pass } = harness();
    cache.want('24h', ['a']);
    cache.want('24h', ['b']);
    await pass(100);
    expect(asked).toEqual([['b']]);
  });

  it('asks again for what is old or spoiled, and for another span', async () => {
    const { cache, asked, pass } = harness();
    const look = async (span: StripSpan): Promise<void> => {
      cache.want(span, ['a', 'b']);
      await pass(100);
    };
    await look('24h');
    cache.spoil(['b', 'unknown']);
    await look('24h');
    await pass(61_000);
    await look('24h');
    await look('7d');
    expect(asked).toEqual([['a', 'b'], ['b'], ['a', 'b'], ['a', 'b']]);
  });

  it('tries again a while after a failure and shows what it knew until then', async () => {
    const { cache, asked, pass, fail } = harness();
    cache.want('24h', ['a']);
    await pass(100);
    await pass(61_000);
    fail(true);
    cache.want('24h', ['a']);
    await pass(100);
    expect(cache.strip('24h', 'a').value?.uptime).toBe(75);
    fail(false);
    await pass(4_000);
    expect(asked).toHaveLength(2);
    await pass(1_000);
    expect(asked).toHaveLength(3);
  });
});
