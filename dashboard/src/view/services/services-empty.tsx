import type { JSX } from 'preact';
import { store } from '../../browser/live.js';
import { setQuery } from '../../browser/route.js';
import { type ServiceFilter, serviceQueryOf } from '../../state/service-filter.js';
import { Empty } from '../empty.js';

/** Why no service is shown, and what to do. */
export function ServicesEmpty({ filter }: { filter: ServiceFilter }): JSX.Element {
  if (store.names.value.length === 0) {
    return (
      <Empty title="No services are watched yet">
        <p>
          Add some under <code>services</code> in the configuration, or with <code>monitor.register</code>.
          They show here at once.
        </p>
      </Empty>
    );
  }
  return (
    <Empty title="No service matches the filter">
      <button
        type="button"
        class="button"
        onClick={() => setQuery(serviceQueryOf({ ...filter, q: '', statuses: [] }))}
      >
        Show all {store.names.value.length} services
      </button>
    </Empty>
  );
}
