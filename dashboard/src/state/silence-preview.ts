import type { Alert } from '../../../src/domain/alert.js';
import type { Incident } from '../../../src/domain/incident.js';
import {
  type AlertMatch,
  type AlertMatchJson,
  matchesAlert,
  matchFromJson,
} from '../../../src/domain/matcher.js';
import type { ServiceState } from '../../../src/domain/service.js';

/** What a silence would hold back if it were in force now. */
export interface SilencePreview {
  /** Names of services of which some status alert would be held back. */
  readonly services: readonly string[];
  /** Those that fire and would be held back if they fired again. */
  readonly incidents: readonly Incident[];
}

/** Which services and firing incidents a matcher matches. */
export function previewSilence(
  json: AlertMatchJson,
  services: readonly ServiceState[],
  incidents: readonly Incident[],
): SilencePreview {
  const match = matchFromJson(json);
  return {
    services: services.filter((state) => matchesService(match, state)).map(({ name }) => name),
    incidents: incidents.filter(({ status, alert }) => status !== 'resolved' && matchesAlert(match, alert)),
  };
}

/** Whether it would hold back what is raised if the service got worse. */
function matchesService(match: AlertMatch, state: ServiceState): boolean {
  return matchesAlert(match, alertOf(state, 'degraded')) || matchesAlert(match, alertOf(state, 'unhealthy'));
}

/** The alert that a service raises when it takes a status. */
function alertOf({ name, labels, message }: ServiceState, status: 'degraded' | 'unhealthy'): Alert {
  return {
    id: '',
    at: 0,
    key: `service_health:${name}`,
    kind: 'condition',
    status: 'firing',
    title: `Service ${status}: ${name}`,
    message: message ?? '',
    severity: status === 'unhealthy' ? 'error' : 'warning',
    category: 'service_health',
    data: {},
    labels,
    service: name,
  };
}
