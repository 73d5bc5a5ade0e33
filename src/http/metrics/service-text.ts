import type { Outcome } from '../../domain/check.js';
import type { ServiceState, Status } from '../../domain/service.js';
import { DURATION_BUCKETS } from './seconds.js';
import type { ServiceRow, ServiceRows } from './service-rows.js';

const STATUSES: readonly Status[] = ['unknown', 'healthy', 'degraded', 'unhealthy'];
const OUTCOMES: readonly Outcome[] = ['pass', 'warn', 'fail'];

/** A service with a row of its own, its label ready to be written. */
interface Shown {
  readonly service: string;
  readonly state: ServiceState;
}

/**
 * The figures of each service in the text format of Prometheus. They are nearly all lines of a page; written here, a
 * thousand services take milliseconds, where prom-client, made for any figures, takes ten times as long.
 */
export function serviceText(services: readonly ServiceState[], rows: ServiceRows): string {
  rows.keep(services);
  const shown: Shown[] = [];
  for (const state of services) {
    const row = rows.of(state.name);
    if (row !== undefined) shown.push({ service: labelOf(row), state });
  }
  return statusText(shown) + pausedText(shown) + lastCheckText(shown) + checksText(rows.all());
}

function statusText(shown: readonly Shown[]): string {
  const name = 'tocsin_service_status';
  let text = headOf(name, 'gauge', 'The status of a service: 1 for the one it has, 0 for the others.');
  for (const { service, state } of shown) {
    for (const status of STATUSES) {
      text += `${name}{${service},status="${status}"} ${status === state.status ? 1 : 0}\n`;
    }
  }
  return text;
}

function pausedText(shown: readonly Shown[]): string {
  const name = 'tocsin_service_paused';
  let text = headOf(name, 'gauge', 'Whether a service is paused.');
  for (const { service, state } of shown) text += `${name}{${service}} ${state.paused ? 1 : 0}\n`;
  return text;
}

function lastCheckText(shown: readonly Shown[]): string {
  const name = 'tocsin_service_last_check_timestamp_seconds';
  let text = headOf(name, 'gauge', 'When a service was last checked, in seconds since 1970.');
  for (const { service, state } of shown) {
    if (state.lastCheckAt !== undefined) text += `${name}{${service}} ${state.lastCheckAt / 1_000}\n`;
  }
  return text;
}

function checksText(rows: readonly ServiceRow[]): string {
  const results = 'tocsin_checks_total';
  const durations = 'tocsin_check_duration_seconds';
  let counted = headOf(results, 'counter', 'Checks completed, by outcome.');
  let timed = headOf(durations, 'histogram', 'How long checks took.');
  for (const row of rows) {
    const service = labelOf(row);
    const { pass, warn, fail } = row.outcomes;
    const count = pass + warn + fail;
    for (const outcome of OUTCOMES) {
      counted += `${results}{${service},outcome="${outcome}"} ${row.outcomes[outcome]}\n`;
    }
    if (count === 0) continue;
    let upTo = 0;
    for (const [i, bound] of DURATION_BUCKETS.entries()) {
      upTo += row.buckets[i] ?? 0;
      timed += `${durations}_bucket{${service},le="${bound}"} ${upTo}\n`;
    }
    timed += `${durations}_bucket{${service},le="+Inf"} ${count}\n`;
    timed += `${durations}_sum{${service}} ${row.seconds}\n`;
    timed += `${durations}_count{${service}} ${count}\n`;
  }
  return counted + timed;
}

function headOf(name: string, type: 'counter' | 'gauge' | 'histogram', help: string): string {
  return `\n# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`;
}

/** A label as the format wants it: of a text without line breaks only two characters need escaping. */
function labelOf({ label }: ServiceRow): string {
  return `service="${label.replace(/[\\"]/g, '\\$&')}"`;
}
