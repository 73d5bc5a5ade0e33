import { readdir } from 'node:fs/promises';
import { getHeapStatistics } from 'node:v8';

/** How this process is now; what cannot be known here is `undefined`. */
export interface ProcessSample {
  /** Bytes. */
  readonly rss: number;
  /** The share of the heap's limit that is in use, in percent. */
  readonly heap: number;
  /** Processor time of all its threads so far, in milliseconds. */
  readonly cpuMs: number;
  /** What keeps its event loop going. */
  readonly handles: number;
  /** Open file descriptors. */
  readonly files: number | undefined;
}

/** Where a process finds its own file descriptors: on Linux, on macOS. */
const DESCRIPTORS = ['/proc/self/fd', '/dev/fd'] as const;

export async function readProcessSample(): Promise<ProcessSample> {
  const files = await countFiles();
  const { used_heap_size, heap_size_limit } = getHeapStatistics();
  const { user, system } = process.cpuUsage();
  return {
    rss: process.memoryUsage.rss(),
    heap: (used_heap_size / heap_size_limit) * 100,
    cpuMs: (user + system) / 1_000,
    handles: process.getActiveResourcesInfo().length,
    files,
  };
}

async function countFiles(): Promise<number | undefined> {
  for (const folder of DESCRIPTORS) {
    try {
      // One of them is that of the folder while it is read.
      return (await readdir(folder)).length - 1;
    } catch {
      // Not that kind of system.
    }
  }
  return undefined;
}
