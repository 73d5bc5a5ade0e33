/** What lies further back than what the page knows by itself. */
export interface Older<Item> {
  /** Oldest first. */
  readonly items: readonly Item[];
  readonly loading: boolean;
  readonly error: unknown;
  /** Whether the beginning of the record was reached. */
  readonly exhausted: boolean;
  /** Before which time to look next, in epoch milliseconds; from the end if left out. */
  readonly to: number | undefined;
}

/** Nothing yet; what the page knows reaches back to `oldest`. */
export function nothingOlder(oldest: number | undefined): Older<never> {
  return { items: [], loading: false, error: undefined, exhausted: false, to: after(oldest) };
}

/** How many are asked for at once. */
export const OLDER_PAGE = 100;

/**
 * Puts a page of older things, oldest first, before what was loaded already. The next page ends with the millisecond in
 * which this one begins: others of that millisecond may lie on either side.
 */
export function addOlder<Item>(
  known: Older<Item>,
  page: readonly Item[],
  { idOf, atOf }: { readonly idOf: (item: Item) => string; readonly atOf: (item: Item) => number },
): Older<Item> {
  const ids = new Set(known.items.map(idOf));
  const fresh = page.filter((item) => !ids.has(idOf(item)));
  const [first] = page;
  const next = first === undefined ? known.to : after(atOf(first));
  // A whole page of one millisecond would be asked for again and again.
  const to = next !== undefined && next === known.to ? next - 1 : next;
  return {
    items: [...fresh, ...known.items],
    loading: false,
    error: undefined,
    exhausted: page.length < OLDER_PAGE,
    to,
  };
}

/** The first whole millisecond after a time. */
function after(at: number | undefined): number | undefined {
  return at === undefined ? undefined : Math.floor(at) + 1;
}
