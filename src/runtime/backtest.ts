import { resolveConfig } from '../config/resolve-config.js';
import type { Duration } from '../domain/duration.js';
import type { RecordedEvent } from '../domain/events.js';
import type { Notification } from '../domain/notification.js';
import { OptionIssues, show } from '../domain/option-issues.js';
import type { Journal } from '../journal/journal.js';
import { groupKeyOf } from '../pipeline/group-key.js';
import { graphRules } from './graph-rules.js';
import { LATEST_TOLD_MS, MissedCritical } from './missed-critical.js';
import type { MonitorConfig } from './monitor-config.js';
import { type NotificationPair, pairNotifications } from './pair-notifications.js';
import { Simulation } from './simulation.js';
import { surveyJournal } from './survey-journal.js';

export interface BacktestOptions {
  /** What happened. It is only read: it need not be open, and another process may be writing it. */
  readonly journal: Pick<Journal, 'read'>;
  /**
   * The configuration to try. Without `services` those of the journal are watched as they were registered. Its
   * `journal` is not used, its checks are not run, and its channels get nothing.
   */
  readonly config: MonitorConfig;
  /** Compare what was told at or after this time, epoch milliseconds. Default: from the beginning. */
  readonly from?: number | undefined;
  /** Compare what was told before this time, epoch milliseconds. Default: to the end. */
  readonly to?: number | undefined;
  /** How far apart two notifications may be and still tell the same. Default 10 min. */
  readonly tolerance?: Duration | undefined;
}

/** What was told, what would have been told, and where the two differ; all lists in order of time. */
export interface BacktestReport {
  /** What was told. A backlog that a channel merged is not counted again. */
  readonly recorded: Notification[];
  /** What would have been told. */
  readonly simulated: Notification[];
  /** Recorded, without a counterpart in the simulation. */
  readonly missing: Notification[];
  /** Simulated, without a counterpart in the record. */
  readonly added: Notification[];
  /** Told in both, at times that differ by no more than the tolerance. */
  readonly moved: NotificationPair[];
  /** Those of `missing` that tell of a critical alert of which nobody would have heard in time. */
  readonly missedCritical: Notification[];
  /** Services of the configuration of which the journal knows nothing: what they would have told is unknown. */
  readonly unknownServices: string[];
  /**
   * Set if the journal no longer holds everything: only from this time on, epoch milliseconds, could be simulated and
   * was compared. What was decided before is taken as it was.
   */
  readonly completeFrom?: number;
}

/**
 * Says what would have been told under another configuration: takes what came in by a journal through the same graph
 * under other rules, and compares what it would have sent with what was sent. Nothing is sent or written.
 *
 * The same configuration gives no difference. What cannot be simulated is listed in docs/backtest.md.
 *
 * @throws {@link ConfigError} for a configuration, a span or a tolerance that cannot be used
 * @example
 * const { missing, missedCritical } = await backtest({ journal: sqliteJournal('tocsin.db'), config });
 */
export async function backtest(options: BacktestOptions): Promise<BacktestReport> {
  const toleranceMs = toleranceOf(options);
  const { journal, config, from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY } = options;
  const resolved = resolveConfig(config);
  const { alerts } = resolved;
  const services = config.services === undefined ? undefined : resolved.services;
  const recorded: Notification[] = [];
  const simulated: Notification[] = [];
  const missed = new MissedCritical(
    groupKeyOf(alerts.group === false ? ['key'] : alerts.group.by),
    toleranceMs,
  );

  const { completeFrom, cut, goesOn, services: known } = await surveyJournal(journal, to);
  const since = cut ? Math.max(from, completeFrom.at) : from;
  const simulation = new Simulation({
    // Where a notification goes has no bearing on what is told; so no filter of the user's is asked.
    rules: graphRules(alerts, new Map(), []),
    services,
    position: Math.max(0, completeFrom.position - 1),
    onEvent(event) {
      missed.hearSimulated(event);
      if (!isOver) collect(event, simulated, since, to);
    },
  });
  let isOver = false;
  try {
    let begun = !cut;
    let end = 0;
    for await (const event of journal.read()) {
      if (event.at >= to) break;
      end = event.at;
      missed.hearRecorded(event);
      if (event.position < completeFrom.position) {
        // What was told then was told, whatever the rules are now.
        missed.hearSimulated(event);
        simulation.recover(event);
        continue;
      }
      if (!begun) simulation.begin();
      begun = true;
      simulation.replay(event);
      collect(event, recorded, since, to);
    }
    if (goesOn) {
      simulation.advanceTo(to);
      end = to;
    }
    isOver = true;
    // What still waits to be told at the end is not missed if it would be told in time.
    simulation.advanceTo(end + LATEST_TOLD_MS);
  } finally {
    simulation.stop();
  }

  const { missing, added, moved } = pairNotifications(recorded, simulated, toleranceMs);
  return {
    recorded,
    simulated,
    missing,
    added,
    moved,
    missedCritical: missed.among(missing),
    unknownServices: [...(services?.keys() ?? [])].filter((name) => !known.has(name)),
    ...(cut ? { completeFrom: completeFrom.at } : {}),
  };
}

function collect(event: RecordedEvent, into: Notification[], from: number, to: number): void {
  if (event.type !== 'notification.requested' || event.data.merges !== undefined) return;
  if (event.at >= from && event.at < to) into.push(event.data.notification);
}

const OPTIONS: readonly string[] = [
  'journal',
  'config',
  'from',
  'to',
  'tolerance',
] satisfies (keyof BacktestOptions)[];

function toleranceOf(options: BacktestOptions): number {
  const issues = new OptionIssues('backtest');
  issues.known(options, OPTIONS);
  const { journal, from, to, tolerance = '10m' } = options;
  issues.having('journal', journal, ['read'], 'give what sqliteJournal or memoryJournal made');
  for (const [name, time] of Object.entries({ from, to })) {
    if (time !== undefined && (typeof time !== 'number' || Number.isNaN(time)))
      issues.add(name, `expected epoch milliseconds, found ${show(time)}`);
  }
  if (from !== undefined && to !== undefined && from >= to) {
    issues.add('to', `${to} is not after from, ${from}; give a later time`);
  }
  const toleranceMs = issues.duration('tolerance', tolerance, { orZero: true });
  issues.throwIfAny();
  return toleranceMs;
}
