import type { JSX } from 'preact';
import type { Status } from '../../../src/domain/service.js';
import { now } from '../browser/clock.js';
import { store } from '../browser/live.js';
import { goTo, route, setQuery } from '../browser/route.js';
import { linkTo } from '../state/route.js';
import { serviceFilterOf, serviceQueryOf, toggleStatus } from '../state/service-filter.js';
import { silenceStatusAt } from '../state/silence-list.js';
import { headline } from '../text/headline.js';
import { countText, pluralText } from '../text/number-text.js';
import { STATUS_WORDS, STATUSES } from '../text/words.js';
import { StatusIcon } from './icons.js';

/** The state of everything at a glance, and how many services have each status: the way to those services. */
export function OverallState(): JSX.Element {
  const summary = store.summary.value;
  if (summary === undefined) {
    return (
      <section class="overall" aria-label="Overall state">
        <div class="overall-icon icon-placeholder" />
        <div class="overall-words">
          <p class="overall-headline quiet">Loading…</p>
          <p class="overall-details">&nbsp;</p>
        </div>
      </section>
    );
  }
  return (
    <section class={`overall overall-${summary.status}`} aria-label="Overall state">
      <div class="overall-icon">
        <StatusIcon status={summary.status} />
      </div>
      <div class="overall-words">
        <p class="overall-headline">{headline(summary)}</p>
        <p class="overall-details">{details()}</p>
      </div>
      <ul class="chips" aria-label="Services by status">
        {STATUSES.map((status) => (
          <Chip key={status} status={status} count={summary.counts[status]} />
        ))}
      </ul>
    </section>
  );
}

function Chip({ status, count }: { status: Status; count: number }): JSX.Element {
  const { view, query } = route.value;
  const filter = serviceFilterOf(view === 'services' ? query : {});
  const pressed = filter.statuses.includes(status);
  return (
    <li>
      <button
        type="button"
        class={`chip chip-${status}`}
        data-zero={count === 0}
        aria-pressed={pressed}
        title={pressed ? `Show services of any status again` : `Show ${status} services only`}
        onClick={() => {
          const next = serviceQueryOf(toggleStatus(filter, status));
          if (view === 'services') setQuery(next);
          else goTo(linkTo('services', next));
        }}
      >
        <StatusIcon status={status} />
        <span class="chip-count">{countText(count)}</span>
        <span class="chip-word">{STATUS_WORDS[status].toLowerCase()}</span>
      </button>
    </li>
  );
}

function details(): JSX.Element {
  const firing = store.incidents.value.filter(({ status }) => status === 'firing').length;
  const taken = store.incidents.value.filter(({ status }) => status === 'acknowledged').length;
  const silences = store.silences.value.filter((one) => silenceStatusAt(one, now.value) === 'active').length;
  const journal = store.journal.value;
  return (
    <>
      {firing === 0 && taken === 0 && 'No incidents'}
      {firing > 0 && (
        <a href={linkTo('incidents')}>{pluralText(firing, 'incident fires', 'incidents fire')}</a>
      )}
      {firing > 0 && taken > 0 && ', '}
      {taken > 0 && (
        <a href={linkTo('incidents')}>
          {pluralText(
            taken,
            firing > 0 ? 'acknowledged' : 'incident acknowledged',
            firing > 0 ? 'acknowledged' : 'incidents acknowledged',
          )}
        </a>
      )}
      {silences > 0 && (
        <>
          {' · '}
          <a href={linkTo('silences')}>{pluralText(silences, 'silence in force', 'silences in force')}</a>
        </>
      )}
      {journal?.failing && (
        <>
          {' · '}
          <strong class="tone-unhealthy">
            The journal cannot be written; {pluralText(journal.waiting, 'event waits', 'events wait')} in
            memory
          </strong>
        </>
      )}
    </>
  );
}
