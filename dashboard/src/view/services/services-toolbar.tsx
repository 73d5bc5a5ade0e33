import type { JSX } from 'preact';
import { store } from '../../browser/live.js';
import { setQuery } from '../../browser/route.js';
import {
  type ServiceFilter,
  type ServiceSort,
  SORTS,
  SPANS,
  serviceQueryOf,
} from '../../state/service-filter.js';
import { groupLabels } from '../../state/service-list.js';
import { countText } from '../../text/number-text.js';
import { FilterField } from '../filter-field.js';
import { Picker } from '../picker.js';
import { Segments } from '../segments.js';

const SORT_TEXTS: Readonly<Record<ServiceSort, string>> = {
  status: 'Worst first',
  name: 'Name',
  latency: 'Slowest first',
  uptime: 'Least uptime first',
  since: 'Latest change first',
};

/** What is shown of the services, and how. */
export function ServicesToolbar({
  filter,
  matched,
}: {
  filter: ServiceFilter;
  matched: number;
}): JSX.Element {
  const change = (changes: Partial<ServiceFilter>): void =>
    setQuery(serviceQueryOf({ ...filter, ...changes }));
  const total = store.names.value.length;
  const labels = groupLabels(store.states());
  return (
    <search class="toolbar" aria-label="Services">
      <FilterField label="Filter services" value={filter.q} onChange={(q) => change({ q })} />
      <Picker
        label="Group"
        value={filter.group}
        options={[
          { value: '', text: 'None' },
          ...withChosen(labels, filter.group).map((label) => ({ value: label, text: label })),
        ]}
        onChange={(group) => change({ group })}
      />
      <Picker
        label="Sort"
        value={filter.sort}
        options={SORTS.map((sort) => ({ value: sort, text: SORT_TEXTS[sort] }))}
        onChange={(sort) => change({ sort, reversed: false })}
      />
      <Segments
        label="History and uptime over"
        value={filter.span}
        options={SPANS.map((span) => ({ value: span, text: span }))}
        onChange={(span) => change({ span })}
      />
      <output class="toolbar-count">
        {matched === total ? countText(total) : `${countText(matched)} of ${countText(total)}`}
        <span class="hidden"> services are shown</span>
      </output>
    </search>
  );
}

/** A label that came with a link may be one that no service has. */
function withChosen(labels: readonly string[], chosen: string): readonly string[] {
  return chosen === '' || labels.includes(chosen) ? labels : [...labels, chosen];
}
