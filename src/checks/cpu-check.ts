import type { CheckContext, CheckResult } from '../domain/check.js';
import { clockOf, steadyTime } from './clock-of.js';
import type { ClosableCheck } from './closable-check.js';
import type { ReadText } from './control-groups.js';
import { type CpuSample, cpuUsage, readCpuSamples } from './cpu-usage.js';
import { judgePercent, limitIssues, type UsedPercentLimits } from './used-percent.js';

/**
 * Checks how busy the processors were since the last check: those of the machine, or what a container or other control
 * group with a limit may use of them if that is fuller. Fails from 90 % on. The first check only begins to measure.
 *
 * The data holds `usedPercent` and by whose count that is (`source`).
 *
 * @throws {@link ConfigError} for options that cannot be, such as a limit that is no percentage.
 * @example cpuCheck({ warn: 80, fail: 95 })
 */
export function cpuCheck(limits: UsedPercentLimits = {}): ClosableCheck {
  return cpuCheckOver(undefined, limits);
}

/** {@link cpuCheck} over files of your own, for tests. */
export function cpuCheckOver(read: ReadText | undefined, limits: UsedPercentLimits): ClosableCheck {
  limitIssues('cpuCheck', limits).throwIfAny();
  let before: readonly CpuSample[] | undefined;
  const cpuCheck = async (context: CheckContext): Promise<CheckResult> => {
    const samples = await readCpuSamples(steadyTime(clockOf(context, 'cpuCheck')), read);
    // A check that was given up must not bring back what was closed.
    context.signal.throwIfAborted();
    const usage = before && cpuUsage(before, samples);
    before = samples;
    if (usage === undefined) return { outcome: 'pass', message: 'cpu usage is measured from now on' };
    const { outcome, percent, usedPercent } = judgePercent(usage.percent, limits);
    return {
      outcome,
      message: `cpu ${percent}% used`,
      data: { usedPercent, source: usage.source },
    };
  };
  const close = (): void => {
    before = undefined;
  };
  return Object.assign(cpuCheck, { close });
}
