import type { JSX } from 'preact';
import { setQuery } from '../../browser/route.js';
import { type ServiceFilter, type ServiceSort, serviceQueryOf } from '../../state/service-filter.js';
import { Sign } from '../icons.js';

/** The heads of the columns, by which the table can be sorted. */
export function TableHead({ filter }: { filter: ServiceFilter }): JSX.Element {
  return (
    <thead class="services-head">
      <tr class="service-row" aria-rowindex={1}>
        <Head text="Status" sort="status" filter={filter} />
        <Head text="Service" sort="name" filter={filter} />
        <Head text={`Last ${filter.span}`} filter={filter} />
        <Head text="Uptime" sort="uptime" filter={filter} numeric />
        <Head text="Latency" sort="latency" filter={filter} numeric />
        <Head text="Last message" filter={filter} />
        <Head text="For" sort="since" filter={filter} numeric />
      </tr>
    </thead>
  );
}

/** In which order the values run when the worst come first. */
const WORST_FIRST: Readonly<Record<ServiceSort, 'ascending' | 'descending'>> = {
  status: 'descending',
  name: 'ascending',
  latency: 'descending',
  uptime: 'ascending',
  since: 'ascending',
};

function Head({
  text,
  sort,
  filter,
  numeric = false,
}: {
  text: string;
  sort?: ServiceSort;
  filter: ServiceFilter;
  numeric?: boolean;
}): JSX.Element {
  const name = numeric ? 'cell cell-number' : 'cell';
  if (sort === undefined) {
    return (
      <th scope="col" class={name}>
        {text}
      </th>
    );
  }
  const sorted = filter.sort === sort;
  const usual = WORST_FIRST[sort];
  const order = (usual === 'ascending') === filter.reversed ? 'descending' : 'ascending';
  return (
    <th scope="col" class={name} aria-sort={sorted ? order : 'none'}>
      <button
        type="button"
        class="sort"
        onClick={() => setQuery(serviceQueryOf({ ...filter, sort, reversed: sorted && !filter.reversed }))}
      >
        {text}
        {sorted && <Sign name={order === 'ascending' ? 'up' : 'down'} />}
      </button>
    </th>
  );
}
