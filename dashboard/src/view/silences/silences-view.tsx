import { useComputed } from '@preact/signals';
import type { JSX } from 'preact';
import type { SilenceView } from '../../../../src/http/api/views.js';
import { now } from '../../browser/clock.js';
import { openDialog } from '../../browser/dialogs.js';
import { store } from '../../browser/live.js';
import { changeQuery, route } from '../../browser/route.js';
import { mayChange } from '../../browser/session.js';
import { matchesWords } from '../../state/alert-filter.js';
import { searchWords } from '../../state/service-search.js';
import { EMPTY_ROW } from '../../state/silence-draft.js';
import { silenceStatusAt } from '../../state/silence-list.js';
import { matchTerms } from '../../text/match-text.js';
import { Empty } from '../empty.js';
import { FilterField } from '../filter-field.js';
import { Sign } from '../icons.js';
import { SilenceCard } from './silence-card.js';

const GROUPS = [
  { status: 'active', text: 'In force' },
  { status: 'pending', text: 'To come' },
  { status: 'ended', text: 'Ended' },
] as const;

/** What is held back now, what will be, and what was. */
export function SilencesView(): JSX.Element {
  const q = useComputed(() => route.value.query.q ?? '').value;
  const words = searchWords(q);
  const shown = store.silences.value.filter((silence) => matchesWords(textsOf(silence), words));
  return (
    <>
      <h1 class="hidden">Silences</h1>
      <search class="toolbar" aria-label="Silences">
        <FilterField label="Filter silences" value={q} onChange={(text) => changeQuery({ q: text })} />
        {mayChange() && (
          <button
            type="button"
            class="button button-main"
            onClick={() => {
              openDialog.value = { kind: 'silence', rows: [EMPTY_ROW] };
            }}
          >
            <Sign name="plus" />
            New silence
          </button>
        )}
      </search>
      {store.ready.value && shown.length === 0 && (
        <Empty title={words.length === 0 ? 'No silences' : 'No silence matches the filter'}>
          <p>
            A silence holds back alerts that match it, for a time. What still fires when it ends is told then.
          </p>
        </Empty>
      )}
      {GROUPS.map(({ status, text }) => {
        const mine = shown.filter((silence) => silenceStatusAt(silence, now.value) === status);
        if (mine.length === 0) return null;
        return (
          <section key={status} aria-label={text}>
            <h2 class="section-head">{text}</h2>
            <ul class="cards">
              {mine.map((silence) => (
                <li key={silence.id}>
                  <SilenceCard silence={silence} status={status} />
                </li>
              ))}
            </ul>
          </section>
        );
      })}
    </>
  );
}

function textsOf({ match, by, reason, maintenanceOf }: SilenceView): string[] {
  return [
    by,
    reason ?? '',
    maintenanceOf ?? '',
    ...matchTerms(match).map(({ field, value }) => `${field} ${value}`),
  ];
}
