import { freemem, totalmem } from 'node:os';
import { CONTROL_GROUPS, controlGroupsOf, type ReadText, readText } from './control-groups.js';
import { type Usage, usedPercent } from './used-percent.js';

/** How full memory is, and by whose count: the machine's or that of a control group, such as a container's. */
export interface MemoryUsage extends Usage {
  readonly source: 'host' | 'cgroup';
}

/**
 * How full memory is for this process: the fullest of the machine and of every control group with a limit that the
 * process is in. File cache that the kernel can drop at once does not count as used.
 */
export async function readMemoryUsage(read: ReadText = readText): Promise<MemoryUsage> {
  const [host, groups] = await Promise.all([readHost(read), readControlGroups(read)]);
  let fullest: MemoryUsage = { ...host, source: 'host' };
  for (const group of groups) {
    if (usedPercent(group) > usedPercent(fullest)) fullest = { ...group, source: 'cgroup' };
  }
  return fullest;
}

async function readHost(read: ReadText): Promise<Usage> {
  const meminfo = await read('/proc/meminfo');
  const total = kibibytes(meminfo, 'MemTotal');
  const available = kibibytes(meminfo, 'MemAvailable');
  if (total === undefined || available === undefined)
    return { used: totalmem() - freemem(), total: totalmem() };
  return { used: total - available, total };
}

function kibibytes(meminfo: string | undefined, field: string): number | undefined {
  const value = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(meminfo ?? '')?.[1];
  return value === undefined ? undefined : Number(value) * 1024;
}

/** Where a control group keeps its figures; the names differ between version 1 and 2. */
interface GroupFiles {
  readonly root: string;
  readonly limit: string;
  readonly used: string;
  readonly inactive: string;
}

const V1: GroupFiles = {
  root: `${CONTROL_GROUPS}/memory`,
  limit: 'memory.limit_in_bytes',
  used: 'memory.usage_in_bytes',
  inactive: 'total_inactive_file',
};
const V2: GroupFiles = {
  root: CONTROL_GROUPS,
  limit: 'memory.max',
  used: 'memory.current',
  inactive: 'inactive_file',
};

async function readControlGroups(read: ReadText): Promise<Usage[]> {
  const groups: Usage[] = [];
  for (const { version, folder } of await controlGroupsOf('memory', read)) {
    const files = version === 2 ? V2 : V1;
    const group = await readGroup(read, `${files.root}${folder}`, files);
    if (group !== undefined) groups.push(group);
  }
  return groups;
}

async function readGroup(read: ReadText, folder: string, files: GroupFiles): Promise<Usage | undefined> {
  // `max` is no number: no limit.
  const total = Number(await read(`${folder}/${files.limit}`));
  if (!(total > 0)) return undefined;
  const [current, stat] = await Promise.all([read(`${folder}/${files.used}`), read(`${folder}/memory.stat`)]);
  if (current === undefined) return undefined;
  const inactive = new RegExp(`^${files.inactive} (\\d+)$`, 'm').exec(stat ?? '')?.[1] ?? 0;
  return { used: Math.max(0, Number(current) - Number(inactive)), total };
}
