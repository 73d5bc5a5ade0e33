import { type ReadonlySignal, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { addOlder, nothingOlder, OLDER_PAGE, type Older } from '../../state/older-page.js';

export interface UseOlder<Item> {
  readonly older: ReadonlySignal<Older<Item>>;
  readonly loadMore: () => void;
}

export interface OlderOptions<Item> {
  /** What was loaded counts only for this: it is forgotten when the key is another. */
  readonly key: string;
  /** The time of the oldest thing that is known without it. */
  readonly oldest: number | undefined;
  readonly atOf: (item: Item) => number;
  readonly idOf: (item: Item) => string;
  /** The latest so many before that time, oldest first. */
  readonly load: (span: { readonly limit: number; readonly to?: number }) => Promise<readonly Item[]>;
}

/** Loads older things, page by page, when somebody asks for them. */
export function useOlder<Item>({ key, oldest, atOf, idOf, load }: OlderOptions<Item>): UseOlder<Item> {
  const older = useSignal<Older<Item>>(nothingOlder(oldest));
  const turn = useRef(0);
  useEffect(() => {
    turn.current++;
    older.value = nothingOlder(oldest);
  }, [key]);

  const loadMore = async (): Promise<void> => {
    const known = older.peek();
    if (known.loading) return;
    const mine = turn.current;
    older.value = { ...known, loading: true, error: undefined };
    try {
      const page = await load({ limit: OLDER_PAGE, ...(known.to === undefined ? {} : { to: known.to }) });
      if (turn.current === mine) older.value = addOlder(known, page, { idOf, atOf });
    } catch (error) {
      if (turn.current === mine) older.value = { ...known, loading: false, error };
    }
  };
  return { older, loadMore };
}
