import type { ResolvedService } from '../config/resolve-config.js';
import type { EventData, RecordedEvent } from '../domain/events.js';
import { rejudgeCheck } from './rejudge-check.js';

/** The services of a configuration by name; `undefined`: whatever was registered, as it was registered. */
export type WatchedServices = ReadonlyMap<string, ResolvedService> | undefined;

/**
 * What would have been recorded of the same happening had these services been watched; `undefined` if nothing, since
 * it is about a service that is not among them. Only what comes from outside is adapted, not what was decided of it.
 */
export function adaptEvent(event: RecordedEvent, services: WatchedServices): RecordedEvent | undefined {
  if (services === undefined) return event;
  switch (event.type) {
    case 'service.registered': {
      const service = services.get(event.subject);
      return service && { ...event, data: registrationOf(service) };
    }
    case 'check.completed': {
      const service = services.get(event.subject);
      return service && { ...event, data: rejudgeCheck(event.data, service.slowAfterMs) };
    }
    case 'service.unregistered':
    case 'service.paused':
    case 'service.resumed':
    case 'status.changed':
    case 'flapping.started':
    case 'flapping.stopped':
      return services.has(event.subject) ? event : undefined;
    case 'alert.raised': {
      const { alert, origin } = event.data;
      const watched = origin === 'program' || alert.service === undefined || services.has(alert.service);
      return watched ? event : undefined;
    }
    default:
      return event;
  }
}

/** What a configured service is registered with. */
export function registrationOf(service: ResolvedService): EventData['service.registered'] {
  const { failureThreshold, recoveryThreshold, dependsOn, labels, maintenance } = service;
  const rules = { failureThreshold, recoveryThreshold, dependsOn, labels };
  return maintenance.length === 0 ? rules : { ...rules, maintenance };
}
