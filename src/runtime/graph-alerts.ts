import type { Alert } from '../domain/alert.js';
import { LONGEST_TITLE, truncate } from '../domain/clean-text.js';
import type { Incident } from '../domain/incident.js';
import type { AlertDraft } from '../domain/raise-alert.js';

/** The alert that a draft becomes once it is accepted. */
export function acceptedAlert(draft: AlertDraft, id: string, at: number): Alert {
  const { key, kind, status, title, message, severity, category, source, data, labels, service } = draft;
  // Spelt out: a spread would make a slow object of what there may be millions of.
  const alert = { id, at, key, kind, status, title, message, severity, category, data, labels };
  if (source === undefined && service === undefined) return alert;
  return {
    ...alert,
    ...(source === undefined ? {} : { source }),
    ...(service === undefined ? {} : { service }),
  };
}

/** The last alert of a condition; `incident` is left out when no condition of that key fires. */
export function resolvedAlert(key: string, incident: Incident | undefined, id: string, at: number): Alert {
  const end = { id, at, status: 'resolved' } as const;
  if (incident !== undefined) {
    const { alert, toldSeverity: severity = alert.severity } = incident;
    // As severe as what was told, so that who filters by severity and heard of it hears of its end.
    return { ...alert, severity, ...end };
  }
  return {
    key,
    kind: 'condition',
    title: truncate(key, LONGEST_TITLE),
    message: '',
    severity: 'info',
    category: 'system',
    data: {},
    labels: {},
    ...end,
  };
}
