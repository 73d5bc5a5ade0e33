import type { Registry } from 'prom-client';
import type { Monitor, MonitorPhase } from '../../domain/monitor.js';
import { askedGauge, stateSet } from './asked-figure.js';

const PHASES: readonly MonitorPhase[] = ['idle', 'starting', 'running', 'stopping', 'stopped'];

/** What runs, since when, and where it is in its life. */
export function addMonitorFigures(
  registry: Registry,
  monitor: Monitor,
  { version, since }: { readonly version: string; readonly since: number },
): void {
  askedGauge(registry, {
    name: 'tocsin_build_info',
    help: 'Always 1; the label says which version runs.',
    labels: ['version'],
    ask: (add) => add({ version }, 1),
  });
  askedGauge(registry, {
    name: 'tocsin_start_time_seconds',
    help: 'When this process began to count, in seconds since 1970.',
    ask: (add) => add({}, since / 1_000),
  });
  askedGauge(registry, {
    name: 'tocsin_monitor_phase',
    help: 'Where the monitor is in its life: 1 for the phase it is in, 0 for the others.',
    labels: ['phase'],
    ask: (add) => stateSet(PHASES, monitor.phase, (phase, value) => add({ phase }, value)),
  });
}
