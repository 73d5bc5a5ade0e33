import { cleanLine } from '../domain/clean-text.js';
import { formatDuration } from '../domain/duration.js';
import { formatTime } from '../domain/format-alert.js';
import type { Notification } from '../domain/notification.js';
import { SEVERITIES } from '../domain/severity.js';
import type { BacktestReport } from '../runtime/backtest.js';
import type { Paint } from './paint.js';

/** So that what differs stands in columns. */
const SEVERITY_WIDTH = Math.max(...SEVERITIES.map((severity) => severity.length));
const REASON_WIDTH = 'escalated'.length;

/** What a backtest found, for people: counts, each difference in order of time, and what it means. */
export function backtestLines(report: BacktestReport, paint: Paint): string[] {
  const { recorded, simulated, missing, added, moved, unknownServices, completeFrom } = report;
  const same = recorded.length - missing.length - moved.length;
  const lines = [
    `Sent: ${recorded.length}. Would have been sent: ${simulated.length}.`,
    `${same} the same, ${moved.length} moved, ${missing.length} missing, ${added.length} added`,
  ];
  if (completeFrom !== undefined) {
    lines.push(
      `The journal no longer holds everything from before ${formatTime(completeFrom)}: compared from there on`,
    );
  }
  if (unknownServices.length > 0) {
    lines.push(
      `The journal knows nothing of ${unknownServices.map((name) => cleanLine(name, 200)).join(', ')}`,
    );
  }
  return [...lines, '', ...differences(report, paint), meaning(report)];
}

function differences({ missing, added, moved, missedCritical }: BacktestReport, paint: Paint): string[] {
  const missed = new Set(missedCritical);
  const found = [
    ...missing.map((one) => ({
      at: one.at,
      line: paint('red', `- ${describe(one)}${missed.has(one) ? '  nobody would have been told' : ''}`),
    })),
    ...added.map((one) => ({ at: one.at, line: paint('green', `+ ${describe(one)}`) })),
    ...moved.map(({ recorded, simulated }) => ({
      at: recorded.at,
      line: paint('yellow', `~ ${describe(recorded)}  ${shift(simulated.at - recorded.at)}`),
    })),
  ];
  if (found.length === 0) return [];
  return [...found.sort((a, b) => a.at - b.at).map(({ line }) => line), ''];
}

function describe({ at, severity, reason, title, count }: Notification): string {
  const what = `${severity.padEnd(SEVERITY_WIDTH)}  ${reason.padEnd(REASON_WIDTH)}`;
  return `${formatTime(at)}  ${what}  ${cleanLine(title, 200)} (${count} alert${count === 1 ? '' : 's'})`;
}

function shift(ms: number): string {
  return `${formatDuration(Math.abs(ms))} ${ms < 0 ? 'earlier' : 'later'}`;
}

function meaning({ recorded, simulated, missing, added, moved, missedCritical }: BacktestReport): string {
  const missed = missedCritical.length;
  if (missed > 0) {
    return `${missed} critical notification${missed === 1 ? '' : 's'} would have been missed: do not take this configuration into use as it is.`;
  }
  if (missing.length + added.length + moved.length === 0) return 'Nothing would have been told otherwise.';
  const fewer = recorded.length - simulated.length;
  const n = Math.abs(fewer);
  const change =
    fewer === 0
      ? 'as many notifications'
      : `${n} notification${n === 1 ? '' : 's'} ${fewer > 0 ? 'fewer' : 'more'}`;
  return `People would have got ${change}; no critical one would have been missed.`;
}
