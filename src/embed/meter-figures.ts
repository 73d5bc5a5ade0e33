/** One figure: what kind of instrument shows it, its description and its unit. */
export interface MeterFigure {
  readonly kind: 'gauge' | 'counter' | 'histogram';
  readonly name: string;
  readonly description: string;
  readonly unit?: string;
}

function measured<P extends string>(percentile: P) {
  return {
    kind: 'gauge',
    name: `tocsin.measure.duration.${percentile}`,
    description: `How long a timed operation took within its window: the ${percentile.slice(1)}th percentile.`,
    unit: 's',
  } as const;
}

/**
 * Every figure. Names and units are such that OpenTelemetry's exporters for Prometheus make of them the names of
 * docs/metrics.md.
 */
export const METER_FIGURES = {
  phase: {
    kind: 'gauge',
    name: 'tocsin.monitor.phase',
    description: 'Where the monitor is in its life: 1 for the phase it is in, 0 for the others.',
  },
  services: {
    kind: 'gauge',
    name: 'tocsin.services',
    description: 'Services by status; a paused one counts with the status it had.',
    unit: '{service}',
  },
  serviceStatus: {
    kind: 'gauge',
    name: 'tocsin.service.status',
    description: 'The status of a service: 1 for the one it has, 0 for the others.',
  },
  servicePaused: {
    kind: 'gauge',
    name: 'tocsin.service.paused',
    description: 'Whether a service is paused.',
  },
  lastCheck: {
    kind: 'gauge',
    name: 'tocsin.service.last_check.timestamp',
    description: 'When a service was last checked, in seconds since 1970.',
    unit: 's',
  },
  checks: {
    kind: 'counter',
    name: 'tocsin.checks',
    description: 'Checks completed, by outcome.',
    unit: '{check}',
  },
  checkDuration: {
    kind: 'histogram',
    name: 'tocsin.check.duration',
    description: 'How long checks took.',
    unit: 's',
  },
  hungChecks: {
    kind: 'gauge',
    name: 'tocsin.hung_checks',
    description: 'Checks that were given up and still ignore their signal.',
    unit: '{check}',
  },
  alertsRaised: {
    kind: 'counter',
    name: 'tocsin.alerts.raised',
    description: 'Alerts raised, resolutions included.',
    unit: '{alert}',
  },
  alertsSuppressed: {
    kind: 'counter',
    name: 'tocsin.alerts.suppressed',
    description: 'Alerts held back, by reason.',
    unit: '{alert}',
  },
  notifications: {
    kind: 'counter',
    name: 'tocsin.notifications',
    description: 'Notifications requested, by reason.',
    unit: '{notification}',
  },
  incidentsFiring: {
    kind: 'gauge',
    name: 'tocsin.incidents.firing',
    description: 'Conditions that fire, by severity and by whether somebody took them on.',
    unit: '{incident}',
  },
  silencesActive: {
    kind: 'gauge',
    name: 'tocsin.silences.active',
    description: 'Silences in force, times of maintenance included.',
    unit: '{silence}',
  },
  deliveries: {
    kind: 'counter',
    name: 'tocsin.deliveries',
    description:
      'Attempts that succeeded or failed; notifications that were given up or handed to the fallback meanwhile.',
    unit: '{delivery}',
  },
  deliveryDuration: {
    kind: 'histogram',
    name: 'tocsin.delivery.duration',
    description: 'How long attempts to deliver took.',
    unit: 's',
  },
  deliveriesPending: {
    kind: 'gauge',
    name: 'tocsin.deliveries.pending',
    description: 'Notifications that wait for a channel or are under way.',
    unit: '{notification}',
  },
  channelCircuit: {
    kind: 'gauge',
    name: 'tocsin.channel.circuit',
    description: 'The circuit of a channel: 1 for the state it is in, 0 for the others.',
  },
  channelLastSuccess: {
    kind: 'gauge',
    name: 'tocsin.channel.last_success.timestamp',
    description: 'When a channel last took a notification, in seconds since 1970.',
    unit: 's',
  },
  errorsCaptured: {
    kind: 'counter',
    name: 'tocsin.errors.captured',
    description: 'Errors captured, by category.',
    unit: '{error}',
  },
  triggersFired: {
    kind: 'counter',
    name: 'tocsin.error_triggers.fired',
    description: 'How often triggers fired.',
    unit: '{firing}',
  },
  measureRuns: {
    kind: 'gauge',
    name: 'tocsin.measure.runs',
    description: 'Runs of a timed operation that ended within its window.',
    unit: '{run}',
  },
  measureP50: measured('p50'),
  measureP95: measured('p95'),
  measureP99: measured('p99'),
  journalEvents: {
    kind: 'counter',
    name: 'tocsin.journal.events',
    description: 'Events recorded since the journal began: the position of the last one.',
    unit: '{event}',
  },
  journalFailing: {
    kind: 'gauge',
    name: 'tocsin.journal.failing',
    description: 'Whether the journal cannot be written, so that events wait in memory.',
  },
  journalWaiting: {
    kind: 'gauge',
    name: 'tocsin.journal.waiting_events',
    description: 'Events that wait for the journal to work again.',
    unit: '{event}',
  },
  journalWrites: {
    kind: 'counter',
    name: 'tocsin.journal.writes',
    description: 'Writes to the journal.',
    unit: '{write}',
  },
  journalWriteTime: {
    kind: 'counter',
    name: 'tocsin.journal.write',
    description: 'How long writes to the journal took in all.',
    unit: 's',
  },
} as const satisfies Readonly<Record<string, MeterFigure>>;

export type MeterFigureKey = keyof typeof METER_FIGURES;

/** Those that are asked for, rather than told. */
export type ObservedKey = {
  [Key in MeterFigureKey]: (typeof METER_FIGURES)[Key]['kind'] extends 'histogram' ? never : Key;
}[MeterFigureKey];
