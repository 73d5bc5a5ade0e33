import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { spoken } from '../browser/announcer.js';
import { keepScroll } from '../browser/keep-scroll.js';
import { stale } from '../browser/live.js';
import { route } from '../browser/route.js';
import { isLocked } from '../browser/session.js';
import { AlertsView } from './alerts/alerts-view.js';
import { NotificationsView } from './alerts/notifications-view.js';
import { ChannelsView } from './channels/channels-view.js';
import { ConnectionBanner } from './connection-banner.js';
import { IncidentsView } from './incidents/incidents-view.js';
import { Notices } from './notices.js';
import { OpenDialog } from './open-dialog.js';
import { OverallState } from './overall-state.js';
import { ServiceView } from './service/service-view.js';
import { ServicesView } from './services/services-view.js';
import { SilencesView } from './silences/silences-view.js';
import { TokenForm } from './token-form.js';
import { Topbar } from './topbar.js';
import { WhyDialog } from './why-dialog.js';

/** The whole page. */
export function App(): JSX.Element {
  if (isLocked()) {
    return (
      <main class="locked">
        <TokenForm />
      </main>
    );
  }
  return (
    <div class="page" data-stale={stale.value}>
      <button type="button" class="skip" onClick={() => document.querySelector<HTMLElement>('main')?.focus()}>
        Skip to content
      </button>
      <Topbar />
      <ConnectionBanner />
      <OverallState />
      <Main />
      <Notices />
      <OpenDialog />
      <WhyDialog />
      <div class="hidden" aria-live="polite">
        {spoken.value}
      </div>
    </div>
  );
}

function Main(): JSX.Element {
  const main = useRef<HTMLElement>(null);
  const { view, name } = route.value;
  const place = `${view} ${name}`;
  useEffect(() => keepScroll(place, main), [place]);
  return (
    <main class={`main main-${view}`} ref={main} tabIndex={-1}>
      <View key={place} />
    </main>
  );
}

function View(): JSX.Element {
  const { view, name } = route.value;
  switch (view) {
    case 'services':
      return <ServicesView />;
    case 'service':
      return <ServiceView name={name} />;
    case 'alerts':
      return <AlertsView />;
    case 'notifications':
      return <NotificationsView />;
    case 'incidents':
      return <IncidentsView />;
    case 'silences':
      return <SilencesView />;
    case 'channels':
      return <ChannelsView />;
  }
}
