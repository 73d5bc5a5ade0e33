import { useComputed } from '@preact/signals';
import type { JSX } from 'preact';
import type { AlertView } from '../../../../src/http/api/views.js';
import { getAlerts } from '../../api/calls.js';
import { store } from '../../browser/live.js';
import { changeQuery, route } from '../../browser/route.js';
import { alertFilterOf, byDay, filterAlerts } from '../../state/alert-filter.js';
import { mergeLatest } from '../../state/merge-latest.js';
import { dayKey } from '../../text/time-text.js';
import { OUTCOME_WORDS, OUTCOMES, SEVERITIES_WORST_FIRST, SEVERITY_WORDS } from '../../text/words.js';
import { Empty } from '../empty.js';
import { FilterField } from '../filter-field.js';
import { Picker } from '../picker.js';
import { AlertFigures } from './alert-figures.js';
import { AlertList } from './alert-list.js';
import { AlertsTabs } from './alerts-tabs.js';
import { DaySection } from './day-section.js';
import { OlderButton } from './older-button.js';
import { useMore } from './use-more.js';
import { useOlder } from './use-older.js';

const BY_ID = { idOf: ({ alert }: AlertView) => alert.id, atOf: ({ alert }: AlertView) => alert.at };

/** All alerts, the newest first, day by day. */
export function AlertsView(): JSX.Element {
  const filter = useComputed(() => alertFilterOf(route.value.query)).value;
  const { severity, outcome } = filter;
  const paging = useOlder({
    key: `${severity} ${outcome} ${store.generation.value}`,
    oldest: store.alerts.value[0]?.alert.at,
    ...BY_ID,
    load: (span) =>
      getAlerts({
        ...span,
        ...(severity === '' ? {} : { severity }),
        ...(outcome === '' ? {} : { outcome }),
      }),
  });
  const all = mergeLatest(paging.older.value.items, store.alerts.value, {
    ...BY_ID,
    limit: Number.POSITIVE_INFINITY,
  });
  const shown = filterAlerts(all, filter).reverse();
  const { some, more } = useMore(shown, JSON.stringify(filter));
  return (
    <>
      <h1 class="hidden">Alerts</h1>
      <search class="toolbar" aria-label="Alerts">
        <AlertsTabs />
        <FilterField label="Filter alerts" value={filter.q} onChange={(q) => changeQuery({ q })} />
        <Picker
          label="Severity"
          value={severity}
          options={[
            { value: '', text: 'Any' },
            ...SEVERITIES_WORST_FIRST.map((one) => ({ value: one, text: SEVERITY_WORDS[one] })),
          ]}
          onChange={(chosen) => changeQuery({ severity: chosen })}
        />
        <Picker
          label="Outcome"
          value={outcome}
          options={[
            { value: '', text: 'Any' },
            ...OUTCOMES.map((one) => ({ value: one, text: OUTCOME_WORDS[one] })),
          ]}
          onChange={(chosen) => changeQuery({ outcome: chosen })}
        />
        <AlertFigures />
      </search>
      {store.ready.value && shown.length === 0 && <NoAlerts filtered={all.length > 0} />}
      {byDay(some, ({ alert }) => alert.at).map((day) => (
        <DaySection key={dayKey(day.at)} at={day.at}>
          <AlertList alerts={day.items} />
        </DaySection>
      ))}
      {more !== undefined ? (
        <div class="timeline-end">
          <button type="button" class="button" onClick={more}>
            Show more
          </button>
        </div>
      ) : (
        store.ready.value && <OlderButton {...paging} />
      )}
    </>
  );
}

function NoAlerts({ filtered }: { filtered: boolean }): JSX.Element {
  if (filtered) {
    return (
      <Empty title="No alert matches the filter">
        <button
          type="button"
          class="button"
          onClick={() => changeQuery({ q: '', severity: '', outcome: '' })}
        >
          Show all alerts
        </button>
      </Empty>
    );
  }
  return (
    <Empty title="No alerts yet">
      <p>
        Services raise them by themselves when their status changes; programs with <code>monitor.alert</code>,
        and you with <code>tocsin send</code>.
      </p>
    </Empty>
  );
}
