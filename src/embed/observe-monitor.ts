import type { ChannelStats } from '../domain/channel.js';
import type { Outcome } from '../domain/check.js';
import type { Monitor, MonitorPhase } from '../domain/monitor.js';
import type { Status } from '../domain/service.js';
import { SEVERITIES } from '../domain/severity.js';
import { OTHER } from '../http/metrics/label-names.js';
import { FigureSamples } from './figure-samples.js';
import type { MonitorTally } from './monitor-tally.js';

const PHASES: readonly MonitorPhase[] = ['idle', 'starting', 'running', 'stopping', 'stopped'];
const STATUSES: readonly Status[] = ['unknown', 'healthy', 'degraded', 'unhealthy'];
const OUTCOMES: readonly Outcome[] = ['pass', 'warn', 'fail'];

type Circuit = 'closed' | 'open' | 'half_open';

const CIRCUITS: readonly Circuit[] = ['closed', 'open', 'half_open'];

/** What a monitor's figures are now; nothing is said of what is not known yet. */
export function observeMonitor(monitor: Monitor, tally: MonitorTally): FigureSamples {
  const samples = new FigureSamples();
  samples.addState('phase', PHASES, monitor.phase, (phase) => ({ phase }));
  observeServices(monitor, tally, samples);
  observeAlerts(monitor, tally, samples);
  for (const [name, stats] of Object.entries(monitor.channelStats())) {
    observeChannel(tally.channels.of(name), stats, tally, samples);
  }
  for (const [channel, count] of tally.diverted()) {
    samples.add('deliveries', count, { channel, outcome: 'diverted' });
  }
  observeErrors(monitor, tally, samples);
  observeMeasures(monitor, tally, samples);
  observeJournal(monitor, tally, samples);
  return samples;
}

function observeServices(monitor: Monitor, { rows }: MonitorTally, samples: FigureSamples): void {
  const services = monitor.services();
  rows.keep(services);
  for (const status of STATUSES) samples.add('services', 0, { status });
  for (const { name, status, paused, lastCheckAt } of services) {
    samples.add('services', 1, { status });
    const service = rows.of(name)?.label;
    if (service === undefined) continue;
    samples.addState('serviceStatus', STATUSES, status, (status) => ({ service, status }));
    samples.add('servicePaused', paused ? 1 : 0, { service });
    if (lastCheckAt !== undefined) samples.add('lastCheck', lastCheckAt / 1_000, { service });
  }
  for (const { label: service, outcomes } of rows.all()) {
    for (const outcome of OUTCOMES) samples.add('checks', outcomes[outcome], { service, outcome });
  }
  samples.add('hungChecks', monitor.hungChecks().length);
}

function observeAlerts(monitor: Monitor, tally: MonitorTally, samples: FigureSamples): void {
  for (const { severity, status, count } of tally.raised()) {
    samples.add('alertsRaised', count, { severity, status });
  }
  if (tally.recovered) {
    const { suppressed, notifications } = monitor.alertStats();
    for (const [reason, count] of Object.entries(suppressed)) {
      samples.add('alertsSuppressed', count, { reason });
    }
    for (const [reason, count] of Object.entries(notifications)) {
      samples.add('notifications', count, { reason });
    }
  }
  for (const severity of SEVERITIES) {
    for (const acknowledged of ['false', 'true']) {
      samples.add('incidentsFiring', 0, { severity, acknowledged });
    }
  }
  for (const { status, alert } of monitor.incidents.list()) {
    if (status === 'resolved') continue;
    const acknowledged = status === 'acknowledged' ? 'true' : 'false';
    samples.add('incidentsFiring', 1, { severity: alert.severity, acknowledged });
  }
  const active = monitor.silences.list().filter(({ status }) => status === 'active');
  samples.add('silencesActive', active.length);
}

function observeChannel(
  channel: string,
  { sent, failedAttempts, abandoned, pending, circuit, lastSentAt }: ChannelStats,
  { recovered }: MonitorTally,
  samples: FigureSamples,
): void {
  samples.add('deliveriesPending', pending, { channel });
  if (recovered) {
    samples.add('deliveries', sent, { channel, outcome: 'succeeded' });
    samples.add('deliveries', failedAttempts, { channel, outcome: 'failed' });
    samples.add('deliveries', abandoned, { channel, outcome: 'abandoned' });
    samples.add('deliveries', 0, { channel, outcome: 'diverted' });
  }
  // Of several in one there is no state and no last time.
  if (channel === OTHER) return;
  const is = circuit === 'halfOpen' ? 'half_open' : circuit;
  samples.addState('channelCircuit', CIRCUITS, is, (state) => ({ channel, state }));
  if (lastSentAt !== undefined) samples.add('channelLastSuccess', lastSentAt / 1_000, { channel });
}

function observeErrors({ errors }: Monitor, { triggers }: MonitorTally, samples: FigureSamples): void {
  for (const [category, count] of Object.entries(errors.counts())) {
    samples.add('errorsCaptured', count, { category });
  }
  for (const { name, fired } of errors.triggers.list()) {
    samples.add('triggersFired', fired, { trigger: triggers.of(name) });
  }
}

function observeMeasures(monitor: Monitor, { measures }: MonitorTally, samples: FigureSamples): void {
  for (const { name, runs, failures, latency } of monitor.measures()) {
    const measure = measures.of(name);
    samples.add('measureRuns', runs - failures, { measure, outcome: 'pass' });
    samples.add('measureRuns', failures, { measure, outcome: 'fail' });
    // Percentiles of several cannot be added up.
    if (measure === OTHER || latency === undefined) continue;
    samples.add('measureP50', latency.p50 / 1_000, { measure });
    samples.add('measureP95', latency.p95 / 1_000, { measure });
    samples.add('measureP99', latency.p99 / 1_000, { measure });
  }
}

function observeJournal(monitor: Monitor, { recovered }: MonitorTally, samples: FigureSamples): void {
  const { position, failing, waiting, writes, writeMs } = monitor.journalStats();
  if (recovered) samples.add('journalEvents', position);
  samples.add('journalFailing', failing ? 1 : 0);
  samples.add('journalWaiting', waiting);
  samples.add('journalWrites', writes);
  samples.add('journalWriteTime', writeMs / 1_000);
}
