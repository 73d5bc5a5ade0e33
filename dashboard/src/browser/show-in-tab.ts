import { effect } from '@preact/signals';
import { documentTitle, faviconUrl, pageState } from '../text/page-state.js';
import { stale, store } from './live.js';
import { route } from './route.js';

const PLACES = {
  services: '',
  service: '',
  alerts: 'Alerts',
  notifications: 'Notifications',
  incidents: 'Incidents',
  silences: 'Silences',
  channels: 'Channels',
} as const;

/** Keeps the title and the icon of the tab at the state of everything. */
export function showInTab(): void {
  effect(() => {
    const { view, name } = route.value;
    document.title = documentTitle(
      store.summary.value,
      stale.value,
      view === 'service' ? name : PLACES[view],
    );
  });
  effect(() => {
    const icon = document.querySelector<HTMLLinkElement>('#favicon');
    const url = faviconUrl(pageState(store.summary.value, stale.value));
    if (icon !== null && icon.href !== url) icon.href = url;
  });
}
