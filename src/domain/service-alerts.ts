import { breakerKey, breakerOf, breakerTrialKey } from './breaker-service.js';
import type { AlertDraft } from './raise-alert.js';
import type { Status } from './service.js';

/** What makes all status alerts of a service the same condition. One that stands for a breaker tells of that. */
export function serviceHealthKey(service: string): string {
  const breaker = breakerOf(service);
  return breaker === undefined ? `service_health:${service}` : breakerKey(breaker);
}

/** What makes the flapping of a service one condition. */
export function serviceFlappingKey(service: string): string {
  return `service_flapping:${service}`;
}

/** A service as its alerts describe it. */
export interface ServiceSubject {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** The alert for a service that became degraded or unhealthy. */
export function serviceAlert(
  { name, labels }: ServiceSubject,
  from: Status,
  to: 'degraded' | 'unhealthy',
  message: string,
): AlertDraft {
  const breaker = breakerOf(name);
  if (breaker !== undefined) {
    const isOpen = to === 'unhealthy';
    return {
      key: isOpen ? breakerKey(breaker) : breakerTrialKey(breaker),
      // That it tries again is no condition: it is open, as was told, until it closes.
      kind: isOpen ? 'condition' : 'event',
      status: 'firing',
      title: `Circuit ${isOpen ? 'open' : 'half open'}: ${breaker}`,
      message,
      severity: isOpen ? 'critical' : 'info',
      category: 'circuit_breaker',
      data: { breaker, service: name, from, to },
      labels,
      service: name,
    };
  }
  return {
    key: serviceHealthKey(name),
    kind: 'condition',
    status: 'firing',
    title: `Service ${to}: ${name}`,
    message,
    severity: to === 'unhealthy' ? 'error' : 'warning',
    category: 'service_health',
    data: { service: name, from, to },
    labels,
    service: name,
  };
}

/** The alert for a service that began to change its mind too often. */
export function flappingAlert({ name, labels }: ServiceSubject, sharePercent: number): AlertDraft {
  return {
    key: serviceFlappingKey(name),
    kind: 'condition',
    status: 'firing',
    title: `Service flapping: ${name}`,
    message: `it changed in ${Math.round(sharePercent)} % of its last checks; its status is not told until it settles`,
    severity: 'warning',
    category: 'service_health',
    data: { service: name, sharePercent },
    labels,
    service: name,
  };
}
