import { type ReadonlySignal, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';

/** What lies further back than what the page knows by itself. */
export interface Older<Item> {
  /** Oldest first. */
  readonly items: readonly Item[];
  readonly loading: boolean;
  readonly error: unknown;
  /** Whether the beginning of the record was reached. */
  readonly exhausted: boolean;
}

export interface UseOlder<Item> {
  readonly older: ReadonlySignal<Older<Item>>;
  readonly loadMore: () => void;
}

const NONE = { items: [], loading: false, error: undefined, exhausted: false };

export interface OlderOptions<Item> {
  /** What was loaded counts only for this: it is forgotten when the key is another. */
  readonly key: string;
  /** The time of the oldest thing that is known without it. */
  readonly before: number | undefined;
  readonly atOf: (item: Item) => number;
  readonly idOf: (item: Item) => string;
  /** The latest `limit` before `to`, oldest first. */
  readonly load: (to: number, limit: number) => Promise<readonly Item[]>;
}

const PAGE = 100;

/** Loads older things, page by page, when somebody asks for them. */
export function useOlder<Item>({ key, before, atOf, idOf, load }: OlderOptions<Item>): UseOlder<Item> {
  const older = useSignal<Older<Item>>(NONE);
  const turn = useRef(0);
  useEffect(() => {
    turn.current++;
    older.value = NONE;
  }, [key]);

  const loadMore = async (): Promise<void> => {
    const known = older.peek();
    if (known.loading) return;
    const mine = turn.current;
    const first = known.items[0];
    const edge = first === undefined ? before : atOf(first);
    older.value = { ...known, loading: true, error: undefined };
    try {
      // Others of the same millisecond may be on either side of the edge.
      const page = await load((edge ?? Number.MAX_SAFE_INTEGER) + 1, PAGE);
      if (turn.current !== mine) return;
      const ids = new Set(known.items.map(idOf));
      const fresh = page.filter((item) => !ids.has(idOf(item)));
      older.value = {
        items: [...fresh, ...known.items],
        loading: false,
        error: undefined,
        exhausted: page.length < PAGE,
      };
    } catch (error) {
      if (turn.current === mine) older.value = { ...known, loading: false, error };
    }
  };
  return { older, loadMore };
}
