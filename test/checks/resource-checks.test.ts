import { describe, expect, it } from 'vitest';
import { type DiskCheckOptions, diskCheck, diskCheckOver } from '../../src/checks/disk-check.js';
import { memoryCheck, memoryCheckOver } from '../../src/checks/memory-check.js';
import type { UsedPercentLimits } from '../../src/checks/used-percent.js';
import type { Check } from '../../src/domain/check.js';
import { ConfigError } from '../../src/domain/config-error.js';

const run = async (check: Check): Promise<unknown> =>
  check({ service: 'host', signal: new AbortController().signal });

const GIB = 1024 ** 3;

function machine(files: Record<string, string | number>, limits: UsedPercentLimits = {}): Promise<unknown> {
  const read = async (path: string): Promise<string | undefined> => files[path]?.toString();
  return run(memoryCheckOver(read, limits));
}

const meminfo = (totalGib: number, availableGib: number): string =>
  `MemTotal:       ${totalGib * 1_048_576} kB\nMemFree: 1 kB\nMemAvailable:   ${availableGib * 1_048_576} kB\n`;

describe('memoryCheck', () => {
  it('counts what is not available on the host', async () => {
    expect(await machine({ '/proc/meminfo': meminfo(24, 14.25) })).toEqual({
      outcome: 'pass',
      message: 'memory 40% used (9.8 of 24 GiB)',
      data: { usedPercent: 40.6, usedBytes: 9.75 * GIB, totalBytes: 24 * GIB, source: 'host' },
    });
  });

  it('fails from 90 % on, and warns from where it is told to', async () => {
    const at = (available: number, limits: UsedPercentLimits): Promise<unknown> =>
      machine({ '/proc/meminfo': meminfo(100, available) }, limits);
    expect(await at(10.5, {})).toMatchObject({ outcome: 'pass', message: expect.stringContaining(' 89% ') });
    expect(await at(10, {})).toMatchObject({ outcome: 'fail', message: expect.stringContaining(' 90% ') });
    expect(await at(30, { warn: 70 })).toMatchObject({ outcome: 'warn' });
    expect(await at(31, { warn: 70 })).toMatchObject({ outcome: 'pass' });
    expect(await at(4, { warn: 70, fail: 97 })).toMatchObject({ outcome: 'warn' });
  });

  it('takes the limit of a container (cgroup v2) if that is fuller, without the file cache', async () => {
    const files = {
      '/proc/meminfo': meminfo(24, 20),
      '/proc/self/cgroup': '0::/\n',
      '/sys/fs/cgroup/memory.max': `${2 * GIB}\n`,
      '/sys/fs/cgroup/memory.current': `${2 * GIB}\n`,
      '/sys/fs/cgroup/memory.stat': `anon 1\ninactive_file ${GIB}\nactive_file 5\n`,
    };
    expect(await machine(files)).toMatchObject({
      message: 'memory 50% used (1 of 2 GiB)',
      data: { source: 'cgroup' },
    });
    expect(await machine({ ...files, '/proc/meminfo': meminfo(24, 6) })).toMatchObject({
      message: 'memory 75% used (18 of 24 GiB)',
      data: { source: 'host' },
    });
  });

  it('heeds the limit of a parent group, and none at all for "max"', async () => {
    const files = {
      '/proc/meminfo': meminfo(24, 20),
      '/proc/self/cgroup': '0::/system.slice/app.service\n',
      '/sys/fs/cgroup/system.slice/memory.max': `${4 * GIB}\n`,
      '/sys/fs/cgroup/system.slice/memory.current': `${3 * GIB}\n`,
      '/sys/fs/cgroup/system.slice/app.service/memory.max': 'max\n',
      '/sys/fs/cgroup/system.slice/app.service/memory.current': `${3 * GIB}\n`,
    };
    expect(await machine(files)).toMatchObject({ message: 'memory 75% used (3 of 4 GiB)' });
  });

  it('reads cgroup v1, where no limit is a huge one', async () => {
    const files = {
      '/proc/meminfo': meminfo(24, 20),
      '/proc/self/cgroup': '5:cpu,cpuacct:/\n4:memory:/docker/abc\n0::/\n',
      '/sys/fs/cgroup/memory/memory.limit_in_bytes': '9223372036854771712\n',
      '/sys/fs/cgroup/memory/memory.usage_in_bytes': `${20 * GIB}\n`,
    };
    expect(await machine(files)).toMatchObject({ data: { source: 'host' } });
    const limited = {
      ...files,
      '/sys/fs/cgroup/memory/docker/abc/memory.limit_in_bytes': `${GIB}\n`,
      '/sys/fs/cgroup/memory/docker/abc/memory.usage_in_bytes': `${GIB}\n`,
      '/sys/fs/cgroup/memory/docker/abc/memory.stat': `inactive_file 7\ntotal_inactive_file ${GIB / 4}\n`,
    };
    expect(await machine(limited)).toMatchObject({ message: 'memory 75% used (0.8 of 1 GiB)' });
  });

  it('reads this machine, with or without /proc', async () => {
    for (const result of [await run(memoryCheck({ fail: 100 })), await machine({}, { fail: 100 })]) {
      expect(result).toMatchObject({ message: expect.stringMatching(/^memory \d+% used \(.* of .*iB\)$/) });
    }
  });
});

describe('diskCheck', () => {
  const disk = (options: DiskCheckOptions): Promise<unknown> =>
    // 1000 blocks of 1 MiB: 100 in use, 50 kept for root.
    run(diskCheckOver(async () => ({ bsize: 1_048_576, blocks: 1_000, bfree: 900, bavail: 850 }), options));

  it('counts as df does', async () => {
    expect(await disk({ path: '/data' })).toEqual({
      outcome: 'pass',
      message: 'disk /data 10% used (100 of 950 MiB)',
      data: { usedPercent: 10.5, usedBytes: 100 * 1_048_576, totalBytes: 950 * 1_048_576 },
    });
    expect(await disk({ warn: 10 })).toMatchObject({ outcome: 'warn' });
    expect(await disk({ fail: 10.6 })).toMatchObject({ outcome: 'pass' });
    expect(await disk({ fail: 10.5 })).toMatchObject({ outcome: 'fail' });
  });

  it('reads this machine', async () => {
    expect(await run(diskCheck({ fail: 100 }))).toMatchObject({
      message: expect.stringMatching(/^disk \/ \d+% used/),
    });
  });

  it('fails for a path that does not exist', async () => {
    expect(await run(diskCheck({ path: '/no/such/path' }))).toEqual({
      outcome: 'fail',
      message: 'disk /no/such/path: no such path',
    });
  });
});

describe('limits', () => {
  it.each<[UsedPercentLimits, string]>([
    [{ fail: 101 }, 'fail: 101 is not a percentage from 0 to 100'],
    [{ warn: -1 }, 'warn: -1 is not a percentage from 0 to 100'],
    [{ warn: Number.NaN }, 'warn: NaN is not a percentage from 0 to 100'],
    [{ warn: 90 }, 'warn: 90 must be below fail, which is 90'],
    [{ warn: 60, fail: 50 }, 'warn: 60 must be below fail, which is 50'],
  ])('are refused at once: %j', (limits, message) => {
    expect(() => memoryCheck(limits)).toThrow(ConfigError);
    expect(() => memoryCheck(limits)).toThrow(`memoryCheck.${message}`);
    expect(() => diskCheck(limits)).toThrow(`diskCheck.${message}`);
  });
});
