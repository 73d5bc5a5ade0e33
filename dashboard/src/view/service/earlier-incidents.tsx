import type { JSX } from 'preact';
import { store } from '../../browser/live.js';
import { whyLink } from '../../browser/why.js';
import { incidentId } from '../../state/incident-list.js';
import { Outside } from '../outside-text.js';
import { ShortMoment, Stopwatch } from '../time.js';

const SHOWN = 6;

/** The incidents of the service that are over, the last one first. */
export function EarlierIncidents({ name }: { name: string }): JSX.Element | null {
  const over = store.incidents.value
    .filter(({ alert, status }) => alert.service === name && status === 'resolved')
    .slice(0, SHOWN);
  if (over.length === 0) return null;
  return (
    <section class="panel" aria-labelledby="earlier-heading">
      <h2 id="earlier-heading">Earlier incidents</h2>
      <ul class="earlier">
        {over.map((incident) => (
          <li key={incidentId(incident)} class="earlier-one">
            <span>
              <ShortMoment at={incident.openedAt} />
            </span>
            <Outside text={incident.alert.message || incident.alert.title} class="quiet" />
            <span class="earlier-length">
              <Stopwatch at={incident.openedAt} until={incident.resolvedAt} />
            </span>
            <a class="event-why" href={whyLink(incident.alert.id)}>
              Why?
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
