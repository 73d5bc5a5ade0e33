import type { JSX } from 'preact';
import { store } from '../../browser/live.js';
import { incidentId } from '../../state/incident-list.js';
import { IncidentCard } from '../incidents/incident-card.js';

/** So many that are over are shown beside those that fire. */
const SHOWN = 3;

/** The incidents of the service: those that fire, and some that are over. */
export function CurrentIncident({ name }: { name: string }): JSX.Element | null {
  const mine = store.incidents.value.filter(({ alert }) => alert.service === name);
  if (mine.length === 0) return null;
  const firing = mine.filter(({ status }) => status !== 'resolved');
  const over = mine.filter(({ status }) => status === 'resolved').slice(0, SHOWN);
  return (
    <section class="panel" aria-labelledby="incidents-heading">
      <h2 id="incidents-heading">Incidents</h2>
      <ul class="cards cards-one">
        {[...firing, ...over].map((incident) => (
          <li key={incidentId(incident)}>
            <IncidentCard incident={incident} compact />
          </li>
        ))}
      </ul>
    </section>
  );
}
