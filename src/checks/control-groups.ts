import { readFile } from 'node:fs/promises';

/** The text of a file; `undefined` if it cannot be read. */
export type ReadText = (path: string) => Promise<string | undefined>;

/** A control group that this process is in, or that is above it. */
export interface ControlGroup {
  /** Version 1 has a tree for each controller, version 2 one for all. The names of the files differ. */
  readonly version: 1 | 2;
  /** Below the tree's root, such as `/docker/abc`; empty for the root itself. */
  readonly folder: string;
}

/** Where the trees are mounted. */
export const CONTROL_GROUPS = '/sys/fs/cgroup';

/** The control groups that limit this process in what `controller` counts, such as `memory`, from the outermost in. */
export async function controlGroupsOf(controller: string, read: ReadText): Promise<ControlGroup[]> {
  const groups: ControlGroup[] = [];
  for (const line of ((await read('/proc/self/cgroup')) ?? '').split('\n')) {
    const [, controllers, path] = /^\d+:([^:]*):(\/.*)$/.exec(line) ?? [];
    if (controllers === undefined || path === undefined) continue;
    if (controllers !== '' && !controllers.split(',').includes(controller)) continue;
    const version = controllers === '' ? 2 : 1;
    for (const folder of withParents(path)) groups.push({ version, folder });
  }
  return groups;
}

/**
 * The limit of a parent binds, too. Inside a container the path may be the one that the host sees: then only the root
 * is there, and it is the container's own.
 */
function withParents(path: string): string[] {
  const folders = [''];
  for (const part of path.split('/')) {
    if (part !== '' && part !== '..') folders.push(`${folders.at(-1) ?? ''}/${part}`);
  }
  return folders;
}

/** Reads the machine's own files. */
export async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    return undefined;
  }
}
