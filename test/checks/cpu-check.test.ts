import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { cpuCheck, cpuCheckOver } from '../../src/checks/cpu-check.js';
import type { UsedPercentLimits } from '../../src/checks/used-percent.js';
import type { CheckResult } from '../../src/domain/check.js';
import { VirtualClock } from '../../src/testing/virtual-clock.js';
import { configIssues } from '../support/config-issues.js';
import { runOnce } from './support/run-once.js';

type Files = Readonly<Record<string, string | number>>;

/** What a check finds in one set of files after the other, a second apart. */
async function over(files: readonly Files[], limits: UsedPercentLimits = {}): Promise<CheckResult[]> {
  const clock = new VirtualClock();
  let now: Files = {};
  const check = cpuCheckOver(async (path) => now[path]?.toString(), limits);
  const results: CheckResult[] = [];
  for (const next of files) {
    now = next;
    results.push(await runOnce(check, { clock }));
    await clock.advance('1s');
  }
  return results;
}

/** Ticks of all processors: busy ones and idle ones, half of these waiting for disks. */
const stat = (busy: number, idle: number): Files => ({
  '/proc/stat': `cpu  ${busy - 3} 1 1 ${Math.ceil(idle / 2)} ${Math.floor(idle / 2)} 0 1 0 999999 0\ncpu0 1 1 1 1\n`,
});

describe('the machine', () => {
  it('is measured from the first check on, without what it waited', async () => {
    expect(await over([stat(1_000, 1_000), stat(1_030, 1_070)])).toEqual([
      { outcome: 'pass', message: 'cpu usage is measured from now on' },
      { outcome: 'pass', message: 'cpu 30% used', data: { usedPercent: 30, source: 'host' } },
    ]);
  });

  it.each([
    [89, {}, 'pass'],
    [90, {}, 'fail'],
    [69, { warn: 70 }, 'pass'],
    [70, { warn: 70 }, 'warn'],
    [95, { warn: 70, fail: 96 }, 'warn'],
    [96, { warn: 70, fail: 96 }, 'fail'],
    [100, {}, 'fail'],
  ] as const)('used to %d %% with %j is a %s', async (percent, limits, outcome) => {
    const [, result] = await over([stat(500, 500), stat(500 + percent, 600 - percent)], limits);
    expect(result).toEqual({
      outcome,
      message: `cpu ${percent}% used`,
      data: { usedPercent: percent, source: 'host' },
    });
  });

  it('says nothing when no time has passed, and goes on from before', async () => {
    const [, , third] = await over([stat(100, 100), stat(100, 100), stat(150, 150)]);
    expect(third?.data).toEqual({ usedPercent: 50, source: 'host' });
  });

  it('begins anew when its counter does', async () => {
    const results = await over([stat(1_000, 1_000), stat(10, 10_000), stat(60, 10_050)]);
    expect(results.map(({ message }) => message)).toEqual([
      'cpu usage is measured from now on',
      'cpu usage is measured from now on',
      'cpu 50% used',
    ]);
  });

  test.prop([
    fc.array(fc.record({ busy: fc.nat(10_000), idle: fc.nat(10_000) }), { minLength: 2, maxLength: 10 }),
  ])('is always used to between 0 and 100 %', async (spans) => {
    let [busy, idle] = [10, 10];
    const files = spans.map((span) => {
      busy += span.busy;
      idle += span.idle;
      return stat(busy, idle);
    });
    for (const { data } of await over(files)) {
      const { usedPercent } = (data ?? { usedPercent: 0 }) as { usedPercent: number };
      expect(usedPercent).toBeGreaterThanOrEqual(0);
      expect(usedPercent).toBeLessThanOrEqual(100);
    }
  });
});

describe('a control group', () => {
  const v2 = (usedMs: number, max: string): Files => ({
    ...stat(usedMs + 3, 10 * usedMs),
    '/proc/self/cgroup': '0::/system.slice/app.service\n',
    '/sys/fs/cgroup/cpu.max': 'max 100000\n',
    '/sys/fs/cgroup/system.slice/app.service/cpu.max': `${max}\n`,
    '/sys/fs/cgroup/system.slice/app.service/cpu.stat': `usage_usec ${usedMs * 1_000}\nuser_usec 1\n`,
  });

  it('counts by its limit (v2), if it is fuller than the machine', async () => {
    const [, result] = await over([v2(1_000, '50000 100000'), v2(1_300, '50000 100000')]);
    // 300 ms of the 500 ms that half a processor has in a second.
    expect(result).toEqual({
      outcome: 'pass',
      message: 'cpu 60% used',
      data: { usedPercent: 60, source: 'cgroup' },
    });
  });

  it('does not count without one', async () => {
    const [, result] = await over([v2(1_000, 'max 100000'), v2(1_300, 'max 100000')]);
    expect(result?.data).toMatchObject({ source: 'host' });
  });

  it('is measured anew under another limit', async () => {
    const [, result] = await over([v2(1_000, '50000 100000'), v2(1_300, '100000 100000')]);
    expect(result?.data).toMatchObject({ source: 'host' });
  });

  it('counts by its limit (v1)', async () => {
    const v1 = (usedMs: number, quota: number): Files => ({
      ...stat(10, 10 + usedMs),
      '/proc/self/cgroup': '5:cpu,cpuacct:/docker/abc\n4:memory:/docker/abc\n0::/\n',
      '/sys/fs/cgroup/cpu/cpu.cfs_quota_us': -1,
      '/sys/fs/cgroup/cpu/cpu.cfs_period_us': 100_000,
      '/sys/fs/cgroup/cpu/docker/abc/cpu.cfs_quota_us': quota,
      '/sys/fs/cgroup/cpu/docker/abc/cpu.cfs_period_us': 100_000,
      '/sys/fs/cgroup/cpuacct/docker/abc/cpuacct.usage': usedMs * 1_000_000,
    });
    const [, result] = await over([v1(1_000, 200_000), v1(2_900, 200_000)]);
    expect(result).toMatchObject({ outcome: 'fail', data: { usedPercent: 95, source: 'cgroup' } });
    const [, free] = await over([v1(1_000, -1), v1(2_900, -1)]);
    expect(free?.data).toMatchObject({ source: 'host' });
  });
});

it('reads this machine, with /proc or without', async () => {
  for (const check of [cpuCheck({ fail: 100 }), cpuCheckOver(async () => undefined, { fail: 100 })]) {
    await runOnce(check);
    const until = process.hrtime.bigint() + 50_000_000n;
    while (process.hrtime.bigint() < until);
    expect(await runOnce(check)).toMatchObject({ message: expect.stringMatching(/^cpu \d+% used$/) });
  }
});

it('begins anew after it was closed', async () => {
  const check = cpuCheck();
  const first = await runOnce(check);
  check.close();
  check.close();
  expect(await runOnce(check)).toEqual(first);
});

it('refuses limits that make no sense', () => {
  expect(configIssues(() => cpuCheck({ warn: 95, fail: 90 }))).toEqual([
    { path: 'cpuCheck.warn', message: '95 must be below fail, which is 90' },
  ]);
  expect(configIssues(() => cpuCheck({ fail: 101 }))).toEqual([
    { path: 'cpuCheck.fail', message: '101 is not a percentage from 0 to 100' },
  ]);
});
