import type { AlertView } from './alert-views.js';

/** The alerts of one name that go to one channel, in Alertmanager's words. */
export interface AlertGroupView {
  readonly labels: Readonly<Record<string, string>>;
  readonly receiver: { readonly name: string };
  readonly routeLabels: Readonly<Record<string, string>>;
  readonly alerts: readonly AlertView[];
}

interface Gathering {
  readonly receiver: AlertGroupView['receiver'];
  readonly alertname: string;
  readonly alerts: AlertView[];
}

/** Stands for the channel of an alert that none takes. */
const NOBODY = 'none';

/**
 * Groups alerts for interfaces such as Grafana's: by channel and `alertname`. How Tocsin itself groups what it tells is
 * another matter, and not shown here.
 */
export function alertGroups(
  views: readonly AlertView[],
  isWanted: (receiver: AlertGroupView['receiver']) => boolean,
): AlertGroupView[] {
  const groups = new Map<string, Gathering>();
  for (const view of views) {
    const { alertname = '' } = view.labels;
    const receivers = view.receivers.length === 0 ? [{ name: NOBODY }] : view.receivers.filter(isWanted);
    for (const receiver of receivers) {
      const key = JSON.stringify([receiver.name, alertname]);
      const group: Gathering = groups.get(key) ?? { receiver, alertname, alerts: [] };
      group.alerts.push(view);
      groups.set(key, group);
    }
  }
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { receiver, alertname, alerts }]) => ({
      labels: alertname === '' ? {} : { alertname },
      receiver,
      routeLabels: {},
      alerts,
    }));
}
