import { useComputed, useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { store, strips } from '../../browser/live.js';
import { route } from '../../browser/route.js';
import { type ServiceFilter, serviceFilterOf } from '../../state/service-filter.js';
import { type Entry, listServices, sameEntries } from '../../state/service-list.js';
import { ServiceTable } from './service-table.js';
import { ServicesEmpty } from './services-empty.js';
import { ServicesToolbar } from './services-toolbar.js';

/** All services: filtered, sorted, grouped. */
export function ServicesView(): JSX.Element {
  const collapsed = useSignal<ReadonlySet<string>>(new Set());
  const filter = useComputed((): ServiceFilter => serviceFilterOf(route.value.query));
  const keepSame = useMemo(keepIfSame, []);
  const listing = useComputed(() => {
    const wanted = filter.value;
    // Strips come in while one scrolls; only an order by uptime depends on them.
    if (wanted.sort === 'uptime') strips.revision.value;
    const { entries, matched } = listServices({
      states: store.states(),
      filter: wanted,
      uptimeOf: (name) => strips.strip(wanted.span, name).peek()?.uptime,
      collapsed: collapsed.value,
    });
    return keepSame(entries, matched);
  });
  const { entries, matched } = listing.value;
  const toggle = (group: string): void => {
    const next = new Set(collapsed.peek());
    if (!next.delete(group)) next.add(group);
    collapsed.value = next;
  };
  return (
    <>
      <h1 class="hidden">Services</h1>
      <ServicesToolbar filter={filter.value} matched={matched} />
      {store.ready.value && matched === 0 ? (
        <ServicesEmpty filter={filter.value} />
      ) : (
        <ServiceTable entries={entries} filter={filter.value} onToggle={toggle} />
      )}
    </>
  );
}

/** Keeps the list that is drawn while another one would show the same lines. */
function keepIfSame(): (entries: Entry[], matched: number) => { entries: Entry[]; matched: number } {
  let kept: { entries: Entry[]; matched: number } = { entries: [], matched: 0 };
  return (entries, matched) => {
    if (matched !== kept.matched || !sameEntries(entries, kept.entries)) kept = { entries, matched };
    return kept;
  };
}
