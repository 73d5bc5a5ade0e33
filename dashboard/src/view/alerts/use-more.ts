import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

/** How much more is drawn each time somebody asks for it. */
const STEP = 200;

/**
 * Draws a long list by and by: `some` of it now, and `more` if there is more. It begins anew when the key changes.
 */
export function useMore<Item>(
  items: readonly Item[],
  key: string,
): { some: readonly Item[]; more: (() => void) | undefined } {
  const limit = useSignal(STEP);
  useEffect(() => {
    limit.value = STEP;
  }, [key]);
  const shown = limit.value;
  return {
    some: items.length > shown ? items.slice(0, shown) : items,
    more:
      items.length > shown
        ? () => {
            limit.value = shown + STEP;
          }
        : undefined,
  };
}
