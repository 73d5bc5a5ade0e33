import type { JSX } from 'preact';
import { store } from '../../browser/live.js';
import { incidentId } from '../../state/incident-list.js';
import { IncidentCard } from '../incidents/incident-card.js';

/** The incidents of the service that fire, if any do. */
export function CurrentIncident({ name }: { name: string }): JSX.Element | null {
  const firing = store.incidents.value.filter(
    ({ alert, status }) => alert.service === name && status !== 'resolved',
  );
  if (firing.length === 0) return null;
  return (
    <section class="panel" aria-labelledby="incidents-heading">
      <h2 id="incidents-heading">{firing.length === 1 ? 'Incident' : 'Incidents'}</h2>
      <ul class="cards cards-one">
        {firing.map((incident) => (
          <li key={incidentId(incident)}>
            <IncidentCard incident={incident} compact />
          </li>
        ))}
      </ul>
    </section>
  );
}
