import { readFileSync } from 'node:fs';

/** Linux counts in these. */
const TICK_MS = 10;

/** The CPU time of another process in milliseconds; `NaN` where the system does not tell. */
export function cpuOf(pid: number | undefined): number {
  try {
    // After the name, which may hold anything: state, and 10 more fields before the two that count.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
  } catch {
    return Number.NaN;
  }
}
