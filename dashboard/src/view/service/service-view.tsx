import { useComputed } from '@preact/signals';
import type { JSX } from 'preact';
import { getService } from '../../api/calls.js';
import { store } from '../../browser/live.js';
import { linkTo } from '../../state/route.js';
import { Empty } from '../empty.js';
import { Failure } from '../failure.js';
import { Sign } from '../icons.js';
import { useLoaded } from '../use-loaded.js';
import { CurrentIncident } from './current-incident.js';
import { EarlierIncidents } from './earlier-incidents.js';
import { HeartbeatPanel } from './heartbeat-panel.js';
import { ServiceAlerts } from './service-alerts.js';
import { ServiceHead } from './service-head.js';
import { ServiceHistory } from './service-history.js';
import { ServiceSettingsList } from './service-settings.js';
import { Statechart } from './statechart.js';
import { Thresholds } from './thresholds.js';

/** All of one service. */
export function ServiceView({ name }: { name: string }): JSX.Element {
  // Reads the names, for the service may come later, or go.
  const state = useComputed(() => {
    store.names.value;
    return store.service(name)?.value;
  }).value;
  const known = state !== undefined;
  const { loaded, reload } = useLoaded(`${name} ${known}`, async (signal) =>
    known ? getService(name, signal) : undefined,
  );
  const { value: detail, error } = loaded.value;

  if (state === undefined) {
    return (
      <>
        <BackLink />
        <h1 class="hidden">
          <bdi>{name}</bdi>
        </h1>
        {store.ready.value ? (
          <Empty title={`No service is named ‘${name}’`}>
            <p>It may have been taken out of the configuration, or the link may be mistyped.</p>
            <a class="button" href={linkTo('services')}>
              All services
            </a>
          </Empty>
        ) : (
          <p class="quiet">Loading…</p>
        )}
      </>
    );
  }
  return (
    <>
      <BackLink />
      <ServiceHead state={state} />
      {error !== undefined && (
        <Failure what="Its settings could not be loaded." error={error} retry={reload} />
      )}
      <div class="service-columns">
        <div class="service-main">
          <section class="panel" aria-labelledby="chart-heading">
            <h2 id="chart-heading">Status</h2>
            <Statechart state={state} />
            {detail?.settings !== undefined && <Thresholds state={state} settings={detail.settings} />}
          </section>
          <ServiceHistory name={name} />
        </div>
        <div class="service-side">
          <CurrentIncident name={name} />
          {state.heartbeat !== undefined && (
            <HeartbeatPanel heartbeat={state.heartbeat} paused={state.paused} />
          )}
          <ServiceSettingsList detail={detail} state={state} />
          <EarlierIncidents name={name} />
        </div>
      </div>
      <ServiceAlerts name={name} />
    </>
  );
}

function BackLink(): JSX.Element {
  return (
    <a class="back" href={linkTo('services')}>
      <Sign name="back" />
      Services
    </a>
  );
}
