import { cpus } from 'node:os';
import {
  CONTROL_GROUPS,
  type ControlGroup,
  controlGroupsOf,
  type ReadText,
  readText,
} from './control-groups.js';

/**
 * What a counter of processor time says: how much was used so far and how much there was to use, in the same unit. Only
 * the differences between two samples mean anything.
 */
export interface CpuSample {
  readonly source: 'host' | 'cgroup';
  /** Tells the counters of one sample apart. */
  readonly name: string;
  readonly used: number;
  readonly available: number;
}

/** How much of the processors was used between two samples. */
export interface CpuUsage {
  readonly source: 'host' | 'cgroup';
  readonly percent: number;
}

/**
 * The counters of the machine and of every control group with a limit that this process is in.
 *
 * @param now on a clock that nothing moves, milliseconds; a group's limit is so much time a millisecond
 */
export async function readCpuSamples(now: number, read: ReadText = readText): Promise<CpuSample[]> {
  const [host, groups] = await Promise.all([readHost(read), controlGroupsOf('cpu', read)]);
  const samples = [host];
  for (const group of groups) {
    const sample = await readGroup(group, now, read);
    if (sample !== undefined) samples.push(sample);
  }
  return samples;
}

/** The fullest of all counters since then; `undefined` if no time has passed on any. */
export function cpuUsage(before: readonly CpuSample[], after: readonly CpuSample[]): CpuUsage | undefined {
  let fullest: CpuUsage | undefined;
  for (const { source, name, used, available } of after) {
    const then = before.find((sample) => sample.name === name);
    if (then === undefined) continue;
    const span = available - then.available;
    // A counter that went back began anew.
    if (!(span > 0) || used < then.used) continue;
    const percent = Math.min(100, ((used - then.used) / span) * 100);
    if (fullest === undefined || percent > fullest.percent) fullest = { source, percent };
  }
  return fullest;
}

async function readHost(read: ReadText): Promise<CpuSample> {
  const [, line] = /^cpu +([\d ]+)$/m.exec((await read('/proc/stat')) ?? '') ?? [];
  if (line !== undefined) {
    // user nice system idle iowait irq softirq steal; what guests use is in the first two.
    const times = line.split(' ').slice(0, 8).map(Number);
    const available = sum(times);
    return { source: 'host', name: 'host', used: available - (times[3] ?? 0) - (times[4] ?? 0), available };
  }
  let used = 0;
  let available = 0;
  for (const { times } of cpus()) {
    const all = sum(Object.values(times));
    available += all;
    used += all - times.idle;
  }
  return { source: 'host', name: 'host', used, available };
}

/** In milliseconds of processor time; `undefined` for a group without a limit. */
async function readGroup(
  { version, folder }: ControlGroup,
  now: number,
  read: ReadText,
): Promise<CpuSample | undefined> {
  const [processors, usedMs] = version === 2 ? await readV2(folder, read) : await readV1(folder, read);
  if (processors === undefined || usedMs === undefined) return undefined;
  // The limit is part of the name: under another one the counter begins anew.
  const name = `${version} ${folder} ${processors}`;
  return { source: 'cgroup', name, used: usedMs, available: now * processors };
}

async function readV2(folder: string, read: ReadText): Promise<Counted> {
  const path = `${CONTROL_GROUPS}${folder}`;
  // `max 100000`: no limit.
  const [, quota, period] = /^(\d+) (\d+)/.exec((await read(`${path}/cpu.max`)) ?? '') ?? [];
  if (quota === undefined) return [undefined, undefined];
  const [, usec] = /^usage_usec (\d+)$/m.exec((await read(`${path}/cpu.stat`)) ?? '') ?? [];
  return [processorsOf(quota, period), usec === undefined ? undefined : Number(usec) / 1e3];
}

async function readV1(folder: string, read: ReadText): Promise<Counted> {
  const path = `${CONTROL_GROUPS}/cpu${folder}`;
  const [quota, period] = [await read(`${path}/cpu.cfs_quota_us`), await read(`${path}/cpu.cfs_period_us`)];
  // -1: no limit.
  const processors = processorsOf(quota, period);
  if (processors === undefined) return [undefined, undefined];
  const nanoseconds = await read(`${CONTROL_GROUPS}/cpuacct${folder}/cpuacct.usage`);
  return [processors, nanoseconds === undefined ? undefined : Number(nanoseconds) / 1e6];
}

/** How many processors a group may use, and how many milliseconds of them it has used. */
type Counted = readonly [processors: number | undefined, usedMs: number | undefined];

function processorsOf(quota: string | undefined, period: string | undefined): number | undefined {
  const processors = Number(quota) / Number(period);
  return Number.isFinite(processors) && processors > 0 ? processors : undefined;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
