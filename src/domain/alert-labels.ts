import type { Alert } from './alert.js';

/**
 * The value of an alert's label. Beside its own labels every alert has `alertname` (its title), `severity`, `category`,
 * and, if it is about or from one, `service` and `source`; a label of its own of that name takes their place.
 *
 * @returns `undefined` if it has no such label
 */
export function labelOf(alert: Alert, name: string): string | undefined {
  const { labels } = alert;
  if (Object.hasOwn(labels, name)) return labels[name];
  switch (name) {
    case 'alertname':
      return alert.title;
    case 'severity':
      return alert.severity;
    case 'category':
      return alert.category;
    case 'service':
      return alert.service;
    case 'source':
      return alert.source;
    default:
      return undefined;
  }
}

/** All labels of an alert, those that every alert has first; see {@link labelOf}. */
export function labelsOf(alert: Alert): Record<string, string> {
  const { title, severity, category, service, source, labels } = alert;
  return {
    alertname: title,
    severity,
    category,
    ...(service === undefined ? {} : { service }),
    ...(source === undefined ? {} : { source }),
    ...labels,
  };
}
