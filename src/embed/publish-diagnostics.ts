import { channel } from 'node:diagnostics_channel';
import type { RecordedEvent } from '../domain/events.js';
import type { Monitor } from '../domain/monitor.js';
import { OptionIssues } from '../domain/option-issues.js';
import type { DiagnosticChannel, DiagnosticMessages, Published } from './diagnostic-messages.js';

export interface DiagnosticsOptions {
  /** What messages call the monitor, where there are several. Default `tocsin`. */
  readonly name?: string | undefined;
}

const OPTIONS: readonly string[] = ['name'] satisfies (keyof DiagnosticsOptions)[];

/** Publishes a message if somebody subscribed to its channel; only then it is made. */
type Tell = <Name extends DiagnosticChannel>(
  name: Name,
  at: number,
  message: () => Omit<DiagnosticMessages[Name], keyof Published>,
) => void;

/**
 * Publishes what happens in the channels of `node:diagnostics_channel`, such as `tocsin:alert`, for tools that watch a
 * process from within; {@link DiagnosticMessages} has all of them. A channel that nobody subscribed to costs one look at
 * it. What a subscriber throws is raised by Node as an uncaught exception; the monitor and other subscribers do not notice.
 * Ends by itself when the monitor stops.
 *
 * @returns a function that ends it before
 * @throws {@link ConfigError} for options that cannot be
 * @example
 * publishDiagnostics(monitor);
 * diagnostics_channel.subscribe('tocsin:alert', (message) => console.log(message));
 */
export function publishDiagnostics(monitor: Monitor, options: DiagnosticsOptions = {}): () => void {
  const issues = new OptionIssues('publishDiagnostics');
  issues.monitor(monitor);
  issues.known(options, OPTIONS);
  const monitorName = issues.text('name', options.name ?? 'tocsin', "'tocsin'");
  issues.throwIfAny();
  const channels = {
    'tocsin:check': channel('tocsin:check'),
    'tocsin:status': channel('tocsin:status'),
    'tocsin:alert': channel('tocsin:alert'),
    'tocsin:suppression': channel('tocsin:suppression'),
    'tocsin:notification': channel('tocsin:notification'),
    'tocsin:delivery': channel('tocsin:delivery'),
    'tocsin:incident': channel('tocsin:incident'),
    'tocsin:error': channel('tocsin:error'),
    'tocsin:event': channel('tocsin:event'),
  };
  const tell: Tell = (name, at, message) => {
    const wanted = channels[name];
    if (wanted.hasSubscribers) wanted.publish({ monitor: monitorName, at, ...message() });
  };
  const events = monitor.events$.subscribe((event) => {
    tellFact(event, tell);
    tell('tocsin:event', event.at, () => ({ event }));
  });
  const errors = monitor.errors.errors$.subscribe((error) => {
    tell('tocsin:error', error.at, () => ({ error }));
  });
  return () => {
    events.unsubscribe();
    errors.unsubscribe();
  };
}

/** Tells of an event in the channel that is for its like, if there is one. */
function tellFact(event: RecordedEvent, tell: Tell): void {
  const { at, subject } = event;
  switch (event.type) {
    case 'check.completed': {
      const { data: _, ...result } = event.data;
      return tell('tocsin:check', at, () => ({ service: subject, ...result }));
    }
    case 'status.changed':
      return tell('tocsin:status', at, () => ({ service: subject, ...event.data }));
    case 'alert.raised':
      return tell('tocsin:alert', at, () => ({ alert: event.data.alert }));
    case 'alert.suppressed':
      return tell('tocsin:suppression', at, () => event.data);
    case 'notification.requested': {
      const { notification, channels } = event.data;
      return tell('tocsin:notification', at, () => ({ notification, channels }));
    }
    case 'delivery.failed':
    case 'delivery.succeeded':
    case 'delivery.abandoned':
    case 'delivery.diverted':
      return tell('tocsin:delivery', at, () => ({ delivery: event.data }));
    case 'incident.opened':
      return tell('tocsin:incident', at, () => ({ key: subject, change: 'opened' as const }));
    case 'incident.acknowledged':
      return tell('tocsin:incident', at, () => ({ key: subject, change: 'acknowledged' as const }));
    case 'incident.resolved':
      return tell('tocsin:incident', at, () => ({ key: subject, change: 'resolved' as const }));
  }
}
