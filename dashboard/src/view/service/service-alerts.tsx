import { useComputed } from '@preact/signals';
import type { JSX } from 'preact';
import { getAlerts } from '../../api/calls.js';
import { store } from '../../browser/live.js';
import { mergeLatest } from '../../state/merge-latest.js';
import { AlertList } from '../alerts/alert-list.js';
import { Failure } from '../failure.js';
import { useLoaded } from '../use-loaded.js';

const SHOWN = 30;

/** The latest alerts about the service: those of the server's record, and what comes in meanwhile. */
export function ServiceAlerts({ name }: { name: string }): JSX.Element {
  const { loaded, reload } = useLoaded(name, (signal) => getAlerts({ service: name, limit: SHOWN }, signal));
  const live = useComputed(() => store.alerts.value.filter(({ alert }) => alert.service === name));
  const { value: recorded, error } = loaded.value;
  const alerts = mergeLatest(recorded ?? [], live.value, {
    idOf: ({ alert }) => alert.id,
    atOf: ({ alert }) => alert.at,
    limit: SHOWN,
  });
  return (
    <section class="panel" aria-labelledby="alerts-heading">
      <h2 id="alerts-heading">Alerts</h2>
      {error !== undefined && <Failure what="Its alerts could not be loaded." error={error} retry={reload} />}
      {alerts.length > 0 ? (
        <AlertList alerts={alerts.toReversed()} />
      ) : (
        <p class="quiet">
          {loaded.value.loading
            ? 'Loading…'
            : 'It never raised an alert, as far back as the journal reaches.'}
        </p>
      )}
    </section>
  );
}
