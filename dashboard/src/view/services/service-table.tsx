import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { store, strips } from '../../browser/live.js';
import type { ServiceFilter } from '../../state/service-filter.js';
import type { Entry } from '../../state/service-list.js';
import { entryRange, placeEntries } from '../../state/window-range.js';
import { GroupRow } from './group-row.js';
import { ServiceRow } from './service-row.js';
import { TableHead } from './table-head.js';
import { useWindow } from './use-window.js';

export interface ServiceTableProps {
  readonly entries: readonly Entry[];
  readonly filter: ServiceFilter;
  readonly onToggle: (group: string) => void;
}

/** How often strips that are in view are asked for again if they are old. */
const REFRESH = 15_000;

/** The services, of which only those in view are drawn. On a wide screen they stand in several columns. */
export function ServiceTable({ entries, filter, onToggle }: ServiceTableProps): JSX.Element {
  const list = useRef<HTMLTableSectionElement>(null);
  const probe = useRef<HTMLDivElement>(null);
  const focused = useSignal<string | undefined>(undefined);
  const measures = useWindow(list, probe, (lanes) => placeEntries(entries, lanes).lines);
  const { lineHeight, lanes, first, end } = measures.value;
  const { places, lines } = useMemo(() => placeEntries(entries, lanes), [entries, lanes]);
  const range = entryRange(places, { first, end });
  const drawn = withFocused(entries, range, focused.value);

  const wanted = filter.sort === 'uptime' ? store.names.value : namesOf(entries, range);
  useEffect(() => {
    const ask = (): void => {
      if (!document.hidden) strips.want(filter.span, wanted);
    };
    ask();
    const timer = setInterval(ask, REFRESH);
    return () => {
      clearInterval(timer);
      strips.want(filter.span, []);
    };
  }, [filter.span, wanted.join('\n')]);

  return (
    <>
      <div class="services-probe" ref={probe} aria-hidden="true" />
      <table
        class={store.ready.value ? 'services' : 'services services-loading'}
        aria-label="Services"
        aria-rowcount={entries.length + 1}
        aria-busy={!store.ready.value}
      >
        <TableHead filter={filter} />
        <tbody
          class="services-body"
          ref={list}
          style={{ height: store.ready.value ? `${lines * lineHeight}px` : undefined }}
          onFocusIn={({ target }) => {
            focused.value = target instanceof HTMLElement ? target.dataset.item : undefined;
          }}
          onFocusOut={() => {
            focused.value = undefined;
          }}
        >
          {drawn.map((index) => {
            const entry = entries[index];
            const place = places[index];
            if (entry === undefined || place === undefined) return null;
            const top = place.line * lineHeight;
            // The head of the table is the first row.
            const rowIndex = index + 2;
            return entry.type === 'group' ? (
              <GroupRow
                key={`group ${entry.value}`}
                group={entry}
                label={filter.group}
                top={top}
                rowIndex={rowIndex}
                onToggle={onToggle}
              />
            ) : (
              <ServiceRow
                key={`service ${entry.name}`}
                name={entry.name}
                span={filter.span}
                top={top}
                lane={place.lane}
                lanes={lanes}
                rowIndex={rowIndex}
              />
            );
          })}
        </tbody>
      </table>
    </>
  );
}

interface Range {
  readonly first: number;
  readonly end: number;
}

/** What has the focus stays drawn wherever it is, or the focus would be lost. */
function withFocused(
  entries: readonly Entry[],
  { first, end }: Range,
  focused: string | undefined,
): number[] {
  const drawn = Array.from({ length: end - first }, (_, offset) => first + offset);
  if (focused === undefined) return drawn;
  const index = entries.findIndex((entry) => itemOf(entry) === focused);
  if (index < 0 || (index >= first && index < end)) return drawn;
  return index < first ? [index, ...drawn] : [...drawn, index];
}

function itemOf(entry: Entry): string {
  return entry.type === 'service' ? `service ${entry.name}` : `group ${entry.value}`;
}

function namesOf(entries: readonly Entry[], { first, end }: Range): readonly string[] {
  return entries.slice(first, end).flatMap((entry) => (entry.type === 'service' ? entry.name : []));
}
