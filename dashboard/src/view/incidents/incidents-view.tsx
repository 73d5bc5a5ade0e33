import { useComputed } from '@preact/signals';
import type { JSX } from 'preact';
import type { Incident } from '../../../../src/domain/incident.js';
import { store } from '../../browser/live.js';
import { changeQuery, route } from '../../browser/route.js';
import { matchesWords } from '../../state/alert-filter.js';
import { incidentId } from '../../state/incident-list.js';
import { searchWords } from '../../state/service-search.js';
import { useMore } from '../alerts/use-more.js';
import { Empty } from '../empty.js';
import { FilterField } from '../filter-field.js';
import { IncidentCard } from './incident-card.js';

/** What fires now, and what lately did. */
export function IncidentsView(): JSX.Element {
  const q = useComputed(() => route.value.query.q ?? '').value;
  const words = searchWords(q);
  const shown = store.incidents.value.filter(({ key, alert, acknowledgement }) =>
    matchesWords([key, alert.title, alert.message, acknowledgement?.by ?? ''], words),
  );
  const firing = shown.filter(({ status }) => status !== 'resolved');
  const over = shown.filter(({ status }) => status === 'resolved');
  return (
    <>
      <h1 class="hidden">Incidents</h1>
      <search class="toolbar" aria-label="Incidents">
        <FilterField label="Filter incidents" value={q} onChange={(text) => changeQuery({ q: text })} />
      </search>
      <section aria-labelledby="firing-heading">
        <h2 class="section-head" id="firing-heading">
          Firing
        </h2>
        {store.ready.value && firing.length === 0 ? (
          <Empty title={words.length === 0 ? 'Nothing fires' : 'Nothing that fires matches the filter'}>
            <p>A condition that begins to fire shows here until it is over.</p>
          </Empty>
        ) : (
          <Cards incidents={firing} q={q} />
        )}
      </section>
      {over.length > 0 && (
        <section aria-labelledby="over-heading">
          <h2 class="section-head" id="over-heading">
            Lately resolved
          </h2>
          <Cards incidents={over} q={q} />
        </section>
      )}
    </>
  );
}

function Cards({ incidents, q }: { incidents: readonly Incident[]; q: string }): JSX.Element {
  const { some, more } = useMore(incidents, q);
  return (
    <>
      <ul class="cards">
        {some.map((incident) => (
          <li key={incidentId(incident)}>
            <IncidentCard incident={incident} />
          </li>
        ))}
      </ul>
      {more !== undefined && (
        <button type="button" class="button" onClick={more}>
          Show more
        </button>
      )}
    </>
  );
}
