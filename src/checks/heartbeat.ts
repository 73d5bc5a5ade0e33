import { Cron } from 'croner';
import type { Check } from '../domain/check.js';
import { type Duration, durationMs } from '../domain/duration.js';
import type { HeartbeatCheck, HeartbeatPlan } from '../domain/heartbeat.js';
import { isTimeZone } from '../domain/maintenance.js';
import { OptionIssues, show } from '../domain/option-issues.js';

/** When a job must be heard of: every so often, or by a schedule. */
export interface HeartbeatOptions {
  /** It is due so long after its last success. Either this or `cron`. */
  readonly period?: Duration | undefined;
  /** It is due at the next of these times after its last success: five fields, or six with seconds first. */
  readonly cron?: string | undefined;
  /** By whose clock on the wall `cron` goes: an IANA time zone such as `'Europe/Berlin'`. Default `'UTC'`. */
  readonly timeZone?: string | undefined;
  /** How long after it is due it fails. Default 5 min. */
  readonly grace?: Duration | undefined;
  /** How long a run may take that said when it began. Default: as long as `grace`. */
  readonly maxRuntime?: Duration | undefined;
}

const OPTIONS: readonly string[] = [
  'period',
  'cron',
  'timeZone',
  'grace',
  'maxRuntime',
] satisfies (keyof HeartbeatOptions)[];

/**
 * Watches a job that reports by itself, by `monitor.beat` or over HTTP: the service fails when nothing is heard of it in
 * time, when it says that it failed, or when it began and does not end in time. It passes again with its next success.
 *
 * Nothing is known of the service until the job is heard of, or is late, for the first time. One result is enough to
 * change its status, unless it has thresholds of its own. It is a service's check by itself, not a part of another.
 *
 * @throws {@link ConfigError} if an option cannot be used.
 * @example heartbeat({ cron: '0 3 * * *', timeZone: 'Europe/Berlin', grace: '30m' })
 */
export function heartbeat(options: HeartbeatOptions): HeartbeatCheck {
  const plan = planHeartbeat(options);
  const heartbeat: Check = () => ({
    outcome: 'fail',
    message: 'a heartbeat is judged by its monitor; give it to a service as it is, not within another check',
  });
  return Object.assign(heartbeat, { heartbeat: plan });
}

function planHeartbeat(options: HeartbeatOptions): HeartbeatPlan {
  const issues = new OptionIssues('heartbeat');
  issues.known(options, OPTIONS);
  const { period, cron, timeZone, grace = '5m' } = options;
  // Without grace a job would have to end when it starts.
  const { maxRuntime = durationMs(grace) === 0 ? '5m' : grace } = options;
  if ((period === undefined) === (cron === undefined)) {
    issues.add('', "say when it is due: either period, such as '1h', or cron, such as '0 3 * * *'");
  }
  if (timeZone !== undefined && cron === undefined) {
    issues.add('timeZone', 'is of use with cron only; leave it out');
  } else if (timeZone !== undefined && (typeof timeZone !== 'string' || !isTimeZone(timeZone))) {
    issues.add('timeZone', `${show(timeZone)} is not a time zone; write one such as 'Europe/Berlin'`);
  }
  const graceMs = issues.duration('grace', grace, { orZero: true });
  const maxRuntimeMs = maxRuntime === grace ? graceMs : issues.duration('maxRuntime', maxRuntime);
  const periodMs = period === undefined ? 0 : issues.duration('period', period);
  if (cron === undefined || issues.any) {
    issues.throwIfAny();
    return { graceMs, maxRuntimeMs, nextDue: (after) => after + periodMs };
  }
  const nextDue = scheduleOf(cron, timeZone ?? 'UTC');
  if (nextDue?.(0) === undefined) {
    const example = "write one with five fields, such as '0 3 * * *' for every day at 3";
    const what = nextDue === undefined ? 'is not a cron expression' : 'never comes';
    issues.add('cron', `${show(cron)} ${what}; ${example}`);
  }
  issues.throwIfAny();
  return { graceMs, maxRuntimeMs, nextDue: nextDue ?? (() => undefined) };
}

/** Five fields or six, or a name such as `@daily`. */
const RECURRING = /^\s*(?:\S+(?:\s+\S+){4,5}|@[a-z]+)\s*$/i;

/**
 * The first time of a schedule after another. Where the clock on the wall is put forward over it, it comes when the clock
 * has been put; where it is put back, at the first of the two times.
 */
function scheduleOf(pattern: string, timezone: string): ((after: number) => number | undefined) | undefined {
  // The library also takes a date, on which a job would be due once and never be late again.
  if (!RECURRING.test(pattern)) return undefined;
  try {
    const cron = new Cron(pattern, { timezone, paused: true });
    return (after) => cron.nextRun(new Date(after))?.getTime();
  } catch {
    return undefined;
  }
}
