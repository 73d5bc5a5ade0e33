import type { JSX } from 'preact';
import { route } from '../../browser/route.js';
import { linkTo } from '../../state/route.js';

/** What was raised, and what was told of it. */
export function AlertsTabs(): JSX.Element {
  const { view } = route.value;
  return (
    <nav class="tabs" aria-label="Alerts and notifications">
      <a href={linkTo('alerts')} aria-current={view === 'alerts' ? 'page' : undefined}>
        Alerts
      </a>
      <a href={linkTo('notifications')} aria-current={view === 'notifications' ? 'page' : undefined}>
        Notifications
      </a>
    </nav>
  );
}
