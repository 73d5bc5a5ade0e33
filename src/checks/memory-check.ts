import type { Check } from '../domain/check.js';
import type { ReadText } from './control-groups.js';
import { readMemoryUsage } from './memory-usage.js';
import { judgeUsage, limitIssues, type UsedPercentLimits } from './used-percent.js';

/**
 * Checks how full memory is: that of the machine, or of the container or other control group with a limit if that is
 * fuller. File cache that can be dropped does not count. Fails from 90 % on.
 *
 * @throws {@link ConfigError} for options that cannot be, such as a limit that is no percentage.
 * @example memoryCheck({ warn: 80, fail: 95 })
 */
export function memoryCheck(limits: UsedPercentLimits = {}): Check {
  return memoryCheckOver(undefined, limits);
}

/** {@link memoryCheck} over files of your own, for tests. */
export function memoryCheckOver(read: ReadText | undefined, limits: UsedPercentLimits): Check {
  limitIssues('memoryCheck', limits).throwIfAny();
  return async function memoryCheck() {
    const usage = await readMemoryUsage(read);
    const result = judgeUsage('memory', usage, limits);
    return { ...result, data: { ...result.data, source: usage.source } };
  };
}
