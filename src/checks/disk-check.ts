import { statfs } from 'node:fs/promises';
import type { Check } from '../domain/check.js';
import { judgeUsage, limitIssues, type UsedPercentLimits } from './used-percent.js';

/** Which disk, and from when on it is too full. */
export interface DiskCheckOptions extends UsedPercentLimits {
  /** Any path on the file system in question. Default `/`. */
  readonly path?: string | undefined;
}

/** What a file system says of itself, in blocks. */
export interface FileSystemStats {
  readonly bsize: number;
  readonly blocks: number;
  readonly bfree: number;
  readonly bavail: number;
}

/** Asks the file system that `path` is on. */
export type StatFileSystem = (path: string) => Promise<FileSystemStats>;

/**
 * Checks how full a disk is, as `df` counts: blocks kept for root are neither used nor available. Fails from 90 % on,
 * or if the path does not exist.
 *
 * @throws {@link ConfigError} for options that cannot be, such as a limit that is no percentage.
 * @example diskCheck({ path: '/var/lib/postgresql', warn: 80 })
 */
export function diskCheck(options: DiskCheckOptions = {}): Check {
  return diskCheckOver(statfs, options);
}

/** {@link diskCheck} over a file system of your own, for tests. */
export function diskCheckOver(stat: StatFileSystem, options: DiskCheckOptions): Check {
  const issues = limitIssues('diskCheck', options, ['path']);
  const { path = '/', ...limits } = options;
  issues.text('path', path, "'/var/lib/postgresql'");
  issues.throwIfAny();
  return async function diskCheck() {
    try {
      const { bsize, blocks, bfree, bavail } = await stat(path);
      const used = (blocks - bfree) * bsize;
      return judgeUsage(`disk ${path}`, { used, total: used + bavail * bsize }, limits);
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (code === 'ENOENT') return { outcome: 'fail', message: `disk ${path}: no such path` };
      throw error;
    }
  };
}
